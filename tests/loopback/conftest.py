from collections.abc import AsyncIterator

import pytest

from tests.loopback.calling import Room, calling
from tests.loopback.discord import Loopback, loopback
from tests.loopback.knocking import Knock, knocking
from tests.loopback.slack import Loopback as Slack
from tests.loopback.slack import loopback as loopback_slack


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


@pytest.fixture
async def slack() -> AsyncIterator[Slack]:
    """A strict Slack; at the end nothing may have been sent to it that the real one would not have taken."""
    async with loopback_slack() as server:
        yield server
        server.assert_clean()


@pytest.fixture
async def room() -> AsyncIterator[Room]:
    """A workspace of a strict Slack with #general in it, and a bare client that may send what nobody should."""
    async with loopback_slack() as server, calling(server) as call:
        team = server.team()
        yield Room(server, team, team.channel(), call)
        assert [] == server.bugs
