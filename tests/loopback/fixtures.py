"""Fixtures for tests against a loopback platform: import those you use in your `conftest.py`."""

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager

import discord
import pytest
import yarl

from tests.loopback.discord import Loopback, loopback


@pytest.fixture
async def discord_server() -> AsyncIterator[Loopback]:
    """A strict Discord; at the end nothing may have been sent to it that the real one would not have taken."""
    async with loopback() as server:
        yield server
        server.assert_clean()


@contextmanager
def pointed_at(server: Loopback) -> Iterator[None]:
    """Let every client of discord.py in this process speak with `server`."""
    ways = (discord.http.Route.BASE, discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY, discord.Asset.BASE)
    discord.http.Route.BASE = server.api_url
    discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(server.gateway_url)
    discord.Asset.BASE = server.cdn_url
    try:
        yield
    finally:
        discord.http.Route.BASE, discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY, discord.Asset.BASE = ways
