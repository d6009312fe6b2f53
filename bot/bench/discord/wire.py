"""Discord over real sockets, as light as can be: a gateway that dispatches, and the routes a quiz needs. Not a referee.

It keeps an edit limit (5 in 5 seconds a channel, third parties' measure) and answers 429 beyond it, as Discord does.
"""

import asyncio
import time
import zlib
from collections import Counter, defaultdict, deque
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import msgspec
from aiohttp import WSMsgType, web
from msgspec import Struct

from bot.bench.discord import payloads
from bot.bench.discord.payloads import Json
from bot.engine.clock import SystemClock
from bot.kernel.clock import Instant

EDITS, WINDOW = 5, 5.0
"""Edits a channel takes in so many seconds."""

HEARTBEAT = 41_250
"""Milliseconds between heartbeats that Discord asks for."""

BACKLOG = 4_096
"""Connections that may wait to be taken: beyond it the system answers none, and who connects tries again after a second."""

NOT_FOUND = {"message": "404: Not Found", "code": 0}


class Told(Struct, frozen=True):
    """A message as it stood from an instant on."""

    at: Instant
    message: Json


class Wire:
    """One Discord for one contender, with a server of so many channels.

    `identified` is set with the monotonic second of the first IDENTIFY; `answered` maps an interaction's token to the second
    its callback came, `replaced` to those of its message being edited. `edits` are (second, channel) of public edits; `told`
    are all messages of a channel as they stood one after the other; `requests` are the seconds of those that count towards
    Discord's 50 a second, so not what is asked by an interaction's token.
    """

    def __init__(self, channels: int = 1) -> None:
        self.channels = channels
        self.clock = SystemClock()
        self.url = ""
        self.identified: asyncio.Future[float] = asyncio.get_running_loop().create_future()
        self.ready = asyncio.Event()
        self.answered: dict[str, float] = {}
        self.answers: dict[str, Json] = {}
        self.again: Counter[str] = Counter()
        self.replaced: dict[str, float] = {}
        self.messages: dict[str, Json] = {}
        self.edits: list[tuple[float, str]] = []
        self.told: defaultdict[str, list[Told]] = defaultdict(list)
        self.requests: list[float] = []
        self.refused = 0
        self.unknown: Counter[str] = Counter()
        self._moved = asyncio.Event()
        self._links: list[tuple[web.WebSocketResponse, Any]] = []
        self._lately: dict[str, deque[float]] = {}
        self._number = 0
        self._sequence = 0

    # -- what happens there
    async def dispatch(self, event: str, data: Json) -> None:
        """Send an event over the newest link."""
        self._sequence += 1
        await self._send({"op": 0, "s": self._sequence, "t": event, "d": data})

    def new_id(self) -> str:
        """Return a snowflake of now."""
        self._number += 1
        return payloads.snowflake(self.clock.now(), self._number)

    async def until(self, done: Any, patience: float = 30.0) -> None:  # noqa: ANN401 - any question without arguments
        """Wait until `done()` is true, looking again after each request; raises `TimeoutError`."""
        async with asyncio.timeout(patience):
            while not done():
                self._moved.clear()
                await self._moved.wait()

    # -- the gateway
    async def gateway(self, request: web.Request) -> web.WebSocketResponse:
        """Serve one link."""
        link = web.WebSocketResponse(max_msg_size=0)
        await link.prepare(request)
        packed = zlib.compressobj() if request.query.get("compress") == "zlib-stream" else None
        self._links.append((link, packed))
        await self._send({"op": 10, "d": {"heartbeat_interval": HEARTBEAT}})
        async for frame in link:
            if frame.type is WSMsgType.TEXT:
                await self._heard(msgspec.json.decode(frame.data))
        return link

    async def _heard(self, frame: Json) -> None:
        if frame["op"] == 1:
            await self._send({"op": 11})
        elif frame["op"] == 2:  # noqa: PLR2004 - IDENTIFY
            if not self.identified.done():
                self.identified.set_result(time.perf_counter())
            ready = {
                "v": 10,
                "user": payloads.user(payloads.APPLICATION, "Studybell", bot=True),
                "guilds": [{"id": str(payloads.GUILD), "unavailable": True}],
                "session_id": "bench",
                "resume_gateway_url": self.url.replace("http", "ws", 1) + "/gateway/",
                "application": {"id": str(payloads.APPLICATION), "flags": 0},
                "shard": frame["d"].get("shard", [0, 1]),
            }
            await self.dispatch("READY", ready)
            await self.dispatch("GUILD_CREATE", payloads.guild(self.channels))
            self.ready.set()
            self._moved.set()

    async def _send(self, frame: Json) -> None:
        link, packed = self._links[-1]
        text = msgspec.json.encode(frame)
        if packed is None:
            await link.send_str(text.decode())
        else:
            await link.send_bytes(packed.compress(text) + packed.flush(zlib.Z_SYNC_FLUSH))

    # -- the routes
    async def rest(self, request: web.Request) -> web.Response:
        """Answer one request."""
        now = time.perf_counter()
        parts = request.path.removeprefix("/api/v10/").split("/")
        body = await _body(request)
        if parts[0] not in {"interactions", "webhooks"}:
            self.requests.append(now)
        match request.method, *parts:
            case "POST", "interactions", ident, token, "callback":
                return self._called_back(now, ident, token, body, request.query)
            case (("PATCH" | "DELETE" | "GET"), "webhooks", _, token, "messages", ref):
                if request.method == "PATCH":
                    self.replaced[token] = now
                    self._moved.set()
                return _json(payloads.message(self.new_id() if ref == "@original" else ref, body, self._when()))
            case "POST", "channels", place, "messages":
                return self._posted(place, body)
            case "PATCH", "channels", place, "messages", ref:
                return self._edited(now, place, ref, body)
            case _:
                return self._known(request, parts, body)

    def _called_back(self, now: float, ident: str, token: str, body: Json, query: Mapping[str, str]) -> web.Response:
        self.again[token] += 1
        self.answered.setdefault(token, now)
        self.answers.setdefault(token, body)
        self._moved.set()
        if not query.get("with_response"):
            return web.Response(status=204)
        found = {"interaction": {"id": ident, "type": 3, "response_message_id": self.new_id()}}
        return _json(found)

    def _posted(self, place: str, body: Json) -> web.Response:
        ref = self.new_id()
        self.messages[ref] = {**payloads.message(ref, body, self._when(), body.get("nonce")), "channel_id": place}
        self._told(place, ref)
        return _json(self.messages[ref])

    def _told(self, place: str, ref: str) -> None:
        self.told[place].append(Told(self.clock.now(), self.messages[ref]))
        self._moved.set()

    def _edited(self, now: float, place: str, ref: str, body: Json) -> web.Response:
        lately = self._lately.setdefault(place, deque())
        while lately and lately[0] <= now - WINDOW:
            lately.popleft()
        if len(lately) >= EDITS:
            self.refused += 1
            wait = round(lately[0] + WINDOW - now, 3)
            headers = {"Retry-After": str(wait), "Via": "1.1 wire"}
            return _json({"message": "rate limited", "retry_after": wait, "global": False}, 429, headers)
        lately.append(now)
        self.edits.append((now, place))
        self.messages[ref] = {
            **self.messages[ref],
            **{key: body[key] for key in ("components", "embeds") if key in body},
        }
        self._told(place, ref)
        left = {"X-RateLimit-Limit": str(EDITS), "X-RateLimit-Remaining": str(EDITS - len(lately))}
        reset = lately[0] + WINDOW - now
        since = {
            "X-RateLimit-Reset-After": f"{reset:.3f}",
            "X-RateLimit-Reset": f"{self.clock.now() / 1_000 + reset:.3f}",
        }
        return _json(self.messages[ref], 200, {**left, **since, "X-RateLimit-Bucket": f"edits-{place}"})

    def _known(self, request: web.Request, parts: list[str], body: object) -> web.Response:
        match request.method, *parts:
            case "GET", "users", "@me":
                return _json(payloads.user(payloads.APPLICATION, "Studybell", bot=True))
            case "GET", ("oauth2" | "applications"), *_:
                return _json(payloads.application())
            case "GET", "gateway", *_:
                limit = {"total": 1_000, "remaining": 1_000, "reset_after": 0, "max_concurrency": 1}
                link = self.url.replace("http", "ws", 1) + "/gateway"
                return _json({"url": link, "shards": 1, "session_start_limit": limit})
            case "PUT", "applications", _, *_ if isinstance(body, list):
                made = {"application_id": str(payloads.APPLICATION), "version": "1"}
                return _json([{**one, **made, "id": self.new_id()} for one in body])
            case "GET", "channels", place, "messages":
                return _json([one for one in reversed(self.messages.values()) if one["channel_id"] == place][:50])
            case "GET", "channels", place:
                return _json(payloads.channel(place))
            case "POST", "users", "@me", "channels" if isinstance(body, dict):
                return _json({"id": str(int(body["recipient_id"]) + 1), "type": 1, "recipients": []})
            case _:
                self.unknown[f"{request.method} {request.path}"] += 1
                return _json(NOT_FOUND, 404)

    def _when(self) -> str:
        return datetime.fromtimestamp(self.clock.now() / 1_000, UTC).isoformat(timespec="microseconds")


@asynccontextmanager
async def opened(channels: int = 1) -> AsyncIterator[Wire]:
    """Yield a Discord that listens on loopback."""
    wire = Wire(channels)
    app = web.Application(client_max_size=1 << 26)
    app.router.add_get("/gateway", wire.gateway)
    app.router.add_get("/gateway/", wire.gateway)
    app.router.add_route("*", "/api/v10/{rest:.*}", wire.rest)
    runner = web.AppRunner(app, access_log=None, handle_signals=False, shutdown_timeout=0.5)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0, backlog=BACKLOG).start()
        wire.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        yield wire
    finally:
        await runner.cleanup()


async def _body(request: web.Request) -> Any:  # noqa: ANN401 - JSON
    raw = await request.read()
    if request.content_type.startswith("multipart/"):
        start = raw.index(b"{")
        end = raw.index(b"\r\n--", start)
        return msgspec.json.decode(raw[start:end])
    return msgspec.json.decode(raw) if raw else {}


def _json(value: object, status: int = 200, headers: Mapping[str, str] | None = None) -> web.Response:
    """Return JSON under the exact content type the library wants."""
    known = {"Content-Type": "application/json", **(headers or {})}
    return web.Response(body=msgspec.json.encode(value), status=status, headers=known)
