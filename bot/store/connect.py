"""From an address to a store: the only place that looks at the kind of database in it."""

from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from bot.store.contract import Ownership, StoreBroken
from bot.store.dialect import Database
from bot.store.sqlite import SqliteDatabase
from bot.store.store import SqlStore


def open_store(url: str, *, group: bool = True) -> SqlStore:
    """Return the store at `url`, not yet connected (see `Store.open`).

    ``sqlite+aiosqlite:///path`` (relative; four slashes: absolute), ``sqlite:///path``, ``postgresql+asyncpg://`` and
    ``postgresql://``. Raises `StoreBroken` for any other address. `group` off commits every row alone, for the bench.
    """
    return SqlStore(_database(_read(url)), group=group)


def ownership_of(store: SqlStore) -> Ownership:
    """Return who looks after the sessions of `store`: alone on SQLite, one among peers on PostgreSQL."""
    if isinstance(store.database, SqliteDatabase):
        from bot.store.ownership import SoleOwner  # noqa: PLC0415 - each user loads one database's code

        return SoleOwner(store)
    from bot.store.peers import PeerOwner  # noqa: PLC0415 - as above
    from bot.store.postgres import PostgresDatabase  # noqa: PLC0415 - as above

    if isinstance(store.database, PostgresDatabase):
        return PeerOwner(store, store.database)
    raise TypeError(store.database)


async def migrate(url: str) -> str:
    """Bring the database at `url` to this program's schema and return a sentence about it; raises `StoreBroken`."""
    from bot.store.schema import HEAD  # noqa: PLC0415 - only this command needs it

    database = _database(_read(url))
    try:
        before = await database.migrate()
    finally:
        await database.close()
    if before == HEAD:
        return f"The database {database.name} stands at schema {HEAD} already."
    return f"The database {database.name} went from {before or 'nothing'} to schema {HEAD}."


def _read(url: str) -> URL:
    try:
        return make_url(url)
    except (ArgumentError, ValueError) as error:
        raise StoreBroken(_unknown("STUDYBELL_DATABASE_URL is not a database address.")) from error


def _database(url: URL) -> Database:
    kind = url.get_backend_name()
    if kind == "sqlite":
        return SqliteDatabase(Path(url.database or "").expanduser())
    if kind in {"postgresql", "postgres"}:
        from bot.store.postgres import PostgresDatabase  # noqa: PLC0415 - needs asyncpg, which SQLite's users do not load

        return PostgresDatabase(url)
    raise StoreBroken(_unknown(f"Studybell does not keep its data in {kind}."))


def _unknown(problem: str) -> str:
    return f"{problem} Use sqlite+aiosqlite:///studybell.db or postgresql+asyncpg://user:password@host/database."
