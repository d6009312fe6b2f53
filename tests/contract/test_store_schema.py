"""The migrations and the tables say the same."""

from collections.abc import Awaitable, Callable
from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect

from bot.store.schema import HEAD, MIGRATIONS, VERSION_TABLE
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
