"""The tokens of many workspaces, as their installations brought them: from the database, and from memory for a short while.

Several processes share the database: what one of them was told (somebody installed us anew, or took us away), the others read
within `FRESH`, or as soon as Slack refuses what they have.

What may never happen: a workspace served with another one's token; a workspace given up because Slack or a proxy had trouble.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

import structlog
from msgspec import Struct
from slack_sdk.oauth.installation_store import Installation
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.installs.grid import Grid
from adapters.slack.installs.store import InstallStore, Stands
from adapters.slack.installs.tokens import identity_of
from adapters.slack.requests.api import Identity
from adapters.slack.requests.trouble import TROUBLE, Revoked, code_of, told
from adapters.slack.terms.ids import team_of, workspace_of
from bot.kernel.clock import MINUTE, Clock, Instant
from bot.kernel.errors import Busy
from bot.kernel.newest import Newest
from bot.store.contract import StoreBroken

log = structlog.get_logger()

FRESH = 2 * MINUTE
"""For how long a token is used without a look into the database."""

REMEMBERED = 10_000
"""Of how many workspaces the token is remembered."""

ENDED = frozenset({"token_revoked", "account_inactive"})
"""What Slack says of a token that was taken back ("auth.test", 2026-08). Anything else may be a proxy's mistake, or ours."""


class Held(Struct, frozen=True):
    """A token in memory, who we are with it, and when it was read."""

    token: str
    me: Identity
    at: Instant


