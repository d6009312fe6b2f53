"""Discord is told our commands when they have changed, for all servers or for one; and nothing fails where it refuses them."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import discord
import pytest
from aiohttp import web
from discord.http import Route

from adapters.discord.requests.rest import Rest
from adapters.discord.requests.trouble import PATIENCE
from adapters.discord.setup import sync as sync_module
from adapters.discord.setup.commands import tree
from adapters.discord.setup.sync import LATER, SHELF, hash_of, keep_told, sync
from bot.store.connect import open_store
from bot.store.contract import Store, StoreBroken
from tests.adapters.discord.declared import ours_alone
from tests.loopback.discord import loopback

APPLICATION = 4242
ALL = f"/applications/{APPLICATION}/commands"
TAKEN: tuple[int, Any] = (200, [])


def one(guild: int) -> str:
    """Return the route of the commands of a server."""
    return f"/applications/{APPLICATION}/guilds/{guild}/commands"


class Taker:
    """A Discord that does nothing but take commands, or refuse them, by a list of answers."""

    def __init__(self, rest: Rest, store: Store) -> None:
        self.rest = rest
        self.store = store
        self.answers: list[tuple[int, Any]] = []
        self.told: list[tuple[str, int]] = []
        self.bare = False

    async def take(self, request: web.Request) -> web.Response:
        """Note the route and how many commands came, and answer."""
        self.told.append((request.path.removeprefix("/api/v10"), len(await request.json())))
        status, body = self.answers.pop(0) if self.answers else TAKEN
        headers = {"Content-Type": "application/json"} | ({} if self.bare else {"Via": "1.1 discord"})
        return web.Response(status=status, body=discord.utils._to_json(body).encode(), headers=headers)

    async def sync(self, guild: int | None = None) -> float:
        """Tell it our commands."""
        return await sync(self.rest, self.store, APPLICATION, guild)


@pytest.fixture(autouse=True)
def _ours(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    ours_alone(monkeypatch)
    base = Route.BASE
    yield
    Route.BASE = base


@asynccontextmanager
async def rest_to(api: str, token: str) -> AsyncIterator[Rest]:
    """Yield what sends requests in the name of a bot."""
    Route.BASE = api
    client = discord.Client(intents=discord.Intents.none(), max_ratelimit_timeout=30)
    await client.login(token)
    try:
        yield Rest(lambda: client)
    finally:
        await client.close()


@pytest.fixture
async def taker(tmp_path: Path) -> AsyncIterator[Taker]:
    """Serve one, behind a loopback Discord's login."""
    store = open_store(f"sqlite+aiosqlite:///{tmp_path}/s.db")
    await store.open()
    async with loopback() as server, rest_to(server.api_url, server.token) as rest:
        taking = Taker(rest, store)
        app = web.Application()
        app.router.add_put("/api/v10/{rest:.*}", taking.take)
        runner = web.AppRunner(app)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        Route.BASE = f"http://127.0.0.1:{runner.addresses[0][1]}/api/v10"
        yield taking
        await runner.cleanup()
    await store.close()


async def test_a_strict_discord_takes_them(tmp_path: Path) -> None:
    """The loopback checks them against Discord's published description and has them then."""
    store = open_store(f"sqlite+aiosqlite:///{tmp_path}/s.db")
    await store.open()
    async with loopback() as server, rest_to(server.api_url, server.token) as rest:
        assert 0 == await sync(rest, store, server.application_id)
        assert ["deck", "discuss", "quiz", "study"] == [each["name"] for each in server.commands]
        server.assert_clean()
    await store.close()


async def test_what_has_not_changed_is_not_told_again(taker: Taker) -> None:
    """Not at the next start, nor at the one after it."""
    for _ in range(3):
        assert 0 == await taker.sync()
    assert [(ALL, 4)] == taker.told


async def test_what_has_changed_is_told_again(taker: Taker) -> None:
    """By its hash."""
    await taker.store.keep(SHELF, f"{APPLICATION}/everywhere", hash_of(tree()[:2]).encode())
    await taker.sync()
    assert [(ALL, 4)] == taker.told


async def test_another_application_is_told_its_own(taker: Taker) -> None:
    """A new token on the same database."""
    await taker.sync()
    assert 0 == await sync(taker.rest, taker.store, APPLICATION + 1)
    assert 2 == len(taker.told)


