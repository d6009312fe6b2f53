"""What the tests of the playground stand on: a real store, the real app, a page served on a free port."""

import asyncio
import secrets
import shutil
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from playwright.async_api import Browser, ConsoleMessage, Page, async_playwright

from adapters.playground.chat import Chat
from adapters.playground.values import News
from bot.engine.clock import ManualClock
from bot.engine.surface import Surface
from bot.store.connect import open_store
from bot.store.contract import Store

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE = 15_000


@asynccontextmanager
async def opened_store(folder: Path) -> AsyncIterator[Store]:
    """Yield the store in `folder`, the same one each time."""
    store = open_store(f"sqlite+aiosqlite:///{folder}/studybell.db")
    await store.open()
    try:
        yield store
    finally:
        await store.close()


class Room:
    """A chat on a real store, with the news it has announced and the clock it follows."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.clock = ManualClock()
        self.news: list[News] = []
        self.chat = Chat(store, self.clock, self.news.append)

    async def reopened(self) -> Chat:
        """Return the chat as a new start of the program finds it."""
        chat = Chat(self.store, self.clock, lambda _: None)
        await chat.open()
        return chat


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    """Give a chat with its first personas and channels."""
    async with opened_store(tmp_path) as store:
        made = Room(store)
        await made.chat.open()
        yield made


class Visitor:
    """An HTTP client at a served playground, acting as a persona the way the page does.

    `surface` is the playground's as the engine has it, where it is served by this very process.
    """

    def __init__(self, http: aiohttp.ClientSession, url: str, surface: Surface | None = None) -> None:
        self.http = http
        self.url = url.rstrip("/")
        self._surface = surface

    @property
    def surface(self) -> Surface:
        """The playground as the engine has it."""
        assert self._surface is not None
        return self._surface

    async def do(self, path: str, persona: str, **values: Any) -> dict[str, Any]:
        """Ask for something as the page would; return the answer."""
        async with self.http.post(f"{self.url}/do/{path}", json={"persona": persona, **values}) as response:
            answer: dict[str, Any] = await response.json()
            return answer

    async def say(
        self, persona: str, text: str, channel: str = "general", thread: str = "", **more: str
    ) -> dict[str, Any]:
        """Type `text` and send it."""
        values = {"channel": channel, "thread": thread, "text": text, "nonce": secrets.token_hex(8), **more}
        answer = await self.do("say", persona, **values)
        assert not answer.get("toast", "").startswith("That could not be read"), answer
        return answer

    @asynccontextmanager
    async def listening(self, persona: str, boot: str = "", after: int = -1) -> AsyncIterator["Listener"]:
        """Open the stream of news of a persona."""
        query = {"as": persona, "boot": boot, "after": str(after)}
        async with self.http.ws_connect(f"{self.url}/stream", params=query) as socket:
            yield Listener(socket)

    async def thread(
        self, persona: str, root: str, before: int = 10**9, channel: str = "general"
    ) -> list[dict[str, Any]]:
        """Return the newest messages of a thread that stand before a number, as a page asks for them."""
        answer = await self.do("older", persona, channel=channel, thread=root, before=before)
        found: list[dict[str, Any]] = answer["messages"]
        return found

    async def whole(self, persona: str) -> dict[str, Any]:
        """Return everything a page of `persona` begins with."""
        async with self.listening(persona) as listener:
            news = await listener.next()
            value: dict[str, Any] = news["value"]
            return value


class Listener:
    """An open stream of news."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket = socket
        self.number = -1

    async def next(self) -> dict[str, Any]:
        """Return the next piece of news."""
        news: dict[str, Any] = await self.socket.receive_json(timeout=10)
        self.number = news.get("n", self.number)
        return news

    async def until(self, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """Return the first piece of news that is wanted."""
        async with asyncio.timeout(20):
            while not wanted(news := await self.next()):
                pass
            return news

    async def message(self, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """Return the first message, new or changed, that is wanted."""
        news = await self.until(lambda one: one["kind"] == "message" and wanted(one["value"]))
        value: dict[str, Any] = news["value"]
        return value


Served = Callable[..., AbstractAsyncContextManager[Visitor]]


@pytest.fixture
def served(tmp_path: Path) -> Served:
    """Give a context in which the whole program serves a playground over the store of this test, on a free port."""

    @asynccontextmanager
    async def serve(**options: Any) -> AsyncIterator[Visitor]:
        from adapters.playground import open_adapter  # noqa: PLC0415 - tests of parts do without the whole
        from bot.app import open_app  # noqa: PLC0415
        from bot.engine.clock import ScaledClock  # noqa: PLC0415
        from bot.settings import Settings  # noqa: PLC0415

        settings = Settings(data_dir=tmp_path)
        async with open_app(settings, clock=ScaledClock(), options={"port": 0, **options}) as app:
            adapter = open_adapter(app)
            serving = asyncio.create_task(app.serve([adapter]))
            started = asyncio.create_task(adapter.serving.wait())
            await asyncio.wait({serving, started}, return_when=asyncio.FIRST_COMPLETED)
            if serving.done():
                started.cancel()
                await serving
            try:
                async with aiohttp.ClientSession() as http:
                    yield Visitor(http, adapter.url, adapter.surface)
            finally:
                serving.cancel()
                await asyncio.wait({serving})

    return serve


@pytest.fixture
def visit() -> Callable[[str], AbstractAsyncContextManager[Visitor]]:
    """Give a function that visits a playground served somewhere else."""

    @asynccontextmanager
    async def visit_at(url: str) -> AsyncIterator[Visitor]:
        async with aiohttp.ClientSession() as http:
            yield Visitor(http, url)

    return visit_at


@pytest.fixture
def unused_port() -> int:
    """Give a port of this machine that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
        return port


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    """Give the system's own Chromium."""
    if CHROMIUM is None:
        pytest.skip("there is no Chromium on this machine (apt install chromium)")
    async with async_playwright() as playwright:
        started = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield started
        await started.close()


@pytest.fixture
async def opened(browser: Browser) -> AsyncIterator[Callable[..., Awaitable[Page]]]:
    """Give a function that opens the page as a persona; at the end no page may have complained."""
    complaints: list[str] = []

    async def open_page(url: str, persona: str, width: int = 1280, *, dark: bool = False, way: str = "") -> Page:
        context = await browser.new_context(
            viewport={"width": width, "height": 800}, color_scheme="dark" if dark else "light", reduced_motion="reduce"
        )
        page = await context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.append(said.text) if _is_complaint(said) else None)
        await page.goto(f"{url}/?as={persona}{way}")
        await page.locator("#channels a").first.wait_for(state="attached")
        return page

    yield open_page
    assert [] == complaints


def _is_complaint(said: ConsoleMessage) -> bool:
    """Whether the page found a fault with itself; that nobody answers while the program is down is none."""
    return said.type == "error" and "WebSocket connection to" not in said.text
