"""REST: who the application is, the gateway's address, its commands."""

from typing import Any

from tests.loopback.discord import payloads
from tests.loopback.discord.bodies import without_nulls
from tests.loopback.discord.calls import Call, Created, Route
from tests.loopback.discord.rules_commands import command_problems, tree_problems
from tests.loopback.discord.trouble import Refusal, invalid


async def me(call: Call) -> Any:
    """GET /users/@me."""
    return payloads.myself(call.server.me)


async def application(call: Call) -> Any:
    """GET /oauth2/applications/@me and /applications/@me."""
    server = call.server
    return {
        "id": str(server.application_id), "name": server.me.name, "icon": None, "description": "", "type": None,
        "verify_key": server.public_key, "flags": server.flags, "flags_new": str(server.flags), "redirect_uris": [],
        "interactions_endpoint_url": None, "role_connections_verification_url": None, "bot_public": True,
        "bot_require_code_grant": False, "owner": payloads.user(server.owner), "team": None,
        "approximate_guild_count": len(server.with_bot()), "approximate_user_install_count": 0,
        "approximate_user_authorization_count": 0, "explicit_content_filter": 0, "eligible_oauth2_scopes": [],
        "bot": payloads.user(server.me),
    }  # fmt: skip


async def gateway(call: Call) -> Any:
    """GET /gateway."""
    return {"url": call.server.gateway_url}


async def gateway_bot(call: Call) -> Any:
    """GET /gateway/bot."""
    server = call.server
    limit = {
        "total": 1000,
        "remaining": max(0, server.gateway.remaining),
        "reset_after": 86_400_000,
        "max_concurrency": server.gateway.max_concurrency,
    }
    return {"url": server.gateway_url, "shards": server.shards, "session_start_limit": limit}


def _commands(call: Call) -> list[dict[str, Any]]:
    if call.id("application_id") != call.server.application_id:
        raise Refusal(403, 50001)
    return call.guild().commands if "guild_id" in call.ids else call.server.commands


def _stored(call: Call, command: dict[str, Any], old: list[dict[str, Any]]) -> dict[str, Any]:
    kind = command.get("type") or 1
    same = next((one for one in old if (one["name"], one["type"]) == (command["name"], kind)), None)
    number = same["id"] if same else str(call.server.ids.next())
    fresh: dict[str, Any] = {
        "id": number, "application_id": str(call.server.application_id), "version": str(call.server.ids.next()),
        "type": kind, "default_member_permissions": None, "description": "", "nsfw": False,
    } | without_nulls(command)  # fmt: skip
    if fresh["default_member_permissions"] is not None:
        fresh["default_member_permissions"] = str(fresh["default_member_permissions"])
    return fresh | ({"guild_id": call.ids["guild_id"]} if "guild_id" in call.ids else {})


async def commands(call: Call) -> Any:
    """GET .../commands."""
    return _commands(call)


async def put_commands(call: Call) -> Any:
    """PUT .../commands: these and no others."""
    now = _commands(call)
    if not isinstance(call.body, list):
        raise Refusal(400, 50109)
    if problems := tuple(tree_problems(call.body)):
        raise invalid(*problems)
    now[:] = [_stored(call, one, now) for one in call.body]
    return now


async def post_command(call: Call) -> Any:
    """POST .../commands: one more, or another form of the one with that name."""
    now = _commands(call)
    if problems := tuple(command_problems("", call.form)):
        raise invalid(*problems)
    stored = _stored(call, call.form, now)
    known = any(one["id"] == stored["id"] for one in now)
    now[:] = [stored if one["id"] == stored["id"] else one for one in now] + ([] if known else [stored])
    return stored if known else Created(stored)


async def delete_command(call: Call) -> Any:
    """DELETE .../commands/{command_id}."""
    now = _commands(call)
    left = [one for one in now if one["id"] != call.ids["command_id"]]
    if len(left) == len(now):
        raise Refusal(404, 10063)
    now[:] = left


ROUTES: list[tuple[str, str, Route]] = [
    ("GET", "/users/@me", me),
    ("GET", "/oauth2/applications/@me", application),
    ("GET", "/applications/@me", application),
    ("GET", "/gateway", gateway),
    ("GET", "/gateway/bot", gateway_bot),
    ("GET", "/applications/{application_id}/commands", commands),
    ("PUT", "/applications/{application_id}/commands", put_commands),
    ("POST", "/applications/{application_id}/commands", post_command),
    ("DELETE", "/applications/{application_id}/commands/{command_id}", delete_command),
    ("GET", "/applications/{application_id}/guilds/{guild_id}/commands", commands),
    ("POST", "/applications/{application_id}/guilds/{guild_id}/commands", post_command),
    ("DELETE", "/applications/{application_id}/guilds/{guild_id}/commands/{command_id}", delete_command),
    ("PUT", "/applications/{application_id}/guilds/{guild_id}/commands", put_commands),
]
