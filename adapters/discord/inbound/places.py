"""Which place a channel of Discord's is: a thread belongs to its channel, and only Discord knows which.

What may never happen: a question to Discord for each message of a busy channel. What the gateway told is asked first; Discord
itself once for a channel nobody knows, and what it said is remembered.
"""

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

import discord

from adapters.discord.requests.rest import Rest
from adapters.discord.terms.channels import BEGIN_THREADS, THREADS
from adapters.discord.terms.ids import guild_of, is_id, workspace_of
from adapters.discord.terms.routes import CHANNEL
from bot.kernel.clock import MINUTE, Clock, Instant
from bot.kernel.errors import Busy, StudybellError
from bot.kernel.newest import Newest
from bot.kernel.people import Place

MOST_KNOWN = 20_000
"""Channels and threads of which to remember what they are."""

REFUSED = 10 * MINUTE
"""For how long a channel that Discord tells us nothing of is taken for one that is no thread (we may not see it)."""


class Places:
    """Finds out where something happened. `guilds` gives what the gateway told of a server."""

    def __init__(self, rest: Rest, guilds: Callable[[int], discord.Guild | None], clock: Clock) -> None:
        self._rest = rest
        self._guilds = guilds
        self._clock = clock
        self._parents: Newest[str, str] = Newest(MOST_KNOWN)
        self._unknown: Newest[str, Instant] = Newest(MOST_KNOWN)
        self._asking: dict[str, asyncio.Task[str]] = {}

    async def of(self, guild: str, channel: str, told: Mapping[str, Any] | None = None) -> Place:
        """Return the place of a channel or thread; `told` is what an event itself tells of the channel.

        A channel Discord tells us nothing of is taken for one that is no thread.
        """
        parent = self._told(channel, told or {})
        if parent is None:
            parent = self.parent(guild, channel)
        if parent is None:
            parent = await self._ask_once(channel)
        return _place(guild, channel, parent)

    def parent(self, guild: str, channel: str) -> str | None:
        """Return the channel a thread belongs to, "" for a channel that is no thread, None where that is not known yet."""
        parent = self._cached(guild, channel)
        if parent is not None:
            return parent
        parent = self._parents.get(channel)
        if parent is None and self._unknown.get(channel, 0) > self._clock.now():
            return ""
        return parent

    def begin_threads(self, place: Place, told: Mapping[str, Any]) -> bool:
        """Whether threads can begin at messages in the channel of `place`; also where Discord has not told what it is."""
        known = self._guilds(int(guild_of(place.workspace))) if is_id(place.channel) else None
        channel = known.get_channel(int(place.channel)) if known is not None else None
        kind = told.get("type") if channel is None and not place.thread else None
        kind = channel.type.value if channel is not None else kind
        return kind is None or kind in BEGIN_THREADS

    def ours(self, guild: str, thread: str) -> bool:
        """Whether the gateway told that we began the thread, or has not told of it yet."""
        known = self._guilds(int(guild)) if is_id(guild) and is_id(thread) else None
        found = known.get_thread(int(thread)) if known is not None else None
        me: discord.Member | None = known.me if known is not None else None  # None where Discord told of no members
        return found is None or me is None or found.owner_id == me.id

    def _cached(self, guild: str, channel: str) -> str | None:
        try:
            known, number = self._guilds(int(guild)), int(channel)
        except ValueError:
            return None
        if known is None:
            return None
        if known.get_channel(number) is not None:
            return ""
        thread = known.get_thread(number)
        return None if thread is None else str(thread.parent_id)

    def _told(self, channel: str, told: Mapping[str, Any]) -> str | None:
        kind, parent = told.get("type"), told.get("parent_id")
        if kind is None:
            return None
        if kind not in THREADS:
            return ""
        if parent is None:
            return None
        self._parents[channel] = str(parent)
        return str(parent)

    async def _ask_once(self, channel: str) -> str:
        """Ask Discord; whoever asks at the same time waits for the same answer. Of what can be no channel it is not asked."""
        if not is_id(channel):
            return ""
        asking = self._asking.get(channel)
        if asking is None:
            asking = self._asking[channel] = asyncio.create_task(self._ask(channel))
            asking.add_done_callback(lambda _: self._asking.pop(channel, None))
        return await asyncio.shield(asking)

    async def _ask(self, channel: str) -> str:
        try:
            told = await self._rest.request("GET", CHANNEL, channel_id=channel)
        except Busy:
            return ""
        except StudybellError:
            self._unknown[channel] = self._clock.now() + REFUSED
            return ""
        parent = str(told.get("parent_id") or "") if told.get("type") in THREADS else ""
        self._parents[channel] = parent
        return parent


def _place(guild: str, channel: str, parent: str) -> Place:
    return Place(workspace_of(guild), parent, channel) if parent else Place(workspace_of(guild), channel)
