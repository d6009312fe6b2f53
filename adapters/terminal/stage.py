"""A stage: the whole program on a database of its own and a clock moved by hand, with a host and whoever else acts.

The demo and the transcripts are played on it. It is the real assembly: only the time is ours, and where chance comes from. The
bot can go down and come back; the chat stays, and what members do in it meanwhile.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from pathlib import Path
from random import Random
from typing import Any

from adapters.terminal.adapter import HOME, WORKSPACE, Terminal, open_adapter, open_screen
from adapters.terminal.pace import Pace
from bot.app import App, open_app
from bot.engine.clock import ManualClock
from bot.kernel.clock import Instant, seconds
from bot.kernel.people import Actor, Place
from bot.quiz.session import Quiz, QuizKind
from bot.settings import Settings, sqlite_url

PLACE = Place(WORKSPACE, HOME)

Program = Callable[[], AbstractAsyncContextManager[tuple[App, Terminal]]]
"""Starts the program, and stops it at the end of the context."""


class Stage:
    """What happens on it happens at once: who waits, waits by a clock that `wait` moves.

    `app` and `terminal` are those that were started last.
    """

    app: App
    terminal: Terminal

    def __init__(self, program: Program, clock: ManualClock) -> None:
        self._program = program
        self._clock = clock
        self._running = AsyncExitStack()
        self._pace: Pace | None = None

    async def start(self) -> None:
        """Let the bot be there, and have done all that a start brings with it."""
        self.app, self.terminal = await self._running.enter_async_context(self._program())
        self._pace = Pace(self.app, self._clock)
        await self._pace.settle()
        await self.app.engine.look_around()
        await self._pace.settle()

    async def stop(self) -> None:
        """Let the bot be gone; what was on its way is dropped. Nothing happens when it is gone already."""
        self._pace = None
        self.terminal.unplug()
        await self._running.aclose()

    def now(self) -> Instant:
        """Return the instant it has got to."""
        return self._clock.now()

    async def act(self, by: Actor, line: str, channel: str = HOME, thread: str | None = None) -> None:
        """Let somebody do what the line says, and all that follows from it at once."""
        await self._settle()
        await self.terminal.act(by, line, channel, thread)
        await self._settle()

    async def wait(self, length: float) -> None:
        """Let so many seconds pass."""
        until = self.now() + seconds(length)
        if self._pace is None:
            self._clock.move_to(until)
        else:
            await self._pace.until(until)

    async def step(self, until: Instant) -> bool:
        """Let time pass to the next moment at which anything happens, `until` at most; False when nothing does."""
        return self._pace is not None and await self._pace.next(until)

    async def quiz(self) -> Quiz | None:
        """Return the newest quiz of the channel as it stands."""
        session = await self.app.store.latest(PLACE, QuizKind.name)
        standing = await self.app.desk.look(session) if session else None
        return standing.value if standing else None

    async def _settle(self) -> None:
        if self._pace is not None:
            await self._pace.settle()


@asynccontextmanager
async def open_stage(
    folder: Path, content: Path, options: Mapping[str, Any], *, seed: str, start: Instant
) -> AsyncIterator[Stage]:
    """Yield a stage that keeps its database in `folder` and finds decks in `content`. Equal seeds play equally."""
    settings = Settings(data_dir=folder, database_url=sqlite_url(folder / "studybell.db"), content_dir=content)
    clock = ManualClock(start)
    draw = Random(seed).randbytes  # noqa: S311 - what is played must repeat itself
    played = {**options, "screen": open_screen(clock, options)}
    stage = Stage(lambda: _program(settings, clock, played, draw), clock)
    await stage.start()
    try:
        yield stage
    finally:
        await stage.stop()


@asynccontextmanager
async def _program(
    settings: Settings, clock: ManualClock, options: Mapping[str, Any], draw: Callable[[int], bytes]
) -> AsyncIterator[tuple[App, Terminal]]:
    async with open_app(settings, clock=clock, options=options, draw=draw) as app:
        terminal = open_adapter(app)
        serving = asyncio.create_task(app.serve([terminal]))
        try:
            await asyncio.wait({serving, asyncio.create_task(app.taken_up.wait())}, return_when="FIRST_COMPLETED")
            yield app, terminal
        finally:
            serving.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await serving
