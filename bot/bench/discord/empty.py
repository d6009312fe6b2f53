"""The floor: a discord.py program that answers every press with the same private words, and does nothing else.

``python -m bot.bench.discord.empty URL``, until it is killed. It imports nothing of Studybell.
"""

import asyncio
import sys

import discord
import yarl

SAME_REPLY = "Locked in: **A** · Mercury, the innermost"
"""About what Studybell answers a press with."""


class Empty(discord.Client):
    """Answers, and that is all."""

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        """Answer in private."""
        await interaction.response.send_message(SAME_REPLY, ephemeral=True)


def main(url: str) -> None:
    """Serve the Discord at this address."""
    discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False
    discord.http.Route.BASE = f"{url}/api/v10"
    discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(url.replace("http", "ws", 1) + "/gateway/")
    client = Empty(intents=discord.Intents(guilds=True), chunk_guilds_at_startup=False, guild_ready_timeout=0.1)
    asyncio.run(client.start("bench.bench.bench"))


if __name__ == "__main__":
    main(sys.argv[1])
