"""Coming and going: a workspace that removed us is taken leave of, one that has us again is told so; an outage is neither.

Slack says it in up to two events, in any order, each of which may come twice. What may never happen: a workspace taken for one
that removed us because Slack had trouble, or because somebody's own token was revoked.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import structlog

from adapters.slack.installs.tokens import Installs
from adapters.slack.outbound.people import Roster
from adapters.slack.requests.api import Api
from adapters.slack.requests.trouble import Revoked
from adapters.slack.terms.ids import PLATFORM, workspace_of
from bot.kernel.clock import Instant
from bot.kernel.errors import StudybellError
from bot.store.contract import LEFT, StoreBroken

if TYPE_CHECKING:
    from bot.app import App

log = structlog.get_logger()


class Farewell:
    """Takes leave of workspaces. Everything raises `StoreBroken` where it could not be noted: Slack says it again."""

    def __init__(self, app: "App", api: Api, installs: Installs, roster: Roster) -> None:
        self._app = app
        self._api = api
        self._installs = installs
        self._roster = roster

    async def uninstalled(self, team: str, enterprise: str, at: Instant) -> None:
        """Hear that the app was removed (``app_uninstalled``); `team` is "" where a whole organisation did it."""
        await self.left(await self._installs.uninstalled(team, enterprise, at), at)

    async def revoked(self, team: str, enterprise: str, at: Instant, tokens: Mapping[str, Any]) -> None:
        """Hear that tokens were revoked (``tokens_revoked``); those of single people are no matter of ours."""
        if tokens.get("bot"):
            await self.uninstalled(team, enterprise, at)

    async def withdrawn(self, teams: Sequence[str], at: Instant) -> None:
        """Hear that an organisation took us away from some of its workspaces (``team_access_revoked``)."""
        await self.left(await self._installs.withdrawn(teams), at)

    async def granted(self, teams: Sequence[str], enterprise: str) -> None:
        """Hear that an organisation let us into workspaces of its (``team_access_granted``)."""
        for team in teams:
            await self._installs.seen(team, enterprise)
            await self._app.door.returned(workspace_of(team))

    async def left(self, workspaces: Sequence[str], at: Instant) -> None:
        """Take leave of these."""
        for workspace in workspaces:
            log.info("a workspace has removed us; its sessions end", workspace=workspace)
            self._roster.forget(workspace)
            await self._app.door.left(workspace, at)

    async def compare(self) -> None:
        """Find out who has left, or come back, while nobody was listening.

        Only what Slack says of a token that we have is believed: whoever has none here may belong to another app's token.
        """
        noted = await self._app.store.kept(LEFT)
        for workspace in await self._installs.workspaces():
            if workspace in noted and await self._takes_us(workspace):
                await self._app.door.returned(workspace)
        for workspace in await self._app.store.workspaces(PLATFORM):
            if workspace not in noted and await self._installs.has(workspace) and not await self._takes_us(workspace):
                await self.left((workspace,), self._app.clock.now())

    async def _takes_us(self, workspace: str) -> bool:
        """Whether Slack takes our token for the workspace; where it cannot be asked, nothing has changed."""
        try:
            await self._api.call(workspace, "auth.test")
        except Revoked:
            return False
        except StoreBroken:
            raise
        except StudybellError as error:
            log.warning(
                "whether a workspace has removed us is asked at the next start", workspace=workspace, reason=str(error)
            )
        return True
