"""A quiz over the wire: opened by the host, its buttons found, closed; and what its messages say meanwhile."""

import re
import time
from collections.abc import Callable, Sequence

from bot.bench.contending import Contender
from bot.bench.discord import payloads
from bot.bench.discord.payloads import Json
from bot.bench.discord.wire import Wire
from bot.kernel.errors import Unreadable
from bot.kernel.event import read_press
from bot.quiz.events import Answer

_COUNTED = re.compile(r"(\d+) answered")


async def begun(wire: Wire, contender: Contender) -> float:
    """Wait until the contender is logged in; return the seconds from its start to its IDENTIFY."""
    await wire.until(wire.ready.is_set)
    return await wire.identified - contender.since


async def question(wire: Wire, options: Json, place: int = payloads.CHANNEL, *, after: int = 0) -> Json:
    """Let the host open a quiz in a channel, and return the message whose buttons take answers."""
    start = {"start": "now", "reading": 0, **options}
    await wire.dispatch(
        "INTERACTION_CREATE", payloads.command(wire.new_id(), f"start-{place}", "quiz start", start, place)
    )
    return await asked(wire, place, after=after)


async def asked(wire: Wire, place: int, *, after: int = 0) -> Json:
    """Return the message that takes answers, of those that came to the channel after the first so many."""
    told, seen = wire.told[str(place)], after

    def asking() -> bool:
        nonlocal seen
        while seen < len(told) and not answers(told[seen].message):
            seen += 1
        return seen < len(told)

    await wire.until(asking)
    return told[seen].message


def answers(message: Json) -> list[str]:
    """Return the custom ids of the buttons that are answers, in their order."""
    return [custom_id for _, custom_id in payloads.custom_ids(message["components"]) if choice(custom_id) >= 0]


def choice(custom_id: str) -> int:
    """Return which choice a button stands for, -1 for any other control."""
    try:
        event = read_press(custom_id)[1]
    except Unreadable:
        return -1
    return event.choices[0] if isinstance(event, Answer) else -1


def counted(wire: Wire, ref: str) -> int:
    """Return how many have answered, as the question itself says."""
    found = _COUNTED.search(payloads.said(wire.messages[ref]["components"]))
    return int(found[1]) if found else 0


async def revealed(wire: Wire, members: int) -> float:
    """Let the host close the question; return the seconds until the private messages of so many members were edited."""
    began = time.perf_counter()
    wire.replaced.clear()
    await wire.dispatch("INTERACTION_CREATE", payloads.command(wire.new_id(), "close", "quiz close", {}))
    await wire.until(lambda: len(wire.replaced) >= members)
    return max(wire.replaced.values()) - began


def presser(on: Json, found: Sequence[str]) -> Callable[[int], tuple[str, Json]]:
    """Return what the learner of each number presses: the answers by turns."""
    return lambda number: (found[number % len(found)], on)
