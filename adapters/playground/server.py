"""The playground's web server: the page, its stream of news, and one route for each thing a page may ask for.

Everything a page sends is decoded into a value of ``requests.py`` first. What may never happen: an answer that waits for a page
(news goes through the hub), or a route outside the guard.
"""

import asyncio
import hashlib
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import quote

import jinja2
import msgspec
from aiohttp import WSCloseCode, web

from adapters.playground import requests, wire
from adapters.playground.chat import Chat
from adapters.playground.control import Control
from adapters.playground.guard import Respond, guard
from adapters.playground.inbound import Inbound
from adapters.playground.requests import Request
from adapters.playground.stream import Hub, Stream
from adapters.playground.values import WORKSPACE, Persona, chart_digest
from adapters.playground.wire import Answer
from bot.engine.pictures import draw
from bot.kernel.attached import MOST_BYTES
from bot.kernel.errors import Gone, StudybellError
from bot.people.prefs import settings_of

if TYPE_CHECKING:
    from bot.app import App

PAGE = Path(__file__).parent / "page"
LARGEST_REQUEST = 512 * 1024
LARGEST_FORM = MOST_BYTES // 3 * 4 + LARGEST_REQUEST
"""Bytes of a form with a file in it, which is a third larger in base64."""
HEARTBEAT = 10.0
"""Seconds after which a quiet stream sends the server's time, so that countdowns agree."""

SHOWN_FIRST = 80
"""Messages of each channel a page gets at once; older ones when it scrolls up."""

SHOWN_IN_THREAD = 50
"""Messages of a thread a page gets when it opens it, and each time it scrolls up there."""

HEADLINES = 100
"""Messages of each channel a page hears of at least so far that it can count what is unread."""

MOST_PICTURES = 64

_UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, web.RequestPayloadError, ConnectionError)
"""What a body can be instead of a request: no JSON, no UTF-8, packed wrongly, cut short."""

R = TypeVar("R", bound=Request)


def _no_more(body: bytes, largest: int) -> bytes:
    """Return the body of a request; one that is larger than such a request may be is refused."""
    if len(body) > largest:
        raise web.HTTPRequestEntityTooLarge(max_size=largest, actual_size=len(body))
    return body


