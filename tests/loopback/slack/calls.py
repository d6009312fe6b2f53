"""One call of the Web API on its way: read, given to its method, answered, noted."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.loopback.slack.server import Called, Slack
from tests.loopback.slack.trouble import Refusal, wrong
from tests.loopback.slack.world import Channel, Grant, Message, Team, User

SERVER = web.AppKey("server", Slack)
OK = 200


@dataclass
class Call:
    """A call: the method's name, its arguments (JSON in texts already read), the token and what that opens."""

    server: Slack
    method: str
    arguments: dict[str, Any] = field(default_factory=dict)
    token: str = ""
    grant: Grant | None = None
    team: Team | None = None

    @property
    def workspace(self) -> Team:
        """The workspace it is about."""
        assert self.team is not None
        return self.team

    @property
    def me(self) -> User:
        """The bot user of the token."""
        assert self.workspace.bot is not None
        return self.workspace.bot

    def get(self, name: str, otherwise: Any = None) -> Any:
        """Return an argument."""
        return self.arguments.get(name, otherwise)

    def channel(self) -> Channel:
        """Return the channel of the arguments, which the app may know of."""
        found = self.workspace.channels.get(str(self.get("channel", "")))
        if found is None or found.gone or (found.private and self.me.id not in found.members):
            raise Refusal("channel_not_found")
        return found

    def message(self, channel: Channel, name: str = "ts") -> Message:
        """Return the message of the arguments."""
        found = channel.messages.get(str(self.get(name, "")))
        if found is None:
            raise Refusal("message_not_found")
        return found

    def user(self, name: str = "user") -> User:
        """Return the person of the arguments."""
        found = self.workspace.users.get(str(self.get(name, "")))
        if found is None:
            raise Refusal("user_not_found")
        return found


Deed = Callable[[Call], Awaitable[dict[str, Any]]]
"""Does what a method says and returns the answer without its `ok`."""


@dataclass(frozen=True)
class Method:
    """A method of the Web API: what it does, which scopes it needs (one of them), which token opens it."""

    deed: Deed
    scopes: tuple[str, ...] = ()
    tokens: tuple[str, ...] = ("bot", "user")


def answering(methods: dict[str, Method]) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    """Return the aiohttp handler of ``/api/{method}``."""

    async def handle(request: web.Request) -> web.StreamResponse:
        server = request.app[SERVER]
        call = Call(server, request.match_info["method"])
        server.under_way += 1
        try:
            return await _handled(request, call, methods)
        finally:
            server.under_way -= 1

    return handle


async def _handled(request: web.Request, call: Call, methods: dict[str, Method]) -> web.StreamResponse:
    try:
        await read(request, call)
        return _answered(call, {"ok": True} | await _done(call, methods))
    except Refusal as refusal:
        if refusal.problem:
            call.server.problem(call.method, f"{refusal.error}: {refusal.problem}", call.arguments)
        return _answered(call, refusal.body(), refusal.status, refusal.headers)
    except Exception as bug:
        call.server.bugs.append(f"{call.method}: {bug!r}")
        raise


async def read(request: web.Request, call: Call) -> None:
    """Read a call's arguments, form-encoded or JSON, and its token."""
    arguments: dict[str, Any] = dict(request.query)
    if request.content_type == "application/json":
        try:
            body = await request.json()
        except ValueError:
            raise wrong("invalid_json", "the body is no JSON") from None
        if not isinstance(body, dict):
            raise wrong("json_not_object", "the body is no JSON object")
        arguments |= body
    elif request.can_read_body:
        arguments |= {key: _read_text(key, str(value)) for key, value in (await request.post()).items()}
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    call.token = str(arguments.pop("token", "")) or (token if kind == "Bearer" else "")
    call.arguments = arguments


def _read_text(name: str, text: str) -> Any:
    if name in ("blocks", "view", "metadata", "attachments", "files") and text:
        try:
            return json.loads(text)
        except ValueError:
            return text
    return text


async def _done(call: Call, methods: dict[str, Method]) -> dict[str, Any]:
    method = methods.get(call.method)
    if method is None:
        raise Refusal("unknown_method", "there is no such method", req_method=call.method)
    if not call.token:
        raise Refusal("not_authed", "no token was sent")
    call.grant = call.server.grants.get(call.token)
    if call.grant is None:
        raise Refusal("invalid_auth")
    if call.grant.dead:
        raise Refusal(call.grant.dead)
    if call.grant.kind not in method.tokens:
        raise Refusal("not_allowed_token_type", f"a token of kind {call.grant.kind} does not open {call.method}")
    call.team = call.grant.team
    if method.scopes and not call.grant.scopes & set(method.scopes):
        granted = ",".join(sorted(call.grant.scopes))
        raise Refusal("missing_scope", f"none of {method.scopes}", needed=method.scopes[0], provided=granted)
    return await method.deed(call)


def _answered(
    call: Call, body: dict[str, Any], status: int = OK, headers: dict[str, str] | None = None
) -> web.StreamResponse:
    server = call.server
    team = call.team.id if call.team else ""
    error = str(body.get("error", ""))
    server.note(Called(call.method, call.arguments, team, status, error, server.clock.now()))
    return web.json_response(body, status=status, headers=headers)
