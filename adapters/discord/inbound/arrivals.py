"""What arrives when somebody acts: Discord's interaction as a value, read from the payload itself.

discord.py's own `Interaction` wants fields that Discord documents as optional, and builds a message and a member that nobody
needs; so the payload is read here, and only what is used of it.
"""

from collections.abc import Mapping, Sequence
from enum import IntEnum
from typing import Any

from msgspec import Struct

from adapters.discord.terms.people import name_of
from adapters.discord.terms.stamps import happened
from bot.kernel.clock import Instant
from bot.kernel.signs import all_mended

COMMAND, COMPONENT, COMPLETION, FORM = 2, 3, 4, 5
"""Interaction types (API docs, "Interaction Type", 2026-08)."""

EPHEMERAL = 1 << 6
"""The flag of a message that one person alone sees."""

MOST_ROLES = 250
"""Roles a server can have."""


class Way(IntEnum):
    """How an interaction is answered (API docs, "Interaction Callback Type", 2026-08)."""

    MESSAGE = 4
    LATER = 5
    NOTHING = 6
    UPDATE = 7
    CHOICES = 8
    FORM = 9


class Seen(Struct, frozen=True, gc=False):
    """The message a control stands on: its flags, and the id of its first component, which says whose key it has."""

    flags: int
    tag: int

    @property
    def private(self) -> bool:
        """Whether only one person sees it."""
        return bool(self.flags & EPHEMERAL)


class Arrival(Struct, frozen=True):
    """An interaction. `at` is when it happened, `received` when it reached us.

    `guild` is "" in a direct message. `channel_told` is what Discord tells of the channel, mostly enough to know whether it is a
    thread. `permissions` are the member's in that channel, as Discord computed them; `roles` the ids of their roles.
    """

    id: int
    token: str
    kind: int
    at: Instant
    received: Instant
    data: Mapping[str, Any]
    guild: str
    channel: str
    channel_told: Mapping[str, Any]
    member: str
    name: str
    permissions: int
    roles: tuple[str, ...]
    locale: str
    seen: Seen | None

    @property
    def custom_id(self) -> str:
        """What the control carries; "" for a command."""
        return str(self.data.get("custom_id") or "")


def read(payload: Mapping[str, Any], now: Instant) -> Arrival:
    """Return the interaction; raises `KeyError` and the like for one that tells too little to be answered."""
    member: Mapping[str, Any] = payload.get("member") or {}
    user: Mapping[str, Any] = member.get("user") or payload["user"]
    channel: Mapping[str, Any] = payload.get("channel") or {}
    number = int(payload["id"])
    return Arrival(
        id=number,
        token=str(payload["token"]),
        kind=payload["type"],
        at=happened(number, now),
        received=now,
        data=all_mended(payload.get("data") or {}),
        guild=str(payload.get("guild_id") or ""),
        channel=str(payload.get("channel_id") or channel.get("id") or ""),
        channel_told=channel,
        member=str(user["id"]),
        name=name_of(user, member),
        permissions=int(member.get("permissions") or 0),
        roles=tuple(member.get("roles") or ())[:MOST_ROLES],
        locale=str(payload.get("locale") or "en"),
        seen=_seen(payload.get("message")),
    )


def _seen(message: Mapping[str, Any] | None) -> Seen | None:
    if not message:
        return None
    components: Sequence[Mapping[str, Any]] = message.get("components") or ({},)
    return Seen(int(message.get("flags") or 0), int(components[0].get("id") or 0))
