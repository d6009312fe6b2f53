"""REST: messages of channels, threads and direct conversations."""

from typing import Any

from bot.kernel.clock import DAY, HOUR, MINUTE
from tests.loopback.discord import bodies, deeds, gating, payloads, rules_messages
from tests.loopback.discord.asking import needs, sees_channel
from tests.loopback.discord.calls import Call, Limited, Route
from tests.loopback.discord.permissions import May, in_channel, writes
from tests.loopback.discord.snowflakes import made_at
from tests.loopback.discord.trouble import Refusal, invalid
from tests.loopback.discord.world import Channel, Message

OLD, OLD_EDITS = HOUR, (3, 20.0)
"""From which age on edits are limited further, and to how many in how many seconds of a channel (see `rates.py`)."""
THREAD_STARTER = 21
MOST_DELETED = (2, 100)
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
    if call.form.get("embeds"):
        needs(server, channel, May.EMBED_LINKS)


def _same_nonce(call: Call, channel: Channel) -> Message | None:
    nonce = call.form.get("nonce")
    if nonce is None or not call.form.get("enforce_nonce"):
        return None
    oldest = call.server.clock.now() - NONCE_KEPT
    recent = (one for one in reversed(channel.messages.values()) if one.at >= oldest)
    return next((one for one in recent if one.nonce == nonce and one.author is call.server.me), None)


async def create(call: Call) -> Any:
    """POST /channels/{channel_id}/messages."""
    channel = call.channel()
    rules_messages.check(call.form, call.files, None, rules_messages.NEW_FLAGS)
    _may_post(call, channel)
    if (same := _same_nonce(call, channel)) is not None:
        return shown(call, same) | {"nonce": same.nonce}
    body = bodies.made(call.server, call.form, call.files)
    hidden(call, call.form)
    mentions = bodies.mentioned(call.server, body, call.form.get("allowed_mentions"))
    reply = _reply(call, channel)
    message = deeds.post(
        call.server, channel, call.server.me, body, nonce=call.form.get("nonce"), mentions=mentions, reply_to=reply,
        kind=19 if reply else 0, everyone=bodies.pings_everyone(body, call.form.get("allowed_mentions")),
    )  # fmt: skip
    # only the one who posts it is told the nonce, and the event
    return shown(call, message) | ({} if message.nonce is None else {"nonce": message.nonce})


def _reply(call: Call, channel: Channel) -> int | None:
    told = call.form.get("message_reference")
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


def _may_edit(call: Call, channel: Channel, message: Message) -> None:
    if channel.archived:
        raise Refusal(400, 50083)
    if channel.locked and not in_channel(channel, call.server.me) & May.MANAGE_THREADS:
        raise Refusal(400, 160005)
    if call.files:
        needs(call.server, channel, May.ATTACH_FILES)
    if call.server.clock.now() - message.at > OLD:
        many = call.server.rates.special("old edits", channel.id, *OLD_EDITS, 30046)
        if many is not None:
            raise Limited(many)


def hidden(call: Call, asked: dict[str, Any]) -> None:
    """Note files that were uploaded with a message of components and that none of these shows."""
    for name in rules_messages.unexposed(asked, call.files):
        call.server.offend(call.method, call.path, f"the file {name!r} is uploaded, but no component shows it", asked)


async def edit(call: Call) -> Any:
    """PATCH /channels/{channel_id}/messages/{message_id}."""
    channel = call.channel()
    sees_channel(call.server, channel)
    message = call.message(channel)
    if message.author is not call.server.me:
        raise Refusal(403, 50005)
    if message.kind not in (0, 19, 20):
        raise Refusal(403, 50021)
    rules_messages.check(call.form, call.files, message, rules_messages.EDIT_FLAGS)
    _may_edit(call, channel, message)
    body = bodies.made(call.server, call.form, call.files, message)
    mentions = bodies.mentioned(call.server, body, call.form.get("allowed_mentions"))
    deeds.edit(call.server, message, body, mentions)
    return shown(call, message)


async def delete_many(call: Call) -> Any:
    """POST /channels/{channel_id}/messages/bulk-delete: of the last two weeks."""
    channel = call.channel()
    sees_channel(call.server, channel)
    if channel.guild is None:
        raise Refusal(403, 50003)
    needs(call.server, channel, May.MANAGE_MESSAGES)
    numbers = {int(one) for one in call.form["messages"]}
    if not MOST_DELETED[0] <= len(numbers) <= MOST_DELETED[1]:
        raise invalid(("messages", "Must be between 2 and 100 in length."))
    if any(call.server.clock.now() - made_at(one) > 14 * DAY for one in numbers):
        raise Refusal(400, 50034)
    deeds.remove_many(call.server, channel, [channel.messages[one] for one in numbers if one in channel.messages])


async def delete(call: Call) -> Any:
    """DELETE /channels/{channel_id}/messages/{message_id}."""
    channel = call.channel()
    sees_channel(call.server, channel)
    message = call.message(channel)
    if message.kind == THREAD_STARTER:
        raise Refusal(403, 50021)
    if channel.archived and channel.locked and not in_channel(channel, call.server.me) & May.MANAGE_THREADS:
        raise Refusal(400, 50083)
    if message.author is not call.server.me:
        if channel.guild is None:
            raise Refusal(403, 50003)
        needs(call.server, channel, May.MANAGE_MESSAGES)
    deeds.remove(call.server, message)


async def typing(call: Call) -> Any:
    """POST /channels/{channel_id}/typing."""
    channel = call.channel()
    sees_channel(call.server, channel)
    needs(call.server, channel, writes(channel))


ROUTES: list[tuple[str, str, Route]] = [
    ("POST", "/channels/{channel_id}/messages", create),
    ("GET", "/channels/{channel_id}/messages", newest),
    ("GET", "/channels/{channel_id}/messages/{message_id}", get),
    ("PATCH", "/channels/{channel_id}/messages/{message_id}", edit),
    ("DELETE", "/channels/{channel_id}/messages/{message_id}", delete),
    ("POST", "/channels/{channel_id}/messages/bulk-delete", delete_many),
    ("POST", "/channels/{channel_id}/typing", typing),
]
