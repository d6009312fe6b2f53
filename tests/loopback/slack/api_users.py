"""Web API: who the token is; users, user groups, bots, the workspace."""

from typing import Any

from tests.loopback.slack import payloads
from tests.loopback.slack.calls import Call, Method
from tests.loopback.slack.paging import page
from tests.loopback.slack.trouble import Refusal
from tests.loopback.slack.world import UserGroup

MOST_AT_ONCE = 1000
"""From how many members on users.list asks for a limit ("for large teams")."""


async def test(call: Call) -> dict[str, Any]:
    """auth.test; a token of a whole organisation is told its organisation, and no workspace."""
    grant = call.grant
    assert grant is not None
    if grant.team is None:
        bot = grant.user
        assert bot is not None
        return {
            "url": "https://loopback.enterprise.slack.com/", "team": "Loopback", "user": bot.name.lower(),
            "team_id": grant.enterprise, "user_id": bot.id, "bot_id": bot.bot_id, "enterprise_id": grant.enterprise,
            "is_enterprise_install": True,
        }  # fmt: skip
    team = grant.team
    return {
        "url": f"https://{team.domain}.slack.com/", "team": team.name, "user": call.me.name.lower(), "team_id": team.id,
        "user_id": call.me.id, "bot_id": call.me.bot_id, "is_enterprise_install": False,
    } | ({"enterprise_id": team.enterprise} if team.enterprise else {})  # fmt: skip


async def info(call: Call) -> dict[str, Any]:
    """users.info."""
    return {"user": payloads.user(call.user(), locale=bool(call.get("include_locale")))}


async def every(call: Call) -> dict[str, Any]:
    """users.list: everybody at once without a limit, unless there are many."""
    people = list(call.workspace.users.values())
    locale = bool(call.get("include_locale"))
    said: dict[str, Any] = {"cache_ts": call.server.clock.now() // 1000}
    if not call.get("limit"):
        if len(people) > MOST_AT_ONCE:
            raise Refusal("limit_required", f"{len(people)} members without a limit")
        return said | {"members": [payloads.user(one, locale=locale) for one in people]}
    found = page(call, people)
    members = [payloads.user(one, locale=locale) for one in found.items]
    return said | {"members": members, "response_metadata": found.metadata}


async def bot(call: Call) -> dict[str, Any]:
    """bots.info."""
    one = call.me
    if call.get("bot", one.bot_id) != one.bot_id:
        raise Refusal("bot_not_found")
    said = {
        "id": one.bot_id, "deleted": one.deleted, "name": one.name, "updated": 1, "app_id": call.server.app.id,
        "user_id": one.id, "icons": {},
    }  # fmt: skip
    return {"bot": said}


async def team(call: Call) -> dict[str, Any]:
    """team.info."""
    one = call.workspace
    if call.get("team", one.id) != one.id:
        raise Refusal("team_not_found")
    said = {"id": one.id, "name": one.name, "domain": one.domain, "email_domain": "", "icon": {"image_default": True}}
    return {"team": said | ({"enterprise_id": one.enterprise, "enterprise_name": "Loopback"} if one.enterprise else {})}


async def group_members(call: Call) -> dict[str, Any]:
    """usergroups.users.list."""
    group = call.workspace.groups.get(call.get("usergroup", ""))
    if group is None or (group.disabled and not call.get("include_disabled")):
        raise Refusal("no_such_subteam")
    return {"users": list(group.users)}


async def groups(call: Call) -> dict[str, Any]:
    """usergroups.list."""
    found = [one for one in call.workspace.groups.values() if not one.disabled or call.get("include_disabled")]
    return {"usergroups": [_group(call, one) for one in found]}


def _group(call: Call, one: UserGroup) -> dict[str, Any]:
    said = {
        "id": one.id, "team_id": call.workspace.id, "is_usergroup": True, "name": one.name, "description": "",
        "handle": one.handle, "is_external": False, "date_create": 1, "date_update": 1, "date_delete": int(one.disabled),
        "auto_type": None, "created_by": "USLACKBOT", "updated_by": "USLACKBOT", "deleted_by": None,
        "prefs": {"channels": [], "groups": []},
    }  # fmt: skip
    said |= {"users": list(one.users)} if call.get("include_users") else {}
    return said | ({"user_count": str(len(one.users))} if call.get("include_count") else {})


_GROUPS = ("usergroups:read",)
METHODS = {
    "auth.test": Method(test, "", (), 0, json=True, tokens=("bot", "user", "app")),
    "users.info": Method(info, "user! include_locale:boolean", ("users:read",), 4),
    "users.list": Method(every, "cursor limit:number include_locale:boolean team_id", ("users:read",), 2),
    "bots.info": Method(bot, "bot team_id", ("users:read",), 3),
    "team.info": Method(team, "team domain", ("team:read",), 3, json=True),
    "usergroups.users.list": Method(group_members, "usergroup! include_disabled:boolean team_id", _GROUPS, 2),
    "usergroups.list": Method(
        groups, "include_count:boolean include_disabled:boolean include_users:boolean team_id", _GROUPS, 2
    ),
}
