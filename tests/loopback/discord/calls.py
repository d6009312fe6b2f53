"""One request on its way: read, given to its route, answered, noted."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import BodyPartReader, MultipartReader, web

from tests.loopback.discord import deeds
from tests.loopback.discord.mischief import CUT, Stumble, slowly
from tests.loopback.discord.rates import Bucket, TooMany, told
from tests.loopback.discord.server import Asked, Discord
from tests.loopback.discord.trouble import Refusal
from tests.loopback.discord.world import Channel, Guild, Message
from tests.loopback.schema import BITS_ARE_NUMBERS, IDS_ARE_TEXTS, Problem


@dataclass(frozen=True)
class Upload:
    """A file of a multipart request; `number` is that of its field, ``files[number]``."""

    number: int
    name: str
    kind: str
    data: bytes


@dataclass
class Call:
    """A request: the route's template, the ids in the path, the JSON body, the files."""

    server: Discord
    method: str
    route: str
    path: str
    query: dict[str, str]
    ids: dict[str, str]
    body: Any = None
    files: list[Upload] = field(default_factory=list)
    bucket: Bucket | None = None

    @property
    def form(self) -> dict[str, Any]:
        """The JSON body, which has to be an object."""
        if not isinstance(self.body, dict):
            raise Refusal(400, 50109)
        return self.body

    def asked(self, status: int, code: int) -> Asked:
        """Return the note of this request."""
        return Asked(self.method, self.route, self.path, self.body, status, code, self.server.clock.now())

    def judge(self, problems: list[Problem]) -> None:
        """Refuse what is wrong, and note what is only strange."""
        for one in problems:
            if one.strange:
                if one.path.rpartition(".")[2] not in DOCUMENTED:
                    self.server.offend(self.method, self.path, f"{one.path.lstrip('.')}: {one.said}", self.body)
                without(self.body, one)
        wrong = tuple((one.path.lstrip("."), one.said) for one in problems if not one.strange)
        if wrong:
            raise Refusal(400, INVALID_FORM, wrong)

    def judge_as(self, name: str) -> None:
        """Judge the body by the schema of that name, where the route's own lets anything through."""
        if self.server.specs is not None:
            self.judge(self.server.specs.named(name, self.body))

    def id(self, name: str) -> int:
        """Return an id of the path."""
        if self.ids[name].isdigit():
            return int(self.ids[name])
        raise Refusal(400, 50035, ((name, f'Value "{self.ids[name]}" is not snowflake.'),))

    def channel(self) -> Channel:
        """Return the channel of the path."""
        channel = self.server.channels.get(self.id("channel_id"))
        if channel is None or channel.is_gone:
            raise Refusal(404, 10003)
        if channel.guild is not None and self.server.me.id not in channel.guild.members:
            raise Refusal(403, 50001)
        deeds.lapse(self.server, channel)
        return channel

    def message(self, channel: Channel) -> Message:
        """Return the message of the path."""
        message = channel.messages.get(self.id("message_id"))
        if message is None:
            raise Refusal(404, 10008)
        return message

    def guild(self) -> Guild:
        """Return the server of the path."""
        guild = self.server.guilds.get(self.id("guild_id"))
        if guild is None:
            raise Refusal(404, 10004)
        if self.server.me.id not in guild.members:
            raise Refusal(403, 50001)
        return guild


def without(body: Any, strange: Problem) -> None:
    """Make of a body what Discord makes of it: a field it does not know it does not see, an id is a text."""
    *above, last = strange.path.lstrip(".").split(".")
    holder = body
    for step in above:
        holder = holder[int(step) if isinstance(holder, list) else step]
    key = int(last) if isinstance(holder, list) else last
    if isinstance(holder, dict) and last not in holder:
        return
    if strange.said.endswith(IDS_ARE_TEXTS):
        holder[key] = str(holder[key])
    elif strange.said.endswith(BITS_ARE_NUMBERS):
        holder[key] = int(holder[key])
    else:
        del holder[key]


@dataclass(frozen=True)
class Created:
    """An answer with a status other than 200."""

    body: Any
    status: int = 201
    headers: dict[str, str] = field(default_factory=dict)


class Limited(Refusal):
    """Too many requests."""

    def __init__(self, many: TooMany) -> None:
        super().__init__(429, many.code, said="You are being rate limited.")
        self._body, self.headers = told(many)

    def body(self) -> dict[str, Any]:
        """Return the JSON Discord answers with."""
        return self._body


Route = Callable[[Call], Awaitable[Any]]
"""Does what it says and returns the JSON of the answer; None is 204."""

DOCUMENTED = ("nsfw", "default_member_permissions")
"""Fields of commands that Discord's pages describe as clients send them, and its OpenAPI file does not."""
INVALID_FORM = 50035
OK = 200
SERVER = web.AppKey("server", Discord)


async def _read(request: web.Request, call: Call) -> None:
    if not request.can_read_body:
        return
    try:
        if request.content_type == "multipart/form-data":
            await _parts(await request.multipart(), call)
        else:
            text = await request.text()
            call.body = json.loads(text) if text else None
    except ValueError:
        raise Refusal(400, 50109) from None


