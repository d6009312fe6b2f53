"""The web application: all routes, the gateway, uploaded files."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

from bot.engine.clock import SystemClock
from tests.loopback.discord import interactions, rest_application, rest_channels, rest_guilds, rest_messages
from tests.loopback.discord.calls import SERVER, Call, answering
from tests.loopback.discord.server import Discord
from tests.loopback.discord.snowflakes import Now
from tests.loopback.discord.stage import Loopback
from tests.loopback.discord.trouble import Refusal

ROUTES = [
    *rest_application.ROUTES,
    *rest_channels.ROUTES,
    *rest_messages.ROUTES,
    *rest_guilds.ROUTES,
    *interactions.ROUTES,
]


async def _unknown(call: Call) -> None:
    call.server.offend(call.method, call.path, "there is no such route here")
    raise Refusal(404, 0, said="404: Not Found")


async def _file(request: web.Request) -> web.Response:
    found = request.app[SERVER].files.get(request.match_info["path"])
    if found is None:
        raise web.HTTPNotFound
    return web.Response(body=found[1], content_type=found[0].split(";")[0])


def application(server: Discord) -> web.Application:
    """Return everything that is served, as one aiohttp application."""
    app = web.Application(client_max_size=25 * 1024 * 1024)
    app[SERVER] = server
    app.router.add_get("/gateway/", server.gateway.connect)
    app.router.add_get("/gateway", server.gateway.connect)
    app.router.add_get("/cdn/{path:.+}", _file)
    for method, template, route in ROUTES:
        app.router.add_route(method, f"/api/v10{template}", answering(template, route))
    app.router.add_route("*", "/api/{rest:.*}", answering("(unknown)", _unknown))
    return app


@asynccontextmanager
async def loopback(clock: Now | None = None, port: int = 0) -> AsyncIterator[Loopback]:
    """Serve a Discord inside the running loop until the block ends."""
    server = Loopback(clock or SystemClock())
    await server.start(application(server), port)
    try:
        yield server
    finally:
        await server.stop()
