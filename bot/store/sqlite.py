"""SQLite: one file, one process, one connection that writes in one thread, and others that read beside it (WAL).

What may never happen: ``synchronous`` below FULL, for then an acknowledged answer could be lost by a power cut; two
transactions on the writing connection at once (each runs as a whole in the writer's thread).
"""

import asyncio
import sqlite3
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Concatenate, cast

import msgspec
from sqlalchemy import (
    URL,
    ColumnElement,
    Connection,
    QueuePool,
    Table,
    create_engine,
    event,
    func,
    select,
    update,
)
from sqlalchemy.dialects import sqlite

from bot.kernel.session import Fact
from bot.store import schema
from bot.store.contract import StoreBroken
from bot.store.dialect import P, Raced, T, fact_row
from bot.store.lock import FileLock
from bot.store.plan import Key
from bot.store.tables import NOBODY, processes
from bot.store.trouble import NOT_OPEN, broken, cause, lite_code

READERS = 2

# fullfsync matters on macOS alone, where a plain fsync may leave the data in the drive's cache.
PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "fullfsync=ON", "checkpoint_fullfsync=ON")

_VERSIONS = "SELECT id, version FROM sessions WHERE id IN (SELECT value FROM json_each(?))"
_PRESENT = """
SELECT f.session, f.item, f.member FROM json_each(?) AS k CROSS JOIN facts AS f
ON f.session = json_extract(k.value, '$[0]') AND f.item = json_extract(k.value, '$[1]')
AND f.member = json_extract(k.value, '$[2]')
"""
_ADD = """
INSERT INTO facts (session, item, member, at, data, again) VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT (session, item, member) DO UPDATE
SET number = excluded.number, at = excluded.at, data = excluded.data, again = excluded.again WHERE excluded.again
"""


class SqliteDialect:
    """The hot statements: lists of keys travel as one JSON parameter, rows by executemany."""

    def insert(self, table: Table) -> sqlite.Insert:
        """Return an insert that knows ``on_conflict_do_update``."""
        return sqlite.insert(table)

    def among(self, column: ColumnElement[str], values: Iterable[str]) -> ColumnElement[bool]:
        """Return "column is one of values"."""
        each = func.json_each(_json(values)).table_valued("value")
        return column.in_(select(each.c.value))

    def versions(self, conn: Connection, sessions: Collection[str], *, alone: bool) -> dict[str, int]:  # noqa: ARG002
        """Return the versions of those that exist; nobody else can write in this transaction."""
        return dict(_driver(conn).execute(_VERSIONS, (_json(sessions),)))

    def present(self, conn: Connection, keys: Iterable[Key]) -> set[Key]:
        """Return those of `keys` that are in the ledger."""
        return set(_driver(conn).execute(_PRESENT, (_json(keys),)))

    def add(self, conn: Connection, facts: Mapping[Key, Fact], fresh: int) -> None:  # noqa: ARG002 - nobody races here
        """Write facts; raises `Raced` when one stands there already that may not be replaced."""
        rows = [fact_row(key, fact) for key, fact in facts.items()]
        if _driver(conn).executemany(_ADD, rows).rowcount != len(rows):
            raise Raced

    def finish(self, conn: Connection, sessions: Iterable[str]) -> None:
        """Nobody else has to be told: there is one process."""


def _driver(conn: Connection) -> sqlite3.Connection:
    """Return the driver's connection: by SQLAlchemy's way a statement costs ten times as much as SQLite's own work."""
    return cast("sqlite3.Connection", conn.connection.dbapi_connection)


def _json(values: Iterable[object]) -> str:
    return msgspec.json.encode(list(values)).decode()


