"""REST: channels, direct conversations, threads and who is in them."""

from typing import Any

from tests.loopback.discord import deeds, gating, payloads, permissions
from tests.loopback.discord.asking import needs, sees_channel
from tests.loopback.discord.calls import Call, Created, Limited, Route
from tests.loopback.discord.permissions import May
from tests.loopback.discord.snowflakes import stamp
from tests.loopback.discord.trouble import Refusal
from tests.loopback.discord.world import FORUM, NEWS, NEWS_THREAD, PRIVATE_THREAD, PUBLIC_THREAD, TEXT, Channel


async def get(call: Call) -> Any:
    """GET /channels/{channel_id}."""
    channel = call.channel()
    sees_channel(call.server, channel)
    return payloads.channel(channel, call.server.me)


async def change(call: Call) -> Any:
    """PATCH /channels/{channel_id}: threads; of channels the name."""
    channel = call.channel()
    sees_channel(call.server, channel)
    if channel.guild is None:
        raise Refusal(403, 50003)
    if "name" in call.form and (many := call.server.rates.special("renames", channel.id, 2, 600)):
        raise Limited(many)
    if not channel.is_thread:
        call.judge_as("UpdateGuildChannelRequestPartial")
        needs(call.server, channel, May.MANAGE_CHANNELS)
        channel.name = call.form.get("name", channel.name)
        call.server.gateway.dispatch("CHANNEL_UPDATE", payloads.channel(channel), channel.guild.id)
        return payloads.channel(channel)
    call.judge_as("UpdateThreadRequestPartial")
    _may_change(call, channel)
    names = {"auto_archive_duration": "auto_archive"}
    known = ("name", "archived", "locked", "auto_archive_duration", "invitable")
    deeds.change_thread(
        call.server, channel, **{names.get(key, key): call.form[key] for key in known if call.form.get(key) is not None}
    )
    return payloads.thread(channel, call.server.me)


def _may_change(call: Call, thread: Channel) -> None:
    """Its creator may archive and rename, who may write may wake, all else needs MANAGE_THREADS; an archived one wakes first."""
    body = call.form
    manages = bool(permissions.in_channel(thread, call.server.me) & May.MANAGE_THREADS)
    waking = thread.archived and body.get("archived") is False
    if thread.archived and not waking:
        raise Refusal(400, 50083)
    if manages:
        return None
    if waking and not thread.locked and set(body) == {"archived"}:
        return needs(call.server, thread, permissions.writes(thread))
    if thread.owner_id != call.server.me.id or "locked" in body or "rate_limit_per_user" in body or thread.locked:
        raise Refusal(403, 50013)
    return None


async def delete(call: Call) -> Any:
    """DELETE /channels/{channel_id}."""
    channel = call.channel()
    sees_channel(call.server, channel)
    if channel.guild is None:
        return payloads.channel(channel)
    needs(call.server, channel, May.MANAGE_THREADS if channel.is_thread else May.MANAGE_CHANNELS)
    body = payloads.channel(channel, call.server.me)
    deeds.remove_channel(call.server, channel)
    return body


async def open_dm(call: Call) -> Any:
    """POST /users/@me/channels."""
    server = call.server
    who = server.users.get(int(call.form["recipient_id"]))
    if who is None or who is server.me:
        raise Refusal(400, 50033)
    if server.opens_too_fast:
        raise Refusal(403, 40003)
    return payloads.channel(server.dm(who))


async def thread_at_message(call: Call) -> Any:
    """POST /channels/{channel_id}/messages/{message_id}/threads."""
    channel = call.channel()
    sees_channel(call.server, channel)
    if channel.kind not in (TEXT, NEWS):
        raise Refusal(400, 50024)
    message = call.message(channel)
    needs(call.server, channel, May.CREATE_PUBLIC_THREADS)
    if message.thread is not None:
        raise Refusal(400, 160004)
    kind = NEWS_THREAD if channel.kind == NEWS else PUBLIC_THREAD
    minutes = call.form.get("auto_archive_duration") or 4320
    thread = deeds.open_thread(
        call.server, channel, call.server.me, call.form["name"], at=message, kind=kind, auto_archive=minutes
    )
    return Created(payloads.thread(thread, call.server.me))


async def thread_alone(call: Call) -> Any:
    """POST /channels/{channel_id}/threads."""
    channel = call.channel()
    sees_channel(call.server, channel)
    kind = call.form.get("type") or PRIVATE_THREAD
    if channel.kind not in (TEXT, NEWS, FORUM) or channel.kind == FORUM:
        raise Refusal(400, 50024)
    needs(call.server, channel, May.CREATE_PRIVATE_THREADS if kind == PRIVATE_THREAD else May.CREATE_PUBLIC_THREADS)
    thread = deeds.open_thread(
        call.server, channel, call.server.me, call.form["name"], kind=kind,
        auto_archive=call.form.get("auto_archive_duration") or 4320, invitable=call.form.get("invitable") is not False,
    )  # fmt: skip
    return Created(payloads.thread(thread, call.server.me))


