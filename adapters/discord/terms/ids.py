"""Ids: a server is a workspace, and what is written in digits may be one of Discord's.

What may never happen: a request about something that cannot be Discord's.
"""

from msgspec import Struct

from bot.kernel.errors import Gone
from bot.kernel.people import Place

PLATFORM = "discord"

LONGEST = 20
"""Digits of a snowflake: 64 bits."""


class Spot(Struct, frozen=True):
    """A place by Discord's ids; `channel` is the thread's where it is in one."""

    guild: int
    channel: int


def workspace_of(guild: str | int) -> str:
    """Return the workspace of a server."""
    return f"{PLATFORM}:{guild}"


def guild_of(workspace: str) -> str:
    """Return the id of a workspace's server."""
    return workspace.partition(":")[2]


def spot_of(place: Place) -> Spot:
    """Return the place by Discord's ids; raises `Gone` where it cannot be one of Discord's."""
    if place.platform != PLATFORM:
        raise Gone
    return Spot(number(guild_of(place.workspace)), number(place.thread or place.channel))


def number(written: str) -> int:
    """Return an id as a number; raises `Gone` where it is none, since nothing stands there."""
    if not is_id(written):
        raise Gone
    return int(written)


def is_id(written: str) -> bool:
    """Whether it can be an id of Discord's."""
    return written.isascii() and written.isdigit() and len(written) <= LONGEST
