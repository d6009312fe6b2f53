"""What happens on this Slack, and the events that tell of it. Nothing here asks whether somebody may.

Both halves use it: the Web API for what the bot does, people for what they do.
"""

from typing import Any

from tests.loopback.slack import payloads
from tests.loopback.slack.server import Happened, Slack
from tests.loopback.slack.world import Channel, Message, Team, User

SYSTEM = ("tombstone",)
"""Subtypes of messages that nobody can change any more."""


def post(  # noqa: PLR0913 - what a message has
    server: Slack, channel: Channel, user: User, text: str = "", blocks: list[dict[str, Any]] | None = None,
    *, thread_ts: str = "", metadata: dict[str, Any] | None = None, **body: Any,
) -> Message:  # fmt: skip
    """Write a message that everybody in the channel sees; in a thread with `thread_ts`."""
    named = payloads.with_block_ids(blocks or [])
    message = Message(server.stamps.next(), channel, user, text, named, thread_ts, metadata or {}, body)
    channel.messages[message.ts] = message
    if message.is_reply and thread_ts in channel.messages:
        channel.messages[thread_ts].thread_ts = thread_ts
    _tell(server, channel, payloads.message(server, message) | {"event_ts": message.ts} | _where(channel))
    server.said(message)
    return message


def whisper(  # noqa: PLR0913 - what an ephemeral message has
    server: Slack, channel: Channel, user: User, only_for: User, text: str = "",
    blocks: list[dict[str, Any]] | None = None, *, thread_ts: str = "", **body: Any,
) -> Message:  # fmt: skip
    """Write an ephemeral message; no event tells of it."""
    named = payloads.with_block_ids(blocks or [])
    message = Message(server.stamps.next(), channel, user, text, named, thread_ts, {}, body, only_for)
    channel.whispers[message.ts] = message
    server.said(message)
    return message


def edit(
    server: Slack, message: Message, text: str, blocks: list[dict[str, Any]] | None, metadata: dict[str, Any] | None = None,
    **body: Any,
) -> None:  # fmt: skip
    """Change a message: `message_changed` with what stood there before. `blocks` None keeps those, `metadata` likewise."""
    before = payloads.message(server, message)
    message.text = text
    if blocks is not None:
        message.blocks = payloads.with_block_ids(blocks)
    if metadata is not None:
        message.metadata = metadata
    stamp = server.stamps.next()
    message.body |= body
    if not message.blocks or not message.user.bot:  # what an app wrote in blocks is not marked as edited
        message.body["edited"] = {"user": message.user.id, "ts": stamp}
    server.said(message)
    if message.only_for is not None:
        return
    _tell(server, message.channel, {
        "type": "message", "subtype": "message_changed", "hidden": True, "ts": stamp, "event_ts": stamp,
        "message": payloads.message(server, message), "previous_message": before, **_where(message.channel),
    })  # fmt: skip


def remove(server: Slack, message: Message) -> None:
    """Delete a message: `message_deleted`. The parent of a thread leaves a tombstone, which is told as a change."""
    if any(one.is_reply and one.thread_ts == message.ts for one in message.channel.messages.values()):
        _bury(server, message)
        return
    before = payloads.message(server, message)
    message.gone = True
    message.channel.messages.pop(message.ts, None)
    message.channel.whispers.pop(message.ts, None)
    server.changed()
    if message.only_for is not None:
        return
    stamp = server.stamps.next()
    _tell(server, message.channel, {
        "type": "message", "subtype": "message_deleted", "hidden": True, "ts": stamp, "event_ts": stamp,
        "deleted_ts": message.ts, "previous_message": before, **_where(message.channel),
    })  # fmt: skip


def _bury(server: Slack, message: Message) -> None:
    """Put a tombstone where the parent of a thread stood: its replies stay."""
    before = payloads.message(server, message)
    message.gone = True
    slackbot = User("USLACKBOT", "Slackbot", message.channel.team)
    body = {"subtype": "tombstone", "hidden": True}
    grave = Message(message.ts, message.channel, slackbot, "This message was deleted.", [], message.ts, {}, body)
    message.channel.messages[message.ts] = grave
    server.said(grave)
    stamp = server.stamps.next()
    _tell(server, message.channel, {
        "type": "message", "subtype": "message_changed", "hidden": True, "ts": stamp, "event_ts": stamp,
        "message": payloads.message(server, grave), "previous_message": before, **_where(message.channel),
    })  # fmt: skip


def join(server: Slack, channel: Channel, user: User, inviter: User | None = None) -> None:
    """Let somebody (or the bot) into a channel: `member_joined_channel`."""
    if user.id in channel.members:
        return
    channel.members.append(user.id)
    event = {
        "type": "member_joined_channel", "user": user.id, "channel": channel.id, "channel_type": channel.id[0],
        "team": channel.team.id, "event_ts": server.stamps.next(),
    }  # fmt: skip
    _tell(server, channel, event | ({"inviter": inviter.id} if inviter else {}))


def leave(server: Slack, channel: Channel, user: User) -> None:
    """Let somebody out of a channel: `member_left_channel`."""
    if user.id not in channel.members:
        return
    event = {
        "type": "member_left_channel", "user": user.id, "channel": channel.id, "channel_type": channel.id[0],
        "team": channel.team.id, "event_ts": server.stamps.next(),
    }  # fmt: skip
    _tell(server, channel, event)
    channel.members.remove(user.id)


def direct(server: Slack, team: Team, user: User) -> Channel:
    """Return the direct message between our bot and somebody; it is made when it is first asked for."""
    assert team.bot is not None
    both = {team.bot.id, user.id}
    for channel in team.channels.values():
        if channel.kind == "im" and set(channel.members) == both:
            return channel
    channel = Channel(server.ids.next("D"), "", team, "im", [team.bot.id, user.id], created=server.clock.now())
    team.channels[channel.id] = channel
    return channel


def _where(channel: Channel) -> dict[str, Any]:
    return {"channel": channel.id, "channel_type": channel.kind}


def _tell(server: Slack, channel: Channel, event: dict[str, Any]) -> None:
    server.happened(Happened(channel.team, event, channel))
