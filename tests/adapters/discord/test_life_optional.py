"""Events that leave out what Discord documents as optional are read all the same."""

from typing import Any

import pytest

from adapters.discord.gateway.optional import filled
from tests.adapters.discord.test_life_connection import connected
from tests.loopback.discord import Loopback
from tests.loopback.fixtures import discord_server

__all__ = ["discord_server"]

BEGAN = "2026-08-01T10:00:00+00:00"
METADATA = {"archived": False, "auto_archive_duration": 60, "archive_timestamp": BEGAN, "locked": False}


async def test_a_server_whose_channels_say_the_least_is_known(discord_server: Loopback) -> None:
    """With every kind of channel, and a thread."""
    server = {
        "id": "7",
        "name": "Class",
        "unavailable": False,
        "roles": [{"id": "7", "name": "@everyone", "permissions": "0"}],
        "channels": [{"id": str(10 + kind), "type": kind, "name": "here"} for kind in (0, 2, 4, 5, 13, 15)],
        "threads": [{"id": "30", "type": 11, "parent_id": "10", "name": "there", "thread_metadata": METADATA}],
    }
    async with connected(discord_server) as heard:
        discord_server.gateway.dispatch("GUILD_CREATE", server)
        await heard.hears()
        guild = heard.connection.client.get_guild(7)
        assert guild is not None
        assert ({10, 12, 14, 15, 23, 25}, [30]) == (
            {each.id for each in guild.channels},
            [each.id for each in guild.threads],
        )


@pytest.mark.parametrize(
    ("name", "payload"),
    [
        ("CHANNEL_UPDATE", {"id": "1", "type": 2, "name": "Loud", "position": 3, "bitrate": 8000, "user_limit": 5}),
        ("THREAD_UPDATE", {"id": "1", "type": 11, "name": "a", "owner_id": "5", "message_count": 2, "member_count": 1}),
        ("MESSAGE_CREATE", {"id": "1", "type": 0}),
        ("GUILD_CREATE", {"id": "1", "unavailable": True}),
    ],
)
def test_what_is_told_stays_as_it_is(name: str, payload: dict[str, Any]) -> None:
    """Nothing is filled in where something stands, nor where nothing belongs."""
    assert payload == filled(name, dict(payload))
