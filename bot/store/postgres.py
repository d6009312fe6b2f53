"""PostgreSQL, through asyncpg: several processes on several machines write to one database.

What may never happen: a row lock that outlives a frozen process by more than `FROZEN_IN_TRANSACTION` milliseconds; a commit
that was done and is done again because its connection broke before the answer came.
"""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Concatenate

from sqlalchemy import URL, Connection, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.store import schema
from bot.store.contract import StoreBroken
from bot.store.dialect import P, T
from bot.store.postgres_dialect import PostgresDialect
from bot.store.trouble import broken, cause, cut_off, passing, sql_state

FROZEN_IN_TRANSACTION = 4_000
PAUSES = (0.0, 0.02, 0.1, 0.3, 1.0, 2.0)
"""Seconds between attempts at a transaction that failed for a reason that passes."""

CONNECTIONS = 8
"""At most; as many as were needed at once stay open, for opening one costs as much as ten reads, in a crowd far more."""

CONNECT_ARGS = {
    "timeout": 5,
    "command_timeout": 30,
    "server_settings": {
        "application_name": "studybell",
        "idle_in_transaction_session_timeout": str(FROZEN_IN_TRANSACTION),
    },
}
_FATE = text("SELECT pg_xact_status(CAST(CAST(:transaction AS text) AS xid8))")


class PostgresDatabase:
    """`bot.store.dialect.Database` over a server."""

    def __init__(self, url: URL) -> None:
        self.url = tidy(url)
        self.dialect = PostgresDialect()
        self._engine = _engine(self.url)
        self._reader = self._engine.execution_options(isolation_level="REPEATABLE READ")
        self._glancer = self._engine.execution_options(isolation_level="AUTOCOMMIT")

    async def open(self) -> None:
        """Connect and see that the schema is this program's; raises `StoreBroken`."""
        try:
            async with self._reader.connect() as conn:
                before = await conn.run_sync(schema.standing)
            schema.refuse_newer(before, self.name)
            schema.refuse_older(before, self.name)
        except Exception as error:
            await self.close()
            raise broken(error, self.explain) from error

    async def migrate(self) -> str | None:
        """Bring the database to this program's schema and return where it stood; raises `StoreBroken`."""
        try:
            async with self._engine.begin() as conn:
                await conn.execute(text("SELECT pg_advisory_xact_lock(hashtext('studybell migrate'))"))
                return await conn.run_sync(schema.upgrade, self.name)
        except Exception as error:
            raise broken(error, self.explain) from error

    async def link(self) -> AsyncConnection:
        """Return a connection without transactions, to be held for long."""
        conn = await self._engine.connect()
        return await conn.execution_options(isolation_level="AUTOCOMMIT")

    async def close(self) -> None:
        """Disconnect."""
        await self._engine.dispose()

    async def read(self, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Return what `work` reads from one snapshot."""
        try:
            return await self._insist(partial(_from, self._reader), lambda conn: work(conn, *args, **kwargs))
        except Exception as error:
            raise broken(error, self.explain) from error

    async def glance(self, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Return what `work` reads without a transaction, whose beginning and end are two more trips to the server."""
        try:
            return await self._insist(partial(_from, self._glancer), lambda conn: work(conn, *args, **kwargs))
        except Exception as error:
            raise broken(error, self.explain) from error

    async def write(self, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Return what `work` returns after its transaction is durable; what passes is tried again."""
        return await self._insist(self._write, lambda conn: work(conn, *args, **kwargs))

    async def _insist(
        self, once: Callable[[Callable[[Connection], T]], Awaitable[T]], work: Callable[[Connection], T]
    ) -> T:
        for pause in PAUSES:
            try:
                return await once(work)
            except (DBAPIError, OSError, TimeoutError) as error:
                if not passing(error):
                    raise
            await asyncio.sleep(pause)
        return await once(work)

    async def _write(self, work: Callable[[Connection], T]) -> T:
        async with self._engine.connect() as conn:
            await conn.begin()
            result = await conn.run_sync(work)
            transaction = (await conn.get_raw_connection()).info.pop("transaction", None)
            try:
                await conn.commit()
            except Exception as error:
                if not (cut_off(error) and transaction and await self._was_done(transaction)):
                    raise
            return result

    async def _was_done(self, transaction: str) -> bool:
        """Whether a transaction whose commit got no answer was committed; raises `StoreBroken` when nobody can say."""
        for pause in PAUSES:
            await asyncio.sleep(pause)
            try:
                async with self._engine.connect() as conn:
                    fate: str | None = await conn.scalar(_FATE, {"transaction": transaction})
            except (DBAPIError, OSError, TimeoutError):
                continue
            if fate != "in progress":
                return fate == "committed"
        msg = f"The connection to {self.name} broke in the middle of writing; look again to see whether it was written."
        raise StoreBroken(msg)

    @property
    def name(self) -> str:
        """The address without the password, for messages."""
        return self.url.render_as_string(hide_password=True)

    def explain(self, error: BaseException) -> str:
        """Return in a person's words what is wrong with the database and what to do."""
        state = sql_state(error) or ""
        told = _TOLD.get(state) or _TOLD.get(state[:2])
        if told is None and cut_off(error):
            told = "cannot be reached ({why}). Check that the server runs and that STUDYBELL_DATABASE_URL names it"
        told = told or "refused to write this: {why}. Nothing of it was written"
        return f"The database {self.name} " + told.format(why=str(cause(error)) or type(error).__name__) + "."


async def _from(engine: AsyncEngine, work: Callable[[Connection], T]) -> T:
    async with engine.connect() as conn:
        return await conn.run_sync(work)


def tidy(url: URL) -> URL:
    """Return `url` for asyncpg, whatever driver it names; ``sslmode`` is what libpq calls asyncpg's ``ssl``."""
    query = {("ssl" if name == "sslmode" else name): value for name, value in url.query.items()}
    return url.set(drivername="postgresql+asyncpg", query=query)


def _engine(url: URL) -> AsyncEngine:
    return create_async_engine(url, pool_size=CONNECTIONS, max_overflow=0, connect_args=CONNECT_ARGS)


_TOLD = {
    "28": "does not let us in ({why}). Check the user and the password in STUDYBELL_DATABASE_URL",
    "3D": "does not exist ({why}). Create it, or correct STUDYBELL_DATABASE_URL",
    "42501": "denies us something ({why}). Grant the user of STUDYBELL_DATABASE_URL the rights on Studybell's tables",
    "25006": "is read-only ({why}). Point STUDYBELL_DATABASE_URL at the primary server; nothing was written",
    "53100": "cannot grow: the server's disk is full. Free some space; nothing of this was written",
    "53300": "takes no more connections ({why}). Raise max_connections or stop what uses them up",
}
