"""Open discussions that wait for their hour, ten thousand of them: how soon a start serves, and what they weigh.

Weighed twice: after the start, when nothing of them is in memory, and after somebody has written in every one of them, as it is
in a program that has run for a week.
"""

import asyncio
from collections.abc import Sequence
from typing import Any

from bot.bench.asleep import all_taken
from bot.bench.children import ask
from bot.bench.enrol import Course, enrol, thread
from bot.bench.grounds import Ground
from bot.bench.meter import MEGABYTE, MILLION, THOUSAND, Stopwatch, resident
from bot.bench.plan import Plan
from bot.bench.school import School, assembled
from bot.bench.seminar import everybody, post, under_way, writer
from bot.bench.table import Column, Row, Table, at_most
from bot.engine.clock import SystemClock
from bot.kernel.clock import MINUTE, SECOND
from bot.store.connect import migrate

MEMBERS = 50
POSTS = 25
"""Half of the members have written."""

TOGETHER = 100

COLUMNS = (
    Column("database", "database"),
    Column("discussions", "discussions"),
    Column("members", "members"),
    Column("written_s", "written in s", 1),
    Column("start_ms", "engine runs ms", 1),
    Column("served_ms", "first post answered ms", 1),
    Column("taken_s", "taken over in s", 1),
    Column("read_s", "all threads read in s", 1),
    Column("read_cpu_us", "CPU µs/thread"),
    Column("resident_mb", "MB", 1),
    Column("touched_us", "CPU µs/first post"),
    Column("touched_mb", "MB once all were written in", 1),
)


async def measure(plan: Plan) -> list[Table]:
    """Return the table of discussions that are open and asleep."""
    rows: list[Row] = []
    for ground in plan.fewer:
        rows += [await _one(ground, many) for many in (0, plan.discussions)]
    targets = (
        at_most("serving within 5 s", 5 * THOUSAND, _of(rows, "served_ms"), " ms"),
        at_most("below 300 MB asleep", 300, _of(rows, "resident_mb"), " MB"),
        at_most("below 300 MB after all were written in", 300, _of(rows, "touched_mb"), " MB"),
    )
    title = f"discussions that are open and asleep, {POSTS} posts in each; one of them is written in while the program starts"
    return [Table("discussions", title, COLUMNS, (*rows, *plan.missing()), targets, _NOTES)]


_NOTES = (
    "From opening the store in a process of its own; MB is all it holds, the program itself included (see the first row).",
    "Taken over: until a PostgreSQL has noted all as this process's own. Then all threads are read.",
    "Threads are read from a platform in memory that answers at once: a real one takes longer, and costs no more.",
)


def _of(rows: Sequence[Row], name: str) -> list[float]:
    return [float(found) for row in rows if (found := row.get(name)) is not None]


async def _one(ground: Ground, many: int) -> Row:
    url = await ground.fresh()
    await migrate(url)
    now, watch = SystemClock().now(), Stopwatch()
    if many:
        await enrol(url, Course(under_way(now, MEMBERS, POSTS), many, step=10 * SECOND), now - MINUTE)
    written = watch.read().wall
    report = await ask("doze", url=url, many=many)
    row = {"database": ground.name, "discussions": many, "members": MEMBERS}
    return {**row, "written_s": written if many else None, **report}


async def doze(url: str, many: int) -> dict[str, Any]:
    """Start, serve, read all threads, let somebody write in each, and report what that took and what it weighs."""
    start = Stopwatch()
    async with assembled(url) as school:
        school.wall.people = everybody(MEMBERS)
        report: dict[str, Any] = {"start_ms": start.read().wall * THOUSAND}
        if many:
            await _write_in(school, many // 2)
            report["served_ms"] = start.read().wall * THOUSAND
            report["taken_s"] = await all_taken(school, many)
        await school.settle()
        watch = Stopwatch()
        await school.engine.catch_up.round()
        spent = watch.read()
        report |= {"read_s": spent.wall, "read_cpu_us": spent.cpu * MILLION / many if many else None}
        report["resident_mb"] = resident() / MEGABYTE
        if many:
            report |= await _write_in_all(school, many)
        return report


async def _write_in(school: School, number: int) -> None:
    by = writer(number % MEMBERS)
    await school.door.hear(thread(number), post(POSTS + number, by, school.clock.now()), by)


async def _write_in_all(school: School, many: int) -> dict[str, float]:
    watch = Stopwatch()
    for first in range(0, many, TOGETHER):
        await asyncio.gather(*(_write_in(school, number) for number in range(first, min(first + TOGETHER, many))))
    await school.settle()
    spent = watch.read()
    school.wall.wipe()
    return {"touched_us": spent.cpu * MILLION / many, "touched_mb": resident() / MEGABYTE}
