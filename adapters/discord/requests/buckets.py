"""discord.py's rate limits, but for two things: an answer is never held back, and what leaves keeps to the pace of all requests.

The library keeps the answer that tells of an empty bucket until the bucket has filled (2.7.1, `Ratelimit.__aexit__`). For those
seconds a card stands there and nobody knows: private results wait for it, and after a kill it has to be looked for. What may
never happen: a request that leaves although its bucket is empty, or ahead of the pace because it had waited for its bucket.
"""

import asyncio
from time import monotonic
from typing import Any

from discord.http import HTTPClient, Ratelimit

from adapters.discord.requests.pace import Pace


class Bucket(Ratelimit):
    """A limit of one route in one channel, server or conversation."""

    __slots__ = ("_filling", "_pace")

    def __init__(self, longest: float | None, pace: Pace) -> None:
        super().__init__(longest)
        self._pace = pace
        self._filling: asyncio.Task[None] | None = None

    async def acquire(self) -> None:
        """Wait until there is something left, and then for the turn among all requests."""
        await super().acquire()
        try:
            await self._pace.turn()
        except BaseException:  # who gave up asks for nothing
            self.outgoing -= 1
            self.remaining += 1
            self._wake_next()
            raise

    async def __aexit__(self, *failed: Any) -> None:  # noqa: ANN401, PYI036 - as the library has it
        """Hand the answer on; where the bucket is empty, see beside it that it fills."""
        if self.remaining >= self.outgoing or self._sleeping.locked():
            await super().__aexit__(*failed)  # lets those who wait take what is left, and waits for nothing
            return
        self.outgoing -= 1
        if self._filling is None:
            self._filling = asyncio.get_running_loop().create_task(self._fill())

    async def _fill(self) -> None:
        try:
            await self._refresh()
        finally:
            self._filling = None


def keep_to_pace(http: HTTPClient) -> None:
    """Let every request of discord.py leave through buckets of ours, together at no more than Discord's pace."""
    pace = Pace(monotonic)

    def bucket(key: str) -> Ratelimit:
        found = http._buckets.get(key)  # noqa: SLF001 - where the library looks
        if found is None:
            found = http._buckets[key] = Bucket(http.max_ratelimit_timeout, pace)  # noqa: SLF001
            http._try_clear_expired_ratelimits()  # noqa: SLF001 - as the library does
        return found

    http.get_ratelimit = bucket  # type: ignore[method-assign] # the library has no setting for it
