"""The engine assembled as the program does it, with a wall instead of a platform."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from typing import Any

from bot.bench.wall import PLATFORM, Wall
from bot.engine.clock import SystemClock
from bot.engine.desk import Desk
from bot.engine.lane import Standing
from bot.engine.painter import Painter
from bot.engine.timekeeper import Timekeeper
from bot.kernel.clock import Clock
from bot.kernel.event import Interrupted
from bot.kernel.people import ENGINE
from bot.kernel.session import Kind
from bot.quiz.session import QuizKind
from bot.store.connect import open_store, ownership_of
from bot.store.contract import Ownership
from bot.store.store import SqlStore

KINDS: Mapping[str, Kind[Any]] = {QuizKind.name: QuizKind()}

PATIENCE = 60.0
"""Seconds after which something that was waited for is taken to be broken."""


class School:
    """Desk, painter and timekeeper on one open store. The timekeeper runs; `wall` is what the painter paints on."""

    def __init__(self, store: SqlStore, ownership: Ownership, clock: Clock, kinds: Mapping[str, Kind[Any]]) -> None:
        self.store = store
        self.clock = clock
        self.wall = Wall(clock)
        self.desk = Desk(store, kinds)
        self.timekeeper = Timekeeper(self.desk, store, clock, ownership)
        self.painter = Painter(self.desk, store, {PLATFORM: self.wall}, clock, may_paint=ownership.mine)
        self._standings: dict[str, Standing] = {}
        self._moved = asyncio.Event()
        self.desk.listen(self._announced)

    def _announced(self, standing: Standing) -> None:
        self.painter.poke(standing)
        self.timekeeper.note(standing)
        self._standings[standing.value.id] = standing
        self._moved.set()

    async def until(self, sessions: Iterable[str], stands: Callable[[Any], bool]) -> None:
        """Wait until `stands` holds for every one of `sessions`; raises TimeoutError after `PATIENCE` seconds."""
        left = set(sessions)
        async with asyncio.timeout(PATIENCE):
            while left := {session for session in left if not self._stands(session, stands)}:
                self._moved.clear()
                await self._moved.wait()

    async def take_up(self, ownership: Ownership) -> None:
        """Take up what became ours, as the program does at its start and when a peer has died."""
        while True:
            for session, since in await ownership.adopted():
                await self.desk.submit(session, Interrupted(since), ENGINE, self.clock.now())
            for session in await self.store.awake():
                await self.desk.reread(session)
            self.timekeeper.look_again()

    def _stands(self, session: str, stands: Callable[[Any], bool]) -> bool:
        found = self._standings.get(session)
        return found is not None and stands(found.value)


@asynccontextmanager
async def assembled(
    url: str, *, kinds: Mapping[str, Kind[Any]] = KINDS, clock: Clock | None = None
) -> AsyncIterator[School]:
    """Yield a school over the database at `url`; whatever runs is stopped and closed at the end."""
    store = open_store(url)
    await store.open()
    ownership = ownership_of(store)
    try:
        await ownership.start()
        school = School(store, ownership, clock or SystemClock(), kinds)
        running = [asyncio.create_task(school.take_up(ownership)), asyncio.create_task(school.timekeeper.run())]
        try:
            yield school
        finally:
            for task in running:
                await _stop(task)
            school.painter.stop()
            await school.desk.settle()
            await school.painter.settle()
        await ownership.stop()
    finally:
        await store.close()


async def _stop(task: asyncio.Task[None]) -> None:
    """Cancel until it has ended: a cancellation is lost on a task that swallows it."""
    while not task.done():
        task.cancel()
        await asyncio.wait({task}, timeout=0.1)
