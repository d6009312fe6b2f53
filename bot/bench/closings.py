"""Deadlines: a thousand discussions end within one second; each is saved, summed up, noted in its thread, locked and reported."""

import asyncio
import time
from collections.abc import Sequence

from bot.bench.enrol import Course, enrol, thread
from bot.bench.grounds import Ground
from bot.bench.lesson import session_name
from bot.bench.meter import THOUSAND, Stopwatch, share
from bot.bench.plan import Plan
from bot.bench.school import PATIENCE, School, assembled
from bot.bench.seminar import everybody, opened
from bot.bench.table import Column, Row, Table, at_most
from bot.discussion.dates import Dates
from bot.engine.clock import SystemClock
from bot.kernel.clock import MINUTE, SECOND, Instant
from bot.store.connect import migrate, open_store

MEMBERS = 50
POSTS = 75
AHEAD = 3 * SECOND
"""How long before the first deadline the program starts."""

WITHIN = 5_000
"""Milliseconds in which all have to be closed."""

COLUMNS = (
    Column("database", "database"),
    Column("discussions", "deadlines"),
    Column("saved", "saved closed"),
    Column("summed", "summed up"),
    Column("locked", "locked"),
    Column("reported", "reported"),
    Column("p50_ms", "locked p50 ms"),
    Column("p99_ms", "p99 ms"),
    Column("locked_ms", "all locked ms"),
    Column("all_ms", "all reported ms"),
    Column("cpu_ms", "CPU ms/closing", 2),
)


async def measure(plan: Plan) -> list[Table]:
    """Return the table of deadlines."""
    rows = [await _one(ground, plan.closings) for ground in plan.fewer]
    counted = ("saved", "summed", "locked", "reported")
    lost = sum(max(plan.closings - int(row[name] or 0), 0) for row in rows for name in counted)
    doubled = sum(max(int(row["reported"] or 0) - plan.closings, 0) for row in rows)
    targets = (
        at_most(f"all of {plan.closings:,} closed", 0, [float(lost + doubled)]),
        at_most("all saved, summed up and locked within 5 s", WITHIN, _of(rows, "locked_ms"), " ms"),
    )
    title = f"discussions of {MEMBERS} members and {POSTS} posts that all end within one second"
    return [Table("discussions", title, COLUMNS, (*rows, *plan.missing()), targets, _NOTES, lost=lost, doubled=doubled)]


_NOTES = (
    "p50, p99: from the deadline of each until its thread is locked, which comes last. All: from the first deadline; the private",
    "reports to the hosts go out meanwhile.",
    "The threads are read once more before anything is decided; the platform is in memory and answers at once.",
)


def _of(rows: Sequence[Row], name: str) -> list[float]:
    return [float(row[name] or 0) for row in rows]


async def _one(ground: Ground, many: int) -> Row:
    url = await ground.fresh()
    await migrate(url)
    first = SystemClock().now() + AHEAD + many * 2  # it takes a while to write them
    one = opened(0, first - Dates(due=0).grace, MEMBERS)
    one.at += MINUTE
    one.write(POSTS, MEMBERS).until(first - MINUTE)
    await enrol(url, Course(one, many, step=1), one.at)
    async with assembled(url) as school:
        school.wall.people = everybody(MEMBERS)
        began = time.perf_counter() + (first - school.clock.now()) / SECOND
        row = await _closed(school, many, first, began)
    return {"database": ground.name, "discussions": many, "saved": await _saved(url, many), **row}


async def _closed(school: School, many: int, first: Instant, began: float) -> Row:
    """Wait until all are closed; `first` is the first deadline, `began` the same by the monotonic clock."""
    await school.clock.sleep_until(first - SECOND // 2)
    if (late := time.perf_counter() - began) > 0:
        raise TimeoutError(f"the discussions were not ready in time, but {late:.1f} s after their deadlines")
    watch = Stopwatch()
    await _until_done(school, many)
    ended, spent = time.perf_counter(), watch.read()
    waits = [
        (when - began) * THOUSAND - number
        for number in range(many)
        if (when := school.wall.closed.get(thread(number))) is not None
    ]
    return {
        "summed": sum(ref.endswith(".sum") for ref in school.wall.cards),
        "locked": len(school.wall.closed),
        "reported": len(school.wall.told),
        "p50_ms": share(waits, 0.5) if waits else None,
        "p99_ms": share(waits, 0.99) if waits else None,
        "locked_ms": (max(school.wall.closed.values(), default=ended) - began) * THOUSAND,
        "all_ms": (ended - began) * THOUSAND,
        "cpu_ms": spent.cpu * THOUSAND / many,
    }


async def _until_done(school: School, many: int) -> None:
    """Wait until everything is done, or for so long that it is taken to be broken: the figures then say what is missing."""
    wall = school.wall
    try:
        async with asyncio.timeout(PATIENCE):
            while len(wall.closed) < many or len(wall.told) < many:
                await wall.moved()
    except TimeoutError:
        return
    await school.settle()


async def _saved(url: str, many: int) -> int:
    """Return how many of them the database holds as over."""
    store = open_store(url)
    await store.open()
    try:
        found = [await store.load(session_name(number)) for number in range(many)]
    finally:
        await store.close()
    return sum(saved is not None and saved.over for saved in found)
