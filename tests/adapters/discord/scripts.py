"""A server that answers as a test has written down, for what a healthy Discord does not say."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import discord
from aiohttp import web
from msgspec import Struct

from adapters.discord.requests.rest import Rest

ME = {"id": "5", "username": "studybell", "discriminator": "0", "avatar": None, "bot": True}
APPLICATION = {
    "id": "6",
    "name": "Studybell",
    "icon": None,
    "description": "",
    "bot_public": True,
    "bot_require_code_grant": False,
    "owner": ME,
    "verify_key": "0",
    "flags": 0,
}


class Told(Struct):
    """An answer; `status` 0 hangs up instead. `body`: JSON, or text as it is."""

    status: int = 200
    body: Any = None
    headers: dict[str, str] = {}


def refused(status: int, code: int = 0, **headers: str) -> Told:
    """Return the answer that refuses a request, with one of Discord's JSON error codes."""
    return Told(status, {"message": "No", "code": code}, headers)


class Heard(Struct):
    """A request as it came."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


class Script:
    """What is to be answered next (the last one again and again), and what was asked."""

    def __init__(self) -> None:
        self.next: list[Told] = [Told()]
        self.heard: list[Heard] = []
        self.url = ""

    async def answer(self, request: web.Request) -> web.Response:
        """Answer the login, and then as it was written down."""
        if request.path.endswith("/@me") and request.method == "GET":
            return _json(ME if "users" in request.path else APPLICATION)
        self.heard.append(Heard(request.method, request.path_qs, dict(request.headers), await request.read()))
        told = self.next.pop(0) if len(self.next) > 1 else self.next[0]
        if not told.status:
            assert request.transport is not None
            request.transport.close()
            return web.Response()
        if isinstance(told.body, str):
            return web.Response(status=told.status, text=told.body, headers=told.headers, content_type="text/html")
        return _json(told.body, told.status, told.headers)


def _json(body: Any, status: int = 200, headers: dict[str, str] | None = None) -> web.Response:
    if body is None:
        return web.Response(status=204 if status == 200 else status, headers=headers)
    whole = {"Content-Type": "application/json", **(headers or {})}
    return web.Response(status=status, body=json.dumps(body).encode(), headers=whole)


@asynccontextmanager
async def scripted() -> AsyncIterator[tuple[Script, Rest]]:
    """Serve a script and give what asks it."""
    script = Script()
    app = web.Application()
    app.router.add_route("*", "/{rest:.*}", script.answer)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    base, script.url = discord.http.Route.BASE, f"http://127.0.0.1:{runner.addresses[0][1]}/api/v10"
    discord.http.Route.BASE = script.url
    client = discord.Client(intents=discord.Intents.none())
    try:
        await client.login("token")
        yield script, Rest(lambda: client)
    finally:
        await client.close()
        discord.http.Route.BASE = base
        await runner.cleanup()
