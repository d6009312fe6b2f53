"""Several processes share the work: each serves a range of shards, and all of them one database."""

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from adapters.discord.terms.shards import Range, shard_of
from bot.store.connect import migrate
from tests.contract.conftest import empty_postgres, server
from tests.loopback.discord import Loopback
from tests.loopback.fixtures import discord_server
from tests.loopback.studybell import Room, outdoors

__all__ = ["discord_server", "empty_postgres", "server"]

Postgres = Callable[[], Awaitable[str]]

ZEROTH, FIRST = 40 << 22, 41 << 22
"""Servers of shard 0 and shard 1, of two."""


def told_commands(discord: Loopback) -> list[str]:
    """Return how often commands were told."""
    return [asked.method for asked in discord.asked if asked.method == "PUT" and asked.path.endswith("/commands")]


@pytest.mark.parametrize(("guild", "shard"), [(0, 0), (ZEROTH, 8), (FIRST, 9), (1_234_567_890_123_456_789, 7)])
def test_a_servers_shard_follows_from_its_id(guild: int, shard: int) -> None:
    """As Discord computes it, of sixteen; an id that is no snowflake is on the first."""
    assert (shard, True) == (shard_of(guild, 16), Range((shard,), 16).has(guild))


async def test_two_processes_serve_two_servers(
    discord_server: Loopback, tmp_path: Path, empty_postgres: Postgres
) -> None:
    """Each hears its own; the one with shard 0 tells the commands, and nobody tells them twice."""
    zeroth, first = Room(discord_server, id=ZEROTH), Room(discord_server, id=FIRST)
    here = {"database_url": await empty_postgres()}
    await migrate(here["database_url"])
    async with outdoors(discord_server, tmp_path, discord_shards="0-0/2", **here) as one:
        await discord_server.until(lambda: discord_server.commands, 10)
        async with outdoors(discord_server, tmp_path, discord_shards="1-1/2", **here) as other:
            await discord_server.until(lambda: len(discord_server.gateway.sessions) == 2, 10)
            for room in (zeroth, first):
                await room.starts_a_quiz()
                assert "You are in." == (await room.ada.press(await room.card("Join"), "Join")).text
            assert (0, 0) == (await other.stop(), await one.stop())
    assert [[0, 2], [1, 2]] == [each["shard"] for each in discord_server.gateway.identifies]
    assert ["PUT"] == told_commands(discord_server)
    assert [] == [*one.trouble, *other.trouble]


async def test_a_press_may_come_to_a_process_that_does_not_own_the_session(
    discord_server: Loopback, tmp_path: Path, empty_postgres: Postgres
) -> None:
    """The one process stops, the other one takes its sessions over; then presses come to a third one, and all goes on."""
    room = Room(discord_server, id=FIRST)
    here = {"database_url": await empty_postgres()}
    await migrate(here["database_url"])
    async with outdoors(discord_server, tmp_path, discord_shards="0-0/2", **here) as owner:
        await discord_server.until(lambda: discord_server.commands, 10)
        async with outdoors(discord_server, tmp_path, discord_shards="1-1/2", **here) as before:
            await discord_server.until(lambda: len(discord_server.gateway.sessions) == 2, 10)
            await room.starts_a_quiz()
            await room.hosts("Begin")
            await room.card("A")
            await before.stop()
        async with outdoors(discord_server, tmp_path, discord_shards="1-1/2", **here) as after:
            await discord_server.until(lambda: len(discord_server.gateway.sessions) == 3, 10)
            question = await room.card("A")
            assert "Locked in" in (await room.ada.press(question, "A")).text
            assert "Locked in" in (await room.cy.press(question, "B")).text
            await room.hosts("Close now")
            await room.shows("1 of 2 answered right")
            await room.whispers(room.ada, "Right!")
            await room.whispers(room.cy, "Not this time.")
            assert (0, 0) == (await after.stop(), await owner.stop())
    assert [] == [*owner.trouble, *before.trouble, *after.trouble]
    assert {} == discord_server.refusals
