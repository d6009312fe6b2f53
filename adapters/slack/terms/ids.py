"""Ids: a Slack team is a workspace, a message's reference is its `ts`, and a thread is named by the `ts` of its first message.

What may never happen: a request about something that cannot be Slack's. Ids are opaque (docs.slack.dev, "Working with IDs",
2026-08): what they begin with and how long they are says nothing for certain, so they are only kept from being something else.
"""

import re

from msgspec import Struct

from bot.kernel.errors import Gone
from bot.kernel.people import Place

PLATFORM = "slack"

SLACKBOT = "USLACKBOT"
"""Slack's own program, which is a user of every workspace and no bot by what ``users.info`` tells."""

_ID = re.compile(r"[A-Z0-9]{2,60}")
_TS = re.compile(r"[0-9]{1,15}\.[0-9]{1,12}")


class Spot(Struct, frozen=True):
    """A place by Slack's ids; `thread` is the `ts` of the message it begins at, "" in the channel itself."""

    workspace: str
    channel: str
    thread: str = ""


def workspace_of(team: str) -> str:
    """Return the workspace of a team."""
    return f"{PLATFORM}:{team}"


def team_of(workspace: str) -> str:
    """Return the id of a workspace's team."""
    return workspace.partition(":")[2]


def spot_of(place: Place) -> Spot:
    """Return the place by Slack's ids; raises `Gone` where it cannot be one of Slack's."""
    if place.platform != PLATFORM or not is_id(team_of(place.workspace)) or not is_id(place.channel):
        raise Gone
    return Spot(place.workspace, place.channel, ts_of(place.thread) if place.thread else "")


def ts_of(written: str) -> str:
    """Return a message's `ts`; raises `Gone` where it can be none, since nothing stands there."""
    if not is_ts(written):
        raise Gone
    return written


def is_ts(written: str) -> bool:
    """Whether it can be the `ts` of a message."""
    return _TS.fullmatch(written) is not None


def is_id(written: str) -> bool:
    """Whether it can be an id of Slack's: of a team, a channel, a person, a user group."""
    return _ID.fullmatch(written) is not None
