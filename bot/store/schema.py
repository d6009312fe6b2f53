"""Brings a database to the schema of this program, or says why it cannot be.

An empty database gets the tables as they are now, which a test holds against all migrations one after the other. Alembic is
imported only where an older one is to be brought up: it costs as much as the rest of a start.
"""

import re
from pathlib import Path

from sqlalchemy import (
    Column,
    Connection,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    inspect,
    select,
    text,
)
from sqlalchemy.schema import CreateIndex, CreateTable

from bot.store import lent  # noqa: F401 - declares tables
from bot.store.contract import StoreBroken
from bot.store.tables import INDEXES, NOBODY, PARTIAL, metadata, processes

MIGRATIONS = Path(__file__).parent / "migrations"
VERSION_TABLE = "studybell_version"

HEAD = "0004"
"""The newest schema; a test compares it with the migrations."""

_version = Table(
    VERSION_TABLE,
    MetaData(),
    Column("version_num", String(32), nullable=False),
    PrimaryKeyConstraint("version_num", name=f"{VERSION_TABLE}_pkc"),
)
"""Alembic's own table, as it makes it."""


def standing(conn: Connection) -> str | None:
    """Return the schema the database stands at, or None when it has never held a Studybell."""
    if not inspect(conn).has_table(VERSION_TABLE):
        return None
    found: str | None = conn.scalar(select(_version.c.version_num))
    return found


def upgrade(conn: Connection, where: str) -> str | None:
    """Bring the database to `HEAD` inside the open transaction and return where it stood before.

    Raises `StoreBroken` for a database that is newer than this program or belongs to another one.
    """
    before = standing(conn)
    refuse_newer(before, where)
    if before is None:
        _refuse_foreign(conn, where)
        _create(conn)
    elif before != HEAD:
        _run(conn)
    return before


def refuse_newer(before: str | None, where: str) -> None:
    """Raise `StoreBroken` when the database stands at a schema this program has never heard of."""
    if before is not None and before not in _known():
        msg = (
            f"The database {where} was written by a newer Studybell (schema {before}, this program knows up to {HEAD}). "
            "Update Studybell, or restore a backup made before the update; nothing was changed."
        )
        raise StoreBroken(msg)


def refuse_older(before: str | None, where: str) -> None:
    """Raise `StoreBroken` when the database has to be migrated first."""
    if before != HEAD:
        lacks = "no Studybell tables yet" if before is None else f"the tables of an older Studybell (schema {before})"
        msg = f"The database {where} has {lacks}. Run `studybell migrate`, then start again."
        raise StoreBroken(msg)


def _known() -> set[str]:
    names = (re.match(r"v(\d{4})_", file.name) for file in (MIGRATIONS / "versions").iterdir())
    return {found[1] for found in names if found}


def _refuse_foreign(conn: Connection, where: str) -> None:
    others = set(inspect(conn).get_table_names())
    clash = others & set(metadata.tables) if conn.dialect.name == "postgresql" else others
    if clash:
        msg = (
            f"The database {where} belongs to another program: it holds {', '.join(sorted(clash)[:3])}. "
            "Give Studybell a database of its own with STUDYBELL_DATABASE_URL; nothing was changed."
        )
        raise StoreBroken(msg)


def _create(conn: Connection) -> None:
    """Make every table, and what the migrations put into them."""
    kind = conn.dialect.name
    for table in metadata.sorted_tables:
        conn.execute(CreateTable(table))
    for index in INDEXES:
        if PARTIAL in index.info:
            index.kwargs[f"{kind}_where"] = index.info[PARTIAL]
        conn.execute(CreateIndex(index))
    conn.execute(processes.insert().values(number=NOBODY, seen_at=0, beat_at=0, gone=True))
    if kind == "postgresql":
        conn.execute(text("CREATE SEQUENCE process_numbers AS integer CYCLE"))
    _version.create(conn, checkfirst=True)
    conn.execute(_version.insert().values(version_num=HEAD))


def _run(conn: Connection) -> None:
    from alembic import command  # noqa: PLC0415 - see the module's docstring
    from alembic.config import Config  # noqa: PLC0415 - as above

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = conn
    command.upgrade(config, "head")
