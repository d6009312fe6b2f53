"""A pace: at most so many requests in any second, first come, first served, and never many of them at one moment.

Discord takes 50 a second of a bot (API docs, "Global Rate Limit", 2026-08) and counts what is above it towards a block of the
machine; discord.py waits only once that has happened. Its seconds are not ours, and requests do not arrive as evenly as they
leave: of two crowds that leave a second apart, some of the second arrive in the first one's.
"""

import asyncio
from collections.abc import Awaitable, Callable

MOST = 45
"""Requests in a second."""

AT_ONCE = 8
"""Those of them that may leave at one moment, after a pause; the others follow one by one."""


class Pace:
    """Lets through `most` in any second, `at_once` of them at one moment. `now` is in seconds, from any beginning."""

    def __init__(
        self,
        now: Callable[[], float],
        rest: Callable[[float], Awaitable[None]] = asyncio.sleep,
        most: int = MOST,
        at_once: int = AT_ONCE,
    ) -> None:
        self._now = now
        self._rest = rest
        self._gap = 1 / (most - at_once)
        self._slack = self._gap * (at_once - 1)
        self._last = float("-inf")

    async def turn(self) -> None:
        """Return when it is one's turn."""
        now = self._now()
        self._last = max(self._last + self._gap, now - self._slack)
        if self._last > now:
            await self._rest(self._last - now)
