"""A stage: the whole program on a database of its own and a clock moved by hand, with a host and whoever else acts.

The demo and the transcripts are played on it. It is the real assembly: only the time is ours, and where chance comes from.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from random import Random
from typing import Any

from adapters.terminal.adapter import HOME, WORKSPACE, Terminal, open_adapter
from adapters.terminal.pace import Pace
from bot.app import App, open_app
from bot.engine.clock import ManualClock
from bot.kernel.clock import Instant, seconds
from bot.kernel.people import Actor, Place
from bot.quiz.session import Quiz, QuizKind
from bot.settings import Settings, sqlite_url

PLACE = Place(WORKSPACE, HOME)


class Stage:
    """What happens on it happens at once: who waits, waits by a clock that `wait` moves."""

    def __init__(self, app: App, terminal: Terminal, clock: ManualClock) -> None:
        self.app = app
        self.terminal = terminal
        self._clock = clock
        self._pace = Pace(app, clock)

    def now(self) -> Instant:
        """Return the instant it has got to."""
        return self._clock.now()

    async def act(self, by: Actor, line: str, channel: str = HOME) -> None:
        """Let somebody do what the line says, and all that follows from it at once."""
        await self._pace.settle()
        await self.terminal.act(by, line, channel)
        await self._pace.settle()

    async def wait(self, length: float) -> None:
        """Let so many seconds pass."""
        await self._pace.until(self.now() + seconds(length))

    async def step(self, until: Instant) -> bool:
        """Let time pass to the next moment at which anything happens, `until` at most; False when nothing does."""
        return await self._pace.next(until)

    async def quiz(self) -> Quiz | None:
        """Return the newest quiz of the channel as it stands."""
        session = await self.app.store.latest(PLACE, QuizKind.name)
        standing = await self.app.desk.look(session) if session else None
        return standing.value if standing else None


@asynccontextmanager
async def open_stage(
    folder: Path, content: Path, options: Mapping[str, Any], *, seed: str, start: Instant
) -> AsyncIterator[Stage]:
    """Yield a stage that keeps its database in `folder` and finds decks in `content`. Equal seeds play equally."""
    settings = Settings.model_construct(
        data_dir=folder, database_url=sqlite_url(folder / "studybell.db"), content_dir=content
    )
    clock = ManualClock(start)
    draw = Random(seed).randbytes  # noqa: S311 - what is played must repeat itself
    async with open_app(settings, clock=clock, options=options, draw=draw) as app:
        terminal = open_adapter(app)
        serving = asyncio.create_task(app.serve([terminal]))
        try:
            await asyncio.wait({serving, asyncio.create_task(terminal.serving.wait())}, return_when="FIRST_COMPLETED")
            yield Stage(app, terminal, clock)
        finally:
            serving.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await serving
