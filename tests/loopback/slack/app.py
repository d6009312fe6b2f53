"""The web application: the Web API and everything else that is served."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

from bot.engine.clock import SystemClock
from bot.kernel.clock import Clock
from tests.loopback.slack import (
    api_apps,
    api_chat,
    api_conversations,
    api_files,
    api_users,
    api_views,
    browsing,
    hooks,
    links,
)
from tests.loopback.slack.calls import SERVER, Method, answering
from tests.loopback.slack.server import Slack
from tests.loopback.slack.stage import Loopback

METHODS: dict[str, Method] = {
    **api_apps.METHODS, **api_chat.METHODS, **api_conversations.METHODS, **api_files.METHODS, **api_users.METHODS,
    **api_views.METHODS,
}  # fmt: skip
ROUTES: list[web.RouteDef] = [*api_files.ROUTES, *browsing.ROUTES, *hooks.ROUTES, *links.ROUTES]
"""Routes beside ``/api/{method}``: aiohttp's definitions, whose handlers find the server at ``request.app[SERVER]``."""


def application(server: Slack) -> web.Application:
    """Return everything that is served, as one aiohttp application."""
    app = web.Application(client_max_size=64 * 1024 * 1024)
    app[SERVER] = server
    app.router.add_routes(ROUTES)
    app.router.add_route("*", "/api/{method}", answering(METHODS))
    return app


@asynccontextmanager
async def loopback(clock: Clock | None = None, port: int = 0) -> AsyncIterator[Loopback]:
    """Serve a Slack inside the running loop until the block ends."""
    server = Loopback(clock or SystemClock())
    await server.start(application(server), port)
    try:
        yield server
    finally:
        await server.stop()
