"""What happens to messages and threads, and who is told. Whether somebody may is asked before, by `rest_*` and `people`."""

from typing import Any

from bot.kernel.clock import MINUTE
from tests.loopback.discord import payloads, permissions
from tests.loopback.discord.permissions import May
from tests.loopback.discord.server import Discord
from tests.loopback.discord.world import PUBLIC_THREAD, Channel, Message, User

WRITTEN = (0, 19, 20)
RECIPIENT_ADD, RENAMED, STARTER = 1, 4, 21
"""Messages Discord writes itself: somebody was added, a thread was renamed, what a thread begins with."""


def _told(server: Discord, name: str, message: Message) -> None:
    if message.only_for is not None:
        return  # nobody is told of an ephemeral message, its author neither
    if not permissions.sees(message.channel, server.me):
        return
    body = payloads.message(message)
    if name == "MESSAGE_CREATE" and message.nonce is not None:
        body["nonce"] = message.nonce
    guild = message.channel.guild
    if guild is not None:
        body["guild_id"] = str(guild.id)
        if message.author.id in guild.members:
            body["member"] = payloads.member(guild.members[message.author.id], bare=True)
    server.gateway.dispatch(name, body, guild.id if guild else None)


def post(server: Discord, channel: Channel, author: User, body: dict[str, Any], **options: Any) -> Message:
    """Put a message into a channel; a thread that was archived wakes, and its author joins it."""
    message = Message(server.ids.next(), channel, author, body, server.clock.now(), **options)
    if message.only_for is not None:
        channel.whispers[message.id] = message
        return message
    if channel.is_thread:
        if channel.archived:
            change_thread(server, channel, archived=False)
        join(server, channel, author.id)
        for user in message.mentions:  # a mention brings somebody in
            if channel.parent is not None and permissions.in_channel(channel.parent, user) & May.VIEW_CHANNEL:
                join(server, channel, user.id)
    channel.messages[message.id] = message
    channel.written += message.kind in WRITTEN
    _told(server, "MESSAGE_CREATE", message)
    server.changed()
    return message


def edit(server: Discord, message: Message, body: dict[str, Any], mentions: list[User] | None = None) -> None:
    """Change a message."""
    message.body = body
    message.edited_at = server.clock.now()
    if mentions is not None:
        message.mentions = mentions
    _told(server, "MESSAGE_UPDATE", message)
    server.changed()


def remove(server: Discord, message: Message) -> None:
    """Take a message away; its thread stays."""
    message.gone = True
    channel = message.channel
    if message.only_for is not None:
        channel.whispers.pop(message.id, None)
        server.changed()
        return
    channel.messages.pop(message.id, None)
    body = {"id": str(message.id), "channel_id": str(channel.id)}
    _about(server, "MESSAGE_DELETE", channel, body)


def remove_many(server: Discord, channel: Channel, messages: list[Message]) -> None:
    """Take several messages away at once, as moderators can."""
    for message in messages:
        message.gone = True
        channel.messages.pop(message.id, None)
    body = {"ids": [str(one.id) for one in messages], "channel_id": str(channel.id)}
    _about(server, "MESSAGE_DELETE_BULK", channel, body)


def _about(server: Discord, name: str, channel: Channel, body: dict[str, Any]) -> None:
    if channel.guild is not None:
        body["guild_id"] = str(channel.guild.id)
    if permissions.sees(channel, server.me):
        server.gateway.dispatch(name, body, channel.guild.id if channel.guild else None)
    server.changed()


def open_thread(  # noqa: PLR0913 - what a thread is made of
    server: Discord, parent: Channel, by: User, name: str, *, at: Message | None = None, kind: int = PUBLIC_THREAD,
    auto_archive: int = 4320, invitable: bool = True,
) -> Channel:  # fmt: skip
    """Begin a thread, at a message (whose id it then has) or by itself."""
    assert parent.guild is not None
    thread = Channel(
        at.id if at else server.ids.next(), kind, name, parent.guild, parent, owner_id=by.id, auto_archive=auto_archive,
        invitable=invitable, archive_stamp=server.clock.now(), thread_members={by.id: server.clock.now()},
    )  # fmt: skip
    server.channels[thread.id] = parent.guild.channels[thread.id] = thread
    if at is not None:
        at.thread = thread
    _thread_told(server, "THREAD_CREATE", thread, newly_created=True)
    if at is not None:
        _told(server, "MESSAGE_UPDATE", at)
        post(server, thread, at.author, {"content": ""}, kind=STARTER, reply_to=at.id)
    server.changed()
    return thread