async def _parts(parts: MultipartReader, call: Call) -> None:
    async for part in parts:
        assert isinstance(part, BodyPartReader)
        if part.name == "payload_json":
            call.body = json.loads(await part.text())
            continue
        number = (part.name or "").removeprefix("files[").removesuffix("]")
        data = bytes(await part.read(decode=False))
        kind = part.headers.get("Content-Type", "application/octet-stream")
        call.files.append(Upload(int(number) if number.isdigit() else -1, part.filename or "", kind, data))


def answering(template: str, route: Route) -> Callable[[web.Request], Awaitable[web.Response]]:
    """Return an aiohttp handler of a route of ours."""

    async def handle(request: web.Request) -> web.Response:
        server = request.app[SERVER]
        call = Call(server, request.method, template, request.path, dict(request.query), dict(request.match_info))
        server.under_way += 1
        try:
            return await _handled(request, call, route)
        finally:
            server.under_way -= 1

    return handle


async def _handled(request: web.Request, call: Call, route: Route) -> web.Response:
    server = call.server
    if server.rates.banned:  # as Cloudflare does it: no `Via`, no JSON
        server.note(call.asked(429, 0))
        return web.Response(status=429, text="error code: 1015")
    try:
        stumble = server.mischief.next_stumble(call.method, call.route)
        if stumble is not None:
            return await _stumbled(request, call, route, stumble)
        return _answered(call, await _done(request, call, route))
    except Refusal as refusal:
        return _answered(call, Created(refusal.body(), refusal.status, refusal.headers))
    except (KeyError, TypeError, AttributeError, ValueError, IndexError) as bug:
        if server.specs is not None:
            server.bugs.append(f"{call.method} {call.path}: {bug!r}")
            raise
        # nobody has looked at the body's shape before the rules did
        return _answered(call, Created(Refusal(400, INVALID_FORM, (("", repr(bug)),)).body(), 400))
    except OSError:
        raise  # who asked is gone
    except Exception as bug:
        server.bugs.append(f"{call.method} {call.path}: {bug!r}")
        raise


async def _stumbled(request: web.Request, call: Call, route: Route, stumble: Stumble) -> web.Response:
    await slowly(stumble)
    answer = None
    if stumble.after or stumble.status == OK:
        answer = _answered(call, await _done(request, call, route))
    if answer is not None and not stumble.after:
        return answer
    if stumble.status == CUT:
        assert request.transport is not None
        request.transport.abort()
        return web.Response(status=500)
    call.server.note(call.asked(stumble.status, 0))
    return web.Response(status=stumble.status, text="upstream connect error", headers={"Via": "1.1 google"})


async def _done(request: web.Request, call: Call, route: Route) -> Created:
    _authorised(request, call)
    call.bucket, many = call.server.rates.take(call.method, call.route, call.ids)
    if many is not None:
        raise Limited(many)
    await _read(request, call)
    _judged(call)
    found = await route(call)
    return found if isinstance(found, Created) else Created(found, 204 if found is None else 200)


def _authorised(request: web.Request, call: Call) -> None:
    if call.route.startswith(("/interactions/", "/webhooks/")):
        return
    if request.headers.get("Authorization") != f"Bot {call.server.token}":
        raise Refusal(401, 0, said="401: Unauthorized")


def _judged(call: Call) -> None:
    """Hold the request against the published description; fields it does not know are an offence, but no refusal."""
    specs = call.server.specs
    if specs is None or call.route.startswith("("):
        return
    for one in specs.query(call.method, call.route, call.query):
        if not one.strange:
            raise Refusal(400, INVALID_FORM, ((one.path.lstrip("."), one.said),))
        call.server.offend(call.method, call.path, f"{one.path.lstrip('.')}: {one.said}")
    problems: list[Problem] = []
    operation = specs.operation(call.method, call.route) or {}
    if call.body is None and (operation.get("requestBody") or {}).get("required"):
        raise Refusal(400, 50109)
    if call.body is not None:
        problems = problems + specs.body(call.method, call.route, call.body)
    call.judge(problems)


def _answered(call: Call, answer: Created) -> web.Response:
    server, status, body = call.server, answer.status, answer.body
    code = body.get("code", 0) if status >= 400 else 0
    server.note(call.asked(status, code))
    if code == INVALID_FORM:
        server.offend(call.method, call.path, json.dumps(body.get("errors")), call.body)
    server.rates.refused(status, answer.headers.get("X-RateLimit-Scope", "user"))
    if server.checks_itself and server.specs is not None and call.route.startswith("/"):
        # of `errors` the file says what is not so: the codes in it are texts
        plain = {key: value for key, value in body.items() if key != "errors"} if status >= 400 else body
        wrong = server.specs.answer(call.method, call.route, status, plain)
        server.bugs += [f"{call.method} {call.route} -> {status}: {one.path} {one.said}" for one in wrong]
    headers = {"Via": "1.1 google"} | server.rates.headers(call.bucket) | answer.headers
    if body is None:
        return web.Response(status=status, headers=headers)
    # exactly this content type: with a charset discord.py takes the body for text
    return web.Response(
        status=status, body=json.dumps(body).encode(), headers=headers | {"Content-Type": "application/json"}
    )
