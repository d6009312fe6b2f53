"""Limits of rates: nobody waits for an answer that is there, and nothing leaves that may not yet."""

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest
from discord.http import HTTPClient, Route

from adapters.discord.requests.buckets import Bucket, keep_to_pace
from adapters.discord.requests.pace import Pace
from tests.adapters.discord.seconds import Time
from tests.loopback.discord import Loopback
from tests.loopback.fixtures import discord_server, pointed_at

__all__ = ["discord_server"]


def told(left: int, seconds: float) -> Any:
    """Return an answer that tells what is left of a bucket of two, and in how many seconds it is full again."""
    limit = {"X-Ratelimit-Limit": "2", "X-Ratelimit-Remaining": str(left), "X-Ratelimit-Reset-After": str(seconds)}
    return SimpleNamespace(headers=limit)


def bucket(time: Time) -> Bucket:
    """Return a bucket that paces by `time`."""
    return Bucket(None, Pace(time, time.rest))


async def test_the_answer_that_empties_a_bucket_is_handed_on() -> None:
    """It does not wait until the bucket is full again."""
    emptied = bucket(Time())
    async with asyncio.timeout(5):
        async with emptied:
            emptied.update(told(0, 3_600))
    assert 0 == emptied.remaining


async def test_nothing_leaves_while_a_bucket_is_empty() -> None:
    """The next request goes once it is full again, and once only it is waited for."""
    emptied = bucket(Time())
    async with emptied:
        emptied.update(told(0, 0.05))
    assert emptied.expires is not None
    full, loop = emptied.expires, asyncio.get_running_loop()
    async with asyncio.timeout(5), emptied, emptied:
        assert loop.time() >= full
        assert 0 == emptied.remaining


async def test_who_waits_takes_what_is_left() -> None:
    """Of a limit nobody knows yet one request is let through, and the others as soon as it has told."""
    unknown = bucket(Time())
    async with asyncio.timeout(5):
        async with unknown:
            waiting = [asyncio.create_task(unknown.acquire()) for _ in range(2)]
            await asyncio.sleep(0)
            unknown.update(told(2, 3_600))
        await asyncio.gather(*waiting)
    assert (2, 0) == (unknown.outgoing, unknown.remaining)


async def test_what_waited_for_its_bucket_keeps_to_the_pace() -> None:
    """Buckets that fill at the same moment let nobody leave in a crowd."""
    time = Time()
    pace = Pace(time, time.rest, most=3, at_once=1)
    for _ in range(7):
        async with Bucket(None, pace):
            pass
    assert 3 == time.now


async def test_who_gives_up_takes_nothing_out() -> None:
    """What is left is there for others."""
    kept = Bucket(None, Pace(Time(), lambda _: asyncio.sleep(3_600), most=2, at_once=1))
    async with kept:
        kept.update(told(2, 3_600))
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.01), kept:
            pass
    assert (0, 2) == (kept.outgoing, kept.remaining)


async def test_discord_py_uses_our_buckets(discord_server: Loopback) -> None:
    """All the posts that may leave at once are confirmed at once; the library alone would keep the last one for seconds."""
    channel = discord_server.guild().channel()
    with pointed_at(discord_server):
        http = HTTPClient(asyncio.get_running_loop())
        keep_to_pace(http)
        await http.static_login(discord_server.token)
        loop = asyncio.get_running_loop()
        began = loop.time()
        for number in range(5):
            route = Route("POST", "/channels/{channel_id}/messages", channel_id=channel.id)
            await http.request(route, json={"content": str(number)})
        took = loop.time() - began
        await http.close()
    assert ["0", "1", "2", "3", "4"] == [asked.body["content"] for asked in discord_server.asked if asked.body]
    assert 4 > took
