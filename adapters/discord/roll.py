"""The roll: who is there by now, bots and hosts marked.

Discord lists a server's members only to applications that were granted the Server Members Intent; one member can always be
asked for. What may never happen: somebody on the roll who cannot see the channel.
"""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence

import discord
from msgspec import Struct

from adapters.discord.application import Granted
from adapters.discord.history import name_of
from adapters.discord.permits import HOSTS, MANAGE_THREADS, PRIVATE_THREAD, VIEW, Room, room_in, room_of
from adapters.discord.posts import Raw
from adapters.discord.rest import CHANNEL, Rest
from adapters.discord.trouble import NoMember
from bot.engine.surface import Person
from bot.kernel.clock import SECOND, Clock, Instant
from bot.kernel.errors import Denied
from bot.kernel.people import Place

MEMBERS = "/guilds/{guild_id}/members"
PAGE = 1_000

AGREED = 20 * SECOND
"""For how long a list of members is taken for what it is: many discussions call the roll at one hour."""

SINGLY = 5
"""Members asked for one by one at a time."""

INTENT = "Server Members Intent"


class _Listed(Struct, frozen=True):
    """A server's members as they were listed, and when."""

    at: Instant
    members: Sequence[Raw]


class _Hall(Struct, frozen=True):
    """A channel, the names of its server's roles, and who is inside where it is a private thread."""

    room: Room
    names: Mapping[int, str]
    inside: frozenset[int] | None = None

    def sees(self, member: int, permissions: int) -> bool:
        """Whether a member with these permissions sees what is written here."""
        if not permissions & VIEW:
            return False
        return self.inside is None or member in self.inside or bool(permissions & MANAGE_THREADS)


class Roll:
    """Calls the roll. `host_role` returns the id or name of the role whose members are hosts of a workspace, or ""."""

    def __init__(
        self,
        rest: Rest,
        clock: Clock,
        guilds: Callable[[int], discord.Guild | None],
        granted: Callable[[], Granted],
        host_role: Callable[[str], Awaitable[str]],
    ) -> None:
        self._rest = rest
        self._clock = clock
        self._guilds = guilds
        self._granted = granted
        self._host_role = host_role
        self._listed: dict[int, _Listed] = {}
        self._listing: defaultdict[int, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._turns = asyncio.Semaphore(SINGLY)

    async def of(self, place: Place, guild: int, group: str) -> Sequence[Person]:
        """Return who can see the place; with `group` (a role's id or name) only those who have that role."""
        if not self._granted().members:
            raise Denied(INTENT)
        look = await self._looked(place, guild, group)
        return [person for raw in await self._members(guild) if (person := look(raw)) is not None]

    async def present(self, place: Place, guild: int, members: Sequence[int], group: str) -> Sequence[Person]:
        """Return those of `members` who can see the place, each asked for; this needs no intent."""
        look = await self._looked(place, guild, group)
        told = await asyncio.gather(*(self._member(guild, member) for member in members))
        return [person for raw in told if raw is not None and (person := look(raw)) is not None]

    async def _member(self, guild: int, member: int) -> Raw | None:
        """Return one member, None where they have left."""
        path = "/guilds/{guild_id}/members/{user_id}"
        try:
            async with self._turns:
                raw: Raw = await self._rest.request("GET", path, guild_id=guild, user_id=member)
        except NoMember:
            return None
        return raw

    async def _looked(self, place: Place, guild: int, group: str) -> Callable[[Raw], Person | None]:
        """Return what makes a person of a member, None of one who does not see the place or is not of the group."""
        hall = await self._hall(guild, place)
        wanted = called(group, hall.names) if group else {guild}
        hosts = called(await self._host_role(place.workspace), hall.names)

        def look(raw: Raw) -> Person | None:
            member, roles = int(raw["user"]["id"]), {guild, *map(int, raw.get("roles", ()))}
            permissions = hall.room.of(member, roles)
            if not (wanted & roles and hall.sees(member, permissions)):
                return None
            return _person(raw, host=bool(permissions & HOSTS or hosts & roles))

        return look

    # -- the place
    async def _hall(self, guild: int, place: Place) -> _Hall:
        inside = await self._inside(guild, int(place.thread)) if place.thread else None
        known = self._guilds(guild)
        channel = known.get_channel(int(place.channel)) if known else None
        if known and channel:
            return _Hall(room_in(known, channel), {role.id: role.name for role in known.roles}, inside)
        about = await self._rest.request("GET", "/guilds/{guild_id}", guild_id=guild)
        where = await self._rest.request("GET", CHANNEL, channel_id=int(place.channel))
        return _Hall(room_of(about, where), {int(role["id"]): role["name"] for role in about["roles"]}, inside)

    async def _inside(self, guild: int, thread: int) -> frozenset[int] | None:
        """Return who was let into a private thread, None where it is a public one."""
        known = self._guilds(guild)
        seen = known.get_thread(thread) if known else None
        kind = seen.type.value if seen else (await self._rest.request("GET", CHANNEL, channel_id=thread)).get("type")
        if kind != PRIVATE_THREAD:
            return None
        inside = await self._rest.request("GET", "/channels/{channel_id}/thread-members", channel_id=thread)
        return frozenset(int(each["user_id"]) for each in inside)

    # -- the members
    async def _members(self, guild: int) -> Sequence[Raw]:
        """Return everybody in the server; who asks while they are being listed waits for that list."""
        async with self._listing[guild]:
            now = self._clock.now()
            self._listed = {each: listed for each, listed in self._listed.items() if now - listed.at < AGREED}
            if guild not in self._listed:
                self._listed[guild] = _Listed(now, await self._list(guild))
            return self._listed[guild].members

    async def _list(self, guild: int) -> list[Raw]:
        listed: list[Raw] = []
        last = 0
        while True:
            try:
                page = await self._rest.request("GET", MEMBERS, query={"limit": PAGE, "after": last}, guild_id=guild)
            except Denied as error:
                raise Denied(INTENT) from error
            listed += page
            if len(page) < PAGE:
                return listed
            last = max(int(each["user"]["id"]) for each in page)


def called(group: str, names: Mapping[int, str]) -> set[int]:
    """Return the roles that a group means: an id, a mention, or a name in whatever letters; several may share a name."""
    told = group.strip().removeprefix("<@&").removesuffix(">")
    plain = told.removeprefix("@").casefold()
    return {
        role
        for role, name in names.items()
        if told and (str(role) == told or name.removeprefix("@").casefold() == plain)
    }


def _person(raw: Raw, *, host: bool) -> Person:
    user = raw["user"]
    return Person(str(user["id"]), name_of(user, raw), bot=bool(user.get("bot")), host=host)
