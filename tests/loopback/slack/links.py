"""Socket Mode: the links of an app, and envelopes that go to one of them each.

Source: Slack's "Using Socket Mode" and "apps.connections.open" pages (2026): up to 10 links, an address that is good for one
connection, any payload to any one of the links, 3 s to acknowledge.
"""

import asyncio
import json
import random
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

from bot.kernel.clock import SECOND, Clock, Instant
from tests.loopback.slack.calls import SERVER
from tests.loopback.slack.link import Link
from tests.loopback.slack.parcels import EVENTS, NO_LINK, NOTHING, Ack, Failure, Parcel

MOST_LINKS = 10
TICKET_LIVES = 30 * SECOND
CONNECTION_TIME = 18_060
"""Seconds for which Slack says that a link will last."""


@dataclass(eq=False)
class Sent:
    """An envelope that went out. `done` is what came back for it."""

    id: str
    parcel: Parcel
    link: Link
    done: "asyncio.Future[Ack | Failure]"


@dataclass
class Links:
    """All links of the app.

    `spread`: ``turns`` gives each its turn, ``any`` lets chance decide (seeded). `patience`: real seconds until an envelope that
    nobody acknowledged has failed. `refresh_after`: real seconds between a request to go and the end of the link. `silent`:
    pings are not answered. `deaf`: nobody is let in. `dropped`: how many of the next acknowledgements get lost.
    """

    clock: Clock
    problem: Callable[[str], None]
    changed: Callable[[], None]
    spread: str = "turns"
    patience: float = 3.0
    refresh_after: float = 0.3
    silent: bool = False
    deaf: bool = False
    enabled: bool = True
    dropped: int = 0
    host: str = "applink-loopback"
    app_id: str = ""
    heartbeat: float | None = None
    links: list[Link] = field(default_factory=list)
    opened: int = 0
    log: list[Sent] = field(default_factory=list)
    acks: int = 0
    late: int = 0

    def __post_init__(self) -> None:
        self._tickets: dict[str, Instant] = {}
        self._sent: dict[str, Sent] = {}
        self._over: set[str] = set()
        self._turn = 0
        self._chance = random.Random(2026)  # noqa: S311 - a seed, so that a test can be run again
        self._endings: set[asyncio.Task[None]] = set()

    # -- coming in ----------------------------------------------------------------------------------------------------

    def ticket(self) -> str:
        """Return a ticket for one connection within 30 s, as apps.connections.open puts it into its address."""
        ticket = secrets.token_hex(16)
        self._tickets[ticket] = self.clock.now() + TICKET_LIVES
        return ticket

    @property
    def crowded(self) -> bool:
        """Whether there are as many links as there may be."""
        return len(self.links) >= MOST_LINKS

    async def connect(self, request: web.Request) -> web.StreamResponse:
        """Serve one link from its hello to its end."""
        until = self._tickets.pop(request.query.get("ticket", ""), None)
        if self.deaf:
            return web.Response(status=503)
        if until is None or self.clock.now() > until:
            self.problem("a link was opened with an address that was used before, is too old, or was never given out")
            return web.Response(status=403)
        socket = web.WebSocketResponse(autoping=not self.silent, heartbeat=self.heartbeat)
        await socket.prepare(request)
        self.opened += 1
        link = Link(self.opened, socket)
        if self.crowded:
            link.send(self._farewell("too_many_websockets"))
            link.close()
        else:
            self.links.append(link)
            link.send(self._hello())
        self.changed()
        try:
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    self._received(message.data)
        finally:
            self._lost(link)
            await link.end()
        return socket

    def _hello(self) -> dict[str, Any]:
        debug = {"host": self.host, "build_number": 1, "approximate_connection_time": CONNECTION_TIME}
        about = {"app_id": self.app_id}
        return {"type": "hello", "num_connections": len(self.links), "debug_info": debug, "connection_info": about}

    def _farewell(self, reason: str) -> dict[str, Any]:
        return {"type": "disconnect", "reason": reason, "debug_info": {"host": self.host}}

    def _lost(self, link: Link) -> None:
        link.retiring = True
        if link in self.links:
            self.links.remove(link)
        self.changed()

    # -- envelopes ----------------------------------------------------------------------------------------------------

    def _next(self) -> Link | None:
        ready = [link for link in self.links if link.open]
        if not ready:
            return None
        if self.spread == "any":
            return self._chance.choice(ready)
        self._turn += 1
        return ready[self._turn % len(ready)]

    async def carry(self, parcel: Parcel) -> Ack | Failure:
        """Send it through one link and wait until it is acknowledged, `patience` at most."""
        link = self._next()
        if link is None:
            return Failure(NO_LINK, "no link is open")
        sent = Sent(_envelope_id(), parcel, link, asyncio.get_running_loop().create_future())
        self._sent[sent.id] = sent
        self.log.append(sent)
        link.got.append(sent.id)
        link.send(_envelope(sent))
        try:
            async with asyncio.timeout(self.patience):
                return await sent.done
        except TimeoutError:
            return Failure("timeout", f"{parcel.name} was not acknowledged within {self.patience} s")
        finally:
            self._sent.pop(sent.id, None)
            self._over.add(sent.id)

    def _received(self, text: str) -> None:
        try:
            frame = json.loads(text)
            number = frame["envelope_id"]
        except (ValueError, KeyError, TypeError):
            self.problem(f"a frame without envelope_id: {text[:200]}")
            return
        if unknown := set(frame) - {"envelope_id", "payload"}:
            self.problem(f"an acknowledgement with {sorted(unknown)}")
        sent = self._sent.get(number)
        if sent is None and number in self._over:
            self.late += 1
            return
        if sent is None:
            self.problem(f"an acknowledgement of envelope {number!r}, which there is not")
            return
        if self.dropped:
            self.dropped -= 1
            return
        body = frame.get("payload") or {}
        if body and sent.parcel.takes == NOTHING:
            self.problem(f"{sent.parcel.name} is acknowledged without a payload, and not with {str(body)[:200]}")
        self.acks += 1
        if not sent.done.done():
            sent.done.set_result(Ack(body if isinstance(body, dict) else {"text": str(body)}))
        self.changed()

    # -- what a test does to them -------------------------------------------------------------------------------------

    def refresh(self, *which: Link, reason: str = "refresh_requested") -> None:
        """Ask links (all unless told) to come anew: nothing new goes to them, and they end a moment later."""
        for link in which or tuple(self.links):
            link.send(self._farewell(reason))
            link.retiring = True
            ending = asyncio.create_task(self._end_soon(link))
            self._endings.add(ending)
            ending.add_done_callback(self._endings.discard)

    def warn(self, *which: Link) -> None:
        """Say that links (all unless told) will be asked to go soon; they serve on until then."""
        for link in which or tuple(self.links):
            link.send(self._farewell("warning"))

    def disable(self) -> None:
        """Switch Socket Mode off, as the app's owner can."""
        self.enabled = False
        self.refresh(reason="link_disabled")

    def cut(self, *which: Link) -> None:
        """Break links (all unless told) off without a word."""
        for link in which or tuple(self.links):
            link.cut()

    def say(self, text: str) -> None:
        """Send any text whatever through every link."""
        for link in self.links:
            link.send(text)

    async def _end_soon(self, link: Link) -> None:
        await asyncio.sleep(self.refresh_after)
        link.close()

    async def stop(self) -> None:
        """End them all."""
        self.cut()
        for ending in tuple(self._endings):
            ending.cancel()
        await asyncio.gather(*self._endings, return_exceptions=True)


def _envelope(sent: Sent) -> dict[str, Any]:
    parcel = sent.parcel
    frame: dict[str, Any] = {
        "envelope_id": sent.id, "type": parcel.kind, "accepts_response_payload": parcel.takes != NOTHING,
        "payload": parcel.payload,
    }  # fmt: skip
    if parcel.kind == EVENTS:
        frame |= {"retry_attempt": parcel.attempt, "retry_reason": parcel.reason}
    return frame


def _envelope_id() -> str:
    raw = secrets.token_hex(16)
    return "-".join((raw[:8], raw[8:12], raw[12:16], raw[16:20], raw[20:]))


async def _connect(request: web.Request) -> web.StreamResponse:
    server: Any = request.app[SERVER]
    links: Links = server.links
    return await links.connect(request)


ROUTES = [web.get("/link/", _connect)]
