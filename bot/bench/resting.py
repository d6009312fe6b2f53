"""A start, and what is spent while nobody does anything: on any platform, Studybell beside an empty handler."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager

from msgspec import Struct

from bot.bench.contending import Contender
from bot.bench.meter import MEGABYTE, THOUSAND, middle
from bot.bench.plan import Plan
from bot.bench.table import Column, Row, Target, at_most

SETTLED = 0.5
"""Seconds after a contender is ready in which commands are told and sessions taken up."""

LEAST = 3
"""Starts, at least: one alone says little."""

STARTING, MEMORY = 0.6, 90
"""Seconds until a process reaches its platform, and megabytes held by an idle one, at most."""


class Waking(Struct, frozen=True):
    """A process that has just been started.

    `reached` gives the monotonic second at which it first reached its platform; `ready` returns once it serves.
    """

    contender: Contender
    reached: Awaitable[float]
    ready: Callable[[], Awaitable[object]]


Start = Callable[[], AbstractAsyncContextManager[Waking]]


class Rest(Struct, frozen=True):
    """One start: seconds and CPU seconds until it reached its platform, memory, and the CPU seconds of a second of rest."""

    reached: float
    cpu: float
    memory: int
    idle: float


async def rests(plan: Plan, starts: Mapping[str, Start]) -> list[Row]:
    """Return a row for each contender, started by turns."""
    found: dict[str, list[Rest]] = {name: [] for name in starts}
    for start in starts.values():
        await _one(start, 0)  # not counted: Python compiles what it has not compiled yet
    for _ in range(max(plan.rounds(5), LEAST)):
        for name, start in starts.items():
            found[name].append(await _one(start, 0.5 if plan.quick else 3.0))
    return [_row(name, some) for name, some in found.items()]


def columns(reached: str) -> tuple[Column, ...]:
    """Return the columns; `reached` says in a word what it is to reach the platform."""
    return (
        Column("contender", "contender"),
        Column("starts", "starts"),
        Column("reached_s", f"to {reached} s", 2),
        Column("slowest_s", "slowest s", 2),
        Column("cpu_s", "CPU until then s", 2),
        Column("memory_mb", "idle MB", 1),
        Column("idle_ms", "idle CPU ms/s", 2),
    )


def targets(reached: str, ours: Sequence[Row]) -> tuple[Target, ...]:
    """Return what is wanted of our rows."""
    seconds, megabytes = ([float(row[name] or 0) for row in ours] for name in ("reached_s", "memory_mb"))
    return (
        at_most(f"from process start to {reached} below {STARTING} s", STARTING, seconds, " s"),
        at_most(f"resident memory below {MEMORY} MB, idle", MEMORY, megabytes, " MB"),
    )


async def _one(start: Start, seconds: float) -> Rest:
    async with start() as waking:
        contender = waking.contender
        reached = await waking.reached
        cpu = contender.cpu()
        await waking.ready()
        await asyncio.sleep(SETTLED)
        memory, before = contender.memory(), contender.cpu()
        await asyncio.sleep(seconds)
        return Rest(reached - contender.since, cpu, memory, (contender.cpu() - before) / (seconds or 1))


def _row(name: str, some: Sequence[Rest]) -> Row:
    return {
        "contender": name,
        "starts": len(some),
        "reached_s": middle([one.reached for one in some]),
        "slowest_s": max(one.reached for one in some),
        "cpu_s": middle([one.cpu for one in some]),
        "memory_mb": max(one.memory for one in some) / MEGABYTE,
        "idle_ms": middle([one.idle for one in some]) * THOUSAND,
    }