def _thread(call: Call) -> Channel:
    thread = call.channel()
    sees_channel(call.server, thread)
    if not thread.is_thread:
        raise Refusal(400, 50024)
    return thread


def _who(call: Call) -> int:
    return call.server.me.id if "user_id" not in call.ids else call.id("user_id")


async def thread_members(call: Call) -> Any:
    """GET /channels/{channel_id}/thread-members."""
    thread = _thread(call)
    if not call.server.flags & gating.PRIVILEGED[gating.MEMBERS]:
        raise Refusal(403, 50001)
    return [payloads.thread_member(thread, who) for who in sorted(thread.thread_members)]


async def thread_member(call: Call) -> Any:
    """GET /channels/{channel_id}/thread-members/{user_id}."""
    thread, who = _thread(call), _who(call)
    if who not in thread.thread_members:
        raise Refusal(404, 10007)
    return payloads.thread_member(thread, who)


async def put_thread_member(call: Call) -> Any:
    """PUT /channels/{channel_id}/thread-members/{user_id}."""
    thread, who = _thread(call), _who(call)
    assert thread.guild is not None
    if thread.archived:
        raise Refusal(400, 50083)
    if who not in thread.guild.members:
        raise Refusal(404, 10007 if who in call.server.users else 10013)
    if who != call.server.me.id:
        needs(call.server, thread, May.SEND_MESSAGES_IN_THREADS)
        if thread.private and not thread.invitable and thread.owner_id != call.server.me.id:
            needs(call.server, thread, May.MANAGE_THREADS)
    deeds.add(call.server, thread, call.server.me, who)


async def delete_thread_member(call: Call) -> Any:
    """DELETE /channels/{channel_id}/thread-members/{user_id}."""
    thread, who = _thread(call), _who(call)
    if thread.archived:
        raise Refusal(400, 50083)
    if who != call.server.me.id and not (thread.private and thread.owner_id == call.server.me.id):
        needs(call.server, thread, May.MANAGE_THREADS)
    if who not in thread.thread_members:
        raise Refusal(404, 10007)
    deeds.leave(call.server, thread, who)


async def archived(call: Call) -> Any:
    """GET /channels/{channel_id}/threads/archived/public or private, or those of the bot: archived last first."""
    channel = call.channel()
    sees_channel(call.server, channel)
    mine, private = "users" in call.route, call.route.endswith("private")
    needs(call.server, channel, May.READ_MESSAGE_HISTORY | (May.MANAGE_THREADS if private and not mine else 0))
    me = call.server.me
    found = [one for one in call.server.channels.values() if one.parent is channel and one.archived and not one.is_gone]
    found = [one for one in found if one.private == private and (not mine or me.id in one.thread_members)]
    found.sort(key=lambda one: one.id if mine else one.archive_stamp, reverse=True)
    if before := call.query.get("before"):
        found = [one for one in found if (one.id < int(before) if mine else stamp(one.archive_stamp) < before)]
    limit = int(call.query.get("limit", 50))
    members = [payloads.thread_member(one, me.id) for one in found[:limit] if me.id in one.thread_members]
    return {
        "threads": [payloads.thread(one, me) for one in found[:limit]],
        "members": members,
        "has_more": len(found) > limit,
    }


ROUTES: list[tuple[str, str, Route]] = [
    ("GET", "/channels/{channel_id}", get),
    ("PATCH", "/channels/{channel_id}", change),
    ("DELETE", "/channels/{channel_id}", delete),
    ("POST", "/users/@me/channels", open_dm),
    ("POST", "/channels/{channel_id}/messages/{message_id}/threads", thread_at_message),
    ("POST", "/channels/{channel_id}/threads", thread_alone),
    ("GET", "/channels/{channel_id}/threads/archived/public", archived),
    ("GET", "/channels/{channel_id}/threads/archived/private", archived),
    ("GET", "/channels/{channel_id}/users/@me/threads/archived/private", archived),
    ("GET", "/channels/{channel_id}/thread-members", thread_members),
    ("GET", "/channels/{channel_id}/thread-members/{user_id}", thread_member),
    ("PUT", "/channels/{channel_id}/thread-members/@me", put_thread_member),
    ("DELETE", "/channels/{channel_id}/thread-members/@me", delete_thread_member),
    ("PUT", "/channels/{channel_id}/thread-members/{user_id}", put_thread_member),
    ("DELETE", "/channels/{channel_id}/thread-members/{user_id}", delete_thread_member),
]
