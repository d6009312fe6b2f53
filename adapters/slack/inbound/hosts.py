"""Who is a host in a workspace (S1): its admins, those the group has put on its list, and a user group where one is set.

What may never happen: a host's right taken from what a control or a message claims; a press kept waiting for Slack.
"""

import asyncio
import contextlib

from adapters.slack.outbound.groups import Groups
from adapters.slack.outbound.people import Roster
from adapters.slack.terms.members import Member
from bot.kernel.clock import Clock
from bot.kernel.errors import StudybellError
from bot.kernel.people import Actor
from bot.people.at_hand import SettingsAtHand
from bot.store.contract import Store

PATIENCE = 1.0
"""Seconds an author's name is waited for: Slack waits three for an event to be acknowledged, and it has to be safe by then."""


class Hosts:
    """Says who is a host, and who somebody is."""

    def __init__(self, store: Store, groups: Groups, roster: Roster, clock: Clock) -> None:
        self._groups = groups
        self._roster = roster
        self._settings = SettingsAtHand(store, clock)

    def presser(self, workspace: str, member: str, name: str) -> Actor:
        """Return who presses, from memory: whoever is not known is no host, and is called as the payload has them."""
        known = self._roster.known(workspace, member)
        if known is None:
            self._roster.notice(workspace, (member,))
            return Actor(member, name)
        return Actor(member, known.name or name, self._remembered(workspace, known), known.locale, known.zone)

    async def author(self, workspace: str, member: str, name: str) -> Actor:
        """Return who wrote something: who is not known is asked for, as long as an event may wait, and then fetched beside."""
        if self._roster.known(workspace, member) is None:
            with contextlib.suppress(StudybellError, TimeoutError):
                async with asyncio.timeout(PATIENCE):
                    await self._roster.of(workspace, member)
        return self.presser(workspace, member, name)

    async def actor(self, workspace: str, member: str, name: str = "") -> Actor:
        """Return who acts, and ask Slack for what is not known; where it does not tell they are no host by it."""
        try:
            known = await self._roster.of(workspace, member)
        except StudybellError:
            known = Member(member, name or member)
        host = not known.bot and await self._is_host(workspace, member)
        return Actor(member, known.name or name or member, host, known.locale, known.zone)

    def locale(self, workspace: str, member: str) -> str:
        """Return the language of somebody, from memory; English where Slack has not told."""
        known = self._roster.known(workspace, member)
        return known.locale if known is not None else "en"

    def knows(self, workspace: str, member: str) -> bool:
        """Whether Slack has told of the member as one of that workspace."""
        return self._roster.known(workspace, member) is not None

    def _remembered(self, workspace: str, known: Member) -> bool:
        settings = self._settings.last(workspace)
        if known.host or known.member in settings.hosts:
            return True
        return known.member in self._groups.known(workspace, settings.host_role)

    async def _is_host(self, workspace: str, member: str) -> bool:
        """Whether they are a host by now: who has just been put on the list is not refused by an older one."""
        if member in (await self._settings.of(workspace)).hosts:
            return True
        try:
            if await self._roster.host(workspace, member):
                return True
        except StudybellError:
            pass  # the group may say so all the same
        settings = await self._settings.anew(workspace)
        if member in settings.hosts:
            return True
        try:
            return bool(settings.host_role) and member in await self._groups.of(workspace, settings.host_role)
        except StudybellError:
            return member in self._groups.known(workspace, settings.host_role)
