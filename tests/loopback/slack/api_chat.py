"""Web API: chat.*."""

from typing import Any

from tests.loopback.slack import deeds, payloads
from tests.loopback.slack.calls import Call, Method
from tests.loopback.slack.trouble import Refusal, wrong
from tests.loopback.slack.world import Channel


def _may_write(call: Call, channel: Channel) -> None:
    if channel.archived:
        raise Refusal("is_archived")
    if call.me.id not in channel.members:
        raise Refusal("not_in_channel")


def _where(call: Call) -> Channel:
    person = call.workspace.users.get(str(call.get("channel", "")))
    if person is None:
        return call.channel()
    return deeds.direct(call.server, call.workspace, person)


def _check(call: Call) -> None:
    if not call.get("text") and not call.get("blocks"):
        raise wrong("no_text", "neither text nor blocks")


async def post_message(call: Call) -> dict[str, Any]:
    """chat.postMessage."""
    channel = _where(call)
    _may_write(call, channel)
    _check(call)
    message = deeds.post(
        call.server, channel, call.me, str(call.get("text", "")), call.get("blocks"),
        thread_ts=str(call.get("thread_ts", "")), metadata=call.get("metadata"),
    )  # fmt: skip
    return {"channel": channel.id, "ts": message.ts, "message": payloads.message(call.server, message)}


async def update(call: Call) -> dict[str, Any]:
    """chat.update."""
    channel = call.channel()
    message = call.message(channel)
    if message.user is not call.me:
        raise Refusal("cant_update_message")
    _check(call)
    deeds.edit(call.server, message, str(call.get("text", "")), call.get("blocks"), call.get("metadata"))
    shown = payloads.message(call.server, message)
    return {"channel": channel.id, "ts": message.ts, "text": message.text, "message": shown}


async def post_ephemeral(call: Call) -> dict[str, Any]:
    """chat.postEphemeral."""
    channel = call.channel()
    _may_write(call, channel)
    _check(call)
    person = call.user()
    if person.id not in channel.members:
        raise Refusal("user_not_in_channel")
    message = deeds.whisper(
        call.server, channel, call.me, person, str(call.get("text", "")), call.get("blocks"),
        thread_ts=str(call.get("thread_ts", "")),
    )  # fmt: skip
    return {"message_ts": message.ts}


METHODS = {
    "chat.postMessage": Method(post_message, ("chat:write",)),
    "chat.update": Method(update, ("chat:write",)),
    "chat.postEphemeral": Method(post_ephemeral, ("chat:write",)),
}
