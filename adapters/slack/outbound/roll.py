"""The roll: who can see a channel by now, bots and hosts marked.

What may never happen: somebody on the roll who is not in the channel, or one whose account is closed.
"""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence

from adapters.slack.outbound.groups import Groups
from adapters.slack.outbound.people import Roster
from adapters.slack.requests.api import Api
from adapters.slack.requests.paging import pages
from adapters.slack.terms.ids import Spot
from adapters.slack.terms.members import Member
from bot.engine.surface import Person
from bot.kernel.clock import SECOND, Clock, Instant
from bot.kernel.errors import StudybellError

PAGE = 500
"""Members asked for at a time ("conversations.members", docs.slack.dev, 2026-08: less than 1,000)."""

AGREED = 20 * SECOND
"""For how long a list of members is taken for what it is: many discussions call the roll at one hour."""


class Roll:
    """Calls the roll. `host_role` returns the user group whose members are hosts of a workspace, or ""."""

    def __init__(
        self, api: Api, roster: Roster, groups: Groups, clock: Clock, host_role: Callable[[str], Awaitable[str]]
    ) -> None:
        self._api = api
        self._roster = roster
        self._groups = groups
        self._clock = clock
        self._host_role = host_role
        self._listed: dict[tuple[str, str], tuple[Instant, Sequence[str]]] = {}
        self._listing: defaultdict[tuple[str, str], asyncio.Lock] = defaultdict(asyncio.Lock)

    async def of(self, spot: Spot, group: str, some: Sequence[str] | None = None) -> Sequence[Person]:
        """Return who is in the channel; with `group` only those of that user group, with `some` only these."""
        members = await self._members(spot)
        if group:
            wanted = await self._groups.of(spot.workspace, group)
            members = [member for member in members if member in wanted]
        if some is not None:
            asked = frozenset(some)
            members = [member for member in members if member in asked]
        people = await self._roster.every(spot.workspace, members)
        hosts = await self._hosts(spot.workspace)
        return [
            Person(each.member, each.name, bot=each.bot, host=each.host or each.member in hosts, zone=each.zone)
            for member in members
            if (each := people.get(member)) is not None and each.active
        ]

    async def people(self, spot: Spot) -> Sequence[Member]:
        """Return the people in the channel, with all they are called by; raises as `of`."""
        members = await self._members(spot)
        people = await self._roster.every(spot.workspace, members)
        return [each for each in people.values() if each.active and not each.bot]

    async def _hosts(self, workspace: str) -> frozenset[str]:
        """Return who is of the hosts' group; nobody where Slack does not tell: it may have been deleted."""
        named = await self._host_role(workspace)
        try:
            return await self._groups.of(workspace, named) if named else frozenset()
        except StudybellError:
            return frozenset()

    async def _members(self, spot: Spot) -> Sequence[str]:
        """Return the ids of everybody in the channel; who asks while they are being listed waits for that list."""
        place = (spot.workspace, spot.channel)
        async with self._listing[place]:
            now = self._clock.now()
            self._listed = {each: listed for each, listed in self._listed.items() if now - listed[0] < AGREED}
            if place not in self._listed:
                self._listed[place] = (now, await self._list(spot))
            return self._listed[place][1]

    async def _list(self, spot: Spot) -> list[str]:
        listed: dict[str, None] = {}
        async for page in pages(self._api, spot.workspace, "conversations.members", channel=spot.channel, limit=PAGE):
            listed |= dict.fromkeys(str(each) for each in page.get("members") or ())
        return list(listed)
