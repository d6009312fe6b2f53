"""REST: messages of channels, threads and direct conversations."""

from typing import Any

from bot.kernel.clock import MINUTE
from tests.loopback.discord import bodies, deeds, gating, payloads
from tests.loopback.discord.asking import needs, sees_channel
from tests.loopback.discord.calls import Call, Route
from tests.loopback.discord.permissions import May, in_channel, writes
from tests.loopback.discord.snowflakes import made_at
from tests.loopback.discord.trouble import Refusal, invalid
from tests.loopback.discord.world import Channel, Message

NONCE_KEPT = 5 * MINUTE
"""How long a nonce is remembered; Discord's page says "the last few minutes"."""


def shown(call: Call, message: Message) -> dict[str, Any]:
    """Return a message as the application may read it."""
    body = payloads.message(message)
    if call.server.flags & gating.PRIVILEGED[gating.CONTENT] or message.channel.guild is None:
        return body
    blind = gating.unread(body | {"guild_id": str(message.channel.guild.id)}, call.server.me.id)
    blind.pop("guild_id")
    return blind


def _may_post(call: Call, channel: Channel) -> None:
    server = call.server
    if channel.guild is None:
        other = next(one for one in channel.recipients if one is not server.me)
        if not other.takes_dms:
            raise Refusal(403, 50007)
        if not any(other.id in guild.members for guild in server.with_bot()):
            raise Refusal(403, 50278)
        return
    sees_channel(server, channel)
    needs(server, channel, writes(channel))
    if channel.locked and not in_channel(channel, server.me) & May.MANAGE_THREADS:
        raise Refusal(400, 160005)
    if call.files:
        needs(server, channel, May.ATTACH_FILES)
    if call.body.get("embeds"):
        needs(server, channel, May.EMBED_LINKS)


def _same_nonce(call: Call, channel: Channel) -> Message | None:
    nonce = call.body.get("nonce")
    if nonce is None or not call.body.get("enforce_nonce"):
        return None
    oldest = call.server.clock.now() - NONCE_KEPT
    recent = (one for one in reversed(channel.messages.values()) if one.at >= oldest)
    return next((one for one in recent if one.nonce == nonce and one.author is call.server.me), None)


async def create(call: Call) -> Any:
    """POST /channels/{channel_id}/messages."""
    channel = call.channel()
    _may_post(call, channel)
    if (same := _same_nonce(call, channel)) is not None:
        return shown(call, same)
    body = bodies.made(call.server, call.body, call.files)
    mentions = bodies.mentioned(call.server, body, call.body.get("allowed_mentions"))
    reply = _reply(call, channel)
    message = deeds.post(
        call.server, channel, call.server.me, body, nonce=call.body.get("nonce"), mentions=mentions, reply_to=reply,
        kind=19 if reply else 0,
    )  # fmt: skip
    return shown(call, message)


def _reply(call: Call, channel: Channel) -> int | None:
    told = call.body.get("message_reference")
    if not told:
        return None
    needs(call.server, channel, May.READ_MESSAGE_HISTORY, Refusal(400, 160002))
    if int(told["message_id"]) in channel.messages:
        return int(told["message_id"])
    if told.get("fail_if_not_exists", True):
        raise invalid(("message_reference", "Unknown message"))
    return None


async def get(call: Call) -> Any:
    """GET /channels/{channel_id}/messages/{message_id}."""
    channel = call.channel()
    sees_channel(call.server, channel)
    needs(call.server, channel, May.READ_MESSAGE_HISTORY, Refusal(403, 50001))
    return shown(call, call.message(channel))


async def newest(call: Call) -> Any:
    """GET /channels/{channel_id}/messages: newest first; nothing without READ_MESSAGE_HISTORY."""
    channel = call.channel()
    sees_channel(call.server, channel)
    if not in_channel(channel, call.server.me) & May.READ_MESSAGE_HISTORY:
        return []
    limit = int(call.query.get("limit", 50))
    every = list(channel.messages.values())
    if "after" in call.query:
        every = [one for one in every if one.id > int(call.query["after"])][:limit]
    elif "before" in call.query:
        every = [one for one in every if one.id < int(call.query["before"])]
    elif "around" in call.query:
        middle = int(call.query["around"])
        every = sorted(
            sorted(every, key=lambda one: abs(made_at(one.id) - made_at(middle)))[:limit], key=lambda one: one.id
        )
    return [shown(call, one) for one in reversed(every[-limit:])]


async def edit(call: Call) -> Any:
    """PATCH /channels/{channel_id}/messages/{message_id}."""
    channel = call.channel()
    sees_channel(call.server, channel)
    message = call.message(channel)
    if message.author is not call.server.me:
        raise Refusal(403, 50005)
    if channel.archived:
        raise Refusal(400, 50083)
    if call.files:
        needs(call.server, channel, May.ATTACH_FILES)
    body = bodies.made(call.server, call.body, call.files, message)
    mentions = bodies.mentioned(call.server, body, call.body.get("allowed_mentions"))
    deeds.edit(call.server, message, body, mentions)
    return shown(call, message)


async def delete(call: Call) -> Any:
    """DELETE /channels/{channel_id}/messages/{message_id}."""
    channel = call.channel()
    sees_channel(call.server, channel)
    message = call.message(channel)
    if channel.archived:
        raise Refusal(400, 50083)
    if message.author is not call.server.me:
        if channel.guild is None:
            raise Refusal(403, 50003)
        needs(call.server, channel, May.MANAGE_MESSAGES)
    deeds.remove(call.server, message)


ROUTES: list[tuple[str, str, Route]] = [
    ("POST", "/channels/{channel_id}/messages", create),
    ("GET", "/channels/{channel_id}/messages", newest),
    ("GET", "/channels/{channel_id}/messages/{message_id}", get),
    ("PATCH", "/channels/{channel_id}/messages/{message_id}", edit),
    ("DELETE", "/channels/{channel_id}/messages/{message_id}", delete),
]
