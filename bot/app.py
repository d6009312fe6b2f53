"""The composition root: calls the constructors, starts the loops, stops them in order. Nothing here decides anything."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from secrets import token_bytes
from typing import TYPE_CHECKING, Any, Protocol

import structlog

from bot.commands import study
from bot.commands.discussions import DiscussionCommands
from bot.commands.quizzes import QuizDesk
from bot.decks.library import content_library
from bot.discussion.session import DiscussionKind
from bot.engine.clock import ScaledClock
from bot.engine.desk import Desk
from bot.engine.door import Door
from bot.engine.lane import Standing
from bot.engine.painter import Painter
from bot.engine.surface import Surface
from bot.engine.timekeeper import Timekeeper
from bot.kernel.clock import Clock, Instant
from bot.kernel.event import Interrupted
from bot.kernel.people import ENGINE
from bot.learners import Classroom
from bot.people.book import Book
from bot.prompts.library import prompt_library
from bot.quiz.session import QuizKind
from bot.store.connect import open_store, ownership_of
from bot.store.contract import Ownership, Store, StoreBroken
from bot.surfaces import opener

if TYPE_CHECKING:
    from bot.settings import Settings

AT_ONCE = 1_000
"""Sessions taken up at a time; well below what may wait at the desk."""

log = structlog.get_logger()


class Adapter(Protocol):
    """A platform plugged in: found by entry point ``studybell.surfaces``, made by ``open_adapter(app)``."""

    name: str
    surface: Surface
    serving: asyncio.Event
    """Set once the surface can be used; sessions are taken up again only then."""

    async def run(self) -> None:
        """Serve until cancelled."""
        ...


class App:
    """The assembled program, handed to every adapter's ``open_adapter(app)``.

    `options` are the command line's; `seed` makes the simulated learners repeat themselves.
    """

    def __init__(  # noqa: PLR0913 - the parts it is made of
        self,
        store: Store,
        ownership: Ownership,
        clock: Clock,
        desk: Desk,
        door: Door,
        surfaces: dict[str, Surface],
        options: Mapping[str, Any],
        seed: str = "",
    ) -> None:
        self.store = store
        self.ownership = ownership
        self.clock = clock
        self.desk = desk
        self.door = door
        self.options = options
        self.classroom = Classroom(desk, door, clock, seed=seed)
        self.surfaces = surfaces
        self.timekeeper = Timekeeper(desk, store, clock, ownership)
        self.painter = Painter(desk, store, self.surfaces, clock, may_paint=self._may_paint)
        self._live: set[str] = set()
        desk.listen(self._announced)

    def _may_paint(self, session: str) -> bool:
        return self.ownership.holds() and self.ownership.mine(session)

    def _announced(self, standing: Standing) -> None:
        """Pass on how a session stands to whoever follows from it."""
        session = standing.value.id
        if standing.value.live:
            self._live.add(session)
        else:
            self._live.discard(session)
        self.painter.poke(standing)
        if self.ownership.mine(session):
            self.timekeeper.note(standing)
        self.classroom.note(standing)

    async def run(self, platforms: Sequence[str]) -> None:
        """Serve `platforms` until cancelled."""
        adapters = [opener(name)(self) for name in platforms]
        await self.serve(adapters)

    async def serve(self, adapters: Sequence[Adapter]) -> None:
        """Serve `adapters` until cancelled or until one of them fails."""
        self.surfaces.update({adapter.name: adapter.surface for adapter in adapters})
        try:
            async with asyncio.TaskGroup() as group:
                serving = [group.create_task(adapter.run()) for adapter in adapters]
                for adapter in adapters:
                    await adapter.serving.wait()
                # Before anybody's hour is looked at, and before a heartbeat hides since when nobody was there.
                await self._take_up(await self.ownership.adopted())
                group.create_task(self._adopt())
                group.create_task(self._reread())
                group.create_task(self._beat())
                group.create_task(self.timekeeper.run())
                await asyncio.gather(*serving)
        finally:
            self.classroom.stop()
            await self.desk.settle()
            self.painter.stop()

    async def _adopt(self) -> None:
        """Take up sessions that became ours: give their clocks the lost time back, and paint what is behind."""
        while True:
            try:
                for session in await self.store.awake():
                    await self._look_anew(session)
                self.timekeeper.look_again()
                await self._take_up(await self.ownership.adopted())
            except StoreBroken as error:
                log.error("sessions cannot be taken up; trying again", reason=str(error))
                await asyncio.sleep(1)

    async def _take_up(self, left: Sequence[tuple[str, Instant]]) -> None:
        """Give clocks the time back that nobody looked after them: all at once, or the later ones run out meanwhile."""
        self._catch_up(max((since for _, since in left), default=0))
        now = self.clock.now()
        for start in range(0, len(left), AT_ONCE):
            some = left[start : start + AT_ONCE]
            await asyncio.gather(
                *(self.desk.submit(session, Interrupted(since), ENGINE, now) for session, since in some)
            )

    def _catch_up(self, latest: Instant) -> None:
        """Go on where a faster clock had got to: what it left must not lie in the future."""
        if isinstance(self.clock, ScaledClock):
            self.clock.jump_to(latest)

    async def _reread(self) -> None:
        """Look again at sessions to which another process has written."""
        while True:
            for session in await self.ownership.touched():
                await self._look_anew(session)

    async def _look_anew(self, session: str) -> None:
        """Announce a session as the store has it; one that cannot be read keeps no other from going on."""
        try:
            await self.desk.reread(session)
        except Exception:
            log.exception("a session cannot be read", session=session)

    async def _beat(self) -> None:
        """Note every second of the machine's that we are alive, while somebody's clock depends on it or peers watch."""
        while True:
            if self._live or self.ownership.watched:
                try:
                    await self.ownership.beat(self.clock.now())
                except StoreBroken as error:
                    log.error("heartbeat not saved", reason=str(error))
            await asyncio.sleep(1)


@asynccontextmanager
async def open_app(
    settings: "Settings",
    *,
    clock: Clock,
    options: Mapping[str, Any] | None = None,
    draw: Callable[[int], bytes] = token_bytes,
) -> AsyncIterator[App]:
    """Yield the assembled program on an open store; close everything in order at the end.

    `draw` returns that many bytes of chance; the demo and the transcripts hand in a generator that repeats itself.
    """
    store = open_store(settings.database_url)
    await store.open()
    ownership = ownership_of(store)
    try:
        await ownership.start()
        desk = Desk(store, {QuizKind.name: QuizKind(), DiscussionKind.name: DiscussionKind()})
        surfaces: dict[str, Surface] = {}
        book = Book(store)
        quizzes = QuizDesk(desk, store, book, content_library(settings.content_dir), surfaces, draw)
        discussions = DiscussionCommands(desk, store, prompt_library(settings.content_dir), surfaces, draw)
        openers = {**quizzes.openers(), **discussions.openers(), **study.openers(book)}
        door = Door(desk, store, openers, {**quizzes.completers(), **discussions.completers()})
        try:
            yield App(store, ownership, clock, desk, door, surfaces, options or {}, seed=draw(8).hex())
        finally:
            await ownership.stop()
    finally:
        await store.close()