class Installed:
    """`Installs` of many workspaces. `left` is told of workspaces that are found gone without Slack having told us."""

    def __init__(self, installations: InstallStore, grid: Grid, client: AsyncWebClient, clock: Clock) -> None:
        self._store = installations
        self._grid = grid
        self._client = client
        self._clock = clock
        self._held: Newest[str, Held] = Newest(REMEMBERED)
        self._bad: Newest[tuple[str, str], Instant] = Newest(REMEMBERED)
        self._reading: dict[str, asyncio.Task[Held]] = {}
        self._looking = asyncio.Lock()
        self.left: Callable[[Sequence[str]], Awaitable[None]] | None = None

    async def open(self) -> None:
        """Lock tokens anew whose key is an old one; raises `WrongKey` where none of the keys opens them, `StoreBroken`."""
        await self._store.renew()

    async def save(self, installation: Installation) -> Sequence[str]:
        """Keep a new installation; return the workspaces that have us (again) by it, as far as known. Raises `StoreBroken`."""
        team, enterprise = installation.team_id or "", installation.enterprise_id or ""
        await self._store.save(installation)
        await self._grid.note(team, enterprise)
        workspaces = [workspace_of(team)] if team else await self._grid.workspaces(enterprise)
        for key in (team or enterprise, *map(team_of, workspaces)):
            self._held.pop(key, None)
        return workspaces

    async def authorized(self, team: str, enterprise: str) -> tuple[str, Identity]:
        """Return token and identity for what comes from `team`, or from an organisation where that is not told."""
        await self.seen(team, enterprise)
        held = await self._of(team or enterprise, enterprise)
        return held.token, held.me

    async def token(self, workspace: str) -> str:
        """Return the workspace's token; raises `Revoked` where there is none, `StoreBroken` where it cannot be looked up."""
        return (await self._of(team_of(workspace))).token

    async def me(self, workspace: str) -> Identity:
        """Return who we are there; raises as `token`."""
        return (await self._of(team_of(workspace))).me

    async def _of(self, team: str, enterprise: str = "") -> Held:
        held = self._held.get(team)
        if held is not None and self._clock.now() - held.at < FRESH:
            return held
        try:
            return await self._read_once(team, enterprise)
        except (StoreBroken, Busy):
            if held is None:
                raise
            return held

    async def _read_once(self, team: str, enterprise: str) -> Held:
        """Read; all who ask at the same time wait for the same reading."""
        reading = self._reading.get(team)
        if reading is None:
            reading = self._reading[team] = asyncio.create_task(self._read(team, enterprise))
            reading.add_done_callback(lambda _: self._reading.pop(team, None))
        return await asyncio.shield(reading)

    async def _read(self, team: str, enterprise: str) -> Held:
        """Read; raises `Revoked` where nothing stands that Slack takes, `StoreBroken` where no key opens it."""
        of = enterprise or await self._grid.of(team) or team
        for stands in await self._store.of(team, of):
            token = self._store.opened(stands)
            if self._is_bad(team, token):
                continue
            held = Held(token, await self._identity(token, stands, team), self._clock.now())
            self._held[team] = held
            return held
        self._held.pop(team, None)
        raise Revoked

    def _is_bad(self, team: str, token: str) -> bool:
        """Whether Slack refused the token for that team a short while ago."""
        return self._clock.now() - self._bad.get((team, token), -FRESH) < FRESH

    async def _identity(self, token: str, stands: Stands, team: str) -> Identity:
        """Return who we are by the installation, which is asked for where the row does not tell it all."""
        bot, user = stands.bot, stands.user
        if not (bot and user):
            me = await self._asked(token)
            bot, user = me.bot, me.user
        return Identity(team=team, user=user, bot=bot, app=stands.app, enterprise=stands.enterprise, url=stands.url)

    async def _asked(self, token: str) -> Identity:
        try:
            answer = await self._client.auth_test(token=token)
        except TROUBLE as error:
            raise told(error) from error
        return identity_of(answer.data)

    async def seen(self, team: str, enterprise: str) -> None:
        """Note to which organisation a team belongs; where it cannot be noted now, the next payload says it again."""
        try:
            await self._grid.note(team, enterprise)
        except StoreBroken as error:
            log.warning("not noted to which organisation a workspace belongs", team=team, reason=str(error))

    async def refused(self, workspace: str, token: str) -> bool:
        """Look for another token; where there is none, find out whether we were removed, and say goodbye.

        Raises `StoreBroken` or `Busy`.
        """
        team = team_of(workspace)
        async with self._looking:
            self._held.pop(team, None)
            if not self._is_bad(team, token):
                self._bad[team, token] = self._clock.now()
                await self._if_ended(team, token)
        try:
            return (await self._of(team)).token != token
        except Revoked:
            return False

    async def _if_ended(self, team: str, token: str) -> None:
        """Forget an installation whose token Slack says was taken back: news of that may have been missed.

        One that is good all the same was refused for this workspace alone, which its organisation has taken us away from.
        """
        try:
            await self._asked(token)
        except Revoked as error:
            if code_of(error.__cause__) not in ENDED:
                return
        except Busy:
            return
        else:
            return
        for stands in await self._store.of(team, await self._grid.of(team) or team):
            if self._store.opened(stands) == token:
                await self._say_left(await self._forget(stands.team, stands.enterprise))

    async def _say_left(self, workspaces: Sequence[str]) -> None:
        if workspaces and self.left is not None:
            await self.left(workspaces)

    async def uninstalled(self, team: str, enterprise: str, at: Instant) -> Sequence[str]:
        """Delete the tokens, unless we were installed again since; return who has left. Raises `StoreBroken`."""
        standing = await self._store.of(team, enterprise or team)
        own = [stands for stands in standing if team in {stands.team, stands.enterprise}]
        if own:
            return await self._ended(own[0], at)
        if standing and await self._is_good(standing[0]):
            return await self.withdrawn([team])  # what was told of one workspace ends no organisation's installation
        if standing:
            return await self._forget("", standing[0].enterprise)
        return await self._without([workspace_of(team)] if team else await self._grid.workspaces(enterprise))

    async def _ended(self, stands: Stands, at: Instant) -> Sequence[str]:
        """Forget an installation that ended at `at`. One that seems newer is in doubt: clocks differ, and news may be late."""
        if stands.at > at and await self._is_good(stands):
            return ()
        return await self._forget(stands.team, stands.enterprise)

    async def _is_good(self, stands: Stands) -> bool:
        """Whether Slack takes the token, as far as it can be asked."""
        try:
            await self._asked(self._store.opened(stands))
        except Revoked:
            return False
        except Busy:
            return True
        return True

    async def _forget(self, team: str, enterprise: str) -> Sequence[str]:
        """Delete an installation; return the workspaces that have none any more."""
        await self._store.forget(team, enterprise)
        workspaces = [workspace_of(team)] if team else await self._grid.workspaces(enterprise)
        for key in (team or enterprise, *map(team_of, workspaces)):
            self._held.pop(key, None)
        gone = await self._without(workspaces)
        log.info("an installation was deleted", team=team, enterprise=enterprise, left=gone)
        return gone

    async def _without(self, workspaces: Sequence[str]) -> Sequence[str]:
        """Return those for which no installation stands."""
        return [workspace for workspace in workspaces if not await self.has(workspace)]

    async def withdrawn(self, teams: Sequence[str]) -> Sequence[str]:
        """Forget of these teams that they belong to the organisation that has us; return those without an own installation."""
        for team in teams:
            await self._grid.drop(team)
            self._held.pop(team, None)
        return await self._without(list(map(workspace_of, teams)))

    async def workspaces(self) -> Sequence[str]:
        """Return the workspaces that have us: by themselves, and by an organisation as far as they were seen."""
        found: set[str] = set()
        for stands in await self._store.all():
            found.update([workspace_of(stands.team)] if stands.team else await self._grid.workspaces(stands.enterprise))
        return sorted(found)

    async def has(self, workspace: str) -> bool:
        """Whether an installation stands for the workspace."""
        team = team_of(workspace)
        return bool(await self._store.of(team, await self._grid.of(team) or team))
