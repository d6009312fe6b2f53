"""The gateway: sessions of shards, each with a log that a lost connection takes up again.

Sources: Discord's "Gateway" and "Gateway Events" pages (2026); close codes: "Opcodes and Status Codes".
"""

import asyncio
import json
import time
import zlib
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

from tests.loopback.discord import gating
from tests.loopback.discord.snowflakes import Now

DISPATCH, HEARTBEAT, IDENTIFY, PRESENCE, RESUME, RECONNECT, MEMBERS, INVALID, HELLO, ACK = (
    0,
    1,
    2,
    3,
    6,
    7,
    8,
    9,
    10,
    11,
)
SENDS = (120, 60.0)
IDENTIFY_WINDOW = 5.0


@dataclass(eq=False)
class Session:
    """One shard's session: everything dispatched to it since READY, so that RESUME can replay it."""

    id: str
    shard: tuple[int, int]
    intents: int
    log: list[dict[str, Any]] = field(default_factory=list)
    link: "Link | None" = None
    dead: bool = False

    def dispatch(self, name: str, body: Any) -> None:
        """Log an event and send it if somebody is connected."""
        frame = {"op": DISPATCH, "t": name, "s": len(self.log) + 1, "d": body}
        self.log.append(frame)
        if self.link is not None:
            self.link.send(frame)

    def owns(self, guild: int | None) -> bool:
        """Whether this shard is told about a server; direct messages and the like go to the first."""
        return ((guild or 0) >> 22) % self.shard[1] == self.shard[0]


class Link:
    """One connection. What is sent through it goes out in order, compressed as the client asked."""

    def __init__(self, socket: web.WebSocketResponse, *, zipped: bool) -> None:
        self.socket = socket
        self.session: Session | None = None
        self._zlib = zlib.compressobj() if zipped else None
        self._closing = False
        self._received: deque[float] = deque()
        self._queue: asyncio.Queue[str | tuple[int, str] | None] = asyncio.Queue()
        self._writer = asyncio.create_task(self._write())

    def may_send(self) -> bool:
        """Whether the client may send this, too: 120 frames in 60 s are let through."""
        now = time.monotonic()
        while self._received and self._received[0] < now - SENDS[1]:
            self._received.popleft()
        self._received.append(now)
        return len(self._received) <= SENDS[0]

    def send(self, frame: dict[str, Any] | str) -> None:
        """Send a frame, or any text whatever."""
        self._queue.put_nowait(frame if isinstance(frame, str) else json.dumps(frame))

    def close(self, code: int, why: str = "") -> None:
        """Close after what was sent before."""
        self._queue.put_nowait((code, why))

    def cut(self) -> None:
        """Break the connection off, without a word."""
        self._queue.put_nowait(None)

    async def _write(self) -> None:
        while not self.socket.closed:
            item = await self._queue.get()
            try:
                if item is None:
                    return self._break()
                if isinstance(item, tuple):
                    self._closing = True
                    await self.socket.close(code=item[0], message=item[1].encode())
                    return None
                await self._put(item)
            except (ConnectionError, RuntimeError):
                return None  # the client is gone; its session waits for it
        return None

    async def _put(self, text: str) -> None:
        if self._zlib is None:
            await self.socket.send_str(text)
            return
        await self.socket.send_bytes(self._zlib.compress(text.encode()) + self._zlib.flush(zlib.Z_SYNC_FLUSH))

    def _break(self) -> None:
        transport = self.socket._req.transport if self.socket._req else None
        if transport is not None:
            transport.abort()

    async def end(self) -> None:
        """Stop writing, but for the farewell that is just being said."""
        if self._closing:
            await asyncio.wait({self._writer}, timeout=1)
        self._writer.cancel()
        await asyncio.gather(self._writer, return_exceptions=True)


