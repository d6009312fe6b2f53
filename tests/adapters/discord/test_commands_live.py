"""Commands on a running Discord: told when Studybell starts, completed while they are typed."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.adapters.discord.declared import ours_alone
from tests.loopback.discord import Loopback
from tests.loopback.fixtures import discord_server
from tests.loopback.studybell import Indoors, Room, indoors

__all__ = ["discord_server"]

FAMILIES = ["deck", "discuss", "quiz", "study"]


@pytest.fixture(autouse=True)
def _ours(monkeypatch: pytest.MonkeyPatch) -> None:
    ours_alone(monkeypatch)


def told(server: Loopback) -> list[str]:
    """Return the routes to which commands were put."""
    return [asked.path for asked in server.asked if asked.method == "PUT" and asked.path.endswith("/commands")]


def names(there: list[dict[str, Any]]) -> list[str]:
    """Return the names of commands."""
    return sorted(one["name"] for one in there)


@asynccontextmanager
async def started(server: Loopback, folder: Path, **other: Any) -> AsyncIterator[Indoors]:
    """Yield Studybell once it serves."""
    async with indoors(server, folder, **other) as studybell:
        await studybell.ready()
        yield studybell


async def test_commands_are_told_once_however_often_it_starts(discord_server: Loopback, tmp_path: Path) -> None:
    """The hash of what was told is kept."""
    room = Room(discord_server)
    for _ in range(2):
        async with started(discord_server, tmp_path):
            await discord_server.until(lambda: discord_server.commands)
            await room.bo.command(room.general, "study help")
    assert FAMILIES == names(discord_server.commands)
    assert 1 == len(told(discord_server))


async def test_one_server_alone_has_them_to_try_out(discord_server: Loopback, tmp_path: Path) -> None:
    """Nothing is told to the others."""
    guild = discord_server.guild("Biology 101")
    async with started(discord_server, tmp_path, discord_guild_id=guild.id):
        await discord_server.until(lambda: guild.guild.commands)
    assert (FAMILIES, []) == (names(guild.guild.commands), names(discord_server.commands))


async def test_a_server_that_is_not_ours_keeps_nobody_from_starting(discord_server: Loopback, tmp_path: Path) -> None:
    """It is refused, and Studybell serves."""
    async with started(discord_server, tmp_path, discord_guild_id=99) as studybell:
        await discord_server.until(lambda: told(discord_server))
        assert not studybell.done.done()


async def test_a_due_date_is_completed_on_the_groups_clock(discord_server: Loopback, tmp_path: Path) -> None:
    """As the group has it set, whoever types."""
    room = Room(discord_server)
    async with started(discord_server, tmp_path):
        await discord_server.until(lambda: discord_server.commands)
        await room.bo.command(room.general, "study settings", zone="Asia/Kolkata")
        (offered,) = await room.bo.complete(room.general, "discuss open", due="fri 17:00")
    assert offered.startswith("Fri ")
    assert offered.endswith("(Asia/Kolkata)")


async def test_what_is_chosen_means_what_was_offered(discord_server: Loopback, tmp_path: Path) -> None:
    """On one's own clock, where one is away; the answer says the same."""
    room = Room(discord_server)
    async with started(discord_server, tmp_path):
        await discord_server.until(lambda: discord_server.commands)
        await room.ada.command(room.general, "study preferences", zone="Asia/Tokyo")
        (offered,) = (await room.ada.offered(room.general, "study away", until="next fri 9:00")).choices
        answer = await room.ada.command(room.general, "study away", until=offered["value"])
    when = offered["name"].partition(", in")[0]
    assert "JST" in when
    assert f"You are away until {when}" in answer.text
