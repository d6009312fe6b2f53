"""A way of their own into our database for slack_sdk's stores, which bring statements and want SQLAlchemy's engine.

They write when somebody installs us or takes us away, so it is a narrow one: it waits for the store's own writers, and they
hardly ever for it.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, event, make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from bot.store.contract import StoreBroken
from bot.store.trouble import cause

PATIENCE = 5.0
"""Seconds to wait for whoever is writing."""

CONNECTIONS = 2


def engine_of(url: str) -> AsyncEngine:
    """Return an engine on the database at `url`, which the store has opened already."""
    parts = make_url(url)
    if parts.get_backend_name() == "sqlite":
        return _lite(Path(parts.database or "").expanduser())
    from bot.store.postgres import CONNECT_ARGS, tidy  # noqa: PLC0415 - needs asyncpg, which SQLite's users do not load

    return create_async_engine(
        tidy(parts), pool_size=CONNECTIONS, max_overflow=0, pool_pre_ping=True, connect_args=CONNECT_ARGS
    )


def reading(url: str) -> AsyncEngine:
    """Return an engine that changes nothing, on a database that is there, opened or not."""
    parts = make_url(url)
    if parts.get_backend_name() != "sqlite":
        return engine_of(url)
    file = Path(parts.database or "").expanduser().absolute().as_uri()
    return create_async_engine(URL.create("sqlite+aiosqlite", database=file, query={"mode": "ro", "uri": "true"}))


def _lite(path: Path) -> AsyncEngine:
    url = URL.create("sqlite+aiosqlite", database=str(path))
    engine = create_async_engine(url, pool_size=1, max_overflow=0, connect_args={"timeout": PATIENCE})
    event.listen(engine.sync_engine, "connect", _durable)
    return engine


def _durable(connection: Any, _: object) -> None:  # noqa: ANN401 - the driver's own
    """Let a commit wait for the disk, as the store's own do."""
    cursor = connection.cursor()
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.close()


@asynccontextmanager
async def trouble_told() -> AsyncIterator[None]:
    """Raise `StoreBroken`, with a sentence, for what the database raises."""
    try:
        yield
    except (SQLAlchemyError, OSError) as error:
        why = str(cause(error)) or type(error).__name__
        raise StoreBroken(f"The database did not take what concerns an installation in Slack: {why}.") from error
