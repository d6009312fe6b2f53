"""REST: servers, their members, roles, channels and active threads."""

from typing import Any

from tests.loopback.discord import gating, payloads, permissions
from tests.loopback.discord.calls import Call, Route
from tests.loopback.discord.trouble import Refusal


async def get(call: Call) -> Any:
    """GET /guilds/{guild_id}."""
    return payloads.guild(call.guild())


async def member(call: Call) -> Any:
    """GET /guilds/{guild_id}/members/{user_id}."""
    guild = call.guild()
    found = guild.members.get(call.id("user_id"))
    if found is None:
        raise Refusal(404, 10007 if call.id("user_id") in call.server.users else 10013)
    return payloads.member(found)


async def members(call: Call) -> Any:
    """GET /guilds/{guild_id}/members: only for applications with the members' intent."""
    guild = call.guild()
    if not call.server.flags & gating.PRIVILEGED[gating.MEMBERS]:
        raise Refusal(403, 50001)
    after, limit = int(call.query.get("after", 0)), int(call.query.get("limit", 1))
    found = sorted((one for one in guild.members.values() if one.user.id > after), key=lambda one: one.user.id)
    return [payloads.member(one) for one in found[:limit]]


async def roles(call: Call) -> Any:
    """GET /guilds/{guild_id}/roles."""
    return [payloads.role(one) for one in call.guild().roles.values()]


async def channels(call: Call) -> Any:
    """GET /guilds/{guild_id}/channels: without threads."""
    return [payloads.channel(one) for one in call.guild().channels.values() if not one.is_thread]


async def active_threads(call: Call) -> Any:
    """GET /guilds/{guild_id}/threads/active."""
    me = call.server.me
    found = [one for one in call.guild().channels.values() if one.is_thread and not one.archived]
    found = [one for one in found if permissions.sees(one, me)]
    mine = [payloads.thread_member(one, me.id) for one in found if me.id in one.thread_members]
    return {"threads": [payloads.thread(one, me) for one in found], "members": mine, "has_more": False}


async def leave(call: Call) -> Any:
    """DELETE /users/@me/guilds/{guild_id}."""
    guild = call.guild()
    del guild.members[call.server.me.id]
    call.server.gateway.dispatch("GUILD_DELETE", {"id": str(guild.id)}, guild.id)


async def user(call: Call) -> Any:
    """GET /users/{user_id}."""
    found = call.server.users.get(call.id("user_id"))
    if found is None:
        raise Refusal(404, 10013)
    return payloads.user(found)


ROUTES: list[tuple[str, str, Route]] = [
    ("GET", "/guilds/{guild_id}", get),
    ("GET", "/guilds/{guild_id}/members", members),
    ("GET", "/guilds/{guild_id}/members/{user_id}", member),
    ("GET", "/guilds/{guild_id}/roles", roles),
    ("GET", "/guilds/{guild_id}/channels", channels),
    ("GET", "/guilds/{guild_id}/threads/active", active_threads),
    ("DELETE", "/users/@me/guilds/{guild_id}", leave),
    ("GET", "/users/{user_id}", user),
]
