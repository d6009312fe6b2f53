"""What the tests of the Slack adapter are given: a strict Slack, and a class on it with Studybell."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.adapters.slack.playing import Playing, playing
from tests.adapters.slack.rooms import Room, room_on_slack
from tests.loopback.slack import Loopback, loopback


@pytest.fixture
async def slack() -> AsyncIterator[Loopback]:
    """A strict Slack; at the end nothing may have been sent to it that the real one would not have taken."""
    async with loopback() as server:
        yield server
        server.assert_clean()


@pytest.fixture
async def room(slack: Loopback, tmp_path: Path) -> AsyncIterator[Playing]:
    """Give a class on Slack with Studybell in it, by Socket Mode."""
    async with playing(slack, tmp_path) as room:
        yield room


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[Room]:
    """Give a channel in which nothing was posted, and our surface before it; again nothing may be sent that is not taken."""
    async with room_on_slack(tmp_path) as made:
        yield made


@pytest.fixture(params=["Socket Mode", "HTTP"])
async def either(request: pytest.FixtureRequest, slack: Loopback, tmp_path: Path) -> AsyncIterator[Playing]:
    """Give the same, once by each transport."""
    async with playing(slack, tmp_path, http=request.param == "HTTP") as room:
        yield room
