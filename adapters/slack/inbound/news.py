"""What Slack tells of messages, brought into one form: written, edited, removed, or a message of ours that was deleted. Pure.

What may never happen: a picture of a link taken for an edit; what we wrote ourselves, or another program, taken for a member's.
"""

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from adapters.slack.terms.ids import is_ts
from adapters.slack.terms.writing import is_written

Raw = Mapping[str, Any]

TOMBSTONE = "tombstone"
"""What Slack puts in the place of a deleted message under which a thread goes on."""


class Written(Struct, frozen=True):
    """A message of a member as it stands now, new or edited; `thread` is "" where it stands in none."""

    raw: Raw
    channel: str
    thread: str
    parent: str
    direct: bool = False


class Removed(Struct, frozen=True):
    """A message that was taken away at `at` (a `ts`). `author` is "" and `thread` is "" where Slack does not tell."""

    ts: str
    at: str
    channel: str
    thread: str
    parent: str
    author: str
    told: bool
    """Whether Slack told what stood there."""

    bot: str = ""
    """The id of the bot that wrote it, "" where no bot did."""


News = Written | Removed


def read(event: Raw) -> News | None:
    """Return what a ``message`` event tells, None for what is nobody's words."""
    channel = str(event.get("channel") or "")
    if not channel:
        return None
    match event.get("subtype"):
        case "message_changed":
            return _changed(event, channel)
        case "message_deleted":
            return _deleted(event, channel)
        case _:
            return _written(event, event, channel)


def _written(raw: Raw, event: Raw, channel: str) -> Written | None:
    if not is_written(raw) or not is_ts(str(raw.get("ts") or "")):
        return None
    direct = event.get("channel_type") == "im" or (not event.get("channel_type") and channel.startswith("D"))
    return Written(raw, channel, _thread(raw), str(raw.get("parent_user_id") or ""), direct)


def _changed(event: Raw, channel: str) -> News | None:
    now, before = event.get("message") or {}, event.get("previous_message") or {}
    if now.get("subtype") == TOMBSTONE:
        return _removed(event, channel, str(now.get("ts") or ""), before, now)
    edited = (now.get("edited") or {}).get("ts")
    if not edited or edited == (before.get("edited") or {}).get("ts"):
        return None  # a link got its picture, or a reply was counted
    return _written(now, event, channel)


def _deleted(event: Raw, channel: str) -> News | None:
    before = event.get("previous_message") or {}
    ts = str(event.get("deleted_ts") or before.get("ts") or "")
    if before.get("subtype") == TOMBSTONE:
        return None  # its message was deleted before
    return _removed(event, channel, ts, before, before)


def _removed(event: Raw, channel: str, ts: str, before: Raw, stood: Raw) -> Removed | None:
    if not is_ts(ts):
        return None
    thread = str(before.get("thread_ts") or stood.get("thread_ts") or event.get("thread_ts") or "")
    if not is_ts(thread):
        thread = ""
    return Removed(
        ts=ts,
        at=str(event.get("event_ts") or event.get("ts") or ""),
        channel=channel,
        thread=thread if thread != ts else "",
        parent=str(before.get("parent_user_id") or ""),
        author=str(before.get("user") or ""),
        told=bool(before),
        bot=str(before.get("bot_id") or ""),
    )


def _thread(raw: Raw) -> str:
    """Return the `ts` of the message whose thread it stands in, "" where it stands in none."""
    thread = str(raw.get("thread_ts") or "")
    return thread if is_ts(thread) and thread != raw.get("ts") else ""
