"""How far we have heard everything: which stretch of time there is, for each thread, in which no event of Discord was missed.

A stretch begins when a shard's session has begun and tells of the server; it goes on over a RESUME, since Discord then repeats
what was missed (API docs, "Resuming", 2026-08). It begins anew with another session, after an outage of the server, where an
event could not be brought in, and while we may not see the channel. What may never happen: a stretch that reaches over something
that was not heard; what is not known for certain is not said.
"""

from collections import defaultdict
from collections.abc import Callable, Container, Coroutine, Mapping
from itertools import count
from typing import Any

from msgspec import Struct

from adapters.discord.gateway.ears import Ear
from adapters.discord.terms import stamps
from adapters.discord.terms.ids import guild_of, is_id
from adapters.discord.terms.shards import Range, shard_of
from bot.engine.surface import Stretch
from bot.kernel.clock import SECOND, Clock, Instant
from bot.kernel.people import Place

ANY = 0
"""The server of an event that does not tell its own: it may be any of them."""

MOST_WATCHED = 2_000
"""Threads of a server to watch; it can have 1,000 that are active (API docs, "Active & Archived Threads", 2026-08)."""

SKEW = 5 * SECOND
"""By how much Discord's clock may be ahead of ours (milliseconds); a stamp further in the future tells nothing."""


class Unheard(Exception):
    """What an event told could not be brought to the front door; whoever raises this has said why."""


class _Watch(Struct):
    """Since when a thread has been seen without a gap, and whether it is now."""

    since: Instant
    sees: bool


class Attention:
    """Knows how far everything was heard.

    `sees` says whether we are shown what is written in a thread, by what Discord told; `missed` is told of a thread in which
    something was missed, nobody knows since when.
    """

    def __init__(
        self,
        clock: Clock,
        sees: Callable[[Place], bool] = lambda _thread: False,
        missed: Callable[[Place], None] = lambda _thread: None,
    ) -> None:
        self._clock = clock
        self._sees = sees
        self._missed = missed
        self._shards = 0
        self._told: dict[int, Instant] = {}
        self._since: dict[int, Instant] = {}
        self._talking: set[int] = set()
        self._under_way: defaultdict[int, dict[int, Instant]] = defaultdict(dict)
        self._numbers = count()
        self._watched: defaultdict[int, dict[Place, _Watch]] = defaultdict(dict)

    def stretch(self, thread: Place) -> Stretch | None:
        """Return the present stretch (`Surface.unbroken`)."""
        guild = _number(guild_of(thread.workspace))
        begun = self._since.get(guild)
        if begun is None:
            return None
        watch = self._watch(guild, thread)
        if not watch.sees:
            return None
        since = max(begun, watch.since)
        return Stretch(since, max(since, self._until(guild)))

    def _until(self, guild: int) -> Instant:
        """Return up to when the server's shard has told everything, and nothing of it is still being brought in."""
        told = self._told.get(shard_of(guild, self._shards), 0)
        return min([told, *(at for key in (guild, ANY) for at in self._under_way.get(key, {}).values())])

    # -- what the connection tells
    def connecting(self, shard: int) -> None:
        """Note that a shard has another connection, on which it has not been told yet that it is well."""
        self._talking.discard(shard)

    def begun(self, shard: int, shards: int) -> None:
        """Note that a session of the shard has begun (READY): what happened before it was told to nobody."""
        if shards != self._shards:
            self.close()
            self._shards = shards
        ours = Range((shard,), shards)
        self._since = {guild: since for guild, since in self._since.items() if not ours.has(guild)}
        self._told[shard] = self._clock.now()
        self._talking.add(shard)

    def resumed(self, shard: int) -> None:
        """Note that a session goes on, and that what was missed has been repeated (RESUMED)."""
        self._talking.add(shard)

    def asking(self, shard: int) -> Instant | None:
        """Return when a question to the shard leaves that will be answered after everything that it has told by then.

        None as long as what was missed is still being repeated.
        """
        return self._clock.now() if shard in self._talking else None

    def answered(self, shard: int, asked: Instant) -> None:
        """Note that the question of then was answered: what happened before it has been told."""
        self._told[shard] = max(self._told.get(shard, 0), asked)

    def here(self, guild: int) -> None:
        """Note that the shard tells of a server from now on (GUILD_CREATE): at a session's beginning, or after an outage."""
        self._since[guild] = self._clock.now()
        self.changed(guild)

    def away(self, guild: int) -> None:
        """Note that it does not tell of a server (GUILD_DELETE): an outage, or we are not there any more."""
        self._since.pop(guild, None)
        self._watched.pop(guild, None)

    def close(self) -> None:
        """Say nothing any more of any server, until it is told of again."""
        self._since.clear()
        self._told.clear()
        self._watched.clear()

    # -- what we may see
    def changed(self, guild: int) -> None:
        """Look again which threads of a server we are shown: roles, channels, or threads have changed."""
        now = self._clock.now()
        for thread, watch in self._watched.get(guild, {}).items():
            sees = self._sees(thread)
            if not (sees and watch.sees):
                watch.since, watch.sees = now, sees

    def regained(self, guild: int, channels: Container[str]) -> None:
        """Note that we are shown channels again that we were not shown (THREAD_LIST_SYNC).

        Where that is news, nobody knows since when.
        """
        for thread, watch in self._watched.get(guild, {}).items():
            if watch.sees and thread.channel in channels:
                self._missed(thread)
        self.changed(guild)

    def _watch(self, guild: int, thread: Place) -> _Watch:
        watched = self._watched[guild]
        watch = watched.pop(thread, None) or _Watch(self._clock.now(), self._sees(thread))
        watched[thread] = watch
        if len(watched) > MOST_WATCHED:
            del watched[next(iter(watched))]
        return watch

    # -- what is brought in
    def of(self, ear: Ear) -> Ear:
        """Return an ear that hears what `ear` does; from the moment an event comes in, it is known to be under way."""

        def heard(payload: Mapping[str, Any]) -> Coroutine[Any, Any, None]:
            told = payload if isinstance(payload, dict) else {}
            guild, number = _number(told.get("guild_id")), next(self._numbers)
            shard = shard_of(guild, self._shards) if guild and self._shards else None
            self._under_way[guild][number] = self._told.get(shard, 0) if shard is not None else 0
            if shard in self._told:
                self._tells(shard, told)
            return self._bring(ear, told, guild, number)

        return heard

    def _tells(self, shard: int, message: Mapping[str, Any]) -> None:
        """Take from a message when it was written or edited: events come in their order, so this is how far we were told."""
        at, now = stamps.read(message.get("edited_timestamp") or message.get("timestamp")), self._clock.now()
        if at is not None and at <= now + SKEW:
            self.answered(shard, min(at, now))

    async def _bring(self, ear: Ear, told: Mapping[str, Any], guild: int, number: int) -> None:
        try:
            await ear(told)
        except Unheard:
            self.lost(guild)
        except BaseException:
            self.lost(guild)
            raise
        finally:
            del self._under_way[guild][number]
            if not self._under_way[guild]:
                del self._under_way[guild]

    def lost(self, guild: int) -> None:
        """Note that something was not brought in, of which we know no more than the server, or not even that."""
        now = self._clock.now()
        for each in self._since if guild == ANY else self._since.keys() & {guild}:
            self._since[each] = now


def _number(written: object) -> int:
    text = str(written or "")
    return int(text) if is_id(text) else ANY
