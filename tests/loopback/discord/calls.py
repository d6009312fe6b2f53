"""One request on its way: read, given to its route, answered, noted."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import BodyPartReader, MultipartReader, web

from tests.loopback.discord.server import Asked, Discord
from tests.loopback.discord.trouble import Refusal
from tests.loopback.discord.world import Channel, Guild, Message


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


@dataclass(frozen=True)
class Created:
    """An answer with a status other than 200."""

    body: Any
    status: int = 201


Route = Callable[[Call], Awaitable[Any]]
"""Does what it says and returns the JSON of the answer; None is 204."""

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
            await _read(request, call)
            _authorised(request, call)
            found = await route(call)
            answer = found if isinstance(found, Created) else Created(found, 204 if found is None else 200)
            return _answered(call, answer.status, answer.body)
        except Refusal as refusal:
            return _answered(call, refusal.status, refusal.body())
        finally:
            server.under_way -= 1

    return handle


def _authorised(request: web.Request, call: Call) -> None:
    if call.route.startswith(("/interactions/", "/webhooks/")):
        return
    if request.headers.get("Authorization") != f"Bot {call.server.token}":
        raise Refusal(401, 0, said="401: Unauthorized")


def _answered(call: Call, status: int, body: Any) -> web.Response:
    code = body.get("code", 0) if status >= 400 else 0
    call.server.note(Asked(call.method, call.route, call.path, call.body, status, code, call.server.clock.now()))
    if body is None:
        return web.Response(status=status)
    # exactly this content type: with a charset discord.py takes the body for text
    return web.Response(status=status, body=json.dumps(body).encode(), headers={"Content-Type": "application/json"})
