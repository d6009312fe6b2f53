"""The engine on a real store, with a clock that stands still and a platform in memory."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from bot.discussion.session import Discussion, DiscussionKind
from bot.engine.clock import ManualClock
from bot.engine.desk import Desk
from bot.engine.door import Door
from bot.engine.house import Engine
from bot.engine.leaving import RETENTION
from bot.engine.surface import Surface
from bot.kernel.clock import SECOND
from bot.kernel.event import Event, Signal
from bot.kernel.people import Actor
from bot.kernel.session import Kind, Reply, Session
from bot.quiz.session import Quiz, QuizKind
from bot.store.connect import ownership_of
from bot.store.contract import Store
from bot.store.sqlite import SqliteDatabase
from bot.store.store import SqlStore
from bot.testing.counting import Counting, CountingKind
from bot.testing.platform import MemoryPlatform
from bot.testing.quizzes import HOST, NOON
from bot.testing.talking import Talking, TalkingKind

ROUNDS = 25
"""Turns of the event loop after which a task that was woken has begun what it was woken for."""

KINDS: Mapping[str, Kind[Any]] = {
    kind.name: kind for kind in (QuizKind(), DiscussionKind(), CountingKind(), TalkingKind())
}
KIND_OF: Mapping[type, str] = {Quiz: "quiz", Discussion: "discussion", Counting: "counting", Talking: "talking"}


class House:
    """Desk, door and engine, put together as `bot.app` does it. Only the rounds of catching up come when a test calls them."""

    def __init__(self, store: Store, owner: Any, clock: ManualClock, platform: MemoryPlatform) -> None:  # noqa: ANN401
        self.store = store
        self.owner = owner
        self.clock = clock
        self.platform = platform
        self.surfaces: dict[str, Surface] = {"memory": platform}
        self.desk = Desk(store, KINDS)
        self.door = Door(self.desk, store, {}, {})
        self.engine = Engine(self.desk, store, clock, owner, self.surfaces, self.door.hearing, self.door.leaving)
        self.timekeeper = self.engine.timekeeper
        self.painter = self.engine.painter

    async def open(self, session: Session) -> None:
        """Add a session and let it be painted."""
        await self.desk.open(KIND_OF[type(session)], session, self.clock.now())
        await self.settle()

    async def submit(self, event: Event | Signal, by: Actor = HOST, session: str = "abcdefghij") -> Reply:
        """Let `event` happen now."""
        return await self.desk.submit(session, event, by, self.clock.now())

    async def value(self, session: str = "abcdefghij") -> Any:  # noqa: ANN401 - a session of any kind
        """Return the session as it stands."""
        standing = await self.desk.look(session)
        assert standing is not None
        return standing.value

    async def settle(self) -> None:
        """Wait until nothing more happens before the clock moves on."""
        calm = 0
        while calm < ROUNDS:
            await asyncio.sleep(0)
            calm += 1
            if self.engine.busy:
                await self.engine.settle()
                calm = 0

    async def after(self, seconds: float) -> None:
        """Let `seconds` go by, waking whoever sleeps, one after the other."""
        end = self.clock.now() + round(seconds * SECOND)
        await self.settle()
        while (when := self.clock.next_sleeper()) is not None and when <= end:
            self.clock.move_to(when)
            await self.settle()
        self.clock.move_to(end)
        await self.settle()

    async def take_up(self) -> None:
        """Do what a start does: give lost time back, and look at what was left."""
        await self.engine.take_up(await self.owner.adopted())
        await self.door.leaving.end()
        await self.engine.look_around()
        await self.settle()

    async def take_leave(self, retention: int = RETENTION) -> None:
        """Look who has left or is back, as is done at a start, when somebody does, and every day."""
        await self.door.leaving.round(self.clock.now(), retention)
        await self.settle()

    async def catch_up(self) -> None:
        """Read what was missed, as is done at a start and every few minutes."""
        await self.engine.catch_up.round()
        await self.settle()


@asynccontextmanager
async def a_house(  # noqa: PLR0913 - all it may be given
    path: Path,
    *,
    clock: ManualClock | None = None,
    platform: MemoryPlatform | None = None,
    patience: float = 5.0,
    around: Callable[[SqlStore], Store] = lambda store: store,
    taken_up: bool = True,
) -> AsyncIterator[House]:
    """Yield an engine on the database at `path`; with `platform` and `clock` of another, it is the next start of it.

    `around` may put something between the engine and its store. Without `taken_up`, what was left is left to the test.
    """
    clock = clock or ManualClock(NOON)
    store = SqlStore(SqliteDatabase(path, patience=patience))
    await store.open()
    owner = ownership_of(store)
    await owner.start()
    house = House(around(store), owner, clock, platform or MemoryPlatform(clock))
    ticking = asyncio.create_task(house.timekeeper.run())
    try:
        if taken_up:
            await house.take_up()
        yield house
    finally:
        ticking.cancel()
        await asyncio.wait({ticking})
        house.engine.stop()
        await house.desk.settle()
        await store.close()
