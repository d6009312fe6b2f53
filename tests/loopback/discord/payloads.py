"""What there is, as JSON of Discord's API: the shapes of its published OpenAPI, for whoever looks."""

from typing import Any

from tests.loopback.discord import permissions
from tests.loopback.discord.snowflakes import stamp
from tests.loopback.discord.world import EPHEMERAL, HAS_THREAD, Channel, Guild, Member, Message, Role, User


def user(it: User) -> dict[str, Any]:
    """Return a user."""
    return {
        "id": str(it.id), "username": it.name.lower().replace(" ", "_"), "global_name": it.name, "discriminator": "0",
        "avatar": None, "public_flags": 0, "flags": 0, "bot": it.bot, "system": False, "banner": None,
        "accent_color": None, "primary_guild": None,
    }  # fmt: skip


def myself(it: User) -> dict[str, Any]:
    """Return the bot's own user, as only it may see it."""
    return user(it) | {"mfa_enabled": True, "locale": it.locale, "verified": True, "email": None}


def member(it: Member, *, bare: bool = False) -> dict[str, Any]:
    """Return a member; `bare`: without the user, as a message carries its author."""
    body = {
        "avatar": None, "banner": None, "communication_disabled_until": None, "flags": 0, "joined_at": stamp(it.joined_at),
        "nick": it.nick, "pending": False, "premium_since": None, "roles": [str(role) for role in it.roles],
        "mute": False, "deaf": False,
    }  # fmt: skip
    return body if bare else body | {"user": user(it.user)}


def role(it: Role) -> dict[str, Any]:
    """Return a role."""
    return {
        "id": str(it.id), "name": it.name, "permissions": str(int(it.permissions)), "position": it.position, "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None}, "hoist": False,
        "managed": False, "mentionable": False, "icon": None, "unicode_emoji": None, "flags": 0,
    }  # fmt: skip


def channel(it: Channel, viewer: User | None = None) -> dict[str, Any]:
    """Return a channel, DM or thread. `viewer`: whose membership of a thread is told."""
    if it.guild is None:
        people = [user(one) for one in it.recipients if not one.bot]
        return {"id": str(it.id), "type": it.kind, "flags": 0, "recipients": people} | _last(it)
    if it.is_thread:
        return thread(it, viewer)
    overwrites = [
        {"id": str(who), "type": 0 if who in it.guild.roles else 1, "allow": str(allow), "deny": str(deny)}
        for who, (allow, deny) in it.overwrites.items()
    ]
    return {
        "id": str(it.id), "type": it.kind, "flags": 0, "guild_id": str(it.guild.id), "name": it.name, "topic": None,
        "position": it.position, "permission_overwrites": overwrites, "nsfw": False, "parent_id": None,
        "rate_limit_per_user": 0,
    } | _last(it)  # fmt: skip


def thread(it: Channel, viewer: User | None = None) -> dict[str, Any]:
    """Return a thread, with the membership of `viewer`."""
    assert it.guild is not None
    assert it.parent is not None
    meta = {
        "archived": it.archived, "archive_timestamp": stamp(it.archive_stamp), "auto_archive_duration": it.auto_archive,
        "locked": it.locked, "create_timestamp": stamp(it.archive_stamp),
    } | ({"invitable": it.invitable} if it.private else {})  # fmt: skip
    body = {
        "id": str(it.id), "type": it.kind, "flags": 0, "guild_id": str(it.guild.id), "name": it.name,
        "parent_id": str(it.parent.id), "owner_id": str(it.owner_id), "thread_metadata": meta,
        "rate_limit_per_user": 0, "message_count": sum(one.kind in (0, 19, 20) for one in it.messages.values()),
        "member_count": min(len(it.thread_members), 50), "total_message_sent": it.written,
    } | _last(it)  # fmt: skip
    if viewer is not None and viewer.id in it.thread_members:
        body["member"] = thread_member(it, viewer.id)
    return body


def _last(it: Channel) -> dict[str, Any]:
    last = it.last()
    return {"last_message_id": str(last.id) if last else None}


