"""What goes wrong with an SQLite file: each trouble is told apart, says what to do, and loses nothing."""

import asyncio
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Awaitable, Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Connection

from bot.kernel.session import Fact
from bot.store.backup import backup
from bot.store.connect import open_store
from bot.store.contract import Change, Outcome, Saved, StoreBroken
from bot.store.schema import VERSION_TABLE
from bot.store.sqlite import SqliteDatabase
from bot.store.store import SqlStore

Opened = Callable[[str], Awaitable[SqlStore]]
Sessions = Callable[..., Saved]
Answers = Callable[..., Fact]
Fresh = Callable[..., Awaitable[str]]


def at(path: Path) -> str:
    """Return the address of an SQLite file."""
    return f"sqlite:///{path}"


def answer_of(member: str, data: bytes = b"B") -> Change:
    """Return a change with one answer."""
    return Change("quiz1", 1, 2_500, (Fact("q1", member, 2_000, data),))


async def refusal(url: str) -> str:
    """Return what opening says."""
    store = open_store(url)
    with pytest.raises(StoreBroken) as refused:
        await store.open()
    return str(refused.value)


async def test_missing_folders_are_made(tmp_path: Path, opened: Opened) -> None:
    """However many."""
    await opened(at(tmp_path / "a" / "100% b" / "c.db"))
    assert (tmp_path / "a" / "100% b" / "c.db").is_file()


@pytest.mark.parametrize("address", ["sqlite://", "sqlite:///:memory:"])
async def test_memory_is_no_place_to_keep_things(address: str) -> None:
    """Another address is asked for."""
    assert "name one, as in" in await refusal(address)


@pytest.mark.parametrize("address", ["", "nonsense", "mysql://u:secret@h/d", "sqlite:/x", "postgresql://h:port/d"])
def test_an_address_nobody_understands(address: str) -> None:
    """The answer shows one that would do, and no password."""
    with pytest.raises(StoreBroken, match="Use sqlite") as refused:
        open_store(address)
    assert "secret" not in str(refused.value)


async def test_a_second_process_is_kept_out(tmp_path: Path, opened: Opened) -> None:
    """It is told who is in, and may enter when that one has left."""
    first = await opened(at(tmp_path / "s.db"))
    assert f"already used by another Studybell (pid {os.getpid()})" in await refusal(at(tmp_path / "s.db"))
    await first.close()
    await opened(at(tmp_path / "s.db"))


async def test_a_newer_database_is_left_alone(tmp_path: Path, opened: Opened) -> None:
    """It is told from a damaged one, and asks for an update."""
    path = tmp_path / "s.db"
    await (await opened(at(path))).close()
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.execute(f"UPDATE {VERSION_TABLE} SET version_num = '9999'")  # noqa: S608 - a constant
    assert "written by a newer Studybell (schema 9999" in await refusal(at(path))


async def test_another_programs_database_is_left_alone(tmp_path: Path) -> None:
    """Not a table is added to it."""
    path = tmp_path / "s.db"
    with closing(sqlite3.connect(path)) as database:
        database.execute("CREATE TABLE photos (name TEXT)")
        told = await refusal(at(path))
        tables = database.execute("SELECT name FROM sqlite_master").fetchall()
    assert ("photos" in told, [("photos",)]) == (True, tables)


async def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    """It is not overwritten."""
    path = tmp_path / "s.db"
    path.write_text("dear diary, " * 500)
    assert "is not a database" in await refusal(at(path))
    assert "dear diary, " * 500 == path.read_text()


async def test_a_folder_is_no_database(tmp_path: Path) -> None:
    """The file is asked about."""
    assert "cannot be opened" in await refusal(at(tmp_path))


async def test_a_database_locked_by_another_program(tmp_path: Path, opened: Opened) -> None:
    """After a while of patience it is told from a broken one."""
    path = tmp_path / "s.db"
    await (await opened(at(path))).close()
    impatient = SqliteDatabase(path, patience=0.05)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreBroken, match="locked by another program"):
            await impatient.open()


