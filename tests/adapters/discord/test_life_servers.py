"""Servers that let us in and throw us out; and outages, which are neither."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from bot.store.contract import LEFT
from tests.loopback.discord import Loopback
from tests.loopback.fixtures import discord_server
from tests.loopback.studybell import Indoors, Room, indoors

__all__ = ["discord_server"]


async def becomes(wanted: Any, ask: Callable[[], Awaitable[Any]]) -> None:
    """Ask the store, which is a way there and back each time, until the answer is the one that is wanted."""
    async with asyncio.timeout(10):
        while wanted != await ask():
            continue


async def gone(studybell: Indoors) -> set[str]:
    """Return the workspaces that are noted to have removed us."""
    return set(await studybell.app.store.kept(LEFT))


async def servers(studybell: Indoors) -> int:
    """Return in how many servers we know to be."""
    return len(await studybell.app.store.kept("discord.servers"))


async def running(studybell: Indoors, room: Room) -> int:
    """Return how many sessions the server has that are not over."""
    return len(await studybell.app.store.unsettled(f"discord:{room.guild.id}"))


async def test_a_server_that_removes_us_has_left(discord_server: Loopback, tmp_path: Path) -> None:
    """Its sessions end, and the clock of its data begins to run."""
    room, other = Room(discord_server), Room(discord_server)
    async with indoors(discord_server, tmp_path) as studybell:
        await studybell.ready()
        await room.starts_a_quiz()
        await other.starts_a_quiz()
        room.guild.removes_bot()
        await becomes({f"discord:{room.guild.id}"}, lambda: gone(studybell))
        await becomes(0, lambda: running(studybell, room))
        assert 1 == await running(studybell, other)


async def test_an_outage_is_no_removal(discord_server: Loopback, tmp_path: Path) -> None:
    """A server that cannot be reached for a while is still ours, also after a start in the middle of it."""
    room, other = Room(discord_server), Room(discord_server)
    async with indoors(discord_server, tmp_path) as studybell:
        await studybell.ready()
        await room.starts_a_quiz()
        room.guild.fails()
        other.guild.removes_bot()
        await becomes({f"discord:{other.guild.id}"}, lambda: gone(studybell))
        assert 1 == await running(studybell, room)
    async with indoors(discord_server, tmp_path) as studybell:
        await studybell.ready()
        room.guild.recovers()
        await room.hosts("Cancel")
        await becomes({f"discord:{other.guild.id}"}, lambda: gone(studybell))


async def test_a_server_that_invites_us_again_is_back(discord_server: Loopback, tmp_path: Path) -> None:
    """Nothing of it is deleted then."""
    room = Room(discord_server)
    async with indoors(discord_server, tmp_path) as studybell:
        await studybell.ready()
        room.guild.removes_bot()
        await becomes({f"discord:{room.guild.id}"}, lambda: gone(studybell))
        room.guild.invites_bot()
        await becomes(set(), lambda: gone(studybell))


async def test_a_removal_while_we_were_away_is_found_at_the_start(discord_server: Loopback, tmp_path: Path) -> None:
    """No event tells of it any more; that the server is not listed, and that Discord lets us not see it, does."""
    room, other = Room(discord_server), Room(discord_server)
    async with indoors(discord_server, tmp_path) as studybell:
        await studybell.ready()
        await becomes(2, lambda: servers(studybell))
    del room.guild.guild.members[discord_server.me.id]
    async with indoors(discord_server, tmp_path) as studybell:
        await studybell.ready()
        await becomes({f"discord:{room.guild.id}"}, lambda: gone(studybell))
        assert f"discord:{other.guild.id}" not in await gone(studybell)


async def test_an_invitation_while_we_were_away_is_found_at_the_start(discord_server: Loopback, tmp_path: Path) -> None:
    """A server that had removed us, and that is listed again."""
    room = Room(discord_server)
    async with indoors(discord_server, tmp_path) as studybell:
        await studybell.ready()
        room.guild.removes_bot()
        await becomes({f"discord:{room.guild.id}"}, lambda: gone(studybell))
    room.guild.invites_bot()
    async with indoors(discord_server, tmp_path) as studybell:
        await studybell.ready()
        await becomes(set(), lambda: gone(studybell))


async def test_a_server_left_out_by_mistake_is_asked_for(discord_server: Loopback, tmp_path: Path) -> None:
    """What READY lists is not believed alone: a server that Discord still shows us has not removed us."""
    room, other = Room(discord_server), Room(discord_server)
    async with indoors(discord_server, tmp_path) as studybell:
        await studybell.ready()
        await becomes(2, lambda: servers(studybell))
        own = f"discord:{room.guild.id}"
        await studybell.adapter._farewell.compare(
            frozenset({other.guild.id}), studybell.adapter.connection.client.range
        )
        assert own not in await gone(studybell)
        assert f"/api/v10/guilds/{room.guild.id}" in {asked.path for asked in discord_server.asked}


async def test_another_applications_servers_have_not_removed_us(discord_server: Loopback, tmp_path: Path) -> None:
    """A start with another application's token on the same database ends nothing."""
    room = Room(discord_server)
    async with indoors(discord_server, tmp_path) as studybell:
        await studybell.ready()
        await becomes(1, lambda: servers(studybell))
    del room.guild.guild.members[discord_server.me.id]
    discord_server.application_id += 1
    joined = Room(discord_server)
    async with indoors(discord_server, tmp_path) as studybell:
        await studybell.ready()
        await becomes(2, lambda: servers(studybell))
        assert set() == await gone(studybell)
        assert joined.guild.id != room.guild.id
