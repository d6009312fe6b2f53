"""The connection to Discord stands, whatever happens to it: each kind of end, on real sockets."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import web
from structlog.testing import capture_logs

from adapters.discord.gateway.addresses import use_api
from adapters.discord.gateway.client import Wanted
from adapters.discord.gateway.connection import Connection
from adapters.discord.gateway.ears import Ears
from bot.engine.clock import ManualClock, ScaledClock
from bot.shards import Shards
from tests.loopback.discord import Loopback, loopback
from tests.loopback.fixtures import discord_server

__all__ = ["discord_server"]

HURRY = 100
"""How much faster pauses pass."""


class Heard:
    """A connection, and what was heard through it."""

    def __init__(self, server: Loopback, wanted: Wanted) -> None:
        self.server = server
        self.ready = 0
        self.interactions: list[Any] = []
        use_api(server.api_url)
        ears = Ears({"INTERACTION_CREATE": self._interaction}, {"ready": self._ready})
        self.connection = Connection(server.token, wanted, ScaledClock(HURRY), ears)
        self.running = asyncio.create_task(self.connection.run())

    async def readies(self, times: int) -> None:
        """Wait until it has been ready so often."""
        await self.server.until(lambda: self.ready >= times or self.running.done())
        if self.running.done():
            await self.running

    async def hears(self) -> None:
        """Wait until an event dispatched now is heard, and nothing was heard twice."""
        self.interactions.clear()
        self.server.gateway.dispatch("INTERACTION_CREATE", {"id": "1"})
        await self.server.until(lambda: self.interactions)
        assert [{"id": "1"}] == self.interactions

    async def _ready(self) -> None:
        self.ready += 1

    async def _interaction(self, payload: Any) -> None:
        self.interactions.append(payload)


@asynccontextmanager
async def connected(server: Loopback, wanted: Wanted | None = None) -> AsyncIterator[Heard]:
    """Yield a connection that is ready."""
    heard = Heard(server, wanted or Wanted(server.gateway_url))
    try:
        await heard.readies(1)
        yield heard
    finally:
        heard.running.cancel()
        await asyncio.wait({heard.running})


def told(server: Loopback, frame: dict[str, Any]) -> None:
    """Send a frame to whoever is connected."""
    for link in list(server.gateway.links):
        link.send(frame)


async def test_two_intents_are_asked_for_and_no_more(discord_server: Loopback) -> None:
    """Servers and their messages; neither of them is privileged."""
    async with connected(discord_server):
        assert [1 << 0 | 1 << 9] == [each["intents"] for each in discord_server.gateway.identifies]


async def test_the_texts_of_messages_are_asked_for_where_they_are_granted(discord_server: Loopback) -> None:
    """The owner of the application has switched the intent on."""
    discord_server.grant(message_content=True, members=True)
    async with connected(discord_server) as heard:
        assert [1 << 0 | 1 << 9 | 1 << 15] == [each["intents"] for each in discord_server.gateway.identifies]
        assert (True, True) == (heard.connection.granted.message_content, heard.connection.granted.members)


async def test_a_lost_connection_is_resumed(discord_server: Loopback) -> None:
    """What happened meanwhile is heard, and no session begins."""
    async with connected(discord_server) as heard:
        (session,) = discord_server.gateway.sessions.values()
        (link,) = discord_server.gateway.links
        link.cut()
        await discord_server.until(lambda: session.link is not link)
        discord_server.gateway.dispatch("INTERACTION_CREATE", {"id": "2"})
        await discord_server.until(lambda: heard.interactions)
        assert ([{"id": "2"}], 1, 1) == (
            heard.interactions,
            discord_server.gateway.resumes,
            len(discord_server.gateway.identifies),
        )


@pytest.mark.parametrize("frame", [{"op": 7, "d": None}, {"op": 9, "d": True}])
async def test_a_wish_to_reconnect_is_followed_with_the_same_session(
    discord_server: Loopback, frame: dict[str, Any]
) -> None:
    """Reconnect, and an invalid session that may be resumed."""
    async with connected(discord_server) as heard:
        told(discord_server, frame)
        await discord_server.until(lambda: discord_server.gateway.resumes)
        await heard.hears()
        assert 1 == len(discord_server.gateway.identifies)


async def test_a_session_that_is_no_more_is_begun_anew(discord_server: Loopback) -> None:
    """An invalid session that may not be resumed."""
    async with connected(discord_server) as heard:
        told(discord_server, {"op": 9, "d": False})
        await heard.readies(2)
        await heard.hears()
        assert (0, 2) == (discord_server.gateway.resumes, len(discord_server.gateway.identifies))


@pytest.mark.parametrize("code", [4007, 4009])
async def test_a_close_that_ends_the_session_begins_another(discord_server: Loopback, code: int) -> None:
    """An invalid sequence and a session that timed out cannot be resumed; trying so would never end."""
    async with connected(discord_server) as heard:
        for link in list(discord_server.gateway.links):
            link.close(code)
        await heard.readies(2)
        await heard.hears()
        assert (0, 2) == (discord_server.gateway.resumes, len(discord_server.gateway.identifies))


@pytest.mark.parametrize("code", [1000, 1001, 4000, 4001, 4008])
async def test_any_other_close_is_resumed_or_begun_anew(discord_server: Loopback, code: int) -> None:
    """Discord may close with any of them, and means come again."""
    async with connected(discord_server) as heard:
        for link in list(discord_server.gateway.links):
            link.close(code)
        await discord_server.until(lambda: discord_server.gateway.resumes or heard.ready > 1)
        await heard.hears()


async def test_an_event_that_cannot_be_read_costs_itself_alone(discord_server: Loopback) -> None:
    """The library would end the client over it; the session goes on, and one line says what was left out."""
    async with connected(discord_server) as heard:
        with capture_logs() as lines:
            discord_server.gateway.dispatch("GUILD_CREATE", {"unavailable": False, "name": "without an id"})
            discord_server.gateway.dispatch("CHANNEL_UPDATE", {})
            await heard.hears()
        assert [("warning", "GUILD_CREATE"), ("warning", "CHANNEL_UPDATE")] == [
            (line["log_level"], line["name"]) for line in lines
        ]
        assert (1, 0) == (len(discord_server.gateway.identifies), discord_server.gateway.resumes)


async def test_a_ready_that_cannot_be_read_is_asked_for_again(discord_server: Loopback) -> None:
    """Without it there is no session; the client ends, and another one begins after a pause."""
    async with connected(discord_server) as heard:
        for session in discord_server.gateway.sessions.values():
            session.dispatch("READY", {"session_id": "x", "resume_gateway_url": discord_server.gateway_url})
        await heard.readies(2)
        await heard.hears()


async def test_texts_that_are_refused_at_the_gateway_are_done_without(discord_server: Loopback) -> None:
    """The application's page says one thing and the gateway another: it goes on without, and says so once."""
    discord_server.grant(message_content=True)
    discord_server.allowed_at_gateway = 0
    with capture_logs() as lines:
        async with connected(discord_server) as heard:
            await heard.hears()
            assert [1 << 0 | 1 << 9 | 1 << 15, 1 << 0 | 1 << 9] == [
                each["intents"] for each in discord_server.gateway.identifies
            ]
            assert not heard.connection.granted.message_content
    assert ["turn on Message Content Intent at https://discord.com/developers/applications, Bot, and start again"] == [
        line["mend"] for line in lines if "mend" in line
    ]


