"""The playground plugged into the app: state, surface and server put together, and served on loopback until cancelled."""

import asyncio
import contextlib
import errno
import secrets
import sys
import webbrowser
from collections.abc import Mapping
from typing import TYPE_CHECKING

from aiohttp import web

from adapters.playground import wire
from adapters.playground.chat import Chat
from adapters.playground.control import Control
from adapters.playground.inbound import Inbound
from adapters.playground.requests import Learners
from adapters.playground.server import Server
from adapters.playground.stream import Hub
from adapters.playground.surface import PlaygroundSurface
from adapters.playground.timepiece import Timepiece
from adapters.playground.values import Message, News, NewsKind
from bot.engine.surface import Surface
from bot.kernel.errors import StudybellError

if TYPE_CHECKING:
    from bot.app import App

HOST = "127.0.0.1"
"""The only address it listens on. There is no setting for it: whoever opens the page may be anybody in the chat."""

PORT = 8420
LAST_PORT = 65_535

SHUTDOWN = 1.0
"""Seconds that requests under way get when the program stops (aiohttp would wait a minute)."""


class PortTaken(StudybellError):
    """The port cannot be had."""


class Playground:
    """The playground. `options` of the app: ``port`` (0 picks a free one), ``open_browser``, ``learners``."""

    name = "playground"

    def __init__(self, app: "App") -> None:
        self._app = app
        self._options: Mapping[str, object] = app.options
        self._hub = Hub(secrets.token_hex(4))
        self._chat = Chat(app.store, app.clock, self._announce)
        self._timepiece = Timepiece(app.store, app.clock)
        self._control = Control(app, self._chat, self._timepiece, self._announce)
        self.surface: Surface = PlaygroundSurface(self._chat, app.clock)
        self.url = ""
        self.serving = asyncio.Event()

    async def run(self) -> None:
        """Serve until cancelled; raises `PortTaken` when the port cannot be had."""
        await self._chat.open()
        await self._timepiece.resume(max((one.touched for one in self._chat.messages), default=0))
        inbound = Inbound(self._app, self._chat)
        server = Server(self._app, self._chat, self._hub, inbound, self._control)
        runner = web.AppRunner(server.application(), access_log=None, handle_signals=False, shutdown_timeout=SHUTDOWN)
        await runner.setup()
        try:
            self.url = await _listen(runner, _port(self._options))
            # At once: a press that comes in before lost time is given back would find its question closed.
            self.serving.set()
            await self._begin()
            await self._timepiece.run()
        finally:
            await runner.cleanup()

    async def _begin(self) -> None:
        sys.stdout.write(f"The playground is open: {self.url}\nOnly this machine can reach it. Ctrl+C closes it.\n")
        sys.stdout.flush()
        learners = self._options.get("learners")
        first = next(iter(self._chat.channels), None)
        if isinstance(learners, int) and learners > 0 and first is not None:
            await self._control.learners(Learners(persona="", channel=first.id, add=learners))
        if self._options.get("open_browser"):
            with contextlib.suppress(webbrowser.Error):
                await asyncio.to_thread(webbrowser.open, self.url)

    def _announce(self, news: News) -> None:
        self._hub.publish(news.kind.value, self._told(news), news.to)

    def _told(self, news: News) -> object:
        """Return what pages are told: messages as they are shown, threads by what they look like from outside."""
        if isinstance(news.value, Message):
            return wire.message(self._chat, news.value)
        if news.kind is NewsKind.THREAD:
            return wire.thread(self._chat, str(news.value))
        return news.value


def open_adapter(app: "App") -> Playground:
    """Return the playground of `app`."""
    return Playground(app)


def _port(options: Mapping[str, object]) -> int:
    port = options.get("port")
    if port is None:
        return PORT
    if not isinstance(port, int) or not 0 <= port <= LAST_PORT:
        raise PortTaken(f"A port is a number from 0 (any free one) to {LAST_PORT}, not {port!r}.")
    return port


async def _listen(runner: web.AppRunner, port: int) -> str:
    """Listen on loopback; return the page's address."""
    try:
        await web.TCPSite(runner, HOST, port).start()
    except OSError as error:
        if error.errno in {errno.EADDRINUSE, errno.EACCES}:
            why = "is taken by another program" if error.errno == errno.EADDRINUSE else "may not be used by you"
            raise PortTaken(
                f"Port {port} of {HOST} {why}. Choose another: --port 8421, or --port 0 for any free one."
            ) from error
        raise
    return f"http://{HOST}:{runner.addresses[0][1]}/"
