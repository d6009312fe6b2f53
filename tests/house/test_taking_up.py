"""A start takes up what was left running: every clock gets the time back for which nobody looked after it."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from bot.app import App, open_app
from bot.engine.clock import ManualClock
from bot.kernel.clock import HOUR
from bot.kernel.people import Place
from bot.quiz.events import Start
from bot.quiz.opening import open_quiz
from bot.quiz.phases import Asking
from bot.quiz.session import Quiz
from bot.settings import Settings
from bot.testing.decks import a_deck
from bot.testing.platform import MemoryPlatform
from bot.testing.quizzes import HOST

QUIZZES = [f"quiz{number:06d}" for number in range(20)]


class Unreached:
    """A platform that cannot be reached, plugged in as an adapter is."""

    name = "unreached"

    def __init__(self, clock: ManualClock) -> None:
        self.surface: Any = MemoryPlatform(clock)
        self.serving = asyncio.Event()

    async def run(self) -> None:
        """Try to reach it until cancelled."""
        await asyncio.Event().wait()


class Memory:
    """The platform in memory, plugged in as an adapter is."""

    name = "memory"

    def __init__(self, clock: ManualClock) -> None:
        self.surface: Any = MemoryPlatform(clock)
        self.serving = asyncio.Event()

    async def run(self) -> None:
        """Serve until cancelled."""
        self.serving.set()
        await asyncio.Event().wait()


@asynccontextmanager
async def started(folder: Path, clock: ManualClock) -> AsyncIterator[App]:
    """Yield the program on the database in `folder`, serving; it stops without a word."""
    settings = Settings(data_dir=folder)
    async with open_app(settings, clock=clock) as app:
        serving = asyncio.create_task(app.serve([Memory(clock)]))
        try:
            yield app
        finally:
            serving.cancel()
            await asyncio.wait({serving})


def a_quiz(session: str, clock: ManualClock) -> Quiz:
    """Return a quiz, in a channel of its own, that has just asked its first question for ten seconds."""
    start = Start(deck="sample", start="now", reading=0, seconds=10)
    place = Place("memory:school", session)
    return open_quiz(session, place, a_deck(), start, HOST, at=clock.now(), seed="seed", factors={})


async def until_calm(app: App) -> None:
    """Wait until nothing more happens before the clock moves on."""
    for _ in range(50):
        await asyncio.sleep(0)
        while app.desk.busy or app.painter.busy or app.timekeeper.busy:
            await app.desk.settle()
            await app.painter.settle()
            await app.timekeeper.settle()


async def test_every_clock_gets_its_time_back_however_many_there_are(tmp_path: Path) -> None:
    """Twenty questions whose time ran out while the program was down are all still asked after a start."""
    clock = ManualClock()
    async with started(tmp_path, clock) as app:
        for session in QUIZZES:
            await app.desk.open("quiz", a_quiz(session, clock), clock.now())
        await until_calm(app)
    clock.advance(HOUR)
    async with started(tmp_path, clock) as app:
        await until_calm(app)
        standing = [await app.desk.look(session) for session in QUIZZES]
    asked = [each is not None and isinstance(each.value.phase, Asking) for each in standing]
    assert [True] * len(QUIZZES) == asked


async def test_a_session_that_cannot_be_read_keeps_no_other_from_going_on(tmp_path: Path) -> None:
    """One damaged row costs its own quiz; the others are asked on, and new ones can be opened."""
    clock = ManualClock()
    async with started(tmp_path, clock) as app:
        for session in QUIZZES[:3]:
            await app.desk.open("quiz", a_quiz(session, clock), clock.now())
        await until_calm(app)
    with sqlite3.connect(tmp_path / "studybell.db") as database:
        database.execute("UPDATE sessions SET state = ? WHERE id = ?", (b'{"phase":{"type":"?"}}', QUIZZES[0]))
    database.close()
    async with started(tmp_path, clock) as app:
        await until_calm(app)
        await app.desk.open("quiz", a_quiz(QUIZZES[3], clock), clock.now())
        standing = [await app.desk.look(session) for session in QUIZZES[1:4]]
    assert all(each is not None and isinstance(each.value.phase, Asking) for each in standing)


async def test_a_platform_that_cannot_be_reached_holds_up_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A quiz is played on one while the other is tried again and again."""
    monkeypatch.setattr("bot.app.LATE", 0.0)
    clock = ManualClock()
    async with open_app(Settings(data_dir=tmp_path), clock=clock) as app:
        serving = asyncio.create_task(app.serve([Unreached(clock), Memory(clock)]))
        await asyncio.wait_for(app.taken_up.wait(), 10)
        await app.desk.open("quiz", a_quiz(QUIZZES[0], clock), clock.now())
        await until_calm(app)
        standing = await app.desk.look(QUIZZES[0])
        serving.cancel()
        await asyncio.wait({serving})
    assert standing is not None
    assert isinstance(standing.value.phase, Asking)
