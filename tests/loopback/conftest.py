from collections.abc import AsyncIterator

import pytest

from tests.loopback.discord import Loopback, loopback


@pytest.fixture
async def discord_server() -> AsyncIterator[Loopback]:
    """A strict Discord that also holds its own answers against the published description."""
    async with loopback() as server:
        server.checks_itself = True
        yield server
        assert [] == server.bugs
