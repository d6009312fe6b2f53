"""Reminders: everybody who owes something in a hundred discussions is reminded at one instant, and each once."""

import asyncio
import time
from collections import Counter
from contextlib import suppress

from msgspec.structs import replace

from bot.bench.enrol import Course, enrol
from bot.bench.grounds import Ground
from bot.bench.lesson import session_name
from bot.bench.meter import MILLION, THOUSAND, Stopwatch, share
from bot.bench.plan import Plan
from bot.bench.school import PATIENCE, School, assembled
from bot.bench.seminar import USUAL, everybody, opened, writer
from bot.bench.table import Column, Row, Table, at_most
from bot.engine.clock import SystemClock
from bot.kernel.clock import HOUR, MINUTE, SECOND, Instant
from bot.store.connect import migrate

MEMBERS = 20
OWING = 10
"""The first ten have written and hear nothing."""

DRAFT = replace(USUAL, rules="1 post, 20 words")

AHEAD = 3 * SECOND

COLUMNS = (
    Column("database", "database"),
    Column("discussions", "discussions"),
    Column("owing", "owing"),
    Column("told", "told"),
    Column("lost", "not told"),
    Column("doubled", "twice or in vain"),
    Column("p50_ms", "p50 ms"),
    Column("p99_ms", "p99 ms"),
    Column("cpu_us", "CPU µs/reminder"),
)


async def measure(plan: Plan) -> list[Table]:
    """Return the table of reminders."""
    rows = [await _one(ground, plan.talks) for ground in plan.fewer]
    lost, doubled = (sum(int(row[name] or 0) for row in rows) for name in ("lost", "doubled"))
    targets = (at_most("everybody who owes is told, and once", 0, [float(lost + doubled)]),)
    title = f"members who owe something are reminded at one instant; in each discussion are {MEMBERS}, half of them are done"
    return [Table("discussions", title, COLUMNS, (*rows, *plan.missing()), targets, _NOTES, lost=lost, doubled=doubled)]


_NOTES = ("From the hour of the reminder until the message is there, on a platform that answers at once.",)


async def _one(ground: Ground, many: int) -> Row:
    url, hour = await ground.fresh(), SystemClock().now() + AHEAD
    await migrate(url)
    one = opened(0, hour + 2 * HOUR, MEMBERS, DRAFT)
    one.at += MINUTE
    one.write(MEMBERS - OWING, MEMBERS - OWING).until(hour - MINUTE)
    await enrol(url, Course(one, many, step=0), one.at)
    async with assembled(url) as school:
        school.wall.people = everybody(MEMBERS)
        return {"database": ground.name, "discussions": many, **await _reminded(school, many, hour)}


async def _reminded(school: School, many: int, hour: Instant) -> Row:
    owing = {(session_name(number), writer(who).member) for number in range(many) for who in range(OWING, MEMBERS)}
    told, began = school.wall.told, time.perf_counter() + (hour - school.clock.now()) / SECOND
    await school.clock.sleep_until(hour - SECOND // 2)
    watch = Stopwatch()
    with suppress(TimeoutError):
        async with asyncio.timeout(PATIENCE):
            while len(told) < len(owing):
                await school.wall.moved()
    await school.settle()
    spent, waits = watch.read(), [(each.when - began) * THOUSAND for each in told]
    times = Counter((each.key.partition(".")[0], each.member) for each in told)
    return {
        "owing": len(owing),
        "told": len(waits),
        "lost": len(owing - times.keys()),
        "doubled": len(waits) - len(owing & times.keys()),
        "p50_ms": share(waits, 0.5) if waits else None,
        "p99_ms": share(waits, 0.99) if waits else None,
        "cpu_us": spent.cpu * MILLION / len(owing),
    }
