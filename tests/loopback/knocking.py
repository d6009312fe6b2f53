"""A bare client for the referee's own proof: sends what it is told, whatever that is, and reads what comes."""

import asyncio
import io
import json
import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, NamedTuple

import aiohttp

from tests.loopback.discord import Channel, Loopback, Person
from tests.loopback.discord.acts import begin
from tests.loopback.discord.interactions import COMMAND, Interaction
from tests.loopback.discord.world import V2


class Said(NamedTuple):
    """An answer: status, Discord's own code (0 for none), JSON, headers."""

    status: int
    code: int
    body: Any
    headers: Any

    @property
    def refusal(self) -> tuple[int, int]:
        """Status and code."""
        return self.status, self.code

    def wrong(self) -> list[str]:
        """Return the paths of what was wrong, as Discord's `errors` tree has them."""
        return _leaves((self.body or {}).get("errors") or {}, "")


def _leaves(tree: dict[str, Any], path: str) -> list[str]:
    found = [path] if "_errors" in tree else []
    for name, inner in tree.items():
        if isinstance(inner, dict):
            found += _leaves(inner, f"{path}.{name}".lstrip("."))
    return found


class Knock:
    """Asks a loopback Discord."""

    def __init__(self, server: Loopback, session: aiohttp.ClientSession) -> None:
        self.server = server
        self.session = session
        self.token = server.token

    async def __call__(
        self, method: str, path: str, body: Any = None, files: tuple[tuple[str, bytes], ...] = (), **query: Any
    ) -> Said:
        """Send a request; `path` is what follows /api/v10."""
        options: dict[str, Any] = {"params": query, "headers": {"Authorization": f"Bot {self.token}"}}
        if files:
            form = aiohttp.FormData(quote_fields=False)
            form.add_field("payload_json", json.dumps(body or {}), content_type="application/json")
            for number, (name, data) in enumerate(files):
                form.add_field(
                    f"files[{number}]", io.BytesIO(data), filename=name, content_type="application/octet-stream"
                )
            options["data"] = form
        elif body is not None:
            options["json"] = body
        async with self.session.request(method, self.server.api_url + path, **options) as response:
            text = await response.text()
            found = json.loads(text) if response.content_type == "application/json" and text else None
            code = found.get("code", 0) if isinstance(found, dict) and response.status >= 400 else 0
            return Said(response.status, code, found, response.headers)

    async def post(self, channel: Channel, body: dict[str, Any], files: tuple[tuple[str, bytes], ...] = ()) -> Said:
        """Post a message."""
        return await self("POST", f"/channels/{channel.id}/messages", body, files)

    async def answer(self, it: Interaction, kind: int, data: Any = None, **query: Any) -> Said:
        """Answer an interaction."""
        body = {"type": kind} | ({"data": data} if data is not None else {})
        return await self("POST", f"/interactions/{it.id}/{it.token}/callback", body, **query)

    async def by_token(
        self, method: str, it: Interaction, body: Any = None, which: str = "/messages/@original"
    ) -> Said:
        """Use an interaction's token as a webhook."""
        return await self(method, f"/webhooks/{self.server.application_id}/{it.token}{which}", body)


@asynccontextmanager
async def knocking(server: Loopback) -> AsyncIterator[Knock]:
    """Ask without limits of rates; a test of those switches them on."""
    server.rates.off()
    async with aiohttp.ClientSession() as session:
        yield Knock(server, session)


def card(*components: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Return a message of components."""
    return {"flags": V2, "components": list(components)} | more


def text(content: str = "Hello", **more: Any) -> dict[str, Any]:
    """Return a text display."""
    return {"type": 10, "content": content} | more


def row(*components: dict[str, Any]) -> dict[str, Any]:
    """Return an action row."""
    return {"type": 1, "components": list(components)}


def button(label: str = "A", custom_id: str = "", **more: Any) -> dict[str, Any]:
    """Return a button."""
    return {"type": 2, "style": 1, "label": label, "custom_id": custom_id or label} | more


def command(person: Person, channel: Channel) -> Interaction:
    """Let somebody send a command nobody waits for."""
    return begin(person.server, COMMAND, person.user, channel, {"id": "1", "name": "try", "type": 1})


class Wire:
    """One bare connection to the gateway."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse, *, zipped: bool) -> None:
        self.socket = socket
        self._zlib = zlib.decompressobj() if zipped else None
        self.seen = 0

    async def send(self, op: int, body: Any) -> None:
        """Send a frame."""
        await self.socket.send_json({"op": op, "d": body})

    async def next(self) -> dict[str, Any]:
        """Return the next frame; a close as ``{"close": code}``."""
        message = await asyncio.wait_for(self.socket.receive(), 3)
        if message.type is aiohttp.WSMsgType.BINARY:
            assert self._zlib is not None
            frame = json.loads(self._zlib.decompress(message.data))
        elif message.type is aiohttp.WSMsgType.TEXT:
            frame = json.loads(message.data)
        else:
            return {"close": self.socket.close_code}
        self.seen = frame.get("s") or self.seen
        found: dict[str, Any] = frame
        return found

    async def until(self, name: str) -> dict[str, Any]:
        """Return what the next event of that name tells."""
        while (frame := await self.next()).get("t") != name:
            assert "close" not in frame, frame
        body: dict[str, Any] = frame["d"]
        return body

    async def events(self, seconds: float = 0.1) -> list[str]:
        """Return the names of what comes until it is quiet for so long."""
        found = []
        while True:
            try:
                async with asyncio.timeout(seconds):
                    found.append((await self.next()).get("t"))
            except TimeoutError:
                return [one for one in found if one]

    async def identify(self, server: Loopback, intents: int = 1 << 0 | 1 << 9, **more: Any) -> dict[str, Any]:
        """Say who we are, and return the next frame."""
        await self.send(2, {"token": server.token, "properties": {}, "intents": intents} | more)
        return await self.next()


@asynccontextmanager
async def wired(server: Loopback, query: str = "?v=10&encoding=json") -> AsyncIterator[Wire]:
    """Connect, and take HELLO."""
    async with aiohttp.ClientSession() as session, session.ws_connect(server.gateway_url + query) as socket:
        wire = Wire(socket, zipped="zlib-stream" in query)
        assert 10 == (await wire.next())["op"]
        yield wire
