"""A code for a token, and what Slack grants with it as an installation ("oauth.v2.access", docs.slack.dev, 2026-08).

What may never happen: a token or the client secret in a log; an installation of which nobody knows whose it is.
"""

from collections.abc import Mapping
from typing import Any

import aiohttp
import structlog
from msgspec import Struct
from slack_sdk.oauth.installation_store import Installation
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from adapters.slack.requests.trouble import TROUBLE, code_of
from bot.kernel.clock import SECOND, Clock

log = structlog.get_logger()


class Client(Struct, frozen=True):
    """The app as Slack knows it. `secret` shows in no log: the settings' secrets are blotted out."""

    id: str
    secret: str


class NotGranted(Exception):
    """Slack gave no token; `code` is its refusal, "" where it did not answer."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Granting:
    """Asks Slack for the token of a new installation."""

    def __init__(self, client: Client, slack: AsyncWebClient, clock: Clock) -> None:
        self._client = client
        self._slack = slack
        self._clock = clock

    async def installation(self, code: str) -> Installation:
        """Return what is granted for a code that Slack's page sent along; raises `NotGranted`."""
        try:
            answer = await self._exchanged(code)
        except TROUBLE as error:
            raise NotGranted(code_of(error)) from None
        granted = answer.data if isinstance(answer.data, dict) else {}
        if not str(granted.get("access_token") or "") or _who(granted) == ("", ""):
            raise NotGranted("no token")
        return await self._told(granted)

    async def _exchanged(self, code: str) -> AsyncSlackResponse:
        """Ask for the token. slack_sdk 3.47's own method would use what aiohttp 3.14 warns of; it sends the same."""
        who = aiohttp.encode_basic_auth(self._client.id, self._client.secret)
        return await self._slack.api_call("oauth.v2.access", data={"code": code}, headers={"Authorization": who})

    async def _told(self, granted: Mapping[str, Any]) -> Installation:
        """Return the installation that Slack's answer tells of, and what ``auth.test`` adds: the bot's id, and the address."""
        token, (team, enterprise) = str(granted["access_token"]), _who(granted)
        me = await self._who_we_are(token)
        return Installation(
            app_id=str(granted.get("app_id") or ""),
            enterprise_id=enterprise or None,
            enterprise_name=_named(granted, "enterprise").get("name"),
            enterprise_url=me.get("url"),
            team_id=team or None,
            team_name=_named(granted, "team").get("name"),
            bot_token=token,
            bot_id=me.get("bot_id"),
            bot_user_id=granted.get("bot_user_id") or me.get("user_id"),
            bot_scopes=str(granted.get("scope") or ""),
            user_id=str(_named(granted, "authed_user").get("id") or ""),
            is_enterprise_install=not team,
            token_type="bot",  # noqa: S106 - the kind, as Slack calls it
            installed_at=self._clock.now() / SECOND,
        )

    async def _who_we_are(self, token: str) -> Mapping[str, Any]:
        try:
            told = (await self._slack.auth_test(token=token)).data
        except TROUBLE as error:
            log.warning("installed, and Slack did not say who we are there; it is asked again", code=code_of(error))
            return {}
        return told if isinstance(told, dict) else {}


def _named(granted: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = granted.get(name)
    return found if isinstance(found, Mapping) else {}


def _who(granted: Mapping[str, Any]) -> tuple[str, str]:
    """Return the ids of team and organisation: no team where all of the organisation has us, no organisation for most."""
    enterprise = str(_named(granted, "enterprise").get("id") or "")
    whole = bool(granted.get("is_enterprise_install")) and enterprise
    return ("" if whole else str(_named(granted, "team").get("id") or "")), enterprise
