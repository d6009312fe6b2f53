"""Web API: conversations.*."""

from typing import Any

from tests.loopback.slack import deeds, payloads
from tests.loopback.slack.calls import Call, Method
from tests.loopback.slack.ids import micros
from tests.loopback.slack.trouble import Refusal
from tests.loopback.slack.world import Channel, Message


async def info(call: Call) -> dict[str, Any]:
    """conversations.info."""
    return {"channel": payloads.channel(call.channel(), call.me)}


async def members(call: Call) -> dict[str, Any]:
    """conversations.members."""
    return {"members": list(call.channel().members), "response_metadata": {"next_cursor": ""}}


def _readable(call: Call) -> Channel:
    channel = call.channel()
    if call.me.id not in channel.members:
        raise Refusal("not_in_channel")
    return channel


def _within(call: Call, messages: list[Message]) -> list[Message]:
    oldest, latest = micros(str(call.get("oldest", "0"))), micros(str(call.get("latest", "0")))
    return [one for one in messages if micros(one.ts) > oldest and (not latest or micros(one.ts) < latest)]


def _shown(call: Call, messages: list[Message]) -> dict[str, Any]:
    metadata = str(call.get("include_all_metadata", "")).lower() in ("true", "1")
    shown = [payloads.message(call.server, one, metadata=metadata) for one in messages]
    return {"messages": shown, "has_more": False}


async def history(call: Call) -> dict[str, Any]:
    """conversations.history: newest first, without replies."""
    channel = _readable(call)
    top = [one for one in channel.messages.values() if not one.is_reply]
    return _shown(call, list(reversed(_within(call, top))))


async def replies(call: Call) -> dict[str, Any]:
    """conversations.replies: the parent, then oldest first."""
    channel = _readable(call)
    parent = channel.messages.get(str(call.get("ts", "")))
    if parent is None:
        raise Refusal("thread_not_found")
    inside = [one for one in channel.messages.values() if one.is_reply and one.thread_ts == parent.ts]
    return _shown(call, [parent, *_within(call, inside)])


async def open_direct(call: Call) -> dict[str, Any]:
    """conversations.open."""
    person = call.user("users")
    return {"channel": {"id": deeds.direct(call.server, call.workspace, person).id}}


READS = ("channels:read", "groups:read", "im:read", "mpim:read")
HISTORY = ("channels:history", "groups:history", "im:history", "mpim:history")
METHODS = {
    "conversations.info": Method(info, READS),
    "conversations.members": Method(members, READS),
    "conversations.history": Method(history, HISTORY),
    "conversations.replies": Method(replies, HISTORY),
    "conversations.open": Method(open_direct, ("im:write", "mpim:write")),
}
