"""Sleepers: what a hundred thousand sessions cost that wait for their hour, and how punctually they are woken."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing

import msgspec
from sqlalchemy import URL, make_url

from bot.bench.asleep import KIND
from bot.bench.children import ask
from bot.bench.grounds import Ground, connected
from bot.bench.meter import Stopwatch, middle
from bot.bench.plan import Plan
from bot.bench.table import Column, Row, Table, Target, at_most
from bot.bench.wall import PLATFORM
from bot.engine.clock import SystemClock
from bot.kernel.clock import DAY, SECOND, Instant
from bot.store.connect import open_store

EVERY = 5
"""Milliseconds from one who is due to the next."""

HEAD_START = 4 * SECOND
"""Milliseconds from writing them to the first who is due: the child has to start, and to take over what is nobody's."""

COLUMNS = (
    Column("database", "database"),
    Column("sessions", "sleeping"),
    Column("written_s", "written in s", 1),
    Column("start_ms", "start ms", 1),
    Column("more_ms", "more ms", 1),
    Column("resident_mb", "MB", 1),
    Column("more_mb", "more MB", 1),
    Column("woken", "woken"),
    Column("p50_ms", "late p50 ms", 1),
    Column("p99_ms", "p99 ms", 1),
    Column("cpu_us", "CPU µs/waking"),
    Column("idle_percent", "idle CPU %", 2),
)

SESSIONS = [
    *("id", "kind", "workspace", "channel", "thread", "version", "painted"),
    *("owner", "state", "wake_at", "live", "over", "saved_at"),
]
CONTENTS = ["session", "content"]


async def measure(plan: Plan) -> list[Table]:
    """Return the table of sleeping sessions."""
    rows: list[Row] = []
    for ground in plan.fewer:
        rows += await _one(ground, plan)
    title = f"sessions that wait for their hour, against an empty database; one is due every {EVERY} ms"
    return [Table("sleepers", title, COLUMNS, (*rows, *plan.missing()), _targets(rows), _NOTES)]


_NOTES = (
    "Start: from opening the store to the timekeeper's first sleep, in processes of their own. Late: from the hour to `handle`.",
)


async def _one(ground: Ground, plan: Plan) -> list[Row]:
    idle = 1.0 if plan.quick else 3.0
    url = await ground.fresh()
    await _write(url, 0, 0, first=0)
    empty = _middle([await ask("oversee", url=url, due=0, idle=0) for _ in range(plan.rounds(3))])
    url = await ground.fresh()
    watch = Stopwatch()
    await _write(url, plan.sleepers, 0, first=SystemClock().now() + DAY)
    written = watch.read().wall
    full = _middle([await ask("oversee", url=url, due=0, idle=0) for _ in range(plan.rounds(3))])
    due = 200 if plan.quick else 1_000
    start = SystemClock().now() + HEAD_START // (2 if plan.quick else 1)
    await _write(url, due, plan.sleepers, first=start, step=EVERY)
    woken = await ask("oversee", url=url, due=due, idle=idle)
    more = {"more_ms": full["start_ms"] - empty["start_ms"], "more_mb": full["resident_mb"] - empty["resident_mb"]}
    late = {name: woken[name] for name in ("p50_ms", "p99_ms", "cpu_us", "idle_percent")}
    return [
        {"database": ground.name, "sessions": 0, **empty},
        {
            "database": ground.name,
            "sessions": plan.sleepers,
            "written_s": written,
            **full,
            **more,
            "woken": due,
            **late,
        },
    ]


def _middle(reports: Sequence[dict[str, float]]) -> dict[str, float]:
    return {name: middle([report[name] for report in reports]) for name in reports[0]}


def _targets(rows: Sequence[Row]) -> tuple[Target, ...]:
    def figures(name: str) -> list[float]:
        return [float(row[name] or 0) for row in rows if name in row]

    return (
        at_most("at most 50 ms more at start", 50, figures("more_ms"), " ms"),
        at_most("at most 10 MB more", 10, figures("more_mb"), " MB"),
        at_most("woken late p50 5 ms", 5, figures("p50_ms"), " ms"),
        at_most("woken late p99 50 ms", 50, figures("p99_ms"), " ms"),
        at_most("idle below 1 % CPU", 1, figures("idle_percent"), " %"),
    )


async def _write(url: str, many: int, number: int, *, first: Instant, step: int = SECOND) -> None:
    """Write `many` sleepers, numbered from `number`, the first to wake at `first`, each `step` ms after the one before."""
    store = open_store(url)
    await store.open()
    await store.close()
    hours = [(f"{number + turn:010}", first + turn * step) for turn in range(many)]
    place = make_url(url)
    if place.get_backend_name() == "sqlite":
        _write_sqlite(place.database or "", hours)
    else:
        await _write_postgres(place, hours)


Hours = Sequence[tuple[str, Instant]]


def _rows(hours: Hours) -> Iterator[tuple[object, ...]]:
    for name, hour in hours:
        state = msgspec.json.encode(hour)
        yield name, KIND, f"{PLATFORM}:1", name, "", 1, 1, 0, state, hour, False, False, hour - DAY


def _contents(hours: Hours) -> Iterator[tuple[object, ...]]:
    return ((name, name.encode()) for name, _ in hours)


def _write_sqlite(file: str, hours: Hours) -> None:
    with closing(sqlite3.connect(file)) as conn, conn:
        _insert(conn, "sessions", SESSIONS, _rows(hours))
        _insert(conn, "contents", CONTENTS, _contents(hours))


def _insert(conn: sqlite3.Connection, table: str, columns: Sequence[str], rows: Iterable[tuple[object, ...]]) -> None:
    marks = ", ".join("?" * len(columns))
    conn.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", rows)  # noqa: S608 - own names


async def _write_postgres(url: URL, hours: Hours) -> None:
    conn = await connected(url)
    try:
        await conn.copy_records_to_table("sessions", columns=SESSIONS, records=_rows(hours))
        await conn.copy_records_to_table("contents", columns=CONTENTS, records=_contents(hours))
        await conn.execute("ANALYZE sessions")
    finally:
        await conn.close()
