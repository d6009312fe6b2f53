"""One call of the Web API on its way: read, judged, given to its method, answered, noted."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.loopback.slack import access, arguments
from tests.loopback.slack.mischief import CUT, PAGE, Stumble
from tests.loopback.slack.server import Called, Slack
from tests.loopback.slack.trouble import Refusal, wrong
from tests.loopback.slack.world import Channel, Grant, Message, Team, User

SERVER = web.AppKey("server", Slack)
OK = 200
JSON = "application/json"
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


@dataclass
class Call:
    """A call: the method's name, its arguments as they were sent and as the method wants them, the token and what that opens."""

    server: Slack
    method: str
    http: str = "POST"
    sent: dict[str, Any] = field(default_factory=dict)
    arguments: dict[str, Any] = field(default_factory=dict)
    token: str = ""
    grant: Grant | None = None
    team: Team | None = None
    as_json: bool = False
    warnings: list[str] = field(default_factory=list)

    @property
    def workspace(self) -> Team:
        """The workspace it is about."""
        if self.team is None:
            raise wrong("missing_argument", "team_id is required with a token of a whole organisation")
        return self.team

    @property
    def me(self) -> User:
        """Our bot user in that workspace."""
        assert self.workspace.bot is not None
        return self.workspace.bot

    def get(self, name: str, otherwise: Any = None) -> Any:
        """Return an argument."""
        return self.arguments.get(name, otherwise)

    def channel(self, name: str = "channel") -> Channel:
        """Return the channel of the arguments, which the app may know of."""
        found = self.workspace.channels.get(self.get(name, ""))
        if found is None or found.gone or (found.private and self.me.id not in found.members):
            raise Refusal("channel_not_found")
        return found

    def message(self, channel: Channel, name: str = "ts") -> Message:
        """Return the message of the arguments."""
        found = channel.messages.get(self.get(name, ""))
        if found is None:
            raise Refusal("message_not_found")
        return found

    def user(self, name: str = "user", error: str = "user_not_found") -> User:
        """Return the person of the arguments."""
        found = self.workspace.users.get(self.get(name, ""))
        if found is None:
            raise Refusal(error)
        return found

    def needs(self, *scopes: str) -> None:
        """Refuse a call whose token has none of these scopes."""
        assert self.grant is not None
        access.needs(self.grant, scopes)


Deed = Callable[[Call], Awaitable[dict[str, Any]]]
"""Does what a method says and returns the answer without its `ok`."""


@dataclass(frozen=True)
class Method:
    """A method of the Web API, as its page describes it.

    `arguments` as in `arguments.py`. `scopes`: one of them is needed. `tier` of its rate limit, 0 for a special one. `json`:
    whether it takes a JSON body. `tokens`: kinds that open it, none if it needs no token.
    """

    deed: Deed
    arguments: str = ""
    scopes: tuple[str, ...] = ()
    tier: int = 3
    json: bool = False
    tokens: tuple[str, ...] = ("bot", "user")


def answering(methods: dict[str, Method]) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    """Return the aiohttp handler of ``/api/{method}``."""

    async def handle(request: web.Request) -> web.StreamResponse:
        server = request.app[SERVER]
        call = Call(server, request.match_info["method"], request.method)
        server.under_way += 1
        try:
            return await _handled(request, call, methods)
        finally:
            server.under_way -= 1

    return handle


async def _handled(request: web.Request, call: Call, methods: dict[str, Method]) -> web.StreamResponse:
    try:
        await _read(request, call, methods.get(call.method))
        access.whose(call.server, call)
        stumble = call.server.mischief.next_stumble(call.method, call.team.id if call.team else "")
        if stumble is not None:
            return await _stumbled(request, call, methods, stumble)
        return _answered(call, await _done(call, methods))
    except Refusal as refusal:
        return _refused(call, refusal)
    except OSError:
        raise  # who called is gone
    except Exception as bug:
        call.server.bugs.append(f"{call.method}: {bug!r}")
        raise


