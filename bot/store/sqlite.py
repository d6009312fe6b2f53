"""SQLite: one file, one process, one connection that writes in one thread, and others that read beside it (WAL).

What may never happen: ``synchronous`` below FULL, for then an acknowledged answer could be lost by a power cut; two
transactions on the writing connection at once (each runs as a whole in the writer's thread).
"""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Concatenate, cast

import aiosqlite
import msgspec
from sqlalchemy import (
    ColumnElement,
    Connection,
    StaticPool,
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

    def versions(self, conn: Connection, sessions: Collection[str], *, alone: bool) -> dict[str, int]:  # noqa: ARG002 - it is
        """Return the versions of those that exist; nobody else can write in this transaction."""
        return dict(_driver(conn).execute(_VERSIONS, (_json(sessions),)))

    def present(self, conn: Connection, keys: Iterable[Key]) -> set[Key]:
        """Return those of `keys` that are in the ledger."""
        return set(_driver(conn).execute(_PRESENT, (_json(keys),)))

    def add(self, conn: Connection, facts: Mapping[Key, Fact]) -> None:
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


class _Line:
    """One aiosqlite connection, whose thread runs whole transactions: one hop each, not one a statement.

    aiosqlite offers that hop to its own methods alone (``_execute``); the contract suite would notice a release that lacks it.
    """

    def __init__(self, driver: aiosqlite.Connection, begin: str) -> None:
        self._driver = driver
        self._engine = create_engine("sqlite+pysqlite://", creator=lambda: driver._conn, poolclass=StaticPool)  # noqa: SLF001 - as below
        event.listen(self._engine, "begin", lambda conn: _driver(conn).execute(begin))
        self._conn: Connection | None = None

    @classmethod
    async def open(cls, path: Path, begin: str, pragmas: Sequence[str], patience: float) -> "_Line":
        """Connect; `patience` is how many seconds to wait for others' locks."""
        # Without an isolation level the driver sends no BEGIN of its own: it comes too late to guard a read before a write.
        driver = aiosqlite.connect(path, isolation_level=None, timeout=patience)
        try:
            await driver
        except BaseException:
            # The thread of a failed attempt says good-bye to this loop: it has to be done before the loop may close.
            await asyncio.to_thread(driver._thread.join)  # noqa: SLF001 - offered by no method
            raise
        try:
            for pragma in pragmas:
                await driver.execute_fetchall(f"PRAGMA {pragma}")
        except BaseException:
            await driver.close()
            raise
        return cls(driver, begin)

    async def run(self, work: Callable[[Connection], T]) -> T:
        """Return what `work` returns once its transaction is committed."""
        return await self._hop(self._transact, work)

    async def _hop(self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        hop = cast("Callable[..., Awaitable[T]]", self._driver._execute)  # noqa: SLF001 - see the class
        return await hop(call, *args, **kwargs)

    def _transact(self, work: Callable[[Connection], T]) -> T:
        if self._conn is None:
            self._conn = self._engine.connect()
        with self._conn.begin():
            return work(self._conn)

    async def close(self) -> None:
        """Finish what is under way, close the connection, end the thread."""
        await self._hop(self._let_go)
        await self._driver.close()

    def _let_go(self) -> None:
        if self._conn is not None:
            self._conn.close()
        self._engine.dispose()


class _Lines:
    """Several lines; whoever comes takes one that is free."""

    def __init__(self, lines: Sequence[_Line]) -> None:
        self._all = tuple(lines)
        self._free: asyncio.LifoQueue[_Line] = asyncio.LifoQueue()
        for line in lines:
            self._free.put_nowait(line)

    async def run(self, work: Callable[[Connection], T]) -> T:
        """Return what `work` returns once its transaction is committed."""
        line = await self._free.get()
        try:
            return await line.run(work)
        finally:
            self._free.put_nowait(line)

    async def close(self) -> None:
        """Close them all."""
        for line in self._all:
            await line.close()


class SqliteDatabase:
    """`bot.store.dialect.Database` over one file."""

    def __init__(self, path: Path, *, patience: float = 5.0) -> None:
        """`patience` is how many seconds to wait for a lock that some other program holds on the file."""
        self.path = path
        self.dialect = SqliteDialect()
        self._patience = patience
        self._lock = FileLock(path)
        self._writer: _Lines | None = None
        self._reader: _Lines | None = None

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
            self._writer = await self._lines(1, "BEGIN IMMEDIATE", PRAGMAS)
            before = await self._writer.run(self._bring_up)
            self._reader = await self._lines(READERS, "BEGIN", (*PRAGMAS[1:], "query_only=ON"))
        except Exception as error:
            await self.close()
            raise broken(error, self.explain) from error
        return before

    async def _lines(self, many: int, begin: str, pragmas: Sequence[str]) -> _Lines:
        lines: list[_Line] = []
        try:
            for _ in range(many):
                lines.append(await _Line.open(self.path, begin, pragmas, self._patience))  # noqa: PERF401 - one may fail
        except BaseException:
            for line in lines:
                await line.close()
            raise
        return _Lines(lines)

    def _bring_up(self, conn: Connection) -> str | None:
        before = schema.upgrade(conn, self.name)
        # A real write: only now is it known whether the file takes one.
        conn.execute(update(processes).where(processes.c.number == NOBODY).values(gone=True))
        return before

    async def close(self) -> None:
        """Disconnect and let another process have the file."""
        for lines in (self._reader, self._writer):
            if lines is not None:
                await lines.close()
        self._reader = self._writer = None
        self._lock.free()

    async def read(self, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Return what `work` reads from one snapshot."""
        try:
            return await _open(self._reader).run(lambda conn: work(conn, *args, **kwargs))
        except Exception as error:
            raise broken(error, self.explain) from error

    async def glance(self, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Do what `read` does: here a transaction costs nothing."""
        return await self.read(work, *args, **kwargs)

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


def _open(lines: _Lines | None) -> _Lines:
    if lines is None:
        raise StoreBroken(NOT_OPEN)
    return lines


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
