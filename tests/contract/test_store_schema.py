"""The migrations and the tables say the same."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text
from sqlalchemy.ext.asyncio import create_async_engine

from bot.store.schema import HEAD, MIGRATIONS, VERSION_TABLE, upgrade
from bot.store.store import SqlStore
from bot.store.tables import metadata

Opened = Callable[[str], Awaitable[SqlStore]]


def differences(conn: Connection) -> list[Any]:
    """Return how the database differs from the tables the program believes in."""
    return list(compare_metadata(MigrationContext.configure(conn, opts={"version_table": VERSION_TABLE}), metadata))


def conditions(conn: Connection) -> dict[str, bool]:
    """Return of every index on sessions whether it covers only a part."""
    found = inspect(conn).get_indexes("sessions")
    return {str(index["name"]): any("where" in key for key in index.get("dialect_options", {})) for index in found}


ROWS = ("SELECT * FROM processes", "SELECT * FROM studybell_version")
LITE = (
    "SELECT m.name, c.* FROM sqlite_master m, pragma_table_xinfo(m.name) c WHERE m.type = 'table'",
    "SELECT m.name, k.* FROM sqlite_master m, pragma_foreign_key_list(m.name) k WHERE m.type = 'table'",
    "SELECT m.name, i.name, i.[unique], i.partial FROM sqlite_master m, pragma_index_list(m.name) i WHERE m.type = 'table'",
    "SELECT name, sql FROM sqlite_master WHERE type <> 'table'",
    *ROWS,
)
POSTGRES = (
    "SELECT table_name, ordinal_position, column_name, is_nullable FROM information_schema.columns WHERE table_schema = 'public'",
    "SELECT table_name, column_name, data_type, column_default FROM information_schema.columns WHERE table_schema = 'public'",
    "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid <> 0",
    "SELECT tablename, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "SELECT sequencename, data_type::text, start_value, min_value, max_value, increment_by, cycle FROM pg_sequences",
    *ROWS,
)


def everything(conn: Connection) -> list[list[str]]:
    """Return all that a database holds, in its own words."""
    asked = LITE if conn.dialect.name == "sqlite" else POSTGRES
    return [sorted(repr(tuple(row)) for row in conn.execute(text(one))) for one in asked]


def migrated(conn: Connection) -> None:
    """Run all migrations, one after the other."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = conn
    command.upgrade(config, "head")


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
async def test_an_empty_database_gets_what_all_migrations_would_make_of_it(
    kind: str, tmp_path: Path, empty_postgres: Callable[[], Awaitable[str]]
) -> None:
    """Columns in their order, keys, indexes with their conditions, sequences, and the rows that are there from the start."""
    found = []
    for name, make in (("a", migrated), ("b", lambda conn: upgrade(conn, "b"))):
        url = f"sqlite+aiosqlite:///{tmp_path}/{name}.db" if kind == "sqlite" else await empty_postgres()
        engine = create_async_engine(url)
        async with engine.begin() as conn:
            await conn.run_sync(make)
            found.append(await conn.run_sync(everything))
        await engine.dispose()
    assert all(found[0])
    assert found[0] == found[1]


async def test_a_migrated_database_is_what_the_program_believes(store: SqlStore) -> None:
    """On both databases, without a difference."""
    assert [] == await store.database.read(differences)


async def test_partial_indexes_are_partial(store: SqlStore) -> None:
    """The comparison above does not look at their conditions."""
    partial = ("one_running", "running", "wake", "listening", "awake")
    expected = {"sessions_place": False} | {f"sessions_{name}": True for name in partial}
    found = await store.database.read(conditions)
    assert expected == {name: found[name] for name in expected}


def test_head_is_the_newest_migration() -> None:
    """The constant that saves a start from importing Alembic."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    assert [HEAD] == ScriptDirectory.from_config(config).get_heads()
