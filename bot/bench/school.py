"""The engine assembled as the program does it, with a wall instead of a platform."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from typing import Any

from bot.bench.wall import PLATFORM, Wall
from bot.discussion.session import DiscussionKind
from bot.engine.clock import SystemClock
from bot.engine.desk import Desk
from bot.engine.door import Door
from bot.engine.house import Engine
from bot.engine.lane import Standing
from bot.engine.surface import Surface
from bot.kernel.clock import Clock
from bot.kernel.session import Kind
from bot.quiz.session import QuizKind
from bot.store.connect import open_store, ownership_of
from bot.store.contract import Ownership
from bot.store.store import SqlStore

KINDS: Mapping[str, Kind[Any]] = {QuizKind.name: QuizKind(), DiscussionKind.name: DiscussionKind()}

PATIENCE = 60.0
"""Seconds after which something that was waited for is taken to be broken."""


class Vigil:
    """Who of some sessions is still waited for: whoever has not been seen so that `stands` holds."""

    def __init__(self, sessions: Iterable[str], stands: Callable[[Any], bool]) -> None:
        self.left = set(sessions)
        self.over = asyncio.Event()
        self._stands = stands

    def see(self, standing: Standing | None) -> None:
        """Look at a session as it stands now."""
        if standing is not None and standing.value.id in self.left and self._stands(standing.value):
            self.left.discard(standing.value.id)
        if not self.left:
            self.over.set()


class School:
    """Desk, front door and engine on one open store. `wall` is what the painter paints on where no other surface is given."""

    def __init__(
        self,
        store: SqlStore,
        ownership: Ownership,
        clock: Clock,
        kinds: Mapping[str, Kind[Any]],
        surface: Surface | None = None,
    ) -> None:
        self.store = store
        self.clock = clock
        self.wall = Wall(clock)
        self.desk = Desk(store, kinds)
        self.door = Door(self.desk, store, {}, {})
        surfaces = {PLATFORM: surface or self.wall}
        self.engine = Engine(self.desk, store, clock, ownership, surfaces, self.door.hearing, self.door.leaving)
        self.timekeeper, self.painter = self.engine.timekeeper, self.engine.painter
        self._ownership = ownership
        self._vigils: set[Vigil] = set()
        self.desk.listen(self._announced)

    def _announced(self, standing: Standing) -> None:
        for vigil in self._vigils:
            vigil.see(standing)

    async def until(self, sessions: Iterable[str], stands: Callable[[Any], bool]) -> None:
        """Wait until `stands` has held for every one of `sessions`; raises TimeoutError after `PATIENCE` seconds."""
        vigil = Vigil(sessions, stands)
        self._vigils.add(vigil)
        try:
            async with asyncio.timeout(PATIENCE):
                for session in list(vigil.left):
                    vigil.see(await self.desk.look(session))
                await vigil.over.wait()
        finally:
            self._vigils.discard(vigil)

    async def settle(self) -> None:
        """Wait until nothing is under way any more that does not wait for the clock."""
        while self.engine.busy:
            await self.engine.settle()

    async def run(self) -> None:
        """Take up what is there, then look after it, as the program does."""
        await self.engine.take_up(await self._ownership.adopted())
        await self.engine.run()


@asynccontextmanager
async def assembled(
    url: str, *, kinds: Mapping[str, Kind[Any]] = KINDS, clock: Clock | None = None, surface: Surface | None = None
) -> AsyncIterator[School]:
    """Yield a school over the database at `url`; whatever runs is stopped and closed at the end."""
    store = open_store(url)
    await store.open()
    ownership = ownership_of(store)
    try:
        await ownership.start()
        school = School(store, ownership, clock or SystemClock(), kinds, surface)
        running = asyncio.create_task(school.run())
        try:
            yield school
        finally:
            await _stop(running)
            school.engine.stop()
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
