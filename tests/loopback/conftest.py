from collections.abc import AsyncIterator

import pytest

from tests.loopback.discord import Loopback, loopback
from tests.loopback.knocking import Knock, knocking


@pytest.fixture
async def discord_server() -> AsyncIterator[Loopback]:
    """A strict Discord that also holds its own answers against the published description."""
    async with loopback() as server:
        server.checks_itself = True
        yield server
        assert [] == server.bugs


@pytest.fixture
async def knock(discord_server: Loopback) -> AsyncIterator[Knock]:
    """A bare client of it."""
    async with knocking(discord_server) as knock:
        yield knock