def change_thread(server: Discord, thread: Channel, **changes: Any) -> None:
    """Change name, archived, locked, auto_archive or invitable of a thread."""
    assert thread.guild is not None
    woken = thread.archived and changes.get("archived") is False
    if changes.get("archived", thread.archived) != thread.archived or "auto_archive" in changes:
        thread.archive_stamp = server.clock.now()
    renamed = changes.get("name", thread.name) != thread.name
    for name, value in changes.items():
        setattr(thread, name, value)
    _thread_told(server, "THREAD_UPDATE", thread)
    if woken and server.me.id in thread.thread_members:
        body = payloads.thread_member(thread, server.me.id) | {"guild_id": str(thread.guild.id)}
        server.gateway.dispatch("THREAD_MEMBER_UPDATE", body, thread.guild.id)
    if renamed and not thread.archived:
        post(server, thread, server.me, {"content": thread.name}, kind=RENAMED)
    server.changed()


def lapse(server: Discord, thread: Channel) -> None:
    """Archive a thread nobody has done anything in for as long as its `auto_archive` says."""
    last = thread.last()
    active = max(thread.archive_stamp, last.at if last else 0)
    if thread.is_thread and not thread.archived and server.clock.now() - active >= thread.auto_archive * MINUTE:
        change_thread(server, thread, archived=True)


def _thread_told(server: Discord, name: str, thread: Channel, **more: Any) -> None:
    assert thread.guild is not None
    if permissions.sees(thread, server.me):
        server.gateway.dispatch(name, payloads.thread(thread, server.me) | more, thread.guild.id)


def add(server: Discord, thread: Channel, by: User, who: int) -> None:
    """Let `by` add somebody to a thread: a message of Discord's own says so."""
    if who in thread.thread_members:
        return
    join(server, thread, who)
    if who != by.id:
        post(server, thread, by, {"content": ""}, kind=RECIPIENT_ADD, mentions=[server.users[who]])


def join(server: Discord, thread: Channel, who: int) -> None:
    """Make somebody a member of a thread."""
    assert thread.guild is not None
    if who in thread.thread_members:
        return
    thread.thread_members[who] = server.clock.now()
    if who == server.me.id:
        server.gateway.dispatch("THREAD_CREATE", payloads.thread(thread, server.me), thread.guild.id)
    _members_changed(server, thread, {"added_members": [payloads.thread_member(thread, who)]}, who)


def leave(server: Discord, thread: Channel, who: int) -> None:
    """Take somebody out of a thread."""
    if thread.thread_members.pop(who, None) is not None:
        _members_changed(server, thread, {"removed_member_ids": [str(who)]}, who)


def _members_changed(server: Discord, thread: Channel, change: dict[str, Any], who: int) -> None:
    assert thread.guild is not None
    if who != server.me.id:
        return  # of others only who has the members' intent is told
    body = {"id": str(thread.id), "guild_id": str(thread.guild.id), "member_count": len(thread.thread_members)}
    server.gateway.dispatch("THREAD_MEMBERS_UPDATE", body | change, thread.guild.id)


def remove_channel(server: Discord, channel: Channel) -> None:
    """Take a channel or thread away, with the threads in it."""
    assert channel.guild is not None
    seen = permissions.sees(channel, server.me)
    for thread in [one for one in channel.guild.channels.values() if one.parent is channel]:
        thread.is_gone = True
        channel.guild.channels.pop(thread.id, None)
    channel.is_gone = True
    channel.guild.channels.pop(channel.id, None)
    if not seen:
        return server.changed()
    if channel.is_thread and channel.parent is not None:
        body = {
            "id": str(channel.id),
            "guild_id": str(channel.guild.id),
            "parent_id": str(channel.parent.id),
            "type": channel.kind,
        }
        server.gateway.dispatch("THREAD_DELETE", body, channel.guild.id)
    else:
        server.gateway.dispatch("CHANNEL_DELETE", payloads.channel(channel), channel.guild.id)
    return server.changed()