async def _stumbled(
    request: web.Request, call: Call, methods: dict[str, Method], stumble: Stumble
) -> web.StreamResponse:
    if not stumble.after:
        await stumble.wait()
    answer: web.StreamResponse | None = None
    if stumble.after or stumble.harmless:
        try:
            answer = _answered(call, await _done(call, methods))
        except Refusal as refusal:
            answer = _refused(call, refusal)
        if stumble.after:
            await stumble.wait()
    if answer is not None and stumble.harmless:
        return answer
    if answer is None:
        _note(call, stumble.status, stumble.error)
    if stumble.status == CUT:
        assert request.transport is not None
        request.transport.abort()
        return web.Response(status=500)
    if not stumble.error:
        return web.Response(status=stumble.status, text=PAGE, content_type="text/html")
    headers = {"Retry-After": str(stumble.retry_after)} if stumble.retry_after else {}
    return web.json_response({"ok": False, "error": stumble.error}, status=stumble.status, headers=headers)


async def _read(request: web.Request, call: Call, method: Method | None) -> None:
    """Read a call's arguments, from a form, a query or JSON, and its token; a JSON body brings its token in the header only."""
    sent: dict[str, Any] = dict(request.query)
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    call.token = token if kind == "Bearer" else ""
    if request.content_type == JSON and request.can_read_body:
        call.as_json = True
        body = await _object(request)
        if method is None or method.json:
            sent |= body
        elif body:
            call.server.problem(call.method, "takes no JSON body; its arguments go in a form or the query", body)
        if "charset" not in request.headers.get("Content-Type", ""):
            call.warnings.append("missing_charset")
    elif request.content_type in FORMS and request.can_read_body:
        sent |= {key: str(value) for key, value in (await request.post()).items()}
    elif request.can_read_body and await request.read():
        raise Refusal("invalid_post_type", f"a body of type {request.content_type}")
    if "token" in sent and not call.as_json:
        call.token = call.token or str(sent["token"])
    call.sent = {key: value for key, value in sent.items() if key != "token"}


async def _object(request: web.Request) -> dict[str, Any]:
    try:
        body = json.loads(await request.text() or "{}")
    except ValueError:
        raise wrong("invalid_json", "the body is no JSON") from None
    if not isinstance(body, dict):
        raise wrong("json_not_object", "the body is no JSON object")
    return body


async def _done(call: Call, methods: dict[str, Method]) -> dict[str, Any]:
    method = methods.get(call.method)
    if method is None:
        raise Refusal("unknown_method", "there is no such method here", req_method=call.method)
    access.check(call, method.tokens, method.scopes)
    limited(call, method)
    call.arguments, strange = arguments.read(method.arguments, call.sent)
    for said in strange:
        call.server.problem(call.method, said, call.sent)
    _judged(call)
    return await method.deed(call)


def limited(call: Call, method: Method) -> None:
    """Refuse a call that comes too soon."""
    team = call.team.id if call.team else ""
    wait = call.server.rates.take(call.method, team, method.tier, str(call.sent.get("channel", "")))
    if wait:
        raise Refusal("ratelimited", status=429, headers={"Retry-After": str(wait)})


def _judged(call: Call) -> None:
    """Hold the arguments against the published types: what those do not know is a problem, but no refusal."""
    if call.server.specs is None:
        return
    judged = call.sent if call.as_json else call.arguments
    texts = {name: call.arguments[name] for name in ("blocks", "view", "metadata", "files") if name in call.arguments}
    for at, said in call.server.specs.arguments(call.method, judged | texts):
        if at.lstrip("/") not in DOCUMENTED:
            call.server.problem(call.method, f"{at}: {said}", call.sent)


DOCUMENTED = ("alt_txt",)
"""Arguments that Slack's pages describe as slack_sdk sends them, and its published types do not."""


def _refused(call: Call, refusal: Refusal) -> web.StreamResponse:
    if refusal.problem:
        call.server.problem(call.method, f"{refusal.error}: {refusal.problem}", call.sent)
    return _answered(call, refusal.body(), refusal.status, refusal.headers)


def _note(call: Call, status: int, error: str) -> None:
    shown = call.arguments or call.sent
    team = call.team.id if call.team else ""
    call.server.note(Called(call.method, shown, team, status, error, call.server.clock.now()))


def _answered(
    call: Call, body: dict[str, Any], status: int = OK, headers: dict[str, str] | None = None
) -> web.StreamResponse:
    said = {"ok": True} | body
    _note(call, status, str(said.get("error", "")))
    if call.warnings:
        metadata = said.get("response_metadata", {}) | {"warnings": call.warnings}
        said |= {"warning": ",".join(call.warnings), "response_metadata": metadata}
    granted = {"X-OAuth-Scopes": ",".join(sorted(call.grant.scopes))} if call.grant else {}
    return web.json_response(said, status=status, headers=granted | (headers or {}))
