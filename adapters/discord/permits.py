"""Permissions: who may do what in a channel, and by which name Discord's settings call what is missing.

Computed as the API docs have it ("Permissions", 2026-08): roles first, then the channel's overwrites for everybody, for
roles, for the member.
"""

from collections.abc import Iterable, Mapping
from typing import Any

import discord
from msgspec import Struct

from adapters.discord.refusals import Asked

VIEW, SEND, SEND_IN_THREADS = 1 << 10, 1 << 11, 1 << 38
ATTACH, READ_HISTORY = 1 << 15, 1 << 16
PUBLIC_THREADS, PRIVATE_THREADS, MANAGE_THREADS = 1 << 35, 1 << 36, 1 << 34
ADMINISTRATOR, MANAGE_SERVER, MANAGE_EVENTS = 1 << 3, 1 << 5, 1 << 33

EVERYTHING = (1 << 64) - 1
HOSTS = ADMINISTRATOR | MANAGE_SERVER | MANAGE_EVENTS
"""Whoever has one of these may run sessions."""

NAMES = {
    VIEW: "View Channels",
    READ_HISTORY: "Read Message History",
    SEND: "Send Messages",
    SEND_IN_THREADS: "Send Messages in Threads",
    ATTACH: "Attach Files",
    PUBLIC_THREADS: "Create Public Threads",
    PRIVATE_THREADS: "Create Private Threads",
    MANAGE_THREADS: "Manage Threads",
}
"""What the page of a role's permissions calls them, in the order in which they are asked for."""

PRIVATE_THREAD = 12


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


def room_in(guild: discord.Guild, channel: discord.abc.GuildChannel) -> Room:
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


def asked_for(asked: Asked, *, in_thread: bool) -> int:
    """Return the permissions a request needs, as bits; `in_thread`: it is for a thread."""
    method, path = asked.method, asked.path
    if not path.startswith("/channels/"):
        return 0
    needed = VIEW | (ATTACH if asked.files else 0)
    if "/threads" in path and method == "POST":
        return needed | (PUBLIC_THREADS | READ_HISTORY if "/messages/" in path else PRIVATE_THREADS)
    if path.endswith("/messages"):
        sending = SEND_IN_THREADS if in_thread else SEND
        return needed | (READ_HISTORY if method == "GET" else sending)
    if "/thread-members" in path or asked.about == "archived":
        return needed | SEND_IN_THREADS
    if method == "PATCH" and "/messages/" not in path:
        return needed | MANAGE_THREADS
    return needed


def missing(client: discord.Client, channel_id: int, needed: int) -> int | None:
    """Return which of the permissions `needed` our bot has not in that channel; None where that is not known."""
    channel = client.get_channel(channel_id)
    if not isinstance(channel, discord.abc.GuildChannel | discord.Thread):
        return None
    me = channel.guild.get_member(client.user.id) if client.user else None
    if me is None or (isinstance(channel, discord.Thread) and channel.parent is None):
        return None
    return needed & ~channel.permissions_for(me).value


def named(needed: int) -> str:
    """Return what the settings call the permission that comes first of these."""
    return next((name for bit, name in NAMES.items() if needed & bit), "")
