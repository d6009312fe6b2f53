"""A kind of session that only sleeps, and the children that oversee a hundred thousand of them."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import func, select

from bot.bench.beds import KIND, Beds, put_to_bed
from bot.bench.meter import MEGABYTE, MILLION, THOUSAND, Stopwatch, resident, share
from bot.bench.school import School, assembled
from bot.bench.wall import PLATFORM
from bot.engine.clock import SystemClock
from bot.kernel.card import Card, Slot
from bot.kernel.clock import SECOND, Instant
from bot.kernel.event import Event, Signal, Tick
from bot.kernel.people import Actor, Place
from bot.kernel.session import Fact, Turn, Whisper
from bot.store.tables import sessions

LATE = 20.0
"""Seconds to wait for sessions that are due, or to be taken over."""

LOOK = 0.25
"""Seconds between looks at how many have been taken over."""


class Diary:
    """Who was woken, and when by this process's monotonic clock; set against the clock of instants."""

    def __init__(self, clock: SystemClock) -> None:
        before = clock.now()
        while (now := clock.now()) == before:
            pass
        self._wall, self._monotonic = now, time.perf_counter()
        self._lags: list[float] = []
        self._wanted = 0
        self._full = asyncio.Event()

    def note(self, wanted: Instant) -> None:
        """Note that a session is woken now that wanted to be at `wanted`."""
        self._lags.append((time.perf_counter() - self._monotonic) * SECOND + self._wall - wanted)
        if len(self._lags) == self._wanted:
            self._full.set()

    async def first(self, wanted: int) -> list[float]:
        """Return the lags in milliseconds of the first `wanted` who were woken; of fewer after `LATE` seconds."""
        self._wanted = wanted
        if len(self._lags) < wanted:
            with suppress(TimeoutError):
                async with asyncio.timeout(LATE):
                    await self._full.wait()
        return self._lags[:wanted]


class Sleeper(Struct, frozen=True):
    """A session that is over once it was woken. The diary is no part of it."""

    id: str
    wake_at: Instant | None
    diary: Diary

    @property
    def place(self) -> Place:
        """A channel of its own."""
        return Place(f"{PLATFORM}:1", self.id)

    @property
    def live(self) -> bool:
        """Nobody sits before it."""
        return False

    @property
    def over(self) -> bool:
        """Whether it was woken."""
        return self.wake_at is None

    @property
    def dismissed(self) -> bool:
        """Nobody removes it."""
        return False

    @property
    def listens(self) -> bool:
        """It sleeps."""
        return False

    @property
    def roll_call(self) -> None:
        """It asks for nobody."""
        return

    def heirs(self) -> "Sequence[Sleeper]":
        """Nothing follows from it."""
        return ()

    def handle(self, event: Event | Signal, by: Actor, at: Instant) -> "Turn[Sleeper]":  # noqa: ARG002
        """Wake up when it is time."""
        if not isinstance(event, Tick) or self.wake_at is None or at < self.wake_at:
            return Turn(self)
        self.diary.note(self.wake_at)
        return Turn(replace(self, wake_at=None))

    def view(self) -> Mapping[Slot, Card]:
        """Nothing is shown."""
        return {}

    def whispers(self) -> Mapping[str, Whisper]:
        """Nobody is told."""
        return {}

    def whisper(self, key: str, member: str) -> Card:  # noqa: ARG002
        """Nobody is told."""
        return Card()


class SleeperKind:
    """How a sleeper is written down: its id, and its hour."""

    name = KIND
    sole = True

    def __init__(self, diary: Diary) -> None:
        self._diary = diary

    def content(self, session: Sleeper) -> bytes:
        """Return the id."""
        return session.id.encode()

    def freeze(self, session: Sleeper) -> bytes:
        """Return the hour."""
        return msgspec.json.encode(session.wake_at)

    def thaw(self, content: bytes, state: bytes, facts: Iterable[Fact]) -> Sleeper:  # noqa: ARG002 - it has no facts
        """Return the sleeper."""
        return Sleeper(content.decode(), msgspec.json.decode(state), self._diary)


class ArmedClock:
    """The machine's clock, which tells when somebody first went to sleep by it."""

    def __init__(self) -> None:
        self._clock = SystemClock()
        self.armed = asyncio.Event()

    def now(self) -> Instant:
        """Return the present instant."""
        return self._clock.now()

    async def sleep_until(self, when: Instant) -> None:
        """Sleep until `when`."""
        self.armed.set()
        await self._clock.sleep_until(when)


@asynccontextmanager
async def _begun(url: str) -> AsyncIterator[tuple[School, Diary, dict[str, Any]]]:
    """Yield a school over the sleepers at `url` once its timekeeper has found the earliest hour, and what that took."""
    clock, diary = ArmedClock(), Diary(SystemClock())
    start = Stopwatch()
    async with assembled(url, kinds={KIND: SleeperKind(diary)}, clock=clock) as school:
        await clock.armed.wait()
        yield school, diary, {"start_ms": start.read().wall * THOUSAND, "resident_mb": resident() / MEGABYTE}


async def oversee(url: str) -> dict[str, Any]:
    """Start, and report what that took."""
    async with _begun(url) as (_, _, report):
        return report


async def watch(url: str, sleeping: int, due: int, every: int, idle: float) -> dict[str, Any]:
    """Report how late `due` more sleepers wake, one every `every` ms, and what processor time is used at rest after that.

    They come when all who sleep there are this process's own, as they are in a program that has run for a while.
    """
    async with _begun(url) as (school, diary, _):
        taken = await all_taken(school, sleeping)
        first = school.clock.now() + SECOND
        await put_to_bed(url, Beds(due, first, number=sleeping, step=every, owner=school.store.owner))
        school.timekeeper.look_again()
        firing = Stopwatch()
        lags = await diary.first(due)
        await school.desk.settle()
        report: dict[str, Any] = {"taken_s": taken, "woken": len(lags), "cpu_us": firing.read().cpu * MILLION / due}
        if lags:
            report |= {"p50_ms": share(lags, 0.5), "p99_ms": share(lags, 0.99)}
        await school.painter.settle()
        resting = Stopwatch()
        await asyncio.sleep(idle)
        spent = resting.read()
        return report | {"idle_percent": 100 * spent.cpu / spent.wall}


async def all_taken(school: School, sleeping: int) -> float | None:
    """Wait until all sleepers are this process's own; return the seconds that took, None when it took too long."""
    own = select(func.count()).select_from(sessions).where(sessions.c.owner == school.store.owner)
    waited = Stopwatch()
    while await school.store.database.read(lambda conn: conn.scalar(own)) != sleeping:
        if waited.read().wall > LATE:
            return None
        await asyncio.sleep(LOOK)
    return waited.read().wall
