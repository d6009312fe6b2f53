"""Installations begun in a browser: slack_sdk's own store of states, in our database, so that any replica can finish them."""

from datetime import UTC, datetime

from slack_sdk.oauth.state_store.sqlalchemy import AsyncSQLAlchemyOAuthStateStore
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.slack.installs.database import trouble_told
from bot.kernel.clock import MINUTE, SECOND, Clock
from bot.store.contract import StoreBroken

EXPIRES = 10 * MINUTE
"""Until when somebody has to come back from Slack's page."""

MOST = 10_000
"""States at one time. Everybody on the internet can make one: more than these are not kept, and nobody is installed meanwhile."""


class States:
    """Everything raises `StoreBroken`."""

    def __init__(self, engine: AsyncEngine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock
        self._sdk = AsyncSQLAlchemyOAuthStateStore(EXPIRES // SECOND, engine)

    async def issue(self) -> str:
        """Return a new state; those that have expired are deleted by the way."""
        async with trouble_told():
            await self._tidy()
            return await self._sdk.async_issue()

    async def _tidy(self) -> None:
        table, now = self._sdk.oauth_states, datetime.fromtimestamp(self._clock.now() / SECOND, UTC)
        async with self._engine.begin() as conn:
            await conn.execute(table.delete().where(table.c.expire_at < now.replace(tzinfo=None)))
            if (await conn.scalar(select(func.count()).select_from(table)) or 0) >= MOST:
                raise StoreBroken("Too many installations were begun and not finished; try again in ten minutes.")

    async def take(self, state: str) -> bool:
        """Whether the state is one of ours, in time, and not used yet; it is used from now on."""
        async with trouble_told():
            return await self._sdk.async_consume(state)
