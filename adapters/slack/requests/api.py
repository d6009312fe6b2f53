"""Requests to Slack: methods of the Web API with the token of a workspace, and what a `response_url` takes.

What may never happen: a token in a log, or something posted twice because it was tried again.
"""

from collections.abc import Mapping
from typing import Any, Protocol

import msgspec
from msgspec import Struct
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.requests.trouble import TROUBLE, told
from bot.kernel.clock import Clock


class Identity(Struct, frozen=True):
    """Who we are in a workspace: our team, our bot's user and bot id; `url` is the workspace's address, where known."""

    team: str
    user: str
    bot: str
    app: str = ""
    enterprise: str = ""
    url: str = ""


class Tokens(Protocol):
    """Whose token is taken for a workspace."""

    async def token(self, workspace: str) -> str:
        """Return the bot token for the workspace; raises `Denied` where there is none."""
        ...

    async def me(self, workspace: str) -> Identity:
        """Return who we are there, from memory once it was asked; raises `Denied` where we are not installed."""
        ...


class Api:
    """Asks Slack. `client` has one session for all."""

    def __init__(self, client: AsyncWebClient, tokens: Tokens, clock: Clock) -> None:
        self._client = client
        self.tokens = tokens
        self._clock = clock

    async def call(self, workspace: str, method: str, **arguments: Any) -> dict[str, Any]:  # noqa: ANN401 - as Slack has them
        """Call a method such as ``chat.postMessage`` and return Slack's answer.

        Raises `Gone`, `Denied` (`Revoked`), `Busy` or `Expired`; a `SlackApiError` is a bug of ours.
        """
        ask = getattr(self._client, method.replace(".", "_"))
        token = await self.tokens.token(workspace)
        try:
            answer = await ask(token=token, **arguments)
        except TROUBLE as error:
            raise told(error) from error
        return dict(answer.data)

    async def respond(self, url: str, body: Mapping[str, Any]) -> None:
        """Send what a `response_url` takes; raises `Expired` or `Busy`."""
        session = self._client.session
        assert session is not None  # noqa: S101 - see above
        async with session.post(url, data=msgspec.json.encode(body)) as response:
            await response.read()
