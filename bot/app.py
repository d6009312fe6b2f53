"""The composition root: calls the constructors, starts the loops, stops them in order. Nothing here decides anything."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from secrets import token_bytes
from typing import TYPE_CHECKING, Any, Protocol

import structlog

from bot.commands import study, times
from bot.commands.decks import DeckDesk
from bot.commands.discussions import DiscussionCommands
from bot.commands.home import HomePage
from bot.commands.quizzes import QuizDesk
from bot.decks.library import content_library
from bot.decks.own import OwnDecks
from bot.decks.playable import PlayableDecks
from bot.discussion.session import DiscussionKind
from bot.engine.desk import Desk
from bot.engine.door import Door
from bot.engine.house import Engine
from bot.engine.painter import Painter
from bot.engine.surface import Surface
from bot.engine.timekeeper import Timekeeper
from bot.kernel.clock import DAY, Clock
from bot.learners import Classroom
from bot.people.book import Book
from bot.prompts.library import prompt_library
from bot.quiz.session import QuizKind
from bot.store.connect import open_store, ownership_of
from bot.store.contract import Ownership, Store
from bot.surfaces import opener

if TYPE_CHECKING:
    from bot.settings import Settings

LATE = 10.0
"""Seconds that platforms get which are not served yet when one is: whoever cannot be reached must not hold up the others. What
runs there then waits as in any outage."""

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

    `taken_up` is set once the sessions that a former process left have been taken up again.

    `settings` are the operator's, `options` the command line's; `seed` makes the simulated learners repeat themselves.
    """

    def __init__(  # noqa: PLR0913 - the parts it is made of
        self,
        store: Store,
        ownership: Ownership,
        clock: Clock,
        desk: Desk,
        door: Door,
        surfaces: dict[str, Surface],
        settings: "Settings",
        options: Mapping[str, Any],
        seed: str = "",
    ) -> None:
        self.store = store
        self.ownership = ownership
        self.clock = clock
        self.desk = desk
        self.door = door
        self.settings = settings
        self.options = options
        self.classroom = Classroom(desk, door, clock, seed=seed)
        self.surfaces = surfaces
        self.taken_up = asyncio.Event()
        retention = settings.retention_days * DAY
        self.engine = Engine(desk, store, clock, ownership, surfaces, door.hearing, door.leaving, retention=retention)
        desk.listen(self.classroom.note)

    @property
    def painter(self) -> Painter:
        """The room that paints."""
        return self.engine.painter

    @property
    def timekeeper(self) -> Timekeeper:
        """The room that wakes."""
        return self.engine.timekeeper

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
                await _reached(adapters)
                await self.door.leaving.end()  # so that nothing is shown or told any more where nobody has us
                # Before anybody's hour is looked at, and before a heartbeat hides since when nobody was there.
                await self.engine.take_up(await self.ownership.adopted())
                self.taken_up.set()
                group.create_task(self.engine.run())
                await asyncio.gather(*serving)
        finally:
            self.classroom.stop()
            await self.desk.settle()
            self.engine.stop()


async def _reached(adapters: Sequence[Adapter]) -> None:
    """Wait until every platform is served, or one is and the others have had `LATE` seconds more."""
    waiting = {asyncio.create_task(adapter.serving.wait()): adapter.name for adapter in adapters}
    try:
        await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        _, late = await asyncio.wait(waiting, timeout=LATE)
    finally:
        for each in waiting:
            each.cancel()
    if late:
        names = ", ".join(waiting[each] for each in late)
        log.warning("not reached yet; what runs there waits, all else goes on", platforms=names)


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
        decks = PlayableDecks(content_library(settings.content_dir), OwnDecks(store))
        deck_desk = DeckDesk(decks)
        quizzes = QuizDesk(desk, store, book, decks, surfaces, draw)
        discussions = DiscussionCommands(desk, store, prompt_library(settings.content_dir), surfaces, draw)
        openers = {
            **deck_desk.openers(),
            **quizzes.openers(),
            **discussions.openers(),
            **study.openers(book, surfaces),
        }
        completers = {**deck_desk.completers(), **discussions.completers(), **times.completers(book, clock)}
        home = HomePage(desk, store, book, surfaces)
        door = Door(desk, store, openers, completers, surfaces, home.of)
        try:
            yield App(store, ownership, clock, desk, door, surfaces, settings, options or {}, seed=draw(8).hex())
        finally:
            await ownership.stop()
    finally:
        await store.close()
