"""What an interaction tells of the people, roles and channels it names: `resolved`."""

from collections.abc import Iterable
from typing import Any

from tests.loopback.discord import payloads, permissions
from tests.loopback.discord.server import Discord
from tests.loopback.discord.world import Guild


def resolved(server: Discord, guild: Guild | None, ids: Iterable[Any]) -> dict[str, Any]:
    """Return ``{"resolved": ...}`` of the ids, or nothing: Discord sends it only where there is something to tell."""
    found: dict[str, dict[str, Any]] = {}
    for number in ids:
        for kind, key, body in _kinds(server, guild, int(number)):
            found.setdefault(kind, {})[key] = body
    return {"resolved": found} if found else {}


def _kinds(server: Discord, guild: Guild | None, number: int) -> Iterable[tuple[str, str, dict[str, Any]]]:
    key = str(number)
    if number in server.users:
        yield "users", key, payloads.user(server.users[number])
        if guild is not None and number in guild.members:
            may = {"permissions": str(permissions.in_guild(guild, server.users[number]))}
            yield "members", key, payloads.member(guild.members[number], bare=True) | may
    elif guild is not None and number in guild.roles:
        yield "roles", key, payloads.role(guild.roles[number])
    elif number in server.channels:
        yield "channels", key, payloads.channel(server.channels[number])
