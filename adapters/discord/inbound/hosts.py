"""Who is a host in a server (S1): by what Discord lets them manage, by the role the group has set, or by name.

What may never happen: a host's right taken from what a custom id or a message claims.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import discord
from msgspec import Struct

from adapters.discord.requests.rest import Rest
from adapters.discord.terms.ids import guild_of, is_id, workspace_of
from adapters.discord.terms.people import called, name_of
from adapters.discord.terms.permissions import HOSTS, room_of
from adapters.discord.terms.routes import MEMBER, SERVER
from bot.kernel.clock import MINUTE, Clock, Instant
from bot.kernel.errors import StudybellError
from bot.kernel.newest import Newest
from bot.people.at_hand import SettingsAtHand
from bot.people.prefs import WorkspaceSettings
from bot.store.contract import Store

MEMBER_HOLDS = MINUTE
"""For how long what Discord told of a member, or of a server the gateway has not told of, is not asked again."""

MOST_KNOWN = 5_000


class Known(Struct, frozen=True):
    """A member as Discord knows them: the name a server shows, and whether they are a host there."""

    name: str
    host: bool


class Hosts:
    """Says who is a host. `guilds` gives what the gateway told of a server."""

    def __init__(self, store: Store, rest: Rest, guilds: Callable[[int], discord.Guild | None], clock: Clock) -> None:
        self._rest = rest
        self._guilds = guilds
        self._clock = clock
        self._settings = SettingsAtHand(store, clock)
        self._members: Newest[tuple[str, str], tuple[Instant, Known]] = Newest(MOST_KNOWN)
        self._servers: Newest[str, tuple[Instant, Mapping[str, Any]]] = Newest(MOST_KNOWN)

    async def is_host(self, guild: str, member: str, permissions: int, roles: Iterable[str]) -> bool:
        """Whether a member with these permissions and roles is a host in the server."""
        if permissions & HOSTS:
            return True
        settings = await self.settings(guild)
        if member in settings.hosts:
            return True
        wanted = settings.host_role
        if not wanted:
            return False
        held = {*roles, guild}
        if wanted in held:
            return True
        return any(str(role) in held for role in called(wanted, await self._roles(guild)))

    async def by_roles(self, guild: str, member: str, roles: Iterable[str]) -> bool:
        """Whether a member with these roles is a host, where Discord does not tell what they may do; False if it cannot say."""
        held = tuple(roles)
        try:
            return await self.is_host(guild, member, await self._permissions(guild, member, held), held)
        except StudybellError:
            return False

    async def member(self, guild: str, member: str) -> Known:
        """Return a member as Discord knows them, a minute old at most; raises `Gone` for who is none, `Denied` or `Busy`."""
        now, slot = self._clock.now(), (guild, member)
        until, known = self._members.get(slot, (0, None))
        if known is not None and until > now:
            return known
        told = await self._rest.request("GET", MEMBER, guild_id=guild, user_id=member)
        roles = tuple(str(role) for role in told.get("roles") or ())
        permissions = await self._permissions(guild, member, roles)
        host = await self.is_host(guild, member, permissions, roles)
        known = Known(name_of(told.get("user") or {"id": member}, told), host)
        self._members[slot] = (now + MEMBER_HOLDS, known)
        return known

    async def host_role(self, workspace: str) -> str:
        """Return the id or name of the role whose members are hosts of a workspace, "" for none."""
        return (await self.settings(guild_of(workspace))).host_role

    async def settings(self, guild: str) -> WorkspaceSettings:
        """Return the group's settings, a few seconds old at most."""
        return await self._settings.of(workspace_of(guild))

    async def _roles(self, guild: str) -> Mapping[int, str]:
        """Return the names of the server's roles by their ids; none where nobody tells."""
        known = self._guild(guild)
        if known is not None and known.roles:
            return {role.id: role.name for role in known.roles}
        try:
            server = await self._server(guild)
        except StudybellError:
            return {}
        return {int(role["id"]): str(role["name"]) for role in server.get("roles") or ()}

    async def _permissions(self, guild: str, member: str, roles: Iterable[str]) -> int:
        """Return what a member may do in the server, apart from what single channels allow or deny."""
        known = self._guild(guild)
        if known is None or known.owner_id is None:
            return room_of(await self._server(guild), {}).of(int(member), [int(role) for role in roles])
        if str(known.owner_id) == member:
            return HOSTS
        held = (known.get_role(int(role)) for role in (guild, *roles))
        bits = 0
        for role in held:
            bits |= role.permissions.value if role is not None else 0
        return bits

    async def _server(self, guild: str) -> Mapping[str, Any]:
        """Return what Discord tells of a server of which the gateway has not."""
        now = self._clock.now()
        until, server = self._servers.get(guild, (0, {}))
        if until <= now:
            server = await self._rest.request("GET", SERVER, guild_id=guild)
            self._servers[guild] = (now + MEMBER_HOLDS, server)
        return server

    def _guild(self, guild: str) -> discord.Guild | None:
        return self._guilds(int(guild)) if is_id(guild) else None
