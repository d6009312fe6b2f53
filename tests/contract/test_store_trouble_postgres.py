"""What goes wrong with a PostgreSQL: each trouble is told apart, says what to do, and loses nothing."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy import make_url, text

from bot.kernel.session import Fact
from bot.store.connect import migrate, open_store
from bot.store.contract import Change, Outcome, Saved, StoreBroken
from bot.store.postgres import PostgresDatabase
from bot.store.schema import VERSION_TABLE
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


async def test_a_server_nobody_answers_at(tmp_path: Path) -> None:
    """The address is asked about, and its password is not shown."""
    told = await refusal(f"postgresql://ada:secret@/studybell?host={tmp_path}")
    assert ("cannot be reached" in told, "secret" in told) == (True, False)


async def test_a_server_that_does_not_know_us(postgres_url: str) -> None:
    """User and password are asked about; so is a database that is not there."""
    unknown = make_url(postgres_url).set(username="stranger").render_as_string()
    missing = make_url(postgres_url).set(database="nothing").render_as_string()
    assert "does not let us in" in await refusal(unknown)
    assert "does not exist" in await refusal(missing)


async def test_a_plain_address_will_do(postgres_url: str, opened: Opened) -> None:
    """With libpq's driver name, and with what it calls ssl."""
    plain = postgres_url.replace("postgresql+asyncpg", "postgresql") + "&sslmode=disable"
    assert await (await opened(plain)).next_wake() is None


async def test_a_database_without_tables_asks_to_migrate(empty_postgres: Fresh, opened: Opened) -> None:
    """Once migrated it opens, and migrating again changes nothing."""
    url = await empty_postgres()
    assert "Run `studybell migrate`" in await refusal(url)
    told = [await migrate(url), await migrate(url)]
    await opened(url)
    assert [True, True] == ["from nothing to schema" in told[0], "already" in told[1]]


async def test_two_may_migrate_at_once(empty_postgres: Fresh, opened: Opened) -> None:
    """One does it, the other finds it done."""
    url = await empty_postgres()
    told = await asyncio.gather(migrate(url), migrate(url))
    await opened(url)
    assert 1 == sum("already" in sentence for sentence in told)


async def test_a_newer_postgres_is_left_alone(postgres_url: str) -> None:
    """Neither opened nor migrated."""
    await _sql(postgres_url, f"UPDATE {VERSION_TABLE} SET version_num = '9999'")  # noqa: S608 - a constant
    told = await refusal(postgres_url)
    with pytest.raises(StoreBroken, match="newer Studybell"):
        await migrate(postgres_url)
    assert "newer Studybell" in told


async def test_other_programs_tables_are_not_touched(empty_postgres: Fresh) -> None:
    """A table of the same name is not ours."""
    url = await empty_postgres()
    await _sql(url, "CREATE TABLE sessions (x int)")
    with pytest.raises(StoreBroken, match="belongs to another program"):
        await migrate(url)


async def test_zero_bytes_in_a_text_are_refused_alone(postgres_url: str, opened: Opened, a_session: Sessions) -> None:
    """PostgreSQL has no such texts."""
    store = await opened(postgres_url)
    await store.create(a_session())
    changes = [answer_of("ada"), answer_of("\x00"), answer_of("bo")]
    results = await asyncio.gather(*(store.write(change) for change in changes), return_exceptions=True)
    assert [Outcome.SAVED, "StoreBroken", Outcome.SAVED] == [
        type(result).__name__ if isinstance(result, Exception) else result for result in results
    ]


async def test_lost_connections_come_back(postgres_url: str, opened: Opened, a_session: Sessions) -> None:
    """Nobody notices, neither who writes nor who reads."""
    store = await opened(postgres_url)
    await store.create(a_session())
    for n in range(5):
        await _cut_all(postgres_url)
        assert Outcome.SAVED == await store.write(answer_of(str(n)))
        await _cut_all(postgres_url)
        saved = await store.load("quiz1")
        assert saved is not None
        assert n + 1 == len(saved.facts)


async def test_it_is_known_whether_an_unanswered_commit_was_done(postgres_url: str, opened: Opened) -> None:
    """The server remembers by the transaction's number."""
    store = await opened(postgres_url)
    database = store.database
    assert isinstance(database, PostgresDatabase)
    number = text("SELECT CAST(pg_current_xact_id() AS text)")
    async with database._engine.connect() as conn:
        done = await conn.scalar(number)
        await conn.commit()
        undone = await conn.scalar(number)
        await conn.rollback()
    assert (True, False) == (await database._was_done(done), await database._was_done(undone))


async def test_a_commit_whose_answer_is_lost_is_not_done_again(
    postgres_url: str, opened: Opened, a_session: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The change is SAVED, as it is, and not REPEATED, as trying again would find."""
    store = await opened(postgres_url)
    await store.create(a_session())
    commit = asyncpg.transaction.Transaction.commit
    broke: list[bool] = []

    async def commit_and_break(transaction: asyncpg.transaction.Transaction) -> None:
        await commit(transaction)
        if not broke:
            broke.append(True)
            transaction._connection.terminate()
            raise asyncpg.ConnectionDoesNotExistError("connection was closed in the middle of operation")

    monkeypatch.setattr(asyncpg.transaction.Transaction, "commit", commit_and_break)
    assert Outcome.SAVED == await store.write(answer_of("ada"))
    assert [True] == broke


async def _sql(url: str, statement: str) -> None:
    parts = make_url(url)
    conn = await asyncpg.connect(host=parts.query["host"], user=parts.username, database=parts.database)
    await conn.execute(statement)
    await conn.close()


async def _cut_all(url: str) -> None:
    await _sql(
        url,
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()",
    )