class Gateway:
    """All sessions and connections."""

    def __init__(self, clock: Now, hello: Callable[[], "Greeting"]) -> None:
        self._clock = clock
        self._greeting = hello
        self.sessions: dict[str, Session] = {}
        self.links: set[Link] = set()
        self.identifies: list[dict[str, Any]] = []
        self.resumes = 0
        self.closes: list[int] = []
        self.held: list[tuple[Session, str, Any]] | None = None
        self.remaining = 1000
        self.presence: Any = None
        self.max_concurrency = 1
        self.identify_window = 0.0
        self.hasty = 0
        self.deaf = self.silent = False
        self._identified: dict[int, float] = {}

    # -- telling ------------------------------------------------------------------------------------------------------

    def dispatch(self, name: str, body: Any, guild: int | None = None) -> None:
        """Tell every session whom it concerns, and that asked for it, of an event."""
        greeting = self._greeting()
        for session in list(self.sessions.values()):
            if session.dead or not session.owns(guild) or not gating.wanted(name, body, session.intents):
                continue
            told = body
            if name in ("MESSAGE_CREATE", "MESSAGE_UPDATE") and not session.intents & gating.CONTENT:
                told = gating.unread(body, greeting.me)
            if self.held is not None:
                self.held.append((session, name, told))
                continue
            session.dispatch(name, told)

    # -- a connection -------------------------------------------------------------------------------------------------

    async def connect(self, request: web.Request) -> web.StreamResponse:
        """Serve one connection from HELLO to its end."""
        if self.deaf:
            return web.Response(status=503)
        socket = web.WebSocketResponse(max_msg_size=16 * 1024)
        await socket.prepare(request)
        link = Link(socket, zipped=request.query.get("compress") == "zlib-stream")
        self.links.add(link)
        try:
            if request.query.get("v", "10") not in ("9", "10"):
                link.close(4012, "Invalid API version")
            link.send(
                {
                    "op": HELLO,
                    "d": {"heartbeat_interval": self._greeting().heartbeat, "_trace": []},
                    "s": None,
                    "t": None,
                }
            )
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    self._received(link, message.data)
        finally:
            self._lost(link, socket.close_code)
            await link.end()
        return socket

    def _lost(self, link: Link, code: int | None) -> None:
        self.links.discard(link)
        if link.session is None or link.session.link is not link:
            return
        link.session.link = None
        if code in (1000, 1001):  # a client that closes properly ends its session
            link.session.dead = True

    def _received(self, link: Link, text: str) -> None:
        try:
            frame = json.loads(text)
            op, body = frame["op"], frame.get("d")
        except (ValueError, KeyError, TypeError):
            return self._refuse(link, 4002, "Decode error")
        if not link.may_send():
            return self._refuse(link, 4008, "You are being rate limited.")
        if op == HEARTBEAT:
            if self.silent:
                return None
            return link.send({"op": ACK, "d": None, "s": None, "t": None})
        if op == IDENTIFY:
            return self._identify(link, body)
        if op == RESUME:
            return self._resume(link, body)
        if link.session is None:
            return self._refuse(link, 4003, "Not authenticated")
        if op == PRESENCE:
            self.presence = body
            return None
        if op == MEMBERS:
            return self._greeting().members(link.session, body)
        return self._refuse(link, 4001, "Unknown opcode")

    def _refuse(self, link: Link, code: int, why: str) -> None:
        self.closes.append(code)
        link.close(code, why)

    def _identify(self, link: Link, body: dict[str, Any]) -> None:
        greeting = self._greeting()
        self.identifies.append(body)
        self.remaining -= 1
        if link.session is not None:
            return self._refuse(link, 4005, "Already authenticated")
        if body.get("token") != greeting.token:
            return self._refuse(link, 4004, "Authentication failed")
        intents = body.get("intents")
        if not isinstance(intents, int) or intents & ~gating.KNOWN:
            return self._refuse(link, 4013, "Invalid intent(s)")
        if gating.disallowed(intents, greeting.flags):
            return self._refuse(link, 4014, "Disallowed intent(s)")
        if self.remaining < 0:  # the day's 1,000 are used up: every session ends, and the token with them
            for session in self.sessions.values():
                session.dead = True
            return self._refuse(link, 4004, "Authentication failed")
        number, count = body.get("shard") or (0, 1)
        if not 0 <= number < count:
            return self._refuse(link, 4010, "Invalid shard")
        if count < greeting.needed_shards:
            return self._refuse(link, 4011, "Sharding required")
        if self._too_hasty(number):
            return link.send({"op": INVALID, "d": False, "s": None, "t": None})
        session = Session(f"{len(self.identifies):032x}", (number, count), intents, link=link)
        link.session = self.sessions[session.id] = session
        greeting.ready(session)
        return None

    def _too_hasty(self, shard: int) -> bool:
        """Whether another of the same key identified less than 5 s ago. Counted; refused where `identify_window` is set."""
        key, now = shard % self.max_concurrency, time.monotonic()
        before, self._identified[key] = self._identified.get(key, -IDENTIFY_WINDOW), now
        self.hasty += now - before < IDENTIFY_WINDOW
        return now - before < self.identify_window

    def _resume(self, link: Link, body: dict[str, Any]) -> None:
        session = self.sessions.get(body.get("session_id", ""))
        if body.get("token") != self._greeting().token:
            return self._refuse(link, 4004, "Authentication failed")
        if session is None or session.dead:
            return link.send({"op": INVALID, "d": False, "s": None, "t": None})
        seen = body.get("seq") or 0
        if seen > len(session.log):
            return self._refuse(link, 4007, "Invalid seq")
        self.resumes += 1
        link.session, session.link = session, link
        for frame in session.log[seen:]:
            link.send(frame)
        session.dispatch("RESUMED", {"_trace": []})
        return None


@dataclass(frozen=True)
class Greeting:
    """What a connection is greeted with: who may come in, with what, and what is told first."""

    token: str
    me: int
    flags: int
    needed_shards: int
    heartbeat: int
    ready: Callable[[Session], None]
    members: Callable[[Session, dict[str, Any]], None]
