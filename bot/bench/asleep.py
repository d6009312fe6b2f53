"""A kind of session that only sleeps, and the child that oversees a hundred thousand of them."""

import asyncio
import time
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from bot.bench.meter import MEGABYTE, MILLION, THOUSAND, Stopwatch, resident, share
from bot.bench.school import assembled
from bot.bench.wall import PLATFORM
from bot.engine.clock import SystemClock
from bot.kernel.card import Card, Slot
from bot.kernel.clock import SECOND, Instant
from bot.kernel.event import Event, Signal, Tick
from bot.kernel.people import Actor, Place
from bot.kernel.session import Fact, Turn, Whisper

KIND = "sleeper"
LATE = 20.0
"""Seconds to wait for sessions that are due."""


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
        """Return the lags in milliseconds of the first `wanted` who were woken."""
        self._wanted = wanted
        if len(self._lags) < wanted:
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


async def oversee(url: str, due: int, idle: float) -> dict[str, Any]:
    """Start on the sessions that are stored; report the start, memory, how late `due` of them woke, and idle processor time.

    The start ends when the timekeeper has found the earliest hour and sleeps.
    """
    clock, diary = ArmedClock(), Diary(SystemClock())
    kinds = {KIND: SleeperKind(diary)}
    begun = Stopwatch()
    async with assembled(url, kinds=kinds, clock=clock) as school:
        await clock.armed.wait()
        report: dict[str, Any] = {"start_ms": begun.read().wall * THOUSAND, "resident_mb": resident() / MEGABYTE}
        if due:
            firing = Stopwatch()
            lags = await diary.first(due)
            await school.desk.settle()
            report |= {"p50_ms": share(lags, 0.5), "p99_ms": share(lags, 0.99), "worst_ms": max(lags)}
            report["cpu_us"] = firing.read().cpu * MILLION / due
        if idle:
            resting = Stopwatch()
            await asyncio.sleep(idle)
            spent = resting.read()
            report["idle_percent"] = 100 * spent.cpu / spent.wall
    return report
