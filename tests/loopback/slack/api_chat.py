"""Web API: chat.*."""

from typing import Any

from tests.loopback.slack import deeds, payloads, rules_messages
from tests.loopback.slack.calls import Call, Method
from tests.loopback.slack.ids import micros
from tests.loopback.slack.trouble import Refusal, wrong
from tests.loopback.slack.world import Channel, Message, User


def _where(call: Call) -> Channel:
    """Return the channel to post in; somebody's id is their direct message with the app."""
    person = call.workspace.users.get(call.get("channel", ""))
    return call.channel() if person is None else reachable(call, person)


def reachable(call: Call, person: User) -> Channel:
    """Return the direct message with somebody, if they can have one."""
    if person.bot:
        raise Refusal("cannot_dm_bot", f"{person.name} is a bot")
    if person.deleted:
        raise Refusal("user_disabled")
    return deeds.direct(call.server, call.workspace, person)


def _may_write(call: Call, channel: Channel) -> None:
    if channel.archived:
        raise Refusal("is_archived")
    if channel.kind == "im" and not call.server.app.messages_tab:
        raise Refusal("messages_tab_disabled")
    if call.me.id not in channel.members and not (channel.kind == "channel" and _public(call)):
        raise Refusal("not_in_channel")
    if channel.read_only:
        raise Refusal("restricted_action_read_only_channel")


def _public(call: Call) -> bool:
    assert call.grant is not None
    return "chat:write.public" in call.grant.scopes


def _thread(call: Call, channel: Channel) -> str:
    """Return the ts of the thread's parent, where the call names a thread.

    Where nothing stands there any more, Slack posts into the channel without a word (slack-go issue 1571, 2026-07).
    """
    told = str(call.get("thread_ts", ""))
    if not told:
        return ""
    try:
        micros(told)
    except ValueError:
        raise wrong("invalid_thread_ts", f"{told!r} is no ts") from None
    message = channel.messages.get(told)
    if message is None:
        return ""
    if message.is_reply:
        call.server.problem(call.method, "thread_ts names a reply, not its parent", call.sent)
        return message.thread_ts
    return told


def _customised(call: Call) -> None:
    if any(call.get(name) for name in ("username", "icon_emoji", "icon_url")):
        call.needs("chat:write.customize")


async def post_message(call: Call) -> dict[str, Any]:
    """chat.postMessage."""
    channel = _where(call)
    _may_write(call, channel)
    _customised(call)
    call.warnings += rules_messages.check(call.server, call.workspace, call.method, call.arguments)
    thread = _thread(call, channel)
    if call.get("reply_broadcast") and not thread:
        call.server.problem(call.method, "reply_broadcast without thread_ts", call.sent)
    subtype = {"subtype": "thread_broadcast"} if call.get("reply_broadcast") and thread else {}
    message = deeds.post(
        call.server, channel, call.me, _cut(call), call.get("blocks"), thread_ts=thread, metadata=call.get("metadata"),
        **subtype,
    )  # fmt: skip
    return {"channel": channel.id, "ts": message.ts, "message": payloads.message(call.server, message)}


def _cut(call: Call) -> str:
    return str(call.get("text", ""))[: rules_messages.MOST_CUT]


def _mine(call: Call, channel: Channel, error: str) -> Message:
    message = call.message(channel)
    if message.user is not call.me or message.body.get("subtype") in deeds.SYSTEM:
        raise Refusal(error)
    return message


async def update(call: Call) -> dict[str, Any]:
    """chat.update: text without blocks takes the blocks away; blocks change without the message being marked as edited."""
    if call.get("channel", "")[:1] in "UW":
        raise wrong("channel_not_found", "channel is somebody's id, where chat.update wants that of the conversation")
    channel = call.channel()
    message = _mine(call, channel, "cant_update_message")
    if channel.archived:
        raise Refusal("is_inactive")
    call.warnings += rules_messages.check(call.server, call.workspace, call.method, call.arguments, update=True)
    text = call.get("text")
    blocks = call.get("blocks", [] if text is not None else None)
    deeds.edit(call.server, message, message.text if text is None else text, blocks, call.get("metadata"))
    shown = payloads.message(call.server, message)
    return {"channel": channel.id, "ts": message.ts, "text": message.text, "message": shown}


async def delete(call: Call) -> dict[str, Any]:
    """chat.delete."""
    channel = call.channel()
    message = _mine(call, channel, "cant_delete_message")
    deeds.remove(call.server, message)
    return {"channel": channel.id, "ts": message.ts}


async def post_ephemeral(call: Call) -> dict[str, Any]:
    """chat.postEphemeral: to somebody who is in the channel; nobody promises that they see it."""
    channel = call.channel()
    _may_write(call, channel)
    _customised(call)
    if call.get("metadata", {}).get("event_type"):
        call.server.problem(call.method, "event metadata of an ephemeral message are ignored", call.sent)
    call.warnings += rules_messages.check(call.server, call.workspace, call.method, call.arguments)
    person = call.workspace.users.get(call.get("user", ""))
    if person is None or person.id not in channel.members:
        raise Refusal("user_not_in_channel")
    message = deeds.whisper(
        call.server, channel, call.me, person, _cut(call), call.get("blocks"), thread_ts=_thread(call, channel)
    )  # fmt: skip
    return {"message_ts": message.ts}


async def permalink(call: Call) -> dict[str, Any]:
    """chat.getPermalink."""
    channel = call.channel()
    message = call.message(channel, "message_ts")
    url = f"https://{call.workspace.domain}.slack.com/archives/{channel.id}/p{message.ts.replace('.', '')}"
    inside = f"?thread_ts={message.thread_ts}&cid={channel.id}" if message.is_reply else ""
    return {"channel": channel.id, "permalink": url + inside}


_SAID = "text blocks:json attachments:json markdown_text parse link_names:boolean as_user:boolean"
_FACE = "username icon_emoji icon_url"
METHODS = {
    "chat.postMessage": Method(
        post_message,
        f"channel! {_SAID} {_FACE} metadata:json thread_ts reply_broadcast:boolean unfurl_links:boolean unfurl_media:boolean "
        "mrkdwn:boolean current_draft_last_updated_ts",
        ("chat:write", "chat:write.public"), 0, json=True,
    ),
    "chat.update": Method(
        update, f"channel! ts! {_SAID} metadata:json reply_broadcast:boolean file_ids:texts unfurled_attachments:json",
        ("chat:write",), 3, json=True,
    ),
    "chat.postEphemeral": Method(
        post_ephemeral, f"channel! user! {_SAID} {_FACE} metadata:json thread_ts", ("chat:write",), 4, json=True
    ),
    "chat.delete": Method(delete, "channel! ts! as_user:boolean", ("chat:write",), 3, json=True),
    "chat.getPermalink": Method(permalink, "channel! message_ts!", (), 0),
}  # fmt: skip
