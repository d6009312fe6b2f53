"""Requests to Slack: methods of the Web API with the token of a workspace, and what a `response_url` takes.

What may never happen: a token in a log, or something posted twice because it was tried again: only what surely never left is.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Protocol

import aiohttp
from msgspec import Struct
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from adapters.slack.requests.downloads import Downloads
from adapters.slack.requests.hooks import Hooks
from adapters.slack.requests.pace import Pace
from adapters.slack.requests.trouble import HASTY, TOO_MANY, TROUBLE, Revoked, code_of, status_of, told, wait_of
from bot.kernel.clock import Clock
from bot.kernel.errors import Busy, StudybellError

AGAIN = frozenset({"chat.update", "views.update", "views.publish"})
"""Methods that change nothing when they are asked a second time, besides those that only read."""


Ask = Callable[..., Awaitable[AsyncSlackResponse]]
"""A method of the SDK's client, which knows whether Slack takes it as JSON, as a form or in the address."""


class Identity(Struct, frozen=True):
    """Who we are in a workspace: our team, our bot's user and bot id.

    `url` is the workspace's address and `name` what our bot is called there, each "" where not known.
    """

    team: str
    user: str
    bot: str
    app: str = ""
    enterprise: str = ""
    url: str = ""
    name: str = ""


class Tokens(Protocol):
    """Whose token is taken for a workspace."""

    async def token(self, workspace: str) -> str:
        """Return the bot token for the workspace; raises `Denied` where there is none."""
        ...

    async def me(self, workspace: str) -> Identity:
        """Return who we are there, from memory once it was asked; raises `Denied` where we are not installed."""
        ...

    async def refused(self, workspace: str, token: str) -> bool:
        """Take note that Slack takes `token` no more; return whether there is another one by now, to try with."""
        ...


class Api:
    """Asks Slack. `client` is one of `client.py`'s: its session is shared by all, and it tries nothing twice."""

    def __init__(self, client: AsyncWebClient, tokens: Tokens, clock: Clock) -> None:
        self._client = client
        self.tokens = tokens
        self.pace = Pace(clock)
        self._hooks: Hooks | None = None

    async def call(self, workspace: str, method: str, **arguments: Any) -> dict[str, Any]:  # noqa: ANN401 - as Slack has them
        """Call a method such as ``chat.postMessage`` and return Slack's answer.

        Raises `Gone`, `Denied` (`Revoked`), `Busy` or `Expired`; a `SlackApiError` is a bug of ours. After `Busy` it may have
        been done all the same.
        """
        token = await self.tokens.token(workspace)
        try:
            return await self._asked(workspace, method, token, arguments)
        except Revoked:
            if not await self.tokens.refused(workspace, token):
                raise
        return await self._asked(workspace, method, await self.tokens.token(workspace), arguments)

    async def _asked(self, workspace: str, method: str, token: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
        self.pace.take(workspace, method)
        ask: Ask = getattr(self._client, method.replace(".", "_"))
        try:
            return await self._sent(method, ask, token, arguments)
        except SlackApiError as error:
            if status_of(error) == TOO_MANY or code_of(error) in HASTY:
                self.pace.shut(workspace, method, wait_of(error))
            raise told(error, await self._called(workspace)) from error
        except TROUBLE as error:
            raise told(error) from error

    async def _called(self, workspace: str) -> str:
        """Return what we are called in the workspace, "" where it is not known."""
        try:
            return (await self.tokens.me(workspace)).name
        except StudybellError:
            return ""

    async def _sent(self, method: str, ask: Ask, token: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """Send it as the SDK sends this method, and again where the connection broke before anything can have come of it."""
        try:
            answer = await ask(token=token, **arguments)
        except (aiohttp.ServerDisconnectedError, aiohttp.ClientOSError) as error:
            if not _may_repeat(method, error):
                raise
            answer = await ask(token=token, **arguments)
        return dict(answer.data) if isinstance(answer.data, dict) else {}

    async def respond(self, url: str, body: bytes) -> None:
        """Send JSON to a `response_url`; raises `Expired` where it is good no more (or is no address of Slack's), `Busy`."""
        await self.hooks.send(url, body)

    async def download(self, workspace: str, url: str, most: int) -> bytes:
        """Return what is in a file people gave to Slack, `most` bytes of it at most; raises as `Downloads.read` does."""
        token = await self.tokens.token(workspace)
        return await Downloads(self.session, self._client.base_url).read(url, token, most)

    @property
    def hooks(self) -> Hooks:
        """What sends to `response_url`s."""
        if self._hooks is None:
            self._hooks = Hooks(self.session, self._client.base_url)
        return self._hooks

    @property
    def session(self) -> aiohttp.ClientSession:
        """The session all requests share; raises `Busy` while there is none."""
        session = self._client.session
        if session is None or session.closed:
            raise Busy(1)
        return session


def _may_repeat(method: str, error: Exception) -> bool:
    """Whether it may be asked once more: nothing was sent, or a kept connection was closed and asking twice is harmless."""
    if isinstance(error, aiohttp.ClientConnectorError):
        return True
    return method in AGAIN or method.rpartition(".")[2] in {"info", "list", "members", "replies", "history", "test"}