class _Threads:
    """Threads of our own with a connection each, in which whole transactions run."""

    def __init__(self, path: Path, begin: str, pragmas: Sequence[str], *, many: int, patience: float) -> None:
        self._pragmas = pragmas
        self._executor = ThreadPoolExecutor(many, "store")
        self._engine = create_engine(
            URL.create("sqlite+pysqlite", database=str(path)),
            poolclass=QueuePool,
            pool_size=many,
            max_overflow=0,
            connect_args={"timeout": patience, "check_same_thread": False},
        )
        event.listen(self._engine, "connect", self._prepare)
        event.listen(self._engine, "begin", lambda conn: _driver(conn).execute(begin))

    def _prepare(self, connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None  # the driver's own BEGIN comes too late to guard a read before a write
        try:
            for pragma in self._pragmas:
                connection.execute(f"PRAGMA {pragma}").close()
        except sqlite3.Error:
            connection.close()
            raise

    async def run(self, work: Callable[[Connection], T]) -> T:
        """Return what `work` returns once its transaction is committed."""
        return await asyncio.get_running_loop().run_in_executor(self._executor, self._transact, work)

    def _transact(self, work: Callable[[Connection], T]) -> T:
        with self._engine.begin() as conn:
            return work(conn)

    async def close(self) -> None:
        """Finish what is under way, close the connections, end the threads."""
        await asyncio.to_thread(self._end)

    def _end(self) -> None:
        self._executor.shutdown()
        self._engine.dispose()


class SqliteDatabase:
    """`bot.store.dialect.Database` over one file."""

    def __init__(self, path: Path, *, patience: float = 5.0) -> None:
        """`patience` is how many seconds to wait for a lock that some other program holds on the file."""
        self.path = path
        self.dialect = SqliteDialect()
        self._patience = patience
        self._lock = FileLock(path)
        self._writer: _Threads | None = None
        self._reader: _Threads | None = None

    @property
    def name(self) -> str:
        """What messages call it."""
        return str(self.path)

    async def open(self) -> None:
        """Take the file for this process and bring it to this program's schema; raises `StoreBroken`."""
        await self.migrate()

    async def migrate(self) -> str | None:
        """Do what `open` does and return where the schema stood before."""
        if str(self.path) in {"", ".", ":memory:"}:
            msg = "Studybell keeps its database in a file; name one, as in sqlite+aiosqlite:///studybell.db."
            raise StoreBroken(msg)
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._lock.take()
            self._writer = _Threads(self.path, "BEGIN IMMEDIATE", PRAGMAS, many=1, patience=self._patience)
            before = await self._writer.run(self._bring_up)
        except Exception as error:
            await self.close()
            raise broken(error, self.explain) from error
        reading = (*PRAGMAS[1:], "query_only=ON")
        self._reader = _Threads(self.path, "BEGIN", reading, many=READERS, patience=self._patience)
        return before

    def _bring_up(self, conn: Connection) -> str | None:
        before = schema.upgrade(conn, self.name)
        # A real write: only now is it known whether the file takes one.
        conn.execute(update(processes).where(processes.c.number == NOBODY).values(gone=True))
        return before

    async def close(self) -> None:
        """Disconnect and let another process have the file."""
        for threads in (self._reader, self._writer):
            if threads is not None:
                await threads.close()
        self._reader = self._writer = None
        self._lock.free()

    async def read(self, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Return what `work` reads from one snapshot."""
        try:
            return await _open(self._reader).run(lambda conn: work(conn, *args, **kwargs))
        except Exception as error:
            raise broken(error, self.explain) from error

    async def write(self, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Return what `work` returns after its transaction is on the disk."""
        return await _open(self._writer).run(lambda conn: work(conn, *args, **kwargs))

    def explain(self, error: BaseException) -> str:
        """Return in a person's words what is wrong with the file and what to do."""
        told = _TOLD.get(lite_code(error) or 0)
        if told is None and isinstance(error, OSError):
            told = "cannot be opened: {why}. Check that its folder exists and that Studybell may write there"
        told = told or "refused to write this: {why}. Nothing of it was written"
        return f"The database {self.path} " + told.format(why=cause(error)) + "."


def _open(threads: _Threads | None) -> _Threads:
    if threads is None:
        raise StoreBroken(NOT_OPEN)
    return threads


_TOLD = {
    5: "is locked by another program ({why}). Close whatever has it open and try again; nothing was written",
    6: "is locked by another program ({why}). Close whatever has it open and try again; nothing was written",
    8: "is read-only. Let the user who runs Studybell write the file and its folder, or set STUDYBELL_DATABASE_URL",
    10: "cannot be read or written: the disk reports an error ({why}). Check the disk; nothing was written",
    11: "is damaged ({why}). Stop Studybell and restore a backup made with `studybell backup`",
    13: "cannot grow: the disk is full. Free some space; nothing of this was written, and what was stored before is safe",
    14: "cannot be opened. Check that it is a file and that Studybell may write it and its folder",
    26: "is not a database. Move that file away, or set STUDYBELL_DATABASE_URL to another one",
}
