"""A start, and what is spent while nobody does anything: Studybell beside the empty handler."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from msgspec import Struct

from bot.bench.contending import Contender
from bot.bench.discord.bursts import EMPTY, OURS
from bot.bench.discord.contenders import empty, studybell
from bot.bench.discord.playing import begun
from bot.bench.discord.wire import Wire, opened
from bot.bench.meter import MEGABYTE, THOUSAND, middle
from bot.bench.plan import Plan
from bot.bench.table import Column, Row, Table, at_most

SETTLED = 0.5
"""Seconds after READY in which commands are told and sessions taken up."""

LEAST = 3
"""Starts, at least: one alone says little."""

IDENTIFY, MEMORY = 0.6, 90
"""Seconds to IDENTIFY, and megabytes held by an idle process, at most."""

COLUMNS = (
    Column("contender", "contender"),
    Column("starts", "starts"),
    Column("identify_s", "to IDENTIFY s", 2),
    Column("slowest_s", "slowest s", 2),
    Column("cpu_s", "CPU until then s", 2),
    Column("memory_mb", "idle MB", 1),
    Column("idle_ms", "idle CPU ms/s", 2),
)

Started = Callable[[Wire], AbstractAsyncContextManager[Contender]]


class Rest(Struct, frozen=True):
    """One start: the seconds and the CPU seconds to its IDENTIFY, memory, and the CPU seconds of a second of rest."""

    identify: float
    cpu: float
    memory: int
    idle: float


async def measure(plan: Plan) -> list[Table]:
    """Return the table of starts, on the first kind of database."""
    url = await plan.grounds[0].fresh()

    @asynccontextmanager
    async def ours(wire: Wire) -> AsyncIterator[Contender]:
        async with studybell(wire, plan.folder, url) as contender:
            yield contender

    found: dict[str, list[Rest]] = {EMPTY: [], OURS: []}
    contenders = {EMPTY: empty, OURS: ours}
    for started in contenders.values():
        await _one(started, 0)  # not counted: Python compiles what it has not compiled yet
    for _ in range(max(plan.rounds(5), LEAST)):
        for name, started in contenders.items():
            found[name].append(await _one(started, 0.5 if plan.quick else 3.0))
    rows = [_row(name, rests) for name, rests in found.items()]
    targets = (
        at_most(
            f"from process start to IDENTIFY below {IDENTIFY} s", IDENTIFY, [float(rows[1]["identify_s"] or 0)], " s"
        ),
        at_most(f"resident memory below {MEMORY} MB, idle", MEMORY, [float(rows[1]["memory_mb"] or 0)], " MB"),
    )
    return [Table("discord", "a start, and nobody does anything", COLUMNS, tuple(rows), targets)]


async def _one(started: Started, seconds: float) -> Rest:
    async with opened() as wire, started(wire) as contender:
        identified = asyncio.ensure_future(begun(wire, contender))
        await wire.identified
        cpu = contender.cpu()
        identify = await identified
        await asyncio.sleep(SETTLED)
        memory, before = contender.memory(), contender.cpu()
        await asyncio.sleep(seconds)
        return Rest(identify, cpu, memory, (contender.cpu() - before) / (seconds or 1))


def _row(name: str, rests: list[Rest]) -> Row:
    return {
        "contender": name,
        "starts": len(rests),
        "identify_s": middle([one.identify for one in rests]),
        "slowest_s": max(one.identify for one in rests),
        "cpu_s": middle([one.cpu for one in rests]),
        "memory_mb": max(one.memory for one in rests) / MEGABYTE,
        "idle_ms": middle([one.idle for one in rests]) * THOUSAND,
    }
