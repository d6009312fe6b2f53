"""The gateway: sessions of shards, each with a log that a lost connection takes up again.

Sources: Discord's "Gateway" and "Gateway Events" pages (2026); close codes: "Opcodes and Status Codes".
"""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from aiohttp import WSMsgType, web

from tests.loopback.discord import gating
from tests.loopback.discord.links import (
    ACK,
    HEARTBEAT,
    HELLO,
    IDENTIFY,
    INVALID,
    MEMBERS,
    PRESENCE,
    RESUME,
    Link,
    Session,
)
from tests.loopback.discord.snowflakes import Now

IDENTIFY_WINDOW = 5.0
"""Seconds in which `max_concurrency` shards may identify."""


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
                await link.say_farewell(4012, "Invalid API version")
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
                if link.farewell is not None:
                    await link.say_farewell(*link.farewell)
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
        link.farewell = (code, why)

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
