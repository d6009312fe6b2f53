"""Who has installed us: slack_sdk's own store in our database, with every token encrypted.

What may never happen: a token written as it is; one that outlives its workspace's farewell; a user's token kept, for none is
asked for.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import structlog
from msgspec import Struct
from slack_sdk.oauth.installation_store import Installation
from slack_sdk.oauth.installation_store.sqlalchemy import AsyncSQLAlchemyInstallationStore
from sqlalchemy import ColumnElement, Row, Table, and_, desc, false, or_, select, true
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from adapters.slack.installs.database import trouble_told
from adapters.slack.installs.encryption import Vault, WrongKey
from bot.kernel.clock import SECOND, Instant
from bot.store.contract import StoreBroken

log = structlog.get_logger()


class Stands(Struct, frozen=True):
    """An installation as it stands: of a workspace, or with `team` "" of a whole organisation.

    `locked` is the bot's token, encrypted; `at` when it was installed.
    """

    team: str
    enterprise: str
    locked: str
    user: str
    bot: str
    app: str
    at: Instant
    url: str = ""


class InstallStore:
    """slack_sdk's store, whose tables are lent to it (`bot/store/lent.py`). Everything raises `StoreBroken`."""

    def __init__(self, client_id: str, engine: AsyncEngine, vault: Vault) -> None:
        self._sdk = AsyncSQLAlchemyInstallationStore(client_id, engine)
        self._client_id = client_id
        self._engine = engine
        self._vault = vault

    async def save(self, installation: Installation) -> None:
        """Keep an installation in place of what was kept of the same workspace or organisation."""
        locked = Installation(**installation.to_dict_for_copying())
        locked.bot_token = self._vault.lock(installation.bot_token or "")
        locked.user_token = locked.user_refresh_token = locked.bot_refresh_token = None
        async with trouble_told():
            await self._sdk.async_save(locked)
        await self._forget(locked.team_id or "", locked.enterprise_id or "", before=locked.installed_at)

    def opened(self, stands: Stands) -> str:
        """Return the token of an installation; raises `StoreBroken` where no key opens it."""
        try:
            return self._vault.open(stands.locked)
        except WrongKey as error:
            raise StoreBroken(str(error)) from None

    async def of(self, team: str, enterprise: str) -> Sequence[Stands]:
        """Return what stands for the workspace: first its own installation, then its organisation's.

        A workspace that moved into an organisation keeps its own, in whose row no organisation stands.
        """
        return await self._standing(_meant(self._sdk.bots, team, enterprise))

    async def all(self) -> Sequence[Stands]:
        """Return the installations of all workspaces and organisations."""
        return await self._standing(true())

    async def _standing(self, which: ColumnElement[bool]) -> Sequence[Stands]:
        c, i = self._sdk.bots.c, self._sdk.installations.c
        same = [i.client_id == c.client_id, _same(i.team_id, c.team_id), _same(i.enterprise_id, c.enterprise_id)]
        url = select(i.enterprise_url).where(*same).order_by(desc(i.installed_at)).limit(1).scalar_subquery()
        ours = (c.client_id == self._client_id, c.bot_token.is_not(None), which)
        wanted = select(self._sdk.bots, url.label("url")).where(*ours)
        async with trouble_told(), self._engine.connect() as conn:
            rows = (await conn.execute(wanted.order_by(c.is_enterprise_install, desc(c.installed_at)))).all()
        newest: dict[tuple[str, str], Stands] = {}
        for one in map(_stands, rows):
            newest.setdefault((one.team, "" if one.team else one.enterprise), one)
        return tuple(newest.values())

    async def forget(self, team: str, enterprise: str) -> None:
        """Delete everything about the workspace, or with `team` "" about the organisation's own installation."""
        await self._forget(team, enterprise)

    async def _forget(self, team: str, enterprise: str, before: float | None = None) -> None:
        async with trouble_told(), self._engine.begin() as conn:
            for table in (self._sdk.bots, self._sdk.installations):
                own = _own(table, team) if team else _organisation(table, enterprise)
                gone = table.delete().where(table.c.client_id == self._client_id, own)
                if before is not None:
                    then = datetime.fromtimestamp(before, UTC).replace(tzinfo=None)
                    gone = gone.where(table.c.installed_at < then)
                await conn.execute(gone)

    async def renew(self) -> None:
        """Lock anew with the first key what is locked with an older one.

        Raises `WrongKey` where no key opens anything; a single token that none opens is told in the log.
        """
        async with trouble_told(), self._engine.begin() as conn:
            renewed = [await self._renew(conn, table) for table in (self._sdk.bots, self._sdk.installations)]
        for team, enterprise in sorted(set().union(*renewed)):
            log.error("no key opens this token", team=team, enterprise=enterprise, mend=str(WrongKey()))

    async def _renew(self, conn: AsyncConnection, table: Table) -> set[tuple[str, str]]:
        """Do so in one table; return whose tokens no key opens."""
        c = table.c
        here = (c.client_id == self._client_id, c.bot_token.is_not(None))
        rows = (await conn.execute(select(c.id, c.team_id, c.enterprise_id, c.bot_token).where(*here))).all()
        shut = []
        for row in rows:
            try:
                anew = self._vault.renewed(row.bot_token)
            except WrongKey:
                shut.append((row.team_id or "", row.enterprise_id or ""))
                continue
            if anew:
                change = table.update().where(c.id == row.id, c.bot_token == row.bot_token)
                await conn.execute(change.values(bot_token=anew))
        if shut and len(shut) == len(rows):
            raise WrongKey
        return set(shut)


def _same(one: ColumnElement[Any], other: ColumnElement[Any]) -> ColumnElement[bool]:
    return or_(one == other, and_(one.is_(None), other.is_(None)))


def _own(table: Table, team: str) -> ColumnElement[bool]:
    return table.c.team_id == team


def _organisation(table: Table, enterprise: str) -> ColumnElement[bool]:
    return and_(table.c.is_enterprise_install, table.c.enterprise_id == enterprise, table.c.team_id.is_(None))


def _meant(table: Table, team: str, enterprise: str) -> ColumnElement[bool]:
    own = _own(table, team) if team else false()
    return or_(own, _organisation(table, enterprise)) if enterprise else own


def _stands(row: Row[Any]) -> Stands:
    installed: datetime = row.installed_at
    return Stands(
        team=row.team_id or "",
        enterprise=row.enterprise_id or "",
        locked=row.bot_token,
        user=row.bot_user_id or "",
        bot=row.bot_id or "",
        app=row.app_id or "",
        at=int(installed.replace(tzinfo=UTC).timestamp() * SECOND),
        url=row.url or "",
    )
