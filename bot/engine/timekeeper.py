"""The timekeeper: wakes every session when it asked to be woken, with one timer for all of them.

Sessions that sleep long are known to the store alone; every few minutes those that wake soon are read from there (one indexed
look-up) and kept in memory with those the desk announces, since facts may move an hour without touching the stored row.
What may never happen: a session that does not move its hour keeps the timer spinning; it is logged and parked for a while.
"""

import asyncio
import heapq

import structlog

from bot.engine.desk import Desk
from bot.engine.lane import Standing
from bot.kernel.clock import MINUTE, SECOND, Clock, Instant
from bot.kernel.event import Tick
from bot.kernel.people import ENGINE
from bot.store.contract import Ownership, Store, StoreBroken

AHEAD = 10 * MINUTE
"""Sessions that wake within this time are kept in memory (milliseconds)."""

LOOK_AGAIN = 5 * MINUTE
"""How often the store is asked who wakes soon; well below `AHEAD`, so that nobody is read too late (milliseconds)."""

AT_ONCE = 500
"""Sessions being woken at a time."""

MOST_READ = 2_000
"""Sessions read from the store at a time."""

PARKED = MINUTE
"""How long a session is left alone whose hour a tick did not move (milliseconds)."""

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
        self._look_at: Instant = 0
        self._waking: dict[str, asyncio.Task[None]] = {}
        self._parked: dict[str, Instant] = {}
        self._nudged = asyncio.Event()
        self._running = False
        self._asleep = asyncio.Event()

    @property
    def busy(self) -> bool:
        """Whether it wakes somebody or looks whom to; false while it sleeps, and while it does not run."""
        return self._running and (not self._asleep.is_set() or self._nudged.is_set() or bool(self._waking))

    async def settle(self) -> None:
        """Wait until nothing more is due before the clock moves on."""
        while self.busy:
            await self._asleep.wait()
            if self._waking:
                await asyncio.wait(self._waking.values())
            await asyncio.sleep(0)

    def note(self, standing: Standing) -> None:
        """Note when an announced session wants to wake."""
        session, when = standing.value.id, standing.value.wake_at
        if self._parked.get(session) != when:
            self._parked.pop(session, None)
        if when is None or when > self._clock.now() + AHEAD:
            self._soon.pop(session, None)
        elif self._soon.get(session) != when and session not in self._parked:
            self._keep(session, when)
            if self._heap[0] == (when, session):
                self._nudged.set()

    def look_again(self) -> None:
        """Ask the store anew; sessions came from another process."""
        self._look_at = 0
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
            for task in self._waking.values():
                task.cancel()

    async def _round(self) -> None:
        """Wake who is due, then sleep until somebody is, or a nudge."""
        self._nudged.clear()
        now = self._clock.now()
        if now >= self._look_at:
            await self._look(now)
        when = self._wake_due() if self._ownership.holds() else now + SECOND
        if not self._nudged.is_set():
            await self._wait(when)

    async def _look(self, now: Instant) -> None:
        """Read from the store who wakes soon; a call of `look_again` meanwhile is heeded by the next round."""
        self._look_at = now + LOOK_AGAIN
        most = MOST_READ + len(self._waking) + len(self._parked)
        try:
            rows = await self._store.due(now + AHEAD, most)
        except StoreBroken as error:
            log.error("cannot read who wakes soon", reason=str(error))
            self._look_at = min(self._look_at, now + MINUTE)
            return
        for session, when in rows:
            if not (session in self._soon or session in self._waking or session in self._parked):
                self._keep(session, when)
        if len(rows) == most:
            self._look_at = min(self._look_at, max(rows[-1][1], now + SECOND))

    def _keep(self, session: str, when: Instant) -> None:
        self._soon[session] = when
        heapq.heappush(self._heap, (when, session))

    def _wake_due(self) -> Instant:
        """Begin to wake who is due; return when to look next."""
        now = self._clock.now()
        while len(self._waking) < AT_ONCE:
            when = self._earliest()
            if when is None or when > now:
                return self._look_at if when is None else min(when, self._look_at)
            session = heapq.heappop(self._heap)[1]
            del self._soon[session]
            if session not in self._waking:
                self._waking[session] = asyncio.create_task(self._wake(session, when))
        return self._look_at

    def _earliest(self) -> Instant | None:
        while self._heap and self._soon.get(self._heap[0][1]) != self._heap[0][0]:
            heapq.heappop(self._heap)
        return self._heap[0][0] if self._heap else None

    async def _wait(self, when: Instant) -> None:
        sleeping = asyncio.create_task(self._clock.sleep_until(when))
        nudged = asyncio.create_task(self._nudged.wait())
        try:
            self._asleep.set()
            await asyncio.wait({sleeping, nudged}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._asleep.clear()
            sleeping.cancel()
            nudged.cancel()

    async def _wake(self, session: str, when: Instant) -> None:
        """Submit one tick and note the hour that follows; after a tick that came late that may be past as well."""
        self._parked.pop(session, None)
        at = max(when, self._clock.now())
        try:
            reply = await self._desk.submit(session, Tick(), ENGINE, at)
            standing = await self._desk.look(session)
        except StoreBroken as error:
            log.error("cannot read a session that is due", session=session, reason=str(error))
            self._look_at = min(self._look_at, at + MINUTE)
            return
        finally:
            del self._waking[session]
            if self._heap:
                self._nudged.set()
        if standing is None or standing.value.over:
            return
        if reply.refused in {"busy", "not-saved"}:
            self._keep(session, at + SECOND)
            self._nudged.set()
            return
        following = standing.value.wake_at
        if following is None or following > min(when, at):
            self.note(standing)
            return
        log.error("a tick did not move the session's hour; it is parked", session=session, wake_at=following)
        self._parked[session] = following
        self._keep(session, self._clock.now() + PARKED)
        self._nudged.set()
