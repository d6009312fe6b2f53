"""The real slack_bolt on a loopback Slack, by Socket Mode or over HTTP: an app whose listeners note what they hear."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from tests.loopback.calling import actions, field_of, plain, section
from tests.loopback.slack import Loopback

EVENTS = "/slack/events"


class Bolt:
    """An app of bolt's. `heard`: bodies, in order. `client`: of the first workspace."""

    def __init__(self, server: Loopback) -> None:
        self.server = server
        self.heard: list[dict[str, Any]] = []
        self.client = AsyncWebClient(token=server.bot_token, base_url=server.api_url)
        self.app = AsyncApp(
            client=self.client, signing_secret=server.signing_secret, authorize=_authorizing(server),
            process_before_response=True, ignoring_self_events_enabled=False,
        )  # fmt: skip

    def hears(self, kind: str) -> None:
        """Note events of a type, and acknowledge them."""

        @self.app.event(kind)
        async def note(body: dict[str, Any], ack: Any) -> None:
            await ack()
            self.heard.append(body)

    @property
    def events(self) -> list[dict[str, Any]]:
        """The events heard."""
        return [body["event"] for body in self.heard if "event" in body]

    @asynccontextmanager
    async def linked(self, links: int = 1) -> AsyncIterator[list[AsyncSocketModeHandler]]:
        """Hear by Socket Mode."""
        handlers = [AsyncSocketModeHandler(self.app, self.server.app_token) for _ in range(links)]
        for handler in handlers:
            await handler.connect_async()
        try:
            yield handlers
        finally:
            for handler in handlers:
                await handler.close_async()

    @asynccontextmanager
    async def served(self, replicas: int = 1) -> AsyncIterator[list[web.TCPSite]]:
        """Hear over HTTP, at so many addresses."""
        runner = web.AppRunner(self.app.web_app(EVENTS), shutdown_timeout=0.1)
        await runner.setup()
        sites = [web.TCPSite(runner, "127.0.0.1", 0) for _ in range(replicas)]
        for site in sites:
            await site.start()
        self.server.http(*(f"http://127.0.0.1:{address[1]}{EVENTS}" for address in runner.addresses))
        try:
            yield sites
        finally:
            await runner.cleanup()


def _authorizing(server: Loopback) -> Callable[..., Awaitable[AuthorizeResult]]:
    """Return what tells bolt whose request it is; a plain function, as bolt looks at its parameters."""

    async def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
        bot = next(team.bot for team in server.teams.values() if team.bot)
        return AuthorizeResult(
            enterprise_id=enterprise_id, team_id=team_id, bot_token=server.bot_token, bot_id=bot.bot_id, bot_user_id=bot.id
        )  # fmt: skip

    return authorize


def card(*elements: dict[str, Any], text: str = "*A question*") -> list[dict[str, Any]]:
    """Return the blocks of a message with controls."""
    return [section(text), actions(*elements, block_id="row")]


def field(label: str, element: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Return an input block; its block_id is its label."""
    return field_of({"action_id": "it"} | element, block_id=label, **more) | {"label": plain(label)}
