"""Writes sleeping sessions straight into a database, a hundred thousand in a second or two."""

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


async def put_to_bed(url: str, beds: Beds) -> None:
    """Write the sleepers into the database at `url`, which has its tables."""
    place = make_url(url)
    if place.get_backend_name() == "sqlite":
        _write_sqlite(place.database or "", beds)
    else:
        await _write_postgres(place, beds)


def _write_sqlite(file: str, beds: Beds) -> None:
    with closing(sqlite3.connect(file)) as conn, conn:
        _insert(conn, "sessions", SESSIONS, beds.sessions())
        _insert(conn, "contents", CONTENTS, beds.contents())


def _insert(conn: sqlite3.Connection, table: str, columns: Sequence[str], rows: Iterable[tuple[object, ...]]) -> None:
    marks = ", ".join("?" * len(columns))
    conn.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", rows)  # noqa: S608 - own names


async def _write_postgres(url: URL, beds: Beds) -> None:
    conn = await connected(url)
    try:
        await conn.copy_records_to_table("sessions", columns=SESSIONS, records=beds.sessions())
        await conn.copy_records_to_table("contents", columns=CONTENTS, records=beds.contents())
        await conn.execute("ANALYZE sessions")
    finally:
        await conn.close()