def thread_member(it: Channel, who: int) -> dict[str, Any]:
    """Return somebody's membership of a thread."""
    return {"id": str(it.id), "user_id": str(who), "join_timestamp": stamp(it.thread_members[who]), "flags": 0}


def message(it: Message, *, depth: int = 0) -> dict[str, Any]:
    """Return a message with everything in it; `gating.py` takes away what an application may not read."""
    flags = it.flags | (HAS_THREAD if it.thread else 0) | (EPHEMERAL if it.only_for else 0)
    body = {
        "id": str(it.id), "channel_id": str(it.channel.id), "type": it.kind, "author": user(it.author),
        "content": it.body.get("content", ""), "embeds": it.body.get("embeds", []),
        "components": it.body.get("components", []), "attachments": it.body.get("attachments", []),
        "timestamp": stamp(it.at), "edited_timestamp": stamp(it.edited_at) if it.edited_at else None, "flags": flags,
        "mentions": [user(one) for one in it.mentions], "mention_roles": [], "mention_everyone": it.everyone,
        "pinned": False, "tts": False,
    }  # fmt: skip
    if it.thread is not None and not it.thread.is_gone:
        body["thread"] = thread(it.thread)
    if it.source is not None:
        body |= {"webhook_id": it.source["application"], "application_id": it.source["application"]}
        body["interaction_metadata"] = {key: value for key, value in it.source.items() if key != "application"}
    if it.reply_to is not None and not depth:
        body |= _reply(it, it.reply_to)
    return body


def _reply(it: Message, to: int) -> dict[str, Any]:
    channel = it.channel.parent if it.kind == 21 and it.channel.parent is not None else it.channel
    where = {"type": 0, "message_id": str(to), "channel_id": str(channel.id)}
    if it.channel.guild is not None:
        where["guild_id"] = str(it.channel.guild.id)
    original = channel.messages.get(to)
    if original is it:
        return {"message_reference": where}
    return {"message_reference": where, "referenced_message": message(original, depth=1) if original else None}


def guild(it: Guild) -> dict[str, Any]:
    """Return a server as GET /guilds/{id} does."""
    none = (
        "icon", "description", "home_header", "splash", "discovery_splash", "banner", "application_id", "afk_channel_id",
        "system_channel_id", "widget_channel_id", "vanity_url_code", "rules_channel_id", "safety_alerts_channel_id",
        "public_updates_channel_id", "max_presences", "incidents_data",
    )  # fmt: skip
    zero = (
        "system_channel_flags", "verification_level", "default_message_notifications", "mfa_level", "premium_tier",
        "explicit_content_filter", "premium_subscription_count", "nsfw_level",
    )  # fmt: skip
    return dict.fromkeys(none) | dict.fromkeys(zero, 0) | {
        "id": str(it.id), "name": it.name, "owner_id": str(it.owner_id), "features": [], "region": "deprecated",
        "afk_timeout": 300, "widget_enabled": False, "roles": [role(one) for one in it.roles.values()],
        "max_members": 500_000, "max_stage_video_channel_users": 50, "max_video_channel_users": 25,
        "preferred_locale": it.locale, "premium_progress_bar_enabled": False, "nsfw": False, "emojis": [], "stickers": [],
    }  # fmt: skip


def guild_create(it: Guild, me: User) -> dict[str, Any]:
    """Return what GUILD_CREATE tells a bot without the members' intent: itself, the channels it sees, the active threads."""
    mine = it.members[me.id]
    plain = [one for one in it.channels.values() if not one.is_thread]
    threads = [one for one in it.channels.values() if one.is_thread and not one.archived]
    return guild(it) | {
        "unavailable": False, "joined_at": stamp(mine.joined_at), "large": len(it.members) > 250, "lazy": True,
        "member_count": len(it.members), "members": [member(mine)], "voice_states": [], "presences": [],
        "channels": [channel(one) for one in plain], "stage_instances": [], "guild_scheduled_events": [],
        "threads": [thread(one, me) for one in threads if permissions.sees(one, me)], "soundboard_sounds": [],
    }  # fmt: skip
