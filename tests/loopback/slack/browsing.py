"""What a browser and an app ask of Slack's OAuth: the page that allows an app in, and oauth.v2.access."""

import base64
import html
from typing import Any

from aiohttp import web

from tests.loopback.slack.calls import SERVER
from tests.loopback.slack.oauth import Installing
from tests.loopback.slack.server import Called
from tests.loopback.slack.trouble import NotPossible, Refusal

METHOD = "oauth.v2.access"


def _client(request: web.Request, arguments: dict[str, Any]) -> tuple[str, str]:
    kind, _, text = request.headers.get("Authorization", "").partition(" ")
    if kind == "Basic":
        number, _, secret = base64.b64decode(text).decode().partition(":")
        return number, secret
    return str(arguments.get("client_id", "")), str(arguments.get("client_secret", ""))


async def _access(request: web.Request) -> web.StreamResponse:
    """oauth.v2.access: the client's id and secret as HTTP Basic or as arguments, no token."""
    server: Any = request.app[SERVER]
    installing: Installing = server.installing
    arguments = dict(request.query) | {key: str(value) for key, value in (await request.post()).items()}
    server.under_way += 1
    try:
        body = {"ok": True} | installing.access(arguments, _client(request, arguments))
    except Refusal as refusal:
        if refusal.problem:
            server.problem(METHOD, f"{refusal.error}: {refusal.problem}")
        body = refusal.body()
    finally:
        server.under_way -= 1
    kept = {name: value for name, value in arguments.items() if name != "client_secret"}
    server.note(Called(METHOD, kept, "", 200, str(body.get("error", "")), server.clock.now()))
    return web.json_response(body)


async def _page(request: web.Request) -> web.StreamResponse:
    """The page itself, as the first admin of the workspace ``?team=`` (or of the first one) sees it; they press Allow at once."""
    server: Any = request.app[SERVER]
    installing: Installing = server.installing
    asked = request.query.get("team", "")
    team = server.teams.get(asked) or next(iter(server.teams.values()))
    people = [one for one in team.users.values() if not one.bot]
    user = next((one for one in people if one.admin), people[0] if people else None)
    try:
        if user is None:
            raise NotPossible(f"there is nobody in {team.name}")
        raise web.HTTPFound(installing.allow(str(request.url), user, team))
    except NotPossible as error:
        return web.Response(text=f"<h1>{html.escape(str(error))}</h1>", content_type="text/html", status=400)


ROUTES = [
    web.get("/oauth/v2/authorize", _page),
    web.post(f"/api/{METHOD}", _access),
    web.get(f"/api/{METHOD}", _access),
]
