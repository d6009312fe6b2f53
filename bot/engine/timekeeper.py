"""The timekeeper: wakes every session when it asked to be woken, with one timer for all of them.

Sessions that sleep long are known to the store alone (one indexed look-up finds the earliest); those that wake soon are kept in
memory, since facts may move their hour without touching the stored row. What may never happen: a session that
does not move its hour keeps the timer spinning; it is parked and logged instead.
"""

import asyncio
import heapq
from contextlib import suppress

import structlog

from bot.engine.desk import Desk, Standing
from bot.kernel.clock import HOUR, MINUTE, Clock, Instant
from bot.kernel.event import Tick
from bot.kernel.people import ENGINE
from bot.store.contract import Ownership, Store, StoreBroken

SOON = 10 * MINUTE
"""Sessions that wake within this time are kept in memory (milliseconds)."""

LOOK_AGAIN = MINUTE
"""How long the store's earliest hour is believed before it is read again (milliseconds)."""

AT_ONCE = 500
"""Sessions woken at a time."""

log = structlog.get_logger()


class Timekeeper:
    """Submits a `Tick` to every due session this process owns."""

    def __init__(self, desk: Desk, store: Store, clock: Clock, ownership: Ownership) -> None:
        self._desk = desk
        self._store = store
        self._clock = clock
        self._ownership = ownership
        self._soon: dict[str, Instant] = {}
        self._heap: list[tuple[Instant, str]] = []
        self._stored: Instant | None = None
        self._read_again: Instant = 0
        self._parked: dict[str, Instant] = {}
        self._nudged = asyncio.Event()
        self._running = False
        self._asleep = asyncio.Event()

    @property
    def busy(self) -> bool:
        """Whether it is about to wake somebody or to look whom; false while it sleeps, and while it does not run."""
        return self._running and (not self._asleep.is_set() or self._nudged.is_set())

    async def settle(self) -> None:
        """Wait until nothing more is due before the clock moves on."""
        while self.busy:
            await self._asleep.wait()
            await asyncio.sleep(0)

    def note(self, standing: Standing) -> None:
        """Note when an announced session wants to wake."""
        session, when = standing.value.id, standing.value.wake_at
        if self._parked.get(session) != when:
            self._parked.pop(session, None)
        if when is None or when > self._clock.now() + SOON:
            self._soon.pop(session, None)
            if when is not None and (self._stored is None or when < self._stored):
                self._stored = when
                self._nudged.set()
            return
        if self._soon.get(session) != when:
            self._soon[session] = when
            heapq.heappush(self._heap, (when, session))
            if self._heap[0] == (when, session):
                self._nudged.set()

    def look_again(self) -> None:
        """Read the store's earliest hour anew; sessions came from another process."""
        self._read_again = 0
        self._nudged.set()

    async def run(self) -> None:
        """Wake sessions until cancelled."""
        self._running = True
        try:
            while True:
                await self._round()
        finally:
            self._running = False
            self._asleep.set()

    async def _round(self) -> None:
        """Wake who is due, then sleep until somebody is, or a nudge."""
        self._nudged.clear()
        try:
            await self._wake_due()
            when = await self._next()
        except StoreBroken as error:
            log.error("cannot read the hours", reason=str(error))
            when = self._clock.now() + MINUTE
        if not self._nudged.is_set():
            await self._wait(when)

    async def _wait(self, when: Instant) -> None:
        sleeping = asyncio.create_task(self._clock.sleep_until(when))
        nudged = asyncio.create_task(self._nudged.wait())
        try:
            self._asleep.set()
            await asyncio.wait({sleeping, nudged}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._asleep.clear()
            for task in (sleeping, nudged):
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task

    async def _next(self) -> Instant:
        now = self._clock.now()
        if now >= self._read_again:
            self._read_again = now + LOOK_AGAIN
            self._stored = await self._earliest_stored(now)
        hours = [when for when in (self._earliest_soon(), self._stored) if when is not None]
        return min([now + HOUR, self._read_again, *hours])

    async def _earliest_stored(self, now: Instant) -> Instant | None:
        if not self._parked:
            return await self._store.next_wake()
        rows = await self._store.due(now + HOUR, len(self._parked) + 1)
        return next((when for session, when in rows if session not in self._parked), None)

    def _earliest_soon(self) -> Instant | None:
        while self._heap and self._soon.get(self._heap[0][1]) != self._heap[0][0]:
            heapq.heappop(self._heap)
        return self._heap[0][0] if self._heap else None

    async def _wake_due(self) -> None:
        now = self._clock.now()
        due: dict[str, Instant] = {}
        while (when := self._earliest_soon()) is not None and when <= now and len(due) < AT_ONCE:
            session = heapq.heappop(self._heap)[1]
            due[session] = self._soon.pop(session)
        if self._stored is not None and self._stored <= now:
            self._read_again = 0
            for session, stored in await self._store.due(now, AT_ONCE + len(self._parked)):
                if session not in self._parked and session not in self._soon:
                    due.setdefault(session, stored)
        if due and self._ownership.holds():
            await asyncio.gather(*(self._wake(session, when) for session, when in due.items()))

    async def _wake(self, session: str, when: Instant) -> None:
        at = max(when, self._clock.now())
        await self._desk.submit(session, Tick(), ENGINE, at)
        standing = await self._desk.look(session)
        if standing is None or standing.value.over:
            return
        following = standing.value.wake_at
        if following is not None and following <= at:
            log.error("a tick did not move the session's hour; it is parked", session=session, wake_at=following)
            self._parked[session] = following
            return
        self.note(standing)
