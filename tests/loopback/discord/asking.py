"""May the bot? Each question ends in a refusal with Discord's own code."""

from tests.loopback.discord import permissions
from tests.loopback.discord.server import Discord
from tests.loopback.discord.trouble import Refusal
from tests.loopback.discord.world import Channel


def sees_channel(server: Discord, channel: Channel) -> None:
    """Refuse with 50001 what the bot does not even see."""
    if not permissions.sees(channel, server.me):
        raise Refusal(403, 50001)


def needs(server: Discord, channel: Channel, permission: int, otherwise: Refusal | None = None) -> None:
    """Refuse with 50013 (or `otherwise`) what the bot has no permission for in a channel it sees."""
    if permissions.in_channel(channel, server.me) & permission != permission:
        raise otherwise or Refusal(403, 50013)
