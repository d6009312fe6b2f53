"""The only clocks of the program. Nobody else asks the machine what time it is; a house test sees to it."""

import asyncio
import heapq
import time
from itertools import count

from bot.kernel.clock import HOUR, SECOND, Instant


class SystemClock:
    """The machine's own clock."""

    def now(self) -> Instant:
        """Return the present instant."""
        return time.time_ns() // 1_000_000

    async def sleep_until(self, when: Instant) -> None:
        """Sleep until `when`, an hour at a time at most, so that a machine's clock that is set right is noticed."""
        while (left := when - self.now()) > 0:  # noqa: ASYNC110 - only time itself can end this
            await asyncio.sleep(min(left, HOUR) / SECOND)


class ScaledClock:
    """A clock that can run faster than the machine's and be put forward, for the playground and the demo.

    It never runs backwards. `start` is the instant it begins at (for one who goes on where a faster clock had got to).
    """

    def __init__(self, speed: float = 1.0, start: Instant = 0) -> None:
        self._base = max(time.time_ns() // 1_000_000, start)
        self._since = time.monotonic()
        self._speed = speed
        self._changed = asyncio.Event()

    @property
    def speed(self) -> float:
        """How many seconds pass in one second of the machine's."""
        return self._speed

    def now(self) -> Instant:
        """Return the present instant of this clock."""
        return self._base + round((time.monotonic() - self._since) * SECOND * self._speed)

    def set_speed(self, speed: float) -> None:
        """Run at `speed` (above 0) from now on."""
        if not speed > 0:
            msg = f"a clock's speed must be above 0, not {speed}"
            raise ValueError(msg)
        self._rebase(self.now())
        self._speed = speed
        self._wake()

    def jump_to(self, when: Instant) -> None:
        """Put the clock forward to `when`; nothing happens when that is past."""
        if when > self.now():
            self._rebase(when)
            self._wake()

    async def sleep_until(self, when: Instant) -> None:
        """Sleep until this clock shows `when`."""
        while (left := when - self.now()) > 0:
            changed = self._changed
            try:
                async with asyncio.timeout(min(left, HOUR) / SECOND / self._speed):
                    await changed.wait()
            except TimeoutError:
                continue

    def _rebase(self, at: Instant) -> None:
        self._base, self._since = at, time.monotonic()

    def _wake(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()


class ManualClock:
    """A clock that stands still until it is moved; for tests and transcripts."""

    def __init__(self, start: Instant = 1_800_000_000_000) -> None:
        self._now = start
        self._sleepers: list[tuple[Instant, int, asyncio.Future[None]]] = []
        self._number = count()

    def now(self) -> Instant:
        """Return the instant it was last moved to."""
        return self._now

    async def sleep_until(self, when: Instant) -> None:
        """Wait until somebody moves the clock to `when` or past it."""
        if when <= self._now:
            await asyncio.sleep(0)
            return
        sleeper = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (when, next(self._number), sleeper))
        await sleeper

    def next_sleeper(self) -> Instant | None:
        """Return the instant the earliest sleeper waits for."""
        while self._sleepers and self._sleepers[0][2].done():
            heapq.heappop(self._sleepers)
        return self._sleepers[0][0] if self._sleepers else None

    def move_to(self, at: Instant) -> None:
        """Move to `at` and wake whom that concerns; it does not run backwards."""
        self._now = max(self._now, at)
        while (when := self.next_sleeper()) is not None and when <= self._now:
            heapq.heappop(self._sleepers)[2].set_result(None)

    def advance(self, milliseconds: int) -> None:
        """Move forward by `milliseconds`."""
        self.move_to(self._now + milliseconds)