async def test_it_waits_for_a_discord_that_cannot_be_reached(unused_port: int) -> None:
    """A machine that starts before its network does not end the program."""
    server = Loopback(ScaledClock())
    server.port = unused_port
    with capture_logs() as lines:
        heard = Heard(server, Wanted(server.gateway_url))
        await server.until(lambda: len(lines) > 2)
        async with loopback(port=unused_port) as arrived:
            arrived.token = server.token
            heard.server = arrived
            await arrived.until(lambda: heard.ready)
            heard.running.cancel()
            await asyncio.wait({heard.running})
    assert {"Discord cannot be reached"} == {line["event"] for line in lines}


async def test_an_answer_to_the_login_that_cannot_be_read_is_not_asked_for_without_a_pause(unused_port: int) -> None:
    """Something else listens there, a page of a proxy for instance."""
    asked = 0

    async def page(_request: web.Request) -> web.Response:
        nonlocal asked
        asked += 1
        return web.Response(text="<h1>Welcome</h1>", content_type="text/html")

    runner = web.AppRunner(application := web.Application())
    application.router.add_get("/api/v10/users/@me", page)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", unused_port).start()
    use_api(f"http://127.0.0.1:{unused_port}/api/v10")
    clock = ManualClock()
    running = asyncio.create_task(Connection("a.b.c", Wanted(), clock, Ears({}, {})).run())
    with capture_logs() as lines:
        await Loopback(clock).until(lambda: clock.next_sleeper() is not None)
    assert (1, ["Discord cannot be reached"]) == (asked, [line["event"] for line in lines])
    running.cancel()
    await asyncio.wait({running})
    await runner.cleanup()


