"""Floors: the same rows written without the program, and the store with and without its group commit.

All rows are wanted at the same instant, each by a caller of its own who waits until it is durable.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec
from sqlalchemy import make_url

from bot.bench.bare import FactRow, Put, aiosqlite_writer, asyncpg_writer
from bot.bench.grounds import Ground
from bot.bench.lesson import choice, learner, opened, session_name
from bot.bench.load import Act, answer_nothing, burst, drive
from bot.bench.meter import MILLION, THOUSAND, middle, share
from bot.bench.plan import Plan
from bot.bench.table import Column, Row, Table, Target, at_least
from bot.engine.clock import SystemClock
from bot.kernel.session import Fact
from bot.quiz.model import Given
from bot.quiz.session import QuizKind
from bot.store.connect import open_store
from bot.store.contract import Change, Saved, Store

LEAST_RATIO = 15

FEWER = 4
"""One by one only a fourth of the rows are written: their rate does not depend on how many wait."""

BARE = {"SQLite": "bare aiosqlite", "PostgreSQL": "bare asyncpg"}
STORE = "the store"

COLUMNS = (
    Column("database", "database"),
    Column("way", "way"),
    Column("committed", "committed"),
    Column("rows", "rows"),
    Column("rows_per_s", "rows/s"),
    Column("ratio", "x one by one", 1),
    Column("cpu_us", "CPU µs/row", 1),
    Column("p50_ms", "p50 ms", 1),
    Column("p99_ms", "p99 ms", 1),
)


async def measure(plan: Plan) -> list[Table]:
    """Return the table of floors."""
    kinds = [(ground, way) for ground in plan.grounds for way in (BARE[ground.name], STORE)]
    found: dict[tuple[int, bool], list[Row]] = {}
    for turn in range(plan.rounds(3)):
        for index, (ground, way) in enumerate(kinds):
            for group in (False, True):
                found.setdefault((index, group), []).append(
                    await _one(ground, way, plan.rows if group else plan.rows // FEWER, group=group, seed=turn)
                )
    rows: list[Row] = []
    for index, (ground, way) in enumerate(kinds):
        alone = middle([_number(row, "rows_per_s") for row in found[index, False]])
        rows += [_row(ground.name, way, found[index, group], alone, group=group) for group in (False, True)]
    title = (
        "the floor: rows wanted at once, 5 % of them again, each durable before its caller goes on (synchronous=FULL)"
    )
    return [Table("bursts", title, COLUMNS, (*rows, *plan.missing(quick_too=True)), _targets(rows))]


async def _one(ground: Ground, way: str, rows: int, *, group: bool, seed: int) -> Row:
    async with _writer(await ground.fresh(), way, group=group) as act:
        presses = burst(rows, 0.0, seed=seed)
        idle = await drive(presses, answer_nothing)
        load = await drive(presses, act)
    return {
        "rows": len(presses),
        "rows_per_s": len(presses) / load.spent.wall,
        "cpu_us": (load.spent.cpu - idle.spent.cpu) * MILLION / len(presses),
        "p50_ms": share(load.waits, 0.5) * THOUSAND,
        "p99_ms": share(load.waits, 0.99) * THOUSAND,
    }


def _row(database: str, way: str, runs: Sequence[Row], alone: float, *, group: bool) -> Row:
    figures = {name: middle([_number(run, name) for run in runs]) for name in runs[0]}
    return {
        "database": database,
        "way": way,
        "committed": "grouped" if group else "one by one",
        "ratio": figures["rows_per_s"] / alone,
        **figures,
    }


def _number(row: Row, name: str) -> float:
    return float(row[name] or 0)


def _targets(rows: Sequence[Row]) -> tuple[Target, ...]:
    ratios = [_number(row, "ratio") for row in rows if row["way"] == STORE and row["committed"] == "grouped"]
    return (
        at_least(f"the store grouped: at least {LEAST_RATIO} times its rows/s one by one", LEAST_RATIO, ratios, " x"),
    )


@asynccontextmanager
async def _writer(url: str, way: str, *, group: bool) -> AsyncIterator[Act]:
    """Yield what writes the answer of learner n in this way and returns when it is durable."""
    if way == STORE:
        store = open_store(url, group=group)
        await store.open()
        try:
            yield await _into(store)
        finally:
            await store.close()
        return
    place = make_url(url)
    bare = (
        aiosqlite_writer(Path(place.database or ""), group=group)
        if place.get_backend_name() == "sqlite"
        else asyncpg_writer(place, group=group)
    )
    async with bare as put:
        yield _without_store(put)


async def _into(store: Store) -> Act:
    quiz, kind, at = opened(0, SystemClock().now()), QuizKind(), SystemClock().now()
    content, state = kind.content(quiz), kind.freeze(quiz)
    await store.create(Saved(quiz.id, kind.name, quiz.place, 1, content, state, None, True, False, at))  # noqa: FBT003 - a row

    async def act(number: int) -> str:
        session, item, member, taken, data, again = fact_row(number, at)
        await store.write(Change(session, 1, at, (Fact(item, member, taken, data, again),)))
        return ""

    return act


def _without_store(put: Put) -> Act:
    at = SystemClock().now()

    async def act(number: int) -> str:
        await put(fact_row(number, at))
        return ""

    return act


def fact_row(number: int, at: int) -> FactRow:
    """Return the row that the answer of learner n becomes."""
    data = msgspec.json.encode(Given(choices=(choice(number),), at=at, took=number, limit=300_000))
    return (session_name(0), "a0", learner(number).member, at, data, False)
