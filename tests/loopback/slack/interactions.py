"""What an app is told of what a person did: the payloads of commands, presses, shortcuts and forms.

Sources: Slack's "Interaction payloads" and "Slash commands" pages (2026); keys as in slackapi/bolt-python's tests.
"""

from typing import Any

from tests.loopback.slack import payloads
from tests.loopback.slack.server import Slack
from tests.loopback.slack.world import Channel, Message, Team, User, View

Json = dict[str, Any]
NAMES = {"im": "directmessage", "group": "privategroup", "mpim": "privategroup"}


def username(user: User) -> str:
    """Return the handle of somebody."""
    return user.name.lower().replace(" ", ".")


def org_wide(team: Team) -> bool:
    """Whether the app was installed for the whole organisation."""
    return team.grant is not None and team.grant.team is None


def who(user: User) -> Json:
    """Return who did it."""
    return {"id": user.id, "username": username(user), "name": username(user), "team_id": user.team.id}


def where(channel: Channel) -> Json:
    """Return where it was done; what is private has no name."""
    return {"id": channel.id, "name": NAMES.get(channel.kind, channel.name)}


def _of(server: Slack, kind: str, team: Team, user: User) -> Json:
    """Return what every payload has."""
    wide = org_wide(team)
    enterprise = {"id": team.enterprise, "name": "Loopback"} if team.enterprise else None
    return {
        "type": kind, "user": who(user), "team": None if wide else payloads.team(team), "token": server.app.verification_token,
        "enterprise": enterprise, "is_enterprise_install": wide,
    }  # fmt: skip


def command(  # noqa: PLR0913 - who typed what, where, and how to answer
    server: Slack, user: User, channel: Channel, name: str, text: str, *, hook: str, trigger: str
) -> Json:
    """Return the form of a slash command; all of it is text."""
    team = channel.team
    enterprise = {"enterprise_id": team.enterprise, "enterprise_name": "Loopback"} if team.enterprise else {}
    return {
        "token": server.app.verification_token, "team_id": team.id, "team_domain": team.domain, "channel_id": channel.id,
        "channel_name": where(channel)["name"], "user_id": user.id, "user_name": username(user), "command": name,
        "text": text, "api_app_id": server.app.id, "is_enterprise_install": str(org_wide(team)).lower(), **enterprise,
        "response_url": hook, "trigger_id": trigger,
    }  # fmt: skip


def pressed(  # noqa: PLR0913 - who pressed what, on which message, and how to answer
    server: Slack, user: User, message: Message, action: Json, *, state: Json, hook: str, trigger: str
) -> Json:
    """Return block_actions on a message. Of an ephemeral one the app is not told what it says."""
    channel, private = message.channel, message.only_for is not None
    container = {"type": "message", "message_ts": message.ts, "channel_id": channel.id, "is_ephemeral": private}
    if message.thread_ts:
        container["thread_ts"] = message.thread_ts
    body = _of(server, "block_actions", channel.team, user) | {
        "api_app_id": server.app.id, "container": container, "trigger_id": trigger, "channel": where(channel),
        "state": {"values": state}, "response_url": hook, "actions": [action],
    }  # fmt: skip
    return body if private else body | {"message": payloads.message(server, message, metadata=True)}


def _of_view(server: Slack, kind: str, team: Team, view: View) -> Json:
    """Return what every payload about a view has; somebody of another workspace comes with that one's id."""
    body = _of(server, kind, team, view.user)
    if body["team"] is not None:
        body["team"] = payloads.team(view.user.team)
    shown = payloads.view(server, view) | {"app_installed_team_id": team.id}
    return body | {"api_app_id": server.app.id, "view": shown}


def pressed_view(server: Slack, team: Team, view: View, action: Json, *, trigger: str) -> Json:
    """Return block_actions in a modal or on the Home tab; there is no response_url."""
    return _of_view(server, "block_actions", team, view) | {
        "container": {"type": "view", "view_id": view.id}, "trigger_id": trigger, "actions": [action]
    }  # fmt: skip


def suggestion(  # noqa: PLR0913 - in which field of which view
    server: Slack, team: Team, view: View, block_id: str, action_id: str, typed: str
) -> Json:
    """Return block_suggestion: somebody types into an external select of a view."""
    return _of_view(server, "block_suggestion", team, view) | {
        "container": {"type": "view", "view_id": view.id}, "action_id": action_id, "block_id": block_id, "value": typed,
    }  # fmt: skip


def submitted(server: Slack, team: Team, view: View, *, trigger: str) -> Json:
    """Return view_submission."""
    return _of_view(server, "view_submission", team, view) | {"trigger_id": trigger, "response_urls": []}


def closed(server: Slack, team: Team, view: View, *, cleared: bool) -> Json:
    """Return view_closed."""
    return _of_view(server, "view_closed", team, view) | {"is_cleared": cleared, "response_urls": []}


def shortcut(  # noqa: PLR0913 - as `pressed`
    server: Slack, team: Team, user: User, callback_id: str, *, trigger: str, stamp: str
) -> Json:
    """Return a global shortcut."""
    return _of(server, "shortcut", team, user) | {
        "action_ts": stamp, "callback_id": callback_id, "trigger_id": trigger
    }  # fmt: skip


def message_shortcut(  # noqa: PLR0913 - as `pressed`
    server: Slack, user: User, message: Message, callback_id: str, *, hook: str, trigger: str, stamp: str
) -> Json:
    """Return a shortcut on a message."""
    return _of(server, "message_action", message.channel.team, user) | {
        "action_ts": stamp, "callback_id": callback_id, "trigger_id": trigger, "response_url": hook,
        "message_ts": message.ts, "channel": where(message.channel), "message": payloads.message(server, message),
    }  # fmt: skip
