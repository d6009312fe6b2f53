"""The engine put together: the rooms that follow from what the desk announces, and the loops that keep them going."""

import asyncio
from collections.abc import Mapping, Sequence

import structlog

from bot.engine.caller import Caller
from bot.engine.catchup import CatchUp
from bot.engine.chores import Chores
from bot.engine.clock import ScaledClock
from bot.engine.desk import Desk
from bot.engine.hearing import Hearing
from bot.engine.heirs import Heirs
from bot.engine.lane import Standing
from bot.engine.leaving import RETENTION, Leaving
from bot.engine.painter import Painter
from bot.engine.roster import Roster
from bot.engine.surface import Surface
from bot.engine.timekeeper import Timekeeper
from bot.kernel.clock import Clock, Instant
from bot.kernel.event import Interrupted
from bot.kernel.people import ENGINE
from bot.store.contract import Ownership, Store, StoreBroken

AT_ONCE = 1_000
"""Sessions taken up at a time; well below what may wait at the desk."""

log = structlog.get_logger()


class Engine:
    """Paints, wakes, calls the roll, catches up and opens heirs for every session of the desk that this process looks after.

    `surfaces` may be filled later, before anything is taken up.
    """

    def __init__(  # noqa: PLR0913 - what it is made of
        self,
        desk: Desk,
        store: Store,
        clock: Clock,
        ownership: Ownership,
        surfaces: Mapping[str, Surface],
        hearing: Hearing,
        leaving: Leaving,
        *,
        retention: int = RETENTION,
    ) -> None:
        """`retention` is how many milliseconds after a workspace has removed us what is kept of it is deleted."""
        self._desk = desk
        self._store = store
        self._clock = clock
        self._ownership = ownership
        self._leaving = leaving
        self._retention = retention
        self._live: set[str] = set()
        self._errands = Chores(clock)
        self._heirs = Heirs(desk, clock)
        roster = Roster(store, surfaces, clock, self._errands)
        self.catch_up = CatchUp(desk, store, surfaces, clock, ownership, self._errands, hearing)
        self.caller = Caller(desk, clock, roster, self.catch_up, self._errands, mine=self._mine)
        self.timekeeper = Timekeeper(desk, store, clock, ownership)
        self.painter = Painter(desk, store, surfaces, clock, may_paint=self._mine, first=self._first)
        desk.listen(self._announced)
        hearing.on_gone(self.painter.post_again)

    def _mine(self, session: str) -> bool:
        return self._ownership.holds() and self._ownership.mine(session)

    def _announced(self, standing: Standing) -> None:
        """Pass on how a session stands to whoever follows from it."""
        session = standing.value.id
        if standing.value.live:
            self._live.add(session)
        else:
            self._live.discard(session)
        self.painter.poke(standing)
        if self._ownership.mine(session):
            self.timekeeper.note(standing)
            self.catch_up.note(standing)
            self.caller.note(standing)

    async def _first(self, standing: Standing) -> None:
        """Do what has to be done before a session may be noted as painted, since only a start would find it left undone."""
        await self._heirs.open(standing)
        await self.catch_up.forget(standing)

    # -- for whoever waits
    @property
    def busy(self) -> bool:
        """Whether anything is under way that could go on before the clock moves."""
        return self._desk.busy or self.painter.busy or self.timekeeper.busy or self._errands.busy

    async def settle(self) -> None:
        """Wait for what is under way now; what follows from it may have begun meanwhile."""
        await self._desk.settle()
        await self.painter.settle()
        await self.timekeeper.settle()
        await self._errands.settle()

    def stop(self) -> None:
        """Drop what is under way outside the desk; the next start finds it."""
        self._errands.stop()
        self.painter.stop()

    # -- the loops
    async def run(self) -> None:
        """Look after sessions until cancelled; those that were left have been taken up before."""
        async with asyncio.TaskGroup() as group:
            for loop in (self._adopt, self._reread, self._beat, self.timekeeper.run, self.catch_up.run):
                group.create_task(loop())
            group.create_task(self._leaving.run(self._clock, self._errands, self._retention))

    async def take_up(self, left: Sequence[tuple[str, Instant]]) -> None:
        """Give clocks the time back that nobody looked after them: all at once, or the later ones run out meanwhile."""
        self._go_on_from(max((since for _, since in left), default=0))
        now = self._clock.now()
        for start in range(0, len(left), AT_ONCE):
            some = left[start : start + AT_ONCE]
            await asyncio.gather(
                *(self._desk.submit(session, Interrupted(since), ENGINE, now) for session, since in some)
            )

    async def look_around(self) -> None:
        """Announce what is live, or was changed and not painted since, and look who wakes soon."""
        for session in await self._store.awake():
            await self._look_anew(session)
        self.timekeeper.look_again()

    def _go_on_from(self, latest: Instant) -> None:
        """Go on where a faster clock had got to: what it left must not lie in the future."""
        if isinstance(self._clock, ScaledClock):
            self._clock.jump_to(latest)

    async def _adopt(self) -> None:
        """Take up sessions that became ours: give their clocks the lost time back, and paint what is behind."""
        while True:
            try:
                await self.look_around()
                await self.take_up(await self._ownership.adopted())
            except StoreBroken as error:
                log.error("sessions cannot be taken up; trying again", reason=str(error))
                await asyncio.sleep(1)

    async def _reread(self) -> None:
        """Look again at sessions to which another process has written."""
        while True:
            for session in await self._ownership.touched():
                await self._look_anew(session)

    async def _look_anew(self, session: str) -> None:
        """Announce a session as the store has it; one that cannot be read keeps no other from going on."""
        try:
            await self._desk.reread(session)
        except Exception:
            log.exception("a session cannot be read", session=session)

    async def _beat(self) -> None:
        """Note every second of the machine's that we are alive, while somebody's clock depends on it or peers watch."""
        while True:
            if self._live or self._ownership.watched:
                try:
                    await self._ownership.beat(self._clock.now())
                except StoreBroken as error:
                    log.error("heartbeat not saved", reason=str(error))
            await asyncio.sleep(1)