class Server:
    """The routes and what they need."""

    def __init__(self, app: "App", chat: Chat, hub: Hub, inbound: Inbound, control: Control) -> None:
        self._app = app
        self._chat = chat
        self._hub = hub
        self._inbound = inbound
        self._control = control
        self._pictures: OrderedDict[str, bytes] = OrderedDict()
        self._version = page_version()
        self._template = _template()

    def application(self) -> web.Application:
        """Return the web application."""
        served = web.Application(middlewares=[guard], client_max_size=LARGEST_FORM)
        served.router.add_get("/", self._index)
        served.router.add_get("/stream", self._stream)
        served.router.add_get("/file/{message}/{number:[0-9]{1,3}}", self._file)
        served.router.add_get("/picture/{digest:[0-9a-f]{64}}.png", self._picture)
        served.router.add_static(f"/page/{self._version}/", PAGE / "static")
        for path, respond in self._posts().items():
            served.router.add_post(f"/do/{path}", respond)
        served.on_shutdown.append(self._shut)
        return served

    def _posts(self) -> dict[str, Respond]:
        inbound, control = self._inbound, self._control
        return {
            "say": self._asks(requests.Say, inbound.say),
            "press": self._asks(requests.Press, inbound.press),
            "form": self._asks(requests.SendForm, inbound.send_form, LARGEST_FORM),
            "complete": self._asks(requests.Complete, inbound.complete),
            "edit": self._asks(requests.Edit, inbound.edit),
            "remove": self._asks(requests.Remove, inbound.remove),
            "older": self._asks(requests.Older, self._older),
            "persona": self._asks(requests.AddPersona, _anybody(control.add_persona)),
            "channel": self._asks(requests.AddChannel, _anybody(control.add_channel)),
            "speed": self._asks(requests.SetSpeed, _anybody(control.set_speed)),
            "jump": self._asks(requests.Jump, _anybody(control.jump)),
            "learners": self._asks(requests.Learners, _anybody(control.learners)),
        }

    def _asks(
        self, kind: type[R], act: Callable[[Persona, R], Awaitable[Answer]], largest: int = LARGEST_REQUEST
    ) -> Respond:
        """Return what reads a `kind`, finds out who asks, and answers with JSON."""
        decoder = msgspec.json.Decoder(kind)

        async def handle(request: web.Request) -> web.Response:
            try:
                asked = decoder.decode(_no_more(await request.read(), largest))
            except _UNREADABLE as error:
                return _json({"toast": f"That could not be read: {error}"}, status=400)
            persona = self._chat.personas.get(asked.persona)
            if persona is None:
                return _json({"toast": "You are nobody here; reload the page."}, status=403)
            try:
                return _json(await act(await self._ranked(persona), asked))
            except Gone:
                return _json({"toast": "This place is no more."})
            except StudybellError as error:
                return _json({"toast": str(error)}, status=503)

        return handle

    async def _index(self, request: web.Request) -> web.Response:
        persona = self._chat.personas.get(request.query.get("as", ""))
        if persona is None:
            first = next(iter(self._chat.personas))
            raise web.HTTPFound(f"/?as={quote(first.id)}")
        html = self._template.render(version=self._version, persona=persona)
        return web.Response(text=html, content_type="text/html", headers={"Cache-Control": "no-store"})

    async def _stream(self, request: web.Request) -> web.StreamResponse:
        persona = self._chat.personas.get(request.query.get("as", ""))
        if persona is None:
            raise web.HTTPNotFound(text="There is nobody of that name.\n")
        after = request.query.get("after", "")
        seen = int(after) if after.isdecimal() and len(after) <= 15 else -1  # noqa: PLR2004 - more is no number of ours
        persona = await self._ranked(persona)
        socket = web.WebSocketResponse(heartbeat=2 * HEARTBEAT, timeout=1.0, max_msg_size=4096, compress=False)
        await socket.prepare(request)
        boot = request.query.get("boot", "")
        with self._hub.listen(persona.id, boot, seen, lambda: self._whole(persona)) as stream:
            pump = asyncio.create_task(self._pump(stream, socket))
            try:
                async for _ in socket:
                    pass
            finally:
                pump.cancel()
        return socket

    async def _ranked(self, persona: Persona) -> Persona:
        """Return the persona, a host where the group has made them one."""
        if persona.host or persona.id not in (await settings_of(self._app.store, WORKSPACE)).hosts:
            return persona
        return msgspec.structs.replace(persona, host=True)

    async def _pump(self, stream: Stream, socket: web.WebSocketResponse) -> None:
        """Send what waits; when nothing does for a while, the time."""
        while not socket.closed:
            try:
                async with asyncio.timeout(HEARTBEAT):
                    text = await stream.waiting.get()
            except TimeoutError:
                text = msgspec.json.encode({"kind": "clock", "value": wire.clock(self._app.clock)}).decode()
            if text is None:
                await socket.close(code=WSCloseCode.GOING_AWAY)
                return
            try:
                await socket.send_str(text)
            except ConnectionError:
                return

    def _whole(self, persona: Persona) -> dict[str, Any]:
        """Return everything a page needs to begin."""
        rooms = self._chat.rooms(persona.id)
        return {
            "boot": self._hub.boot,
            "me": persona,
            "personas": list(self._chat.personas),
            "channels": list(self._chat.channels),
            "messages": [
                wire.message(self._chat, message)
                for room in rooms
                for message in self._chat.latest(persona.id, room, SHOWN_FIRST)
            ],
            "headlines": [wire.headline(one) for room in rooms for one in self._chat.news(persona.id, room, HEADLINES)],
            "commands": wire.command_list("en", host=persona.host),
            "clock": wire.clock(self._app.clock),
            "classroom": self._control.seats(),
        }

    async def _older(self, persona: Persona, request: requests.Older) -> Answer:
        """Return messages that stand before a number; of a thread with what it begins at, as that may not be known there."""
        chat = self._chat
        if request.channel not in chat.rooms(persona.id):
            return {"messages": []}
        if not request.thread:
            found = chat.latest(persona.id, request.channel, SHOWN_FIRST, request.before)
            return {"messages": [wire.message(chat, message) for message in found]}
        root = chat.messages.get(request.thread)
        if root is None or root.channel != request.channel or root.thread or not chat.sees(persona.id, root):
            return {"messages": [], "toast": "That thread is no more."}
        found = chat.within(persona.id, root.id, SHOWN_IN_THREAD, request.before)
        return {"messages": [wire.message(chat, message) for message in found], "root": wire.message(chat, root)}

    async def _file(self, request: web.Request) -> web.Response:
        message = self._chat.messages.get(request.match_info["message"])
        persona = request.query.get("as", "")
        number = int(request.match_info["number"])
        if message is None or message.sheet is None or not self._chat.sees(persona, message):
            raise web.HTTPNotFound(text="There is no such file for you here.\n")
        if number >= len(message.sheet.files):
            raise web.HTTPNotFound(text="There is no such file for you here.\n")
        file = message.sheet.files[number]
        blob = self._chat.blobs.get(file.digest)
        if blob is None:
            raise web.HTTPNotFound(text="The file is no longer kept.\n")
        plain = "".join(
            letter if (letter.isascii() and letter.isalnum()) or letter in "._- " else "_" for letter in file.name
        )
        disposition = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(file.name, safe='')}"
        headers = {"Content-Disposition": disposition, "Cache-Control": "no-store"}
        return web.Response(body=blob.data, content_type="application/octet-stream", headers=headers)

    async def _picture(self, request: web.Request) -> web.Response:
        name = request.match_info["digest"]
        if name not in self._pictures:
            sheets = (message.sheet for message in self._chat.messages if message.sheet is not None)
            chart = next((one.chart for one in sheets if one.chart and chart_digest(one.chart) == name), None)
            if chart is None:
                raise web.HTTPNotFound(text="There is no such picture.\n")
            self._pictures[name] = await asyncio.to_thread(draw, chart)
            if len(self._pictures) > MOST_PICTURES:
                self._pictures.popitem(last=False)
        headers = {"Cache-Control": "private, max-age=31536000, immutable"}
        return web.Response(body=self._pictures[name], content_type="image/png", headers=headers)

    async def _shut(self, _: web.Application) -> None:
        self._hub.close()


def page_version() -> str:
    """Return a name for the page's files that changes whenever one of them does, so that browsers may keep them."""
    digest = hashlib.sha256()
    for path in sorted(PAGE.rglob("*")):
        if path.is_file():
            digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:12]


def _template() -> jinja2.Template:
    loader = jinja2.FileSystemLoader(PAGE)
    return jinja2.Environment(loader=loader, autoescape=True, undefined=jinja2.StrictUndefined).get_template(
        "index.html"
    )


def _anybody(act: Callable[[R], Awaitable[Answer]]) -> Callable[[Persona, R], Awaitable[Answer]]:
    """Return `act` for routes where it does not matter who asks."""

    async def ask(_: Persona, request: R) -> Answer:
        return await act(request)

    return ask


def _json(value: Answer, status: int = 200) -> web.Response:
    headers = {"Cache-Control": "no-store"}
    return web.Response(
        body=msgspec.json.encode(value), status=status, content_type="application/json", headers=headers
    )
