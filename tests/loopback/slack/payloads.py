"""What is on this Slack, as JSON of the API and of events.

Blocks are shared with what is kept, and never changed in place: whoever changes a message or a view puts new ones there.
"""

import copy
import secrets
from typing import Any

from bot.kernel.clock import SECOND
from tests.loopback.slack.server import Slack
from tests.loopback.slack.world import Channel, Message, Team, User, View


def with_block_ids(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return blocks as Slack keeps them: with block_ids and action_ids, of its own making where the app gave none."""
    return [_kept(one) for one in blocks]


def _kept(block: dict[str, Any]) -> dict[str, Any]:
    kept = {"block_id": secrets.token_urlsafe(4)[:5]} | block
    for name in ("accessory", "element"):
        if isinstance(block.get(name), dict):
            kept[name] = _named(block[name])
    if block.get("type") == "actions":
        kept["elements"] = [_named(one) for one in block["elements"]]
    return kept


def _named(element: dict[str, Any]) -> dict[str, Any]:
    if "action_id" in element or element.get("type") == "image":
        return element
    return {"action_id": secrets.token_urlsafe(4)[:5]} | element


def user(one: User, *, locale: bool = False) -> dict[str, Any]:
    """Return somebody as users.info does."""
    said = {
        "id": one.id, "team_id": one.team.id, "name": one.name.lower().replace(" ", "."), "deleted": one.deleted,
        "color": "9f69e7", "real_name": one.real_name or one.name, "tz": one.tz, "tz_label": one.tz, "tz_offset": one.tz_offset,
        "profile": profile(one), "is_admin": one.admin, "is_owner": one.owner, "is_primary_owner": False,
        "is_restricted": one.guest, "is_ultra_restricted": False, "is_bot": one.bot, "is_app_user": False, "updated": 1,
        "is_email_confirmed": True, "who_can_share_contact_card": "EVERYONE",
    }  # fmt: skip
    return said | ({"locale": one.locale} if locale else {})


def profile(one: User) -> dict[str, Any]:
    """Return somebody's profile; the name people see is `display_name`, or `real_name` where that is empty."""
    said = {
        "real_name": one.real_name or one.name, "display_name": "" if one.bot else one.name,
        "real_name_normalized": one.real_name or one.name, "display_name_normalized": "" if one.bot else one.name,
        "title": "", "phone": "", "skype": "", "avatar_hash": "g0", "status_text": "", "status_emoji": "",
        "team": one.team.id,
    }  # fmt: skip
    return said | ({"bot_id": one.bot_id, "api_app_id": "", "always_active": True} if one.bot else {})


def channel(one: Channel, viewer: User) -> dict[str, Any]:
    """Return a channel as conversations.info does for `viewer`."""
    shared = {
        "id": one.id, "created": one.created // SECOND, "is_archived": one.archived, "is_im": one.kind == "im",
        "is_org_shared": False, "context_team_id": one.team.id, "updated": one.created,
    }  # fmt: skip
    if one.kind == "im":
        other = next((each for each in one.members if each != viewer.id), viewer.id)
        return shared | {"user": other, "is_user_deleted": False, "priority": 0, "is_open": True}
    return shared | {
        "name": one.name, "name_normalized": one.name, "is_channel": one.kind == "channel",
        "is_group": one.kind == "group", "is_mpim": one.kind == "mpim", "is_private": one.private,
        "is_general": one.general, "creator": one.creator, "unlinked": 0, "is_shared": False, "is_ext_shared": False,
        "is_pending_ext_shared": False, "pending_shared": [], "shared_team_ids": [one.team.id],
        "parent_conversation": None, "is_member": viewer.id in one.members, "num_members": len(one.members),
        "topic": {"value": "", "creator": "", "last_set": 0}, "purpose": {"value": "", "creator": "", "last_set": 0},
    }  # fmt: skip


def message(server: Slack, one: Message, *, metadata: bool = True) -> dict[str, Any]:
    """Return a message as histories and events show it, the thread's figures with its parent."""
    said: dict[str, Any] = {
        "type": "message",
        "user": one.user.id,
        "ts": one.ts,
        "text": one.text,
        "team": one.channel.team.id,
    }
    said |= one.body
    if one.blocks:
        said["blocks"] = one.blocks
    if one.metadata and metadata:
        said["metadata"] = one.metadata
    if one.user.bot and one.user.bot_id:
        said |= by_bot(server, one.user)
    if one.thread_ts:
        said["thread_ts"] = one.thread_ts
    if one.is_reply:
        parent = one.channel.messages.get(one.thread_ts)
        return said | ({"parent_user_id": parent.user.id} if parent else {})
    replies = [each for each in one.channel.messages.values() if each.thread_ts == one.ts and each.is_reply]
    if replies:
        said |= {
            "reply_count": len(replies), "reply_users": list(dict.fromkeys(each.user.id for each in replies))[:5],
            "reply_users_count": len({each.user.id for each in replies}), "latest_reply": replies[-1].ts,
            "is_locked": False, "subscribed": False,
        }  # fmt: skip
    return said


def by_bot(server: Slack, bot: User) -> dict[str, Any]:
    """Return what a message of a bot carries beside `user`."""
    return {
        "bot_id": bot.bot_id, "app_id": server.app.id,
        "bot_profile": {
            "id": bot.bot_id, "app_id": server.app.id, "name": bot.name, "deleted": False, "updated": 1,
            "team_id": bot.team.id, "user_id": bot.id, "icons": {},
        },
    }  # fmt: skip


def view(server: Slack, one: View) -> dict[str, Any]:
    """Return a view as views.* and payloads show it."""
    team = one.user.team
    body: dict[str, Any] = {
        "id": one.id, "team_id": team.id, "type": one.kind, "private_metadata": "", "callback_id": "", "hash": one.hash,
        "title": {"type": "plain_text", "text": "View Title", "emoji": True}, "clear_on_close": False,
        "notify_on_close": False, "close": None, "submit": None, "external_id": "",
        "previous_view_id": one.previous or None, "root_view_id": one.root or one.id, "app_id": server.app.id,
        "app_installed_team_id": team.id, "bot_id": team.bot.bot_id if team.bot else "",
    }  # fmt: skip
    sent = {key: value for key, value in one.body.items() if value is not None}
    return body | sent | {"blocks": one.body["blocks"], "state": {"values": copy.deepcopy(one.state)}}


def team(one: Team) -> dict[str, Any]:
    """Return a workspace as payloads of interactions show it."""
    return {"id": one.id, "domain": one.domain} | (
        {"enterprise_id": one.enterprise, "enterprise_name": "Loopback"} if one.enterprise else {}
    )
