"""Writes rows straight into a database: a hundred thousand sleeping sessions in a second or two."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from typing import NamedTuple

import msgspec
from sqlalchemy import URL, make_url

from bot.bench.grounds import connected
from bot.bench.wall import PLATFORM
from bot.kernel.clock import DAY, SECOND, Instant
from bot.store.tables import NOBODY

KIND = "sleeper"

SESSIONS = [
    *("id", "kind", "workspace", "channel", "thread", "version", "painted"),
    *("owner", "state", "wake_at", "live", "over", "saved_at"),
]
CONTENTS = ["session", "content"]


class Beds(NamedTuple):
    """`many` sleepers, numbered from `number`, the first to wake at `first`, each `step` ms after the one before."""

    many: int
    first: Instant
    number: int = 0
    step: int = SECOND
    owner: int = NOBODY

    def sessions(self) -> Iterator[tuple[object, ...]]:
        """Yield the rows of `sessions`."""
        for name, hour in self._hours():
            state = msgspec.json.encode(hour)
            yield name, KIND, f"{PLATFORM}:1", name, "", 1, 1, self.owner, state, hour, False, False, hour - DAY

    def contents(self) -> Iterator[tuple[object, ...]]:
        """Yield the rows of `contents`."""
        return ((name, name.encode()) for name, _ in self._hours())

    def _hours(self) -> Iterator[tuple[str, Instant]]:
        return ((f"{self.number + turn:010}", self.first + turn * self.step) for turn in range(self.many))


class Rows(NamedTuple):
    """Rows of one table, with the columns they fill."""

    table: str
    columns: Sequence[str]
    rows: Iterable[tuple[object, ...]]


async def put_to_bed(url: str, beds: Beds) -> None:
    """Write the sleepers into the database at `url`, which has its tables."""
    await write(url, [Rows("sessions", SESSIONS, beds.sessions()), Rows("contents", CONTENTS, beds.contents())])


async def write(url: str, tables: Sequence[Rows]) -> None:
    """Write rows into the database at `url`, table by table."""
    place = make_url(url)
    if place.get_backend_name() == "sqlite":
        _write_sqlite(place.database or "", tables)
    else:
        await _write_postgres(place, tables)


def _write_sqlite(file: str, tables: Sequence[Rows]) -> None:
    with closing(sqlite3.connect(file)) as conn, conn:
        for table, columns, rows in tables:
            marks = ", ".join("?" * len(columns))
            conn.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", rows)  # noqa: S608 - own names


async def _write_postgres(url: URL, tables: Sequence[Rows]) -> None:
    conn = await connected(url)
    try:
        for table, columns, rows in tables:
            await conn.copy_records_to_table(table, columns=columns, records=rows)
            await conn.execute(f"ANALYZE {table}")
    finally:
        await conn.close()
