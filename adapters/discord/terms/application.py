"""What Discord says of our application: who it is, and which privileged intents its owner allowed."""

from msgspec import Struct

MEMBERS = 1 << 14 | 1 << 15
MESSAGE_CONTENT = 1 << 18 | 1 << 19
"""Application flags ``GATEWAY_GUILD_MEMBERS`` and ``GATEWAY_MESSAGE_CONTENT``, each with its ``_LIMITED`` form for
applications that are not verified (Discord's documentation, Application Object, 2026-08)."""


class Granted(Struct, frozen=True):
    """Which privileged intents our application has: to read what members write, and to list the members of a server."""

    message_content: bool = False
    members: bool = False


def granted(flags: int) -> Granted:
    """Return what an application's flags grant."""
    return Granted(message_content=bool(flags & MESSAGE_CONTENT), members=bool(flags & MEMBERS))
