"""Messages of ours that may have been posted right now: somebody can be faster than we are to note that they stand."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from adapters.slack.terms.stamps import read
from bot.kernel.clock import MINUTE, Clock

PAUSES = (0.05, 0.2, 0.75)
"""Seconds after which it is looked again."""

YOUNG = MINUTE
"""How old a message is at most whose post may not have been noted yet."""

T = TypeVar("T")


async def found(look: Callable[[], Awaitable[T | None]], ts: str, clock: Clock) -> T | None:
    """Return what `look` finds about the message at `ts`, also where that is noted only in a moment."""
    seen = await look()
    if seen is not None or age(ts, clock) > YOUNG:
        return seen
    for pause in PAUSES:
        await asyncio.sleep(pause)
        seen = await look()
        if seen is not None:
            return seen
    return None


def age(ts: str, clock: Clock) -> int:
    """Return how long ago the message at `ts` was written; 0 where that is no time."""
    at = read(ts)
    return clock.now() - at if at is not None else 0
