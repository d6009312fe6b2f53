"""A pace: at most so many requests in any second, first come, first served.

Discord takes 50 a second of a bot (API docs, "Global Rate Limit", 2026-08) and counts what is above it towards a block of the
machine; discord.py waits only once that has happened.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable

MOST = 45
"""Requests in a second: a few less than Discord's 50, since they do not arrive as evenly as they leave."""

WINDOW = 1.0


class Pace:
    """Lets through `most` in each `WINDOW` of seconds. `now` is in seconds, from any beginning."""

    def __init__(
        self,
        now: Callable[[], float],
        rest: Callable[[float], Awaitable[None]] = asyncio.sleep,
        most: int = MOST,
    ) -> None:
        self._now = now
        self._rest = rest
        self._left: deque[float] = deque(maxlen=most)

    async def turn(self) -> None:
        """Return when it is one's turn."""
        now, most = self._now(), self._left.maxlen
        at = max(now, self._left[0] + WINDOW) if len(self._left) == most else now
        self._left.append(at)
        if at > now:
            await self._rest(at - now)
