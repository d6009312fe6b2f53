"""The plain client of discord.py lives on it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import discord
import pytest

from tests.loopback.discord import Loopback
from tests.loopback.fixtures import pointed_at


class Plain(discord.Client):
    """A client that answers every command and press with a private message."""

    def __init__(self, **options: Any) -> None:
        intents = discord.Intents(guilds=True, guild_messages=True)
        super().__init__(intents=intents, chunk_guilds_at_startup=False, guild_ready_timeout=0.1, **options)
        self.heard: list[str] = []

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        await interaction.response.send_message("noted", ephemeral=True)

    async def on_message(self, message: discord.Message) -> None:
        self.heard.append(message.content)


@asynccontextmanager
async def connected(server: Loopback) -> AsyncIterator[Plain]:
    with pointed_at(server):
        client = Plain()
        running = asyncio.create_task(client.start(server.token))
        try:
            await asyncio.wait_for(client.wait_until_ready(), 5)
            yield client
        finally:
            await client.close()
            await running


@pytest.fixture
async def client(discord_server: Loopback) -> AsyncIterator[Plain]:
    async with connected(discord_server) as client:
        yield client


async def test_it_logs_in(discord_server: Loopback, client: Plain) -> None:
    """A client logs in and knows who it is."""
    assert client.user is not None
    assert (discord_server.me.id, discord_server.application_id) == (client.user.id, client.application_id)


async def test_it_posts_and_edits(discord_server: Loopback, client: Plain) -> None:
    """A message is posted, edited, read and deleted."""
    guild = discord_server.guild()
    channel, ada = guild.channel(), guild.member("Ada")
    spoken = client.get_partial_messageable(channel.id)
    message = await spoken.send("one")
    await message.edit(content="two")
    assert ["two"] == [one.text for one in ada.sees(channel)]
    assert "two" == (await spoken.fetch_message(message.id)).content
    await message.delete()
    assert [] == ada.sees(channel)
