"""The web server: what Slack sends by HTTP, the pages by which workspaces install the app, and whether all is well.

What may never happen: a request worked on that Slack did not sign, one that is read before that, or a traceback because of what
somebody sent; anybody on the internet may send anything here.
"""

import asyncio
import errno
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

import structlog
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.signature import SignatureVerifier

from adapters.slack.terms.paths import EVENTS
from adapters.slack.transports.loglines import logger
from adapters.slack.transports.payloads import read_body
from adapters.slack.transports.registration import dispatched
from bot.kernel.errors import StudybellError

HEALTH = "/health"

MOST_BYTES = 4 * 1024 * 1024
"""Of a request: a view has 250 kB at most ("views.open", 2026-08), which form encoding may make three times as many."""

STAMP, SIGNATURE = "X-Slack-Request-Timestamp", "X-Slack-Signature"
RETRIED = ("X-Slack-Retry-Num", "X-Slack-Retry-Reason")

REFUSED = (
    "a request was refused: not signed with STUDYBELL_SLACK_SIGNING_SECRET, or long ago. Where all of Slack's are, it is another "
    "app's secret, a proxy changes bodies, or this machine's clock is wrong"
)

LONGEST_STAMP = 12
"""Digits of a time in seconds; more are none."""

WAITING = 2_048
"""Connections that may wait to be let in: a whole class presses within a second, through a proxy that keeps none open."""

OK = 200

LEAVING = 0.3
"""Seconds a request that is under way at the very end still gets."""

_BROKEN_OFF = (ConnectionError, web.RequestPayloadError)
"""What reading a request raises whose sender went away in the midst of it, or sent what is no HTTP."""

Page = Callable[[web.Request], Awaitable[web.StreamResponse]]

log = structlog.get_logger()


class PortTaken(StudybellError):
    """Somebody else listens there, or nobody may."""

    def __init__(self, host: str, port: int, why: str) -> None:
        super().__init__(
            f"Studybell cannot listen on {host}, port {port}: {why}. Stop what listens there, or set STUDYBELL_HTTP_HOST and "
            "STUDYBELL_HTTP_PORT to what is free, and let your proxy know."
        )


class Web:
    """Serves HTTP on one address.

    `health` tells what is served; empty while nothing is. `pages` are further ones, by their path.
    """

    def __init__(self, host: str, port: int, health: Callable[[], Sequence[str]], pages: Mapping[str, Page]) -> None:
        self._host = host
        self._port = port
        self._health = health
        self._closing = False
        self._app = web.Application(client_max_size=MOST_BYTES, middlewares=[self._orderly])
        self._app.router.add_get(HEALTH, self._well)
        for path, page in pages.items():
            self._app.router.add_get(path, page)
        self._runner = web.AppRunner(
            self._app,
            access_log=None,
            logger=logger(
                "aiohttp.server"
            ),  # what it cannot read it would log with a traceback, and with what was sent
            auto_decompress=False,  # Slack compresses nothing; a few kB of somebody else's may be gigabytes
            shutdown_timeout=LEAVING,
        )

    def hear(self, entrance: "Entrance") -> None:
        """Let `entrance` hear what Slack sends."""
        self._app.router.add_post(EVENTS, entrance.request)

    async def open(self) -> None:
        """Begin to listen; raises `PortTaken`."""
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, self._host, self._port, backlog=WAITING).start()
        except (OSError, OverflowError) as error:
            await self._runner.cleanup()
            raise PortTaken(self._host, self._port, _why(error)) from None
        self._port = int(self._runner.addresses[0][1])
        log.info("listening for HTTP", host=self._host, port=self._port)

    @property
    def port(self) -> int:
        """The port it listens on, also where a free one was asked for."""
        return self._port

    async def deafen(self) -> None:
        """Take no new requests; whoever sends one is told to come again, and to another process if there is one."""
        self._closing = True
        for site in tuple(self._runner.sites):
            await site.stop()

    async def close(self) -> None:
        """End it."""
        await self._runner.cleanup()

    async def _well(self, _request: web.Request) -> web.Response:
        serving = [] if self._closing else [*self._health()]
        return web.json_response({"serving": serving}, status=200 if serving else 503)

    @web.middleware
    async def _orderly(self, request: web.Request, handler: Page) -> web.StreamResponse:
        """Let nothing in at the end, and no error out that would be logged with whatever was sent."""
        if self._closing and request.path != HEALTH:
            return web.Response(status=503, headers={"Connection": "close", "Retry-After": "1"})
        try:
            return await handler(request)
        except _BROKEN_OFF:
            return web.Response(status=400, headers={"Connection": "close"})
        except web.HTTPException:
            raise
        except Exception:
            log.exception("a request could not be worked", path=request.path)
            return web.Response(status=500)


class Entrance:
    """Where Slack's requests come in: signed, read, worked by Bolt."""

    def __init__(self, app: AsyncApp, signing_secret: str) -> None:
        self._app = app
        self._verifier = SignatureVerifier(signing_secret)
        self._warned = False
        self._under_way = 0
        self._idle = asyncio.Event()
        self._idle.set()

    async def request(self, request: web.Request) -> web.Response:
        """Take a request: 401 where Slack did not sign it or long ago, 400 where it cannot be read."""
        raw = await request.read()
        try:
            text = raw.decode()
            if not self._signed(text, request.headers):
                self._warn(request.headers)
                return web.json_response({"error": "the signature is missing, wrong or too old"}, status=401)
            body = read_body(text)
        except ValueError:
            return web.json_response({"error": "the body cannot be read"}, status=400)
        self._under_way += 1
        self._idle.clear()
        try:
            return await self._work(body, request.headers)
        finally:
            self._under_way -= 1
            if not self._under_way:
                self._idle.set()

    async def settle(self) -> None:
        """Wait until what was taken is acknowledged."""
        await self._idle.wait()

    def _warn(self, headers: Mapping[str, str]) -> None:
        """Log once that what claims to be Slack's is refused: not more often, since anybody may send us anything."""
        if SIGNATURE in headers and not self._warned:
            self._warned = True
            log.warning(REFUSED)

    def _signed(self, text: str, headers: Mapping[str, str]) -> bool:
        stamp, signature = headers.get(STAMP, ""), headers.get(SIGNATURE, "")
        if not (stamp.isascii() and stamp.isdigit() and len(stamp) <= LONGEST_STAMP and signature.isascii()):
            return False
        return self._verifier.is_valid(text, stamp, signature)

    async def _work(self, body: dict[str, Any], headers: Mapping[str, str]) -> web.Response:
        retry = {name: headers[name] for name in RETRIED if name in headers}
        answer = await dispatched(self._app, body, retry)
        if answer.status == OK and not answer.body:  # as almost all are
            return web.Response(content_type="text/plain")
        return await to_aiohttp_response(answer)


def _why(error: Exception) -> str:
    if isinstance(error, OSError) and error.errno == errno.EADDRINUSE:
        return "something else listens there already"
    if isinstance(error, PermissionError):
        return "this user may not"
    return getattr(error, "strerror", None) or str(error)
