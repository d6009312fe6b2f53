"""SQLite's online backup: a whole, consistent copy while Studybell runs.

What may never happen: a file at the target that is not a whole copy, or a former backup lost because a new one failed.
"""

import asyncio
import os
import sqlite3
from contextlib import closing
from pathlib import Path

from bot.store.contract import StoreBroken
from bot.store.sqlite import SqliteDatabase
from bot.store.store import SqlStore


async def backup(source: SqlStore | Path, target: Path) -> None:
    """Copy the database of `source`, open or not, to the file `target`, replacing it; raises `StoreBroken`."""
    database = source.database if isinstance(source, SqlStore) else SqliteDatabase(source)
    if not isinstance(database, SqliteDatabase):
        msg = f"The database {database.name} is a PostgreSQL one: back it up with pg_dump or your provider's snapshots."
        raise StoreBroken(msg)
    try:
        await asyncio.to_thread(_copy, database.path, target)
    except (OSError, sqlite3.Error) as error:
        msg = f"No backup was made. {database.path} to {target}: {error}."
        raise StoreBroken(msg) from error


def _copy(source: Path, target: Path) -> None:
    if not source.is_file():
        raise FileNotFoundError(f"there is no database at {source}")
    if target.exists() and target.samefile(source):
        raise FileExistsError("the backup would overwrite the database itself")
    part = target.with_name(target.name + ".part")
    part.unlink(missing_ok=True)
    try:
        with closing(sqlite3.connect(source, timeout=5)) as here, closing(sqlite3.connect(part)) as there:
            here.backup(there)  # in one go: between steps every commit would make it start anew
            there.execute("PRAGMA journal_mode=DELETE")  # one file, whole without its -wal
            broken = there.execute("PRAGMA quick_check(1)").fetchone()[0]
        if broken != "ok":
            raise sqlite3.DatabaseError(f"the copy is damaged ({broken})")
        _settle_on_disk(part)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def _settle_on_disk(path: Path) -> None:
    handle = os.open(path, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
