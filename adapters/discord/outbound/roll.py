"""The roll: who is there by now, bots and hosts marked.

Discord lists a server's members only to applications that were granted the Server Members Intent; one member can always be
asked for. What may never happen: somebody on the roll who cannot see the channel.
"""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence

import discord
from msgspec import Struct

from adapters.discord.outbound.posts import Raw
from adapters.discord.requests.rest import Rest
from adapters.discord.requests.trouble import NoMember
from adapters.discord.terms.application import Granted
from adapters.discord.terms.channels import PRIVATE_THREAD
from adapters.discord.terms.people import called, name_of
from adapters.discord.terms.permissions import HOSTS, MANAGE_THREADS, VIEW, Room, room_in, room_of
from adapters.discord.terms.routes import CHANNEL, INSIDE, MEMBER, MEMBERS, ONE_INSIDE, SERVER
from bot.engine.surface import Person
from bot.kernel.clock import SECOND, Clock, Instant
from bot.kernel.errors import Denied
from bot.kernel.people import Place

PAGE = 1_000

AGREED = 20 * SECOND
"""For how long a list of members is taken for what it is: many discussions call the roll at one hour."""

SINGLY = 5
"""Members asked for one by one at a time."""

INTENT = "Server Members Intent"


class _Member(Struct, frozen=True, gc=False):
    """A member as Discord lists them; `roles` without everybody's."""

    id: int
    name: str
    bot: bool
    roles: frozenset[int]


class _Listed(Struct, frozen=True):
    """A server's members as they were listed, and when."""

    at: Instant
    members: Sequence[_Member]


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
        inside = await self._inside(guild, int(place.thread)) if place.thread else None
        look = await self._looked(place, guild, group, inside)
        return [person for member in await self._members(guild) if (person := look(member)) is not None]

    async def present(self, place: Place, guild: int, members: Sequence[int], group: str) -> Sequence[Person]:
        """Return those of `members` who can see the place, each asked for; this needs no intent."""
        inside = await self._inside(guild, int(place.thread), members) if place.thread else None
        look = await self._looked(place, guild, group, inside)
        told = await asyncio.gather(*(self._member(guild, member) for member in members))
        return [person for member in told if member is not None and (person := look(member)) is not None]

    async def _member(self, guild: int, member: int) -> _Member | None:
        """Return one member, None where they have left."""
        try:
            async with self._turns:
                raw = await self._rest.request("GET", MEMBER, guild_id=guild, user_id=member)
        except NoMember:
            return None
        return _member(raw)

    async def _looked(
        self, place: Place, guild: int, group: str, inside: frozenset[int] | None
    ) -> Callable[[_Member], Person | None]:
        """Return what makes a person of a member, None of one who does not see the place or is not of the group."""
        hall = await self._hall(guild, place, inside)
        wanted = called(group, hall.names) if group else {guild}
        hosts = called(await self._host_role(place.workspace), hall.names)

        def look(member: _Member) -> Person | None:
            permissions = hall.room.of(member.id, member.roles)
            if not (wanted & member.roles or guild in wanted) or not hall.sees(member.id, permissions):
                return None
            host = bool(permissions & HOSTS or hosts & member.roles or guild in hosts)
            return Person(str(member.id), member.name, bot=member.bot, host=host)

        return look

    # -- the place
    async def _hall(self, guild: int, place: Place, inside: frozenset[int] | None) -> _Hall:
        known = self._guilds(guild)
        channel = known.get_channel(int(place.channel)) if known else None
        if known and channel:
            return _Hall(room_in(known, channel), {role.id: role.name for role in known.roles}, inside)
        about = await self._rest.request("GET", SERVER, guild_id=guild)
        where = await self._rest.request("GET", CHANNEL, channel_id=int(place.channel))
        return _Hall(room_of(about, where), {int(role["id"]): role["name"] for role in about["roles"]}, inside)

    async def _inside(self, guild: int, thread: int, some: Sequence[int] | None = None) -> frozenset[int] | None:
        """Return who was let into a private thread, None where it is a public one.

        `some`: only these matter, each asked for, since a list of all of them needs the intent.
        """
        known = self._guilds(guild)
        seen = known.get_thread(thread) if known else None
        kind = seen.type.value if seen else (await self._rest.request("GET", CHANNEL, channel_id=thread)).get("type")
        if kind != PRIVATE_THREAD:
            return None
        if some is None:
            inside = await self._rest.request("GET", INSIDE, channel_id=thread)
            return frozenset(int(each["user_id"]) for each in inside)
        return frozenset([each for each in some if await self._is_inside(thread, each)])

    async def _is_inside(self, thread: int, member: int) -> bool:
        try:
            await self._rest.request("GET", ONE_INSIDE, channel_id=thread, user_id=member)
        except NoMember:
            return False
        return True

    # -- the members
    async def _members(self, guild: int) -> Sequence[_Member]:
        """Return everybody in the server; who asks while they are being listed waits for that list."""
        async with self._listing[guild]:
            now = self._clock.now()
            self._listed = {each: listed for each, listed in self._listed.items() if now - listed.at < AGREED}
            if guild not in self._listed:
                self._listed[guild] = _Listed(now, await self._list(guild))
            return self._listed[guild].members

    async def _list(self, guild: int) -> list[_Member]:
        listed: list[_Member] = []
        last = 0
        while True:
            try:
                page = await self._rest.request("GET", MEMBERS, query={"limit": PAGE, "after": last}, guild_id=guild)
            except Denied as error:
                raise Denied(INTENT) from error
            listed += map(_member, page)
            if len(page) < PAGE:
                return listed
            last = max(int(each["user"]["id"]) for each in page)


def _member(raw: Raw) -> _Member:
    user = raw["user"]
    roles = frozenset(int(role) for role in raw.get("roles") or ())
    return _Member(int(user["id"]), name_of(user, raw), bool(user.get("bot")), roles)
