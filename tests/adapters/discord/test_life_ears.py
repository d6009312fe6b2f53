"""What Discord tells is heard: in order, each event for itself, and to the end also when the program stops."""

import asyncio
from typing import Any

from structlog.testing import capture_logs

from adapters.discord.gateway.ears import Ears
from bot.store.contract import StoreBroken


class Acts:
    """Events as they were begun and ended."""

    def __init__(self) -> None:
        self.begun: list[Any] = []
        self.ended: list[Any] = []
        self.go_on = asyncio.Event()
        self.ears = Ears({"MESSAGE_CREATE": self.hear}, {"guild_join": self.hear})

    async def hear(self, event: Any) -> None:
        """Take an event; trouble where it is some."""
        self.begun.append(event)
        if isinstance(event, Exception):
            raise event
        await self.go_on.wait()
        self.ended.append(event)


async def test_what_is_under_way_ends_before_a_stop() -> None:
    """It was taken in, so somebody waits for it."""
    acts = Acts()
    acts.ears.hear("MESSAGE_CREATE", 1)
    acts.ears.hear("guild_join", 2)
    stopping = asyncio.create_task(acts.ears.stop(10))
    await asyncio.sleep(0)
    acts.go_on.set()
    await stopping
    assert ([1, 2], [1, 2]) == (acts.begun, acts.ended)


async def test_nothing_begins_after_a_stop() -> None:
    """Discord brings it to the next process, or says that nobody answered."""
    acts = Acts()
    await acts.ears.stop(10)
    acts.ears.hear("MESSAGE_CREATE", 1)
    await asyncio.sleep(0)
    assert [] == acts.begun


async def test_a_stop_waits_no_longer_than_it_may() -> None:
    """An act that hangs does not hold up the end."""
    acts = Acts()
    acts.ears.hear("MESSAGE_CREATE", 1)
    await acts.ears.stop(0.01)
    assert ([1], []) == (acts.begun, acts.ended)
    acts.go_on.set()


async def test_a_bug_costs_its_event_alone() -> None:
    """It is told with what it was about; the next event is heard."""
    acts = Acts()
    acts.go_on.set()
    with capture_logs() as lines:
        acts.ears.hear("MESSAGE_CREATE", ValueError("a bug"))
        acts.ears.hear("MESSAGE_CREATE", StoreBroken("The disk is full."))
        acts.ears.hear("MESSAGE_CREATE", 3)
        await acts.ears.stop(10)
    assert [3] == acts.ended
    assert [("MESSAGE_CREATE", None), ("MESSAGE_CREATE", "The disk is full.")] == [
        (line["name"], line.get("reason")) for line in lines
    ]
