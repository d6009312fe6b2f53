"""Permissions: their bits, what Discord's settings call them, and who has which in a channel.

Computed as the API docs have it ("Permissions", 2026-08): roles first, then the channel's overwrites for everybody, for
roles, for the member.
"""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from msgspec import Struct

if TYPE_CHECKING:
    import discord

VIEW, SEND, SEND_IN_THREADS = 1 << 10, 1 << 11, 1 << 38
ATTACH, READ_HISTORY = 1 << 15, 1 << 16
PUBLIC_THREADS, PRIVATE_THREADS, MANAGE_THREADS = 1 << 35, 1 << 36, 1 << 34
ADMINISTRATOR, MANAGE_SERVER, MANAGE_EVENTS = 1 << 3, 1 << 5, 1 << 33

EVERYTHING = (1 << 64) - 1
HOSTS = ADMINISTRATOR | MANAGE_SERVER | MANAGE_EVENTS
"""Whoever has one of these may run sessions."""

NAMES: Mapping[int, str] = {
    VIEW: "View Channels",
    READ_HISTORY: "Read Message History",
    SEND: "Send Messages",
    SEND_IN_THREADS: "Send Messages in Threads",
    ATTACH: "Attach Files",
    PUBLIC_THREADS: "Create Public Threads",
    PRIVATE_THREADS: "Create Private Threads",
    MANAGE_THREADS: "Manage Threads",
}
"""What we ask for, and what the page of a role's permissions calls it; first what to look at first where several are missing."""


class Overwrite(Struct, frozen=True):
    """What a channel allows and denies a role or a member, by its id."""

    id: int
    allow: int
    deny: int


class Room(Struct, frozen=True):
    """What decides who sees a channel.

    It is its server's owner, the permissions of roles by their ids (everybody's has the server's id), and its overwrites.
    """

    server: int
    owner: int
    roles: Mapping[int, int]
    overwrites: tuple[Overwrite, ...] = ()

    def of(self, member: int, roles: Iterable[int]) -> int:
        """Return the permissions of a member with these roles here."""
        if member == self.owner:
            return EVERYTHING
        held = [self.server, *(role for role in roles if role != self.server)]
        base = 0
        for role in held:
            base |= self.roles.get(role, 0)
        if base & ADMINISTRATOR:
            return EVERYTHING
        for ids in ([self.server], held[1:], [member]):
            mine = [each for each in self.overwrites if each.id in ids]
            for each in mine:
                base &= ~each.deny
            for each in mine:
                base |= each.allow
        return base


def room_of(guild: Mapping[str, Any], channel: Mapping[str, Any]) -> Room:
    """Return what decides who sees a channel, of the objects that the API gives."""
    overwrites = channel.get("permission_overwrites") or ()
    return Room(
        server=int(guild["id"]),
        owner=int(guild.get("owner_id") or 0),
        roles={int(role["id"]): int(role["permissions"]) for role in guild.get("roles", ())},
        overwrites=tuple(
            Overwrite(int(each["id"]), int(each.get("allow") or 0), int(each.get("deny") or 0)) for each in overwrites
        ),
    )


def room_in(guild: "discord.Guild", channel: "discord.abc.GuildChannel") -> Room:
    """Return the same of what the gateway told."""
    pairs = {target.id: pair for target, pair in channel.overwrites.items()}
    return Room(
        server=guild.id,
        owner=guild.owner_id or 0,
        roles={role.id: role.permissions.value for role in guild.roles},
        overwrites=tuple(
            Overwrite(target, *(each.value for each in overwrite.pair())) for target, overwrite in pairs.items()
        ),
    )


def named(needed: int) -> str:
    """Return what the settings call the permission that comes first of these, "" where that is none we ask for."""
    return next((name for bit, name in NAMES.items() if needed & bit), "")
