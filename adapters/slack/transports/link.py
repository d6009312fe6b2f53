"""One link of Socket Mode: slack_sdk's client on one connection, from its opening to its end. It never connects a second time.

The SDK's own way to renew a link (3.47, ``SocketModeClient.connect``) closes it before it opens the next one and is deaf between
them, drops what arrives while it closes, tries the address again that is good for one connection, for ever, and sends what the
old link took through the new one. So a renewal here is another link, opened first; see ``links.py``.

What may never happen: an envelope that was taken and is not acknowledged because its link was renewed.
"""

import asyncio
from collections.abc import Awaitable, Callable
from time import perf_counter
from typing import Any

import aiohttp
import msgspec
import structlog
from slack_bolt.adapter.socket_mode.async_internals import send_async_response
from slack_bolt.adapter.socket_mode.internals import build_headers
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest

from adapters.slack.requests.client import proxy_for
from adapters.slack.transports.loglines import logger
from adapters.slack.transports.payloads import read_json
from adapters.slack.transports.registration import dispatched

PULSE = 10.0
"""Seconds between two pings of ours; one that is not answered in half of that ends the link. Slack pings, too."""

CLOSING = 0.3
"""Seconds Slack gets to say goodbye; it may leave the connection open after it has."""

MOST_BYTES = 4 * 1024 * 1024
"""Of one envelope: a message in it has 50 blocks at most, a view 250 kB ("views.open", 2026-08)."""

GOODBYE = aiohttp.WSCloseCode.OK.to_bytes(2, "big")

OK = 200

_encode = msgspec.json.Encoder().encode

LOST = "lost"
"""Why a link ended that ended without a word."""

Elsewhere = Callable[["Link", str], Awaitable[bool]]
"""Sends an acknowledgement through another link than the one whose envelope it is of; returns whether there was one."""

log = structlog.get_logger()


class Link(SocketModeClient):
    """One connection to `url`. `over` is set, and `why` it is, once it takes nothing more or will not for long."""

    def __init__(self, url: str, app: AsyncApp, app_token: str, elsewhere: Elsewhere) -> None:
        super().__init__(
            app_token, logger=logger("slack_sdk.socket_mode"), web_client=app.client, auto_reconnect_enabled=False
        )
        self.message_processor.cancel()  # what arrives is taken up at once, and not queued
        self.wss_uri = url
        self.proxy = proxy_for("http" + url.removeprefix("ws"))
        self.socket_mode_request_listeners.append(self._hear)
        self.over = asyncio.Event()
        self.ended = asyncio.Event()
        self.why = ""
        self.lasts = 0.0
        self._app = app
        self._elsewhere = elsewhere
        self._taking = True
        self._parted = False
        self._under_way: set[asyncio.Task[None]] = set()

    async def connect(self) -> None:
        """Connect; raises `aiohttp.ClientError` or `OSError` where that cannot be."""
        self.current_session = await self.aiohttp_client_session.ws_connect(
            self.wss_uri or "",
            heartbeat=PULSE,
            timeout=aiohttp.ClientWSTimeout(ws_close=CLOSING),
            max_msg_size=MOST_BYTES,
            proxy=self.proxy,
            ssl=True if self.web_client.ssl is None else self.web_client.ssl,
        )
        self.message_receiver = asyncio.ensure_future(self.receive_messages())

    async def connect_to_new_endpoint(self, force: bool = False) -> None:  # noqa: FBT001, FBT002 - the SDK's
        """Leave that to ``links.py``."""

    @property
    def open(self) -> bool:
        """Whether something can be sent through it."""
        return self.current_session is not None and not self.current_session.closed and not self._parted

    async def receive_messages(self) -> None:
        """Take up everything until the connection ends."""
        assert self.current_session is not None  # noqa: S101 - it is there before this begins
        try:
            async for message in self.current_session:
                if message.type is aiohttp.WSMsgType.TEXT:
                    self._take(message.data)
        finally:
            self._leave(LOST)
            self.ended.set()

    async def send_message(self, message: str) -> None:
        """Send an acknowledgement; through another link where this one is no more, as the SDK itself does."""
        if not await self.sent(message) and not await self._elsewhere(self, message):
            log.warning("an acknowledgement could not be sent: the link to Slack was lost")

    async def sent(self, message: str) -> bool:
        """Send a frame; return whether that was possible."""
        if not self.open or self.current_session is None:
            return False
        try:
            await self.current_session.send_str(message)
        except (OSError, aiohttp.ClientError):
            return False
        return True

    def deafen(self) -> None:
        """Take nothing more; Slack delivers through another link what is not acknowledged, or tells people."""
        self._taking = False

    async def part(self) -> None:
        """Say goodbye, and hear what is on its way until Slack says it, too. aiohttp's own `close` would drop that."""
        if not self.open or self.current_session is None:
            return
        self._parted = True
        try:
            await self.current_session.send_frame(GOODBYE, aiohttp.WSMsgType.CLOSE)
        except (OSError, aiohttp.ClientError):
            return
        await within(CLOSING, self.ended.wait())

    async def settle(self) -> None:
        """Wait until what was taken is acknowledged."""
        while self._under_way:
            await asyncio.wait(self._under_way)

    async def close(self) -> None:
        """End it."""
        self.deafen()
        await super().close()  # type: ignore[no-untyped-call] # the SDK's
        for task in tuple(self._under_way):
            task.cancel()
        left = [task for task in (*self._under_way, self.message_receiver) if task is not None]
        await asyncio.gather(*left, return_exceptions=True)

    def _take(self, text: str) -> None:
        """Take up a frame; what is no envelope, or is malformed, is left."""
        try:
            frame = read_json(text)
        except ValueError:
            log.warning("a frame of Slack's could not be read", characters=len(text))
            return
        match frame:
            case {"type": "hello"}:
                self.lasts = _seconds(frame)
            case {"type": "disconnect"}:
                self._leave(str(frame.get("reason") or "disconnect"))
            case {"envelope_id": str(), "payload": dict()} if self._taking:
                task = asyncio.ensure_future(self.run_message_listeners(frame, text))
                self._under_way.add(task)
                task.add_done_callback(self._under_way.discard)

    def _leave(self, why: str) -> None:
        if not self.over.is_set():
            self.why = why
            self.over.set()

    async def _hear(self, client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        began = perf_counter()
        answer = await dispatched(self._app, request.payload, build_headers(request))
        if answer.status == OK and not answer.body:  # as almost all are
            await self.send_message(_encode({"envelope_id": request.envelope_id}).decode())
        else:
            await send_async_response(client, request, answer, began)


async def within(seconds: float | None, waiting: Awaitable[object]) -> bool:
    """Wait that long at most (None: as long as it takes); return whether it came to pass."""
    try:
        async with asyncio.timeout(seconds):
            await waiting
    except TimeoutError:
        return False
    return True


def _seconds(hello: dict[str, Any]) -> float:
    """Return how long the link will last by what Slack says of it, 0 where it does not say."""
    about = hello.get("debug_info")
    said = about.get("approximate_connection_time") if isinstance(about, dict) else None
    return float(said) if isinstance(said, int | float) and said > 0 else 0.0
