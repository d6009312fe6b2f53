"""Slack over real sockets, as light as can be: both transports, and the methods a quiz needs. Not a referee.

It keeps the limit of chat.update (50 a minute in a workspace, tier 3 of Slack's rate limits) and answers 429 beyond it.
"""

import asyncio
import hashlib
import hmac
import time
from collections import Counter, deque
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from itertools import count
from urllib.parse import urlencode

import aiohttp
import msgspec
from aiohttp import WSMsgType, web

from bot.bench.slack import payloads
from bot.bench.slack.payloads import Json
from bot.engine.clock import SystemClock

UPDATES, WINDOW = 50, 60.0
"""Calls of chat.update a workspace takes in so many seconds."""

BACKLOG = 4_096
"""Connections that may wait to be taken: beyond it the system answers none, and who connects tries again after a second."""

SOCKET, HTTP = "Socket Mode", "HTTP"


class Wire:
    """One Slack for one contender, with a channel.

    By an act's number: `acked` is the second at which it was acknowledged, `answered` that of its first private answer, `answers`
    what that said, `again` how many there were. `updates` are the seconds of chat.update; `refused` counts those refused, and
    `unknown` the calls by methods it does not have. `asked` gives the second at which a link was first asked for; over HTTP, the
    contender listens at `port`.
    """

    def __init__(self, transport: str) -> None:
        self.transport = transport
        self.clock = SystemClock()
        self.url = ""
        self.port = 0
        self.asked: asyncio.Future[float] = asyncio.get_running_loop().create_future()
        self.ready = asyncio.Event()
        self.acked: dict[int, float] = {}
        self.answered: dict[int, float] = {}
        self.answers: dict[int, Json] = {}
        self.again: Counter[int] = Counter()
        self.messages: dict[str, Json] = {}
        self.updates: list[float] = []
        self.refused = 0
        self.unknown: Counter[str] = Counter()
        self.numbers = count(1)
        self._session: aiohttp.ClientSession | None = None
        self._links: deque[web.WebSocketResponse] = deque()
        self._moved = asyncio.Event()
        self._sending: set[asyncio.Task[None]] = set()

    @property
    def target(self) -> str:
        """Where the contender takes what is sent by HTTP."""
        return f"http://127.0.0.1:{self.port}/slack/events"

    # -- what happens there
    async def press(self, member: str, control: Json, on: Json) -> int:
        """Let a member press a button of the message `on`; return the act's number."""
        number = next(self.numbers)
        event = payloads.press(number, self.clock.now(), member, control, on, self._response_url(number))
        await self._send(number, "interactive", event)
        return number

    async def command(self, family: str, text: str) -> int:
        """Let the host type a slash command; return the act's number."""
        number = next(self.numbers)
        event = payloads.command(number, self.clock.now(), family, text, self._response_url(number))
        await self._send(number, "slash_commands", event)
        return number

    async def until(self, done: Callable[[], object], patience: float = 30.0) -> None:
        """Wait until `done()` is true, looking again after whatever comes; raises `TimeoutError`."""
        async with asyncio.timeout(patience):
            while not done():
                self._moved.clear()
                await self._moved.wait()

    def _response_url(self, number: int) -> str:
        return f"{self.url}/actions/{payloads.TEAM}/{number}/bench"

    async def _send(self, number: int, kind: str, payload: Json) -> None:
        if self.transport == SOCKET:
            self._links.rotate()
            takes = kind == "slash_commands"
            envelope = {
                "envelope_id": str(number),
                "type": kind,
                "accepts_response_payload": takes,
                "payload": payload,
            }
            await self._links[0].send_str(msgspec.json.encode(envelope).decode())
            return
        task = asyncio.create_task(self._post(number, kind, payload))
        self._sending.add(task)
        task.add_done_callback(self._sending.discard)

    async def _post(self, number: int, kind: str, payload: Json) -> None:
        form = payload if kind == "slash_commands" else {"payload": msgspec.json.encode(payload).decode()}
        body, now = urlencode(form).encode(), str(self.clock.now() // 1_000)
        mac = hmac.new(payloads.SIGNING_SECRET.encode(), f"v0:{now}:".encode() + body, hashlib.sha256).hexdigest()
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "X-Slack-Request-Timestamp": now,
            "X-Slack-Signature": f"v0={mac}",
        }
        assert self._session is not None  # noqa: S101 - it is opened with the wire
        async with self._session.post(self.target, data=body, headers=headers) as response:
            await response.read()
            if response.ok:
                self.acked.setdefault(number, time.perf_counter())
                self._moved.set()

    # -- Socket Mode
    async def link(self, request: web.Request) -> web.WebSocketResponse:
        """Serve one link."""
        link = web.WebSocketResponse(max_msg_size=0)
        await link.prepare(request)
        await link.send_json({"type": "hello", "num_connections": len(self._links) + 1, "debug_info": {}})
        self._links.append(link)
        self.ready.set()
        async for frame in link:
            if frame.type is WSMsgType.TEXT and frame.data.startswith("{"):
                self.acked.setdefault(int(msgspec.json.decode(frame.data)["envelope_id"]), time.perf_counter())
                self._moved.set()
        self._links.remove(link)
        return link

    # -- the routes
    async def private(self, request: web.Request) -> web.Response:
        """Take what is posted to a response_url."""
        number = int(request.match_info["number"])
        self.again[number] += 1
        self.answered.setdefault(number, time.perf_counter())
        self.answers.setdefault(number, msgspec.json.decode(await request.read()))
        self._moved.set()
        return web.Response(text="ok")

    async def method(self, request: web.Request) -> web.Response:
        """Answer one call of the Web API."""
        name = request.match_info["name"]
        body = await _arguments(request)
        found = self._update(body) if name == "chat.update" else self._known(name, body)
        self._moved.set()
        if found is None:
            return _json({"ok": False, "error": "ratelimited"}, 429, {"Retry-After": "1"})
        return _json(found)

    def _update(self, body: Json) -> Json | None:
        now = time.perf_counter()
        if len(self.updates) >= UPDATES and self.updates[-UPDATES] > now - WINDOW:
            self.refused += 1
            return None
        self.updates.append(now)
        self.messages[body["ts"]] = payloads.message(body, body["ts"])
        return {"ok": True, "channel": body["channel"], "ts": body["ts"], "message": self.messages[body["ts"]]}

    def _known(self, name: str, body: Json) -> Json:
        me = {"team_id": payloads.TEAM, "user_id": payloads.BOT_USER, "bot_id": payloads.BOT, "app_id": payloads.APP}
        match name:
            case "auth.test":
                told = {"url": "https://school.slack.com/", "team": "School", "user": "studybell"}
                return {"ok": True, "is_enterprise_install": False, **told, **me}
            case "apps.connections.open":
                self._is_asked()
                return {"ok": True, "url": f"{self.url.replace('http', 'ws', 1)}/link?ticket={next(self.numbers)}"}
            case "chat.postMessage":
                ts = payloads.stamp(self.clock.now(), next(self.numbers))
                self.messages[ts] = payloads.message(body, ts)
                return {"ok": True, "channel": body["channel"], "ts": ts, "message": self.messages[ts]}
            case "users.info":
                return {"ok": True, "user": payloads.user(body["user"])}
            case "users.list" | "conversations.members":
                return _page(payloads.MEMBERS if name == "conversations.members" else payloads.USERS, body)
            case "conversations.info":
                return {
                    "ok": True,
                    "channel": {"id": body["channel"], "name": "biology", "is_channel": True, "is_member": True},
                }
            case "conversations.open":
                return {"ok": True, "channel": {"id": "D0BENCH0001"}}
            case "conversations.history" | "conversations.replies":
                return {"ok": True, "messages": [], "has_more": False}
            case _:
                self.unknown[name] += 1
                return {"ok": False, "error": "unknown_method"}

    def _is_asked(self) -> None:
        if not self.asked.done():
            self.asked.set_result(time.perf_counter())

    @asynccontextmanager
    async def listening(self) -> AsyncIterator["Wire"]:
        """Yield it while it can be reached."""
        app = web.Application(client_max_size=1 << 26)
        app.router.add_get("/link", self.link)
        app.router.add_post("/actions/{team}/{number}/{rest}", self.private)
        app.router.add_route("*", "/api/{name}", self.method)
        runner = web.AppRunner(app, access_log=None, handle_signals=False, shutdown_timeout=0.5)
        await runner.setup()
        try:
            await web.TCPSite(runner, "127.0.0.1", 0, backlog=BACKLOG).start()
            self.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
            async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as self._session:
                yield self
                for task in [*self._sending]:
                    task.cancel()
        finally:
            await runner.cleanup()


def opened(transport: str) -> AbstractAsyncContextManager[Wire]:
    """Return a Slack that listens on loopback while it is entered."""
    return Wire(transport).listening()


async def _arguments(request: web.Request) -> Json:
    """Return a call's arguments, sent as a form with JSON inside, as JSON, or in the query."""
    raw = await request.read()
    if request.content_type == "application/json":
        return {**request.query, **(msgspec.json.decode(raw) if raw else {})}
    given = {**request.query, **(await request.post())}
    return {
        key: msgspec.json.decode(value) if key in {"blocks", "view", "metadata"} else value
        for key, value in given.items()
        if isinstance(value, str)
    }


def _page(every: Sequence[object], asked: Json) -> Json:
    """Return as many members as were asked for, beginning where the last page ended."""
    first, many = int(asked.get("cursor") or 0), int(asked.get("limit") or 100)
    after = str(first + many) if first + many < len(every) else ""
    return {"ok": True, "members": every[first : first + many], "response_metadata": {"next_cursor": after}}


def _json(value: object, status: int = 200, headers: dict[str, str] | None = None) -> web.Response:
    known = {"Content-Type": "application/json; charset=utf-8", **(headers or {})}
    return web.Response(body=msgspec.json.encode(value), status=status, headers=known)
