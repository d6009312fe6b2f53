"""Web API: who the token is, and users.*."""

from typing import Any

from tests.loopback.slack import payloads
from tests.loopback.slack.calls import Call, Method


async def test(call: Call) -> dict[str, Any]:
    """auth.test."""
    team = call.workspace
    return {
        "url": f"https://{team.domain}.slack.com/", "team": team.name, "user": call.me.name.lower(), "team_id": team.id,
        "user_id": call.me.id, "bot_id": call.me.bot_id, "is_enterprise_install": False,
    } | ({"enterprise_id": team.enterprise} if team.enterprise else {})  # fmt: skip


async def info(call: Call) -> dict[str, Any]:
    """users.info."""
    return {"user": payloads.user(call.user(), locale=bool(call.get("include_locale")))}


async def every(call: Call) -> dict[str, Any]:
    """users.list."""
    members = [payloads.user(one, locale=bool(call.get("include_locale"))) for one in call.workspace.users.values()]
    return {"members": members, "cache_ts": 0, "response_metadata": {"next_cursor": ""}}


METHODS = {
    "auth.test": Method(test),
    "users.info": Method(info, ("users:read",)),
    "users.list": Method(every, ("users:read",)),
}
