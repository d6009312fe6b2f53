"""What goes wrong when a test asks for it."""

import asyncio

import aiohttp
import pytest

from tests.loopback.discord import Loopback
from tests.loopback.discord.mischief import CUT
from tests.loopback.knocking import Knock, wired

POSTS = "/channels/{channel_id}/messages"
BODY = {"content": "x", "nonce": "n", "enforce_nonce": True}


async def test_a_request_fails_as_often_as_was_said(knock: Knock, discord_server: Loopback) -> None:
    """With the status that was told, and nothing is done."""
    channel = discord_server.guild().channel()
    discord_server.mischief.stumble("POST", POSTS, 503, times=2)
    assert [503, 503, 200] == [(await knock.post(channel, BODY)).status for _ in range(3)]
    assert 1 == len(channel.messages)


async def test_an_answer_is_lost_after_the_deed(knock: Knock, discord_server: Loopback) -> None:
    """The message stands there; who posts it again under its nonce gets the same one."""
    channel = discord_server.guild().channel()
    discord_server.mischief.stumble("POST", POSTS, CUT, after=True)
    with pytest.raises(aiohttp.ClientError):
        await knock.post(channel, BODY)
    assert 1 == len(channel.messages)
    assert str(next(iter(channel.messages))) == (await knock.post(channel, BODY)).body["id"]


async def test_what_is_under_way_is_counted(knock: Knock, discord_server: Loopback) -> None:
    """From when a request came until it is answered."""
    discord_server.mischief.slow("GET", "/users/@me", 0.05)
    asking = asyncio.create_task(knock("GET", "/users/@me"))
    await discord_server.until(lambda: discord_server.under_way == 1)
    assert 200 == (await asking).status
    assert 0 == discord_server.under_way


async def test_events_come_twice_and_in_the_wrong_order(discord_server: Loopback) -> None:
    """Each with a number of its own, as if they were new."""
    guild = discord_server.guild()
    channel, ada = guild.channel(), guild.member("Ada")
    async with wired(discord_server) as wire:
        await wire.identify(discord_server)
        await wire.until("GUILD_CREATE")
        discord_server.mischief.hold()
        post = await ada.writes(channel, "x")
        await ada.removes(post)
        discord_server.mischief.release()
        assert ["MESSAGE_DELETE", "MESSAGE_CREATE"] == await wire.events()
        discord_server.mischief.again("MESSAGE_DELETE")
        assert ["MESSAGE_DELETE"] == await wire.events()
        discord_server.mischief.malformed("THREAD_CREATE")
        assert {} == await wire.until("THREAD_CREATE")


async def test_a_client_is_asked_to_reconnect_or_to_begin_anew(discord_server: Loopback) -> None:
    """Op 7, and op 9 with and without the hope of resuming."""
    async with wired(discord_server) as wire:
        await wire.identify(discord_server)
        discord_server.mischief.reconnect()
        discord_server.mischief.invalidate(resumable=True)
        assert [7, 9] == [(await wire.next())["op"] for _ in range(2)]


async def test_nobody_is_let_in_while_it_is_deaf(discord_server: Loopback) -> None:
    """503 until it hears again."""
    discord_server.mischief.deaf()
    with pytest.raises(aiohttp.WSServerHandshakeError):
        async with wired(discord_server):
            pass
    discord_server.mischief.deaf(deaf=False)
    async with wired(discord_server) as wire:
        assert "READY" == (await wire.identify(discord_server))["t"]


async def test_a_token_is_replaced(knock: Knock, discord_server: Loopback) -> None:
    """401 and 4004 for the old one."""
    old = discord_server.token
    discord_server.resets_token()
    assert 401 == (await knock("GET", "/users/@me")).status
    async with wired(discord_server) as wire:
        assert {"close": 4004} == await wire.identify(discord_server, token=old)
