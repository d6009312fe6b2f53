"""Sleepers: what a hundred thousand sessions cost that wait for their hour, and how punctually they are woken."""

from collections.abc import Sequence

from bot.bench.beds import Beds, put_to_bed
from bot.bench.children import ask
from bot.bench.grounds import Ground
from bot.bench.meter import Stopwatch, middle
from bot.bench.plan import Plan
from bot.bench.table import Column, Row, Table, Target, at_most
from bot.engine.clock import SystemClock
from bot.kernel.clock import DAY
from bot.store.connect import migrate

EVERY = 5
"""Milliseconds from one who is due to the next."""


COLUMNS = (
    Column("database", "database"),
    Column("sessions", "sleeping"),
    Column("written_s", "written in s", 1),
    Column("start_ms", "start ms", 1),
    Column("more_ms", "more ms", 1),
    Column("resident_mb", "MB", 1),
    Column("more_mb", "more MB", 1),
    Column("taken_s", "taken over in s", 1),
    Column("woken", "woken"),
    Column("p50_ms", "late p50 ms", 1),
    Column("p99_ms", "p99 ms", 1),
    Column("cpu_us", "CPU µs/waking"),
    Column("idle_percent", "idle CPU %", 2),
)


async def measure(plan: Plan) -> list[Table]:
    """Return the table of sleeping sessions."""
    rows: list[Row] = []
    for ground in plan.fewer:
        rows += await _one(ground, plan)
    title = f"sessions that wait for their hour, against an empty database; one is due every {EVERY} ms"
    return [Table("sleepers", title, COLUMNS, (*rows, *plan.missing()), _targets(rows), _NOTES)]


_NOTES = (
    "Start: from opening the store to the timekeeper's first sleep, in processes of their own.",
    "Taken over: until a PostgreSQL has noted all of them as this process's own. Late: after that, from the hour to `handle`.",
)


async def _one(ground: Ground, plan: Plan) -> list[Row]:
    url = await ground.fresh()
    await migrate(url)
    empty = _middle([await ask("oversee", url=url) for _ in range(plan.rounds(3))])
    watch = Stopwatch()
    await put_to_bed(url, Beds(plan.sleepers, SystemClock().now() + DAY))
    written = watch.read().wall
    full = _middle([await ask("oversee", url=url) for _ in range(plan.rounds(3))])
    due = 200 if plan.quick else 1_000
    woken = await ask("watch", url=url, sleeping=plan.sleepers, due=due, every=EVERY, idle=1.0 if plan.quick else 3.0)
    more = {"more_ms": full["start_ms"] - empty["start_ms"], "more_mb": full["resident_mb"] - empty["resident_mb"]}
    return [
        {"database": ground.name, "sessions": 0, **empty},
        {"database": ground.name, "sessions": plan.sleepers, "written_s": written, **full, **more, **woken},
    ]


def _middle(reports: Sequence[dict[str, float]]) -> dict[str, float]:
    return {name: middle([report[name] for report in reports]) for name in reports[0]}


def _targets(rows: Sequence[Row]) -> tuple[Target, ...]:
    def figures(name: str) -> list[float]:
        return [float(found) for row in rows if (found := row.get(name)) is not None]

    return (
        at_most("at most 50 ms more at start", 50, figures("more_ms"), " ms"),
        at_most("at most 10 MB more", 10, figures("more_mb"), " MB"),
        at_most("woken late p50 5 ms", 5, figures("p50_ms"), " ms"),
        at_most("woken late p99 50 ms", 50, figures("p99_ms"), " ms"),
        at_most("idle below 1 % CPU", 1, figures("idle_percent"), " %"),
    )
