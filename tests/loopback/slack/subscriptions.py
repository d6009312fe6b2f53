"""Of which events the app is told: those it is subscribed to, may read, and that happen where it is.

Sources: Slack's "The Events API" page and the pages of the events, which name the scope each needs (2026).
"""

import secrets
from typing import Any

from bot.kernel.clock import SECOND, Instant
from tests.loopback.slack.server import Happened
from tests.loopback.slack.world import App, Grant, Team, User

SUBSCRIBED = frozenset({
    "app_home_opened", "app_mention", "app_uninstalled", "member_left_channel", "message.channels",
    "message.groups", "message.im", "team_access_granted", "team_access_revoked", "tokens_revoked",
})  # fmt: skip
"""To what the app is subscribed unless a test says otherwise (`slack.subscribed`, `slack.enter(manifest)`)."""

MESSAGES = {"channel": "message.channels", "group": "message.groups", "im": "message.im", "mpim": "message.mpim"}
FAREWELLS = ("app_uninstalled", "tokens_revoked", "team_access_revoked")
SCOPES = {
    "message.channels": "channels:history", "message.groups": "groups:history", "message.im": "im:history",
    "message.mpim": "mpim:history", "app_mention": "app_mentions:read", "user_change": "users:read",
    "member_joined_channel": "channels:read", "member_left_channel": "channels:read", "team_domain_change": "team:read",
    "subteam_members_changed": "usergroups:read", "reaction_added": "reactions:read", "channel_archive": "channels:read",
}  # fmt: skip


def name_of(event: dict[str, Any]) -> str:
    """Return the name under which an app subscribes to an event."""
    if event["type"] != "message":
        return str(event["type"])
    return MESSAGES.get(event.get("channel_type", ""), "message.channels")


def told(what: Happened, subscribed: set[str]) -> bool:
    """Whether the app is told of it."""
    name = name_of(what.event)
    if name not in subscribed:
        return False
    if name in FAREWELLS:
        return True
    bot, grant = what.team.bot, what.team.grant
    if bot is None or grant is None or grant.dead or not _readable(what, grant):
        return False
    return what.channel is None or bot.id in what.channel.members


def _readable(what: Happened, grant: Grant) -> bool:
    name = name_of(what.event)
    needed = SCOPES.get(name)
    if name.startswith("member_") and what.channel is not None and what.channel.private:
        needed = "groups:read"
    return needed is None or needed in grant.scopes


def wrapped(app: App, what: Happened, at: Instant) -> dict[str, Any]:
    """Return an event in its envelope, as the Events API tells it."""
    team, org_wide = what.team, what.team.grant is not None and what.team.grant.team is None
    return {
        "token": app.verification_token, "team_id": team.id, "context_team_id": team.id,
        "context_enterprise_id": team.enterprise or None, **({"enterprise_id": team.enterprise} if team.enterprise else {}),
        "api_app_id": app.id, "event": what.event, "type": "event_callback", "event_id": "Ev" + secrets.token_hex(6).upper(),
        "event_time": at // SECOND, "authorizations": [_authorization(team, team.bot, org_wide=org_wide)],
        "is_ext_shared_channel": _shared(what), "event_context": f"4-{secrets.token_urlsafe(24)}",
    }  # fmt: skip


def _authorization(team: Team, bot: User | None, *, org_wide: bool) -> dict[str, Any]:
    return {
        "enterprise_id": team.enterprise or None, "team_id": None if org_wide else team.id, "user_id": bot.id if bot else "",
        "is_bot": True, "is_enterprise_install": org_wide,
    }  # fmt: skip


def _shared(what: Happened) -> bool:
    """Whether people of other workspaces are in the channel."""
    if what.channel is None:
        return False
    known = [what.team.users[one] for one in what.channel.members if one in what.team.users]
    return any(one.team is not what.team for one in known)
