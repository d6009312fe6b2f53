"""Whose token is taken for a workspace: the one of the settings (`OneToken`), or that of its installation (`installed.py`).

What may never happen: a token in a log or in an error's text; a question to Slack for every press.
"""

import asyncio
from collections.abc import Sequence
from typing import Protocol

from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.requests.api import Identity, Tokens
from adapters.slack.requests.trouble import TROUBLE, Revoked, told
from adapters.slack.terms.ids import team_of, workspace_of
from bot.kernel.clock import Clock, Instant
from bot.kernel.errors import StudybellError


class WrongToken(StudybellError):
    """Slack does not take the bot token of the settings (any more)."""

    def __init__(self) -> None:
        super().__init__(
            "Slack does not take STUDYBELL_SLACK_BOT_TOKEN: it was revoked, the app was removed, or it was copied in part. "
            "Open api.slack.com/apps, your app, OAuth & Permissions; install it again if it asks for that, copy the Bot User "
            "OAuth Token (xoxb-...), set it, and start again."
        )


class Installs(Tokens, Protocol):
    """Whose tokens we have, and what Slack tells of their coming and going."""

    async def authorized(self, team: str, enterprise: str) -> tuple[str, Identity]:
        """Return token and identity for what comes from `team` ("" where an organisation's app is not told it).

        Raises `Denied` where we are not installed, `Busy` where that cannot be found out just now.
        """
        ...

    async def seen(self, team: str, enterprise: str) -> None:
        """Take note that a payload says that `team` belongs to `enterprise` ("" for none). From memory, mostly."""
        ...

    async def refused(self, workspace: str, token: str) -> bool:
        """Take note that Slack takes `token` no more; return whether there is another one by now, to try with."""
        ...

    async def uninstalled(self, team: str, enterprise: str, at: Instant) -> Sequence[str]:
        """Take note that Slack said at `at` that we were removed, or that the bot's token was revoked.

        Tokens are deleted. Returns the workspaces that have left: none where we were installed again meanwhile. `team` is ""
        where a whole organisation removed us.
        """
        ...

    async def workspaces(self) -> Sequence[str]:
        """Return the workspaces we have a token for, as far as they are known."""
        ...

    async def has(self, workspace: str) -> bool:
        """Whether we have a token for the workspace."""
        ...

    async def withdrawn(self, teams: Sequence[str]) -> Sequence[str]:
        """Take note that an organisation has taken us away from these; return the workspaces that have left by that."""
        ...


class OneToken:
    """`Installs` of one workspace, or one organisation: the token of the settings. Slack is asked once who that is.

    `lost` is set once Slack does not take the token any more, which nothing mends but another one.
    """

    def __init__(self, client: AsyncWebClient, token: str, clock: Clock) -> None:
        self._client = client
        self._token = token
        self._clock = clock
        self._sure: Instant = 0
        self._known: Identity | None = None
        self._everywhere = False
        self._asking = asyncio.Lock()
        self._seen: set[str] = set()
        self.lost = asyncio.Event()

    async def known(self) -> Identity:
        """Return who we are; raises `Revoked` where Slack does not take the token, `Busy` where it cannot be asked."""
        async with self._asking:
            return self._known or await self._ask()

    async def _ask(self) -> Identity:
        if self.lost.is_set():
            raise Revoked
        try:
            answer = await self._client.auth_test(token=self._token)
        except TROUBLE as error:
            trouble = told(error)
            if isinstance(trouble, Revoked):
                self._known = None
                self.lost.set()
            raise trouble from error
        self._everywhere = bool(answer.get("is_enterprise_install"))
        self._known = identity_of(answer.data)
        self._sure = self._clock.now()
        return self._known

    async def authorized(self, team: str, enterprise: str) -> tuple[str, Identity]:
        """Return the token, whoever asks: where somebody of another team acts in a shared channel, it is ours all the same."""
        await self.seen(team, enterprise)
        return self._token, self._known or await self.known()

    async def token(self, workspace: str) -> str:
        """Return the token; raises `Revoked` for a workspace it is not of, as an earlier token may have been."""
        await self.me(workspace)
        return self._token

    async def me(self, workspace: str) -> Identity:
        """Return who we are there; raises as `token`."""
        me = self._known or await self.known()
        if not self._everywhere and me.team != team_of(workspace):
            raise Revoked
        return me

    async def seen(self, team: str, enterprise: str) -> None:
        """Remember the team, where the token is that of an organisation."""
        if enterprise and team:
            self._seen.add(workspace_of(team))

    async def refused(self, workspace: str, token: str) -> bool:
        """Ask once more who we are: an organisation's token may be refused for one of its workspaces alone."""
        del workspace, token
        await self._is_good()
        return False

    async def uninstalled(self, team: str, enterprise: str, at: Instant) -> Sequence[str]:
        """Return who has left. News from before the token was last known to be good may be old: then Slack is asked."""
        del enterprise
        gone = (workspace_of(team),) if team else tuple(await self.workspaces())
        if at <= self._sure and await self._is_good():
            return ()
        self.lost.set()
        return gone

    async def _is_good(self) -> bool:
        try:
            async with self._asking:
                await self._ask()
        except Revoked:
            return False
        return True

    async def withdrawn(self, teams: Sequence[str]) -> Sequence[str]:
        """Return those teams: the token is of no use for them any more."""
        gone = [workspace_of(team) for team in teams]
        self._seen.difference_update(gone)
        return gone

    async def workspaces(self) -> Sequence[str]:
        """Return the workspace; those of an organisation that were seen."""
        if self._everywhere:
            return sorted(self._seen)
        return (workspace_of((await self.known()).team),)

    async def has(self, workspace: str) -> bool:
        """Whether the token is that workspace's, as far as can be told."""
        me = await self.known()
        return self._everywhere or me.team == team_of(workspace)


def identity_of(answer: object) -> Identity:
    """Return who ``auth.test`` says we are."""
    said = answer if isinstance(answer, dict) else {}

    def text(name: str) -> str:
        return str(said.get(name) or "")

    return Identity(
        team=text("team_id"),
        user=text("user_id"),
        bot=text("bot_id"),
        app=text("app_id"),
        enterprise=text("enterprise_id"),
        url=text("url"),
        name=text("user"),
    )
