"""Answers written by the bare drivers, one commit a row and grouped: what can be had without a program around it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import aiosqlite
from sqlalchemy import URL

from bot.bench.grounds import connected

LINGER = 0.005
"""Seconds in which rows gather before a commit, as in the store."""

FactRow = tuple[str, str, str, int, bytes, bool]
Put = Callable[[FactRow], Awaitable[None]]

_TABLE = """
CREATE TABLE bench_floor (session TEXT, item TEXT, member TEXT, at BIGINT, data {blob}, again BOOLEAN,
PRIMARY KEY (session, item, member))
"""
_LITE = "INSERT INTO bench_floor VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"
_POSTGRES = "INSERT INTO bench_floor VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING"


class Batches:
    """Hands all rows that wait to one `commit`, and lets their callers go when it is done."""

    def __init__(self, commit: Callable[[list[FactRow]], Awaitable[None]]) -> None:
        self._commit = commit
        self._waiting: list[tuple[FactRow, asyncio.Future[None]]] = []
        self._task: asyncio.Task[None] | None = None

    async def put(self, row: FactRow) -> None:
        """Return when the row is durable."""
        written: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((row, written))
        if self._task is None:
            self._task = asyncio.create_task(self._run())
        await written

    async def _run(self) -> None:
        while self._waiting:
            await asyncio.sleep(LINGER)
            batch, self._waiting = self._waiting, []
            await self._commit([row for row, _ in batch])
            for _, written in batch:
                written.set_result(None)
        self._task = None


@asynccontextmanager
async def aiosqlite_writer(file: Path, *, group: bool) -> AsyncIterator[Put]:
    """Yield what writes a row into a new file with the store's own promise of durability."""
    async with aiosqlite.connect(file) as conn:
        for pragma in ("journal_mode=WAL", "synchronous=FULL"):
            await conn.execute(f"PRAGMA {pragma}")
        await conn.execute(_TABLE.format(blob="BLOB"))
        await conn.commit()

        async def commit(rows: list[FactRow]) -> None:
            await conn.executemany(_LITE, rows)
            await conn.commit()

        yield Batches(commit).put if group else _one_by_one(commit)


@asynccontextmanager
async def asyncpg_writer(url: URL, *, group: bool) -> AsyncIterator[Put]:
    """Yield what writes a row into a table of its own, which is dropped at the end."""
    conn = await connected(url)
    try:
        await conn.execute(_TABLE.format(blob="BYTEA"))

        async def commit(rows: list[FactRow]) -> None:
            await conn.executemany(_POSTGRES, rows)  # one transaction

        yield Batches(commit).put if group else _one_by_one(commit)
    finally:
        await conn.execute("DROP TABLE IF EXISTS bench_floor")
        await conn.close()


def _one_by_one(commit: Callable[[list[FactRow]], Awaitable[None]]) -> Put:
    turn = asyncio.Lock()

    async def put(row: FactRow) -> None:
        async with turn:
            await commit([row])

    return put