@contextmanager
def as_ordinary_user() -> Iterator[None]:
    """Drop the superuser's rights, who may write whatever is read-only."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def public_folder() -> Iterator[Path]:
    """Return a folder that another user may enter."""
    folder = Path(tempfile.mkdtemp(prefix="studybell-"))
    folder.chmod(0o777)
    yield folder
    shutil.rmtree(folder)


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="this system's files have no owners")
async def test_a_read_only_database(public_folder: Path, opened: Opened) -> None:
    """Found when opening, not at the first answer."""
    path = public_folder / "s.db"
    await (await opened(at(path))).close()
    path.chmod(0o444)
    (public_folder / "s.db.lock").chmod(0o666)
    with as_ordinary_user():
        assert "is read-only" in await refusal(at(path))


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="this system's files have no owners")
async def test_a_folder_that_may_not_be_written(public_folder: Path) -> None:
    """The folder is named."""
    public_folder.chmod(0o555)
    with as_ordinary_user():
        told = await refusal(at(public_folder / "s.db"))
    assert ("Studybell may write there" in told, str(public_folder) in told) == (True, True)


async def test_a_full_disk_refuses_what_does_not_fit(tmp_path: Path, opened: Opened, a_session: Sessions) -> None:
    """Small answers of the same moment still find room, what was stored is safe, and space helps."""
    store = await opened(at(tmp_path / "s.db"))
    await store.create(a_session())

    def limit(conn: Connection, room: int) -> None:
        pages = conn.exec_driver_sql("PRAGMA page_count").scalar_one()
        conn.exec_driver_sql(f"PRAGMA max_page_count = {pages + room}")

    await store.database.write(limit, 2)
    changes = [answer_of("ada"), answer_of("big", b"x" * 100_000), answer_of("bo")]
    results = await asyncio.gather(*(store.write(change) for change in changes), return_exceptions=True)
    assert [Outcome.SAVED, StoreBroken, Outcome.SAVED] == [
        type(result) if isinstance(result, Exception) else result for result in results
    ]
    assert "the disk is full" in str(results[1])
    await store.database.write(limit, 1_000)
    assert Outcome.SAVED == await store.write(changes[1])
    saved = await store.load("quiz1")
    assert saved is not None
    assert ["ada", "bo", "big"] == [fact.member for fact in saved.facts]


async def test_a_damaged_database_is_told_from_others(tmp_path: Path, opened: Opened, a_session: Sessions) -> None:
    """With the advice to go back to a backup."""
    path = tmp_path / "s.db"
    store = await opened(at(path))
    await store.create(a_session())
    for n in range(200):
        await store.keep("s", str(n), b"x" * 100)
    await store.close()
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * 4096 * 20)
    store = open_store(at(path))
    with pytest.raises(StoreBroken, match="damaged"):
        await _use(store)
    await store.close()


async def _use(store: SqlStore) -> None:
    await store.open()
    for n in range(200):
        await store.keep("s", str(n), b"y")
    await store.kept("s")


async def test_every_answer_is_on_the_disk_before_it_is_told(tmp_path: Path, opened: Opened) -> None:
    """The write-ahead log, full synchronisation and foreign keys are on, on the connection that writes."""
    store = await opened(at(tmp_path / "s.db"))

    def pragmas(conn: Connection) -> list[object]:
        names = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        return [conn.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in names]

    assert ["wal", 2, 1, 5_000] == await store.database.write(pragmas)


async def test_sleeping_sessions_are_found_through_an_index(tmp_path: Path, opened: Opened) -> None:
    """However many there are, `next_wake`, `due` and `awake` look at no other row."""
    store = await opened(at(tmp_path / "s.db"))
    asked: list[str] = []

    def plans(conn: Connection) -> list[str]:
        return [str(conn.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}").all()) for sql in asked]

    def watch(conn: Connection) -> None:
        driver = conn.connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        driver.set_trace_callback(lambda sql: asked.append(sql) if sql.startswith("SELECT") else None)

    for _ in range(2):  # both readers
        await asyncio.gather(store.database.read(watch), store.database.read(watch))
    await store.next_wake()
    await store.due(1, 1)
    await store.awake()
    found = await store.database.write(plans)
    assert [True, True, True] == ["USING INDEX sessions_" in plan and "SCAN" not in plan for plan in found[:2]] + [
        "USING INDEX sessions_awake" in found[2]
    ]


# -- backup


async def test_a_backup_of_an_open_store_is_whole(tmp_path: Path, opened: Opened, a_session: Sessions) -> None:
    """It holds what was acknowledged before, replaces an older one, and is one file."""
    store = await opened(at(tmp_path / "s.db"))
    await store.create(a_session())
    target = tmp_path / "copy.db"
    target.write_text("an older one")
    await backup(store, target)
    assert a_session() == await (await opened(at(target))).load("quiz1")


async def test_a_backup_that_fails_leaves_the_older_one(tmp_path: Path, opened: Opened) -> None:
    """There is none without a database, none onto the database, none of PostgreSQL."""
    target = tmp_path / "copy.db"
    target.write_text("an older one")
    await opened(at(tmp_path / "s.db"))
    for source, onto in ((tmp_path / "nothing.db", target), (tmp_path / "s.db", tmp_path / "s.db")):
        with pytest.raises(StoreBroken, match="No backup was made"):
            await backup(source, onto)
    with pytest.raises(StoreBroken, match="pg_dump"):
        await backup(open_store("postgresql://h/d"), target)
    assert "an older one" == target.read_text()
