"""A quiz over Slack's wire: opened by the host, its buttons found; and what its message says meanwhile."""

import re
from collections.abc import Callable, Sequence

from bot.bench.slack import payloads
from bot.bench.slack.payloads import Json
from bot.bench.slack.wire import Wire
from bot.kernel.errors import Unreadable
from bot.kernel.event import read_press
from bot.quiz.events import Answer

_COUNTED = re.compile(r"(\d+) answered")


async def question(wire: Wire, options: str) -> Json:
    """Let the host open a quiz, and return the message whose buttons take answers."""
    await wire.command("quiz", f"start {options} start:now reading:0")
    return await asked(wire)


async def asked(wire: Wire, but: Sequence[str] = ()) -> Json:
    """Return the message that takes answers, none of those at `but`."""

    def asking() -> list[Json]:
        return [one for one in wire.messages.values() if one["ts"] not in but and answers(one)]

    await wire.until(asking)
    return asking()[0]


def answers(message: Json) -> list[Json]:
    """Return the buttons that are answers, in their order."""
    return [each for each in payloads.buttons(message["blocks"]) if choice(each["action_id"]) >= 0]


def choice(token: str) -> int:
    """Return which choice a button stands for, -1 for any other control."""
    try:
        event = read_press(token)[1]
    except Unreadable:
        return -1
    return event.choices[0] if isinstance(event, Answer) else -1


def counted(wire: Wire, ts: str) -> int:
    """Return how many have answered, as the question itself says."""
    found = _COUNTED.search(str(wire.messages[ts]["blocks"]))
    return int(found[1]) if found else 0


def controls(found: Sequence[Json]) -> Callable[[int], Json]:
    """Return what the learner of each number presses: the answers by turns."""
    return lambda number: found[number % len(found)]