async def test_a_gateway_that_takes_nobody_for_a_while_is_resumed(
    discord_server: Loopback, caplog: pytest.LogCaptureFixture
) -> None:
    """The session stands until Discord says that it does not; the library would have begun another."""
    async with connected(discord_server) as heard:
        discord_server.mischief.deaf()
        discord_server.mischief.cut()
        await discord_server.until(lambda: "Attempting a reconnect" in caplog.text)
        discord_server.mischief.deaf(deaf=False)
        await discord_server.until(lambda: discord_server.gateway.resumes, 10)
        await heard.hears()
        assert 1 == len(discord_server.gateway.identifies)


async def test_a_frame_that_is_none_ends_the_client_and_not_the_program(discord_server: Loopback) -> None:
    """Another one begins after a pause."""
    async with connected(discord_server) as heard:
        discord_server.mischief.say("no JSON at all")
        await heard.readies(2)
        await heard.hears()


async def test_resuming_does_not_lead_away_from_the_gateway_that_was_set(discord_server: Loopback) -> None:
    """READY names another address; the operator's stands."""
    discord_server.resumes_at = "ws://127.0.0.1:9/"
    async with connected(discord_server) as heard:
        for link in list(discord_server.gateway.links):
            link.cut()
        await discord_server.until(lambda: discord_server.gateway.resumes)
        await heard.hears()


async def test_without_a_gateway_that_was_set_the_api_names_it(discord_server: Loopback) -> None:
    """As it is with Discord itself."""
    async with connected(discord_server, Wanted()) as heard:
        await heard.hears()


async def test_a_range_of_shards_connects_each_of_them(discord_server: Loopback) -> None:
    """The process serves those of its range, and no other."""
    async with connected(discord_server, Wanted(discord_server.gateway_url, Shards(1, 2, 4))):
        assert [[1, 4], [2, 4]] == [each["shard"] for each in discord_server.gateway.identifies]


async def test_leaving_ends_the_session(discord_server: Loopback) -> None:
    """A close that says so: nobody shows the bot as there, and no event is kept for it."""
    async with connected(discord_server):
        (session,) = discord_server.gateway.sessions.values()
    assert session.dead


async def test_who_asks_is_told_as_discord_wants_it(discord_server: Loopback) -> None:
    """Its address, a comma, its version (API docs, "User Agent")."""
    heard = Heard(discord_server, Wanted(discord_server.gateway_url))
    await heard.readies(1)
    assert re.match(r"DiscordBot \(https://\S+, \d[\w.]*\)", heard.connection.client.http.user_agent)
    heard.running.cancel()
    await asyncio.wait({heard.running})