async def test_trying_out_tells_one_server_and_leaves_the_others_alone(taker: Taker) -> None:
    """What all servers have stays, and another server's as well."""
    await taker.sync()
    await taker.sync(7)
    await taker.sync(8)
    await taker.sync(8)
    assert [(ALL, 4), (one(7), 4), (one(8), 4)] == taker.told


async def test_after_trying_out_no_server_shows_anything_twice(taker: Taker) -> None:
    """The servers' own are taken back once the commands are for all."""
    await taker.sync(7)
    await taker.sync()
    await taker.sync()
    assert [(one(7), 4), (ALL, 4), (one(7), 0)] == taker.told


async def test_a_server_that_is_left_needs_nothing_taken_back(taker: Taker) -> None:
    """It is not asked for again."""
    await taker.sync(7)
    taker.answers = [TAKEN, (403, {"code": 50001, "message": "Missing Access"})]
    assert [0, 0] == [await taker.sync(), await taker.sync()]
    assert [(one(7), 4), (ALL, 4), (one(7), 0)] == taker.told


async def test_taking_back_is_tried_again_where_discord_is_in_trouble(taker: Taker) -> None:
    """Until it is done."""
    await taker.sync(7)
    taker.answers = [TAKEN, (429, {"message": "wait", "retry_after": 90.0, "global": False})]
    assert [90.0, 0] == [await taker.sync(), await taker.sync()]
    assert [(one(7), 4), (ALL, 4), (one(7), 0), (one(7), 0)] == taker.told


async def test_it_is_told_again_as_soon_as_discord_allows(taker: Taker, monkeypatch: pytest.MonkeyPatch) -> None:
    """A limit of a second costs a second; without commands nobody can do anything."""
    monkeypatch.setattr(sync_module, "FIRST", 0.0)
    taker.bare = True
    taker.answers = [(429, {"message": "wait", "retry_after": 0.1, "global": False}), TAKEN]
    async with asyncio.timeout(10):
        await keep_told(taker.rest, taker.store, APPLICATION)
    assert [(ALL, 4), (ALL, 4)] == taker.told


@pytest.mark.parametrize(
    ("answer", "again"),
    [
        ((400, {"code": 50035, "message": "Invalid Form Body", "errors": {}}), 0),
        ((403, {"code": 50001, "message": "Missing Access"}), 0),
        ((404, {"code": 10002, "message": "Unknown Application"}), 0),
        ((400, {"code": 30034, "message": "200 a day"}), LATER),
        ((429, {"code": 30034, "message": "200 a day", "retry_after": 80_000.5, "global": False}), LATER),
        ((429, {"message": "wait", "retry_after": 61.5, "global": False}), 61.5),
        ((503, {"message": "down"}), PATIENCE),
    ],
)
async def test_a_refusal_fails_nothing_and_is_not_taken_for_success(
    taker: Taker, answer: tuple[int, Any], again: float
) -> None:
    """Old commands go on serving; the hash is kept only of what was taken."""
    taker.answers = [answer]
    assert again == await taker.sync()
    assert {} == await taker.store.kept(SHELF)


async def test_trouble_nobody_thought_of_fails_nothing(taker: Taker, monkeypatch: pytest.MonkeyPatch) -> None:
    """Such as an answer that the library stumbles over; and it is no success."""

    async def stumbling(*_: Any, **__: Any) -> None:
        raise KeyError("retry_after")

    monkeypatch.setattr(taker.rest, "request", stumbling)
    assert 0 == await taker.sync()
    assert {} == await taker.store.kept(SHELF)


async def test_a_refusal_says_what_to_do(taker: Taker, caplog: pytest.LogCaptureFixture, capsys: Any) -> None:
    """In the log, for whoever operates it."""
    taker.answers = [(403, {"code": 50001, "message": "Missing Access"})]
    await taker.sync(7)
    assert "studybell doctor" in caplog.text + "".join(capsys.readouterr())


async def test_a_store_that_fails_ends_nothing(taker: Taker, monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands are told again at the next start."""

    async def broken(*_: Any) -> None:
        raise StoreBroken("the disk is full")

    monkeypatch.setattr(taker.store, "keep", broken)
    assert 0 == await taker.sync()
