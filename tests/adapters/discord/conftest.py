"""What the tests of the Discord adapter are given: a class, a channel, or a server that says what it is told to."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from adapters.discord.requests.rest import Rest
from tests.adapters.discord.playing import Class, playing
from tests.adapters.discord.rooms import Room, room_on_discord
from tests.adapters.discord.scripts import Script, scripted
from tests.loopback.discord import loopback


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Class]:
    """Give a class on Discord with Studybell in it; nothing may be sent that Discord would not take."""
    async with loopback() as discord:
        async with playing(discord, tmp_path) as room:
            yield room
        discord.assert_clean()


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[Room]:
    """Give a channel in which nothing was posted, and our surface before it; again nothing may be sent that is not taken."""
    async with room_on_discord(tmp_path) as made:
        yield made


@pytest.fixture
async def played() -> AsyncIterator[tuple[Script, Rest]]:
    """Give a script and what asks the server that follows it."""
    async with scripted() as given:
        yield given
