"""What the tests of installations stand on: a Slack that knows tokens and codes, and the parts on a real database."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
from aiohttp import web
from aiohttp.test_utils import TestServer
from cryptography.fernet import Fernet
from slack_sdk.oauth.installation_store import Installation
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.slack.installs.database import engine_of
from adapters.slack.installs.encryption import Vault
from adapters.slack.installs.grid import Grid
from adapters.slack.installs.installed import Installed
from adapters.slack.installs.store import InstallStore
from bot.engine.clock import ManualClock
from bot.store.contract import Store

APP = "111.222"
KEY, NEWER = Fernet.generate_key().decode(), Fernet.generate_key().decode()
TABLES = ("slack_bots", "slack_installations")


class Slack:
    """Answers ``auth.test`` by the token and ``oauth.v2.access`` by the code; what it knows nothing of it refuses."""

    def __init__(self) -> None:
        self.tokens: dict[str, dict[str, Any]] = {}
        self.codes: dict[str, dict[str, Any]] = {}
        self.asked: list[str] = []
        self.broken = False
        self.url = ""

    def knows(self, token: str, team: str = "T1", **more: object) -> None:
        """Let a token be good, for a team."""
        self.tokens[token] = {"ok": True, "team_id": team, "user_id": "U0BOT", "bot_id": "B0BOT", **more}

    def revokes(self, token: str, code: str = "token_revoked") -> None:
        """Let a token be good no more."""
        self.tokens[token] = {"ok": False, "error": code}

    async def answer(self, request: web.Request) -> web.Response:
        """Answer a method of the Web API."""
        method = request.match_info["method"]
        self.asked.append(method)
        if self.broken:
            return web.Response(status=503, text="down")
        if method == "auth.test":
            token = request.headers["Authorization"].removeprefix("Bearer ")
            return web.json_response(self.tokens.get(token, {"ok": False, "error": "invalid_auth"}))
        assert method == "oauth.v2.access"
        sent = await request.post()
        return web.json_response(self.codes.pop(str(sent["code"]), {"ok": False, "error": "invalid_code"}))


@asynccontextmanager
async def slack_at_work() -> AsyncIterator[tuple[Slack, AsyncWebClient]]:
    """Serve a `Slack`, and yield it with a client of it."""
    slack, app = Slack(), web.Application()
    app.router.add_route("*", "/api/{method}", slack.answer)
    async with TestServer(app) as server, aiohttp.ClientSession() as session:
        slack.url = str(server.make_url("/api/"))
        yield slack, AsyncWebClient(base_url=slack.url, session=session, retry_handlers=[])


def installation(token: str, team: str = "T1", enterprise: str = "", *, at: float = 1_000, **more: Any) -> Installation:
    """Return an installation: of a workspace, or without `team` of an organisation."""
    about: dict[str, Any] = {
        "app_id": "A1",
        "bot_id": "B0BOT",
        "bot_user_id": "U0BOT",
        "user_id": "U1",
        "enterprise_url": f"https://{team or enterprise}.example.com/".lower(),
        "is_enterprise_install": not team,
        "installed_at": float(at),
    }
    return Installation(bot_token=token, team_id=team or None, enterprise_id=enterprise or None, **(about | more))


@asynccontextmanager
async def engine_at(url: str) -> AsyncIterator[AsyncEngine]:
    """Yield an engine as the adapter has it."""
    engine = engine_of(url)
    try:
        yield engine
    finally:
        await engine.dispose()


def installations(engine: AsyncEngine, *keys: str, client: str = APP) -> InstallStore:
    """Return the store of installations, with these keys."""
    return InstallStore(client, engine, Vault(keys or (KEY,)))


def many(engine: AsyncEngine, store: Store, client: AsyncWebClient, clock: ManualClock) -> Installed:
    """Return the tokens of many workspaces, as one process has them."""
    return Installed(installations(engine), Grid(store), client, clock)


async def rows(engine: AsyncEngine) -> list[tuple[Any, ...]]:
    """Return whatever is kept of installations."""
    async with engine.connect() as conn:
        return [tuple(row) for name in TABLES for row in await conn.execute(text(f"SELECT * FROM {name}"))]  # noqa: S608
