"""discord.py's client as we want it: it keeps servers and channels, asks for two intents, and drops events that are no good.

What may never happen: a malformed event that ends the connection, or an IDENTIFY beyond the budget.
"""

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Any

import aiohttp
import discord
import structlog
from discord.gateway import DiscordWebSocket
from msgspec import Struct
from yarl import URL

from adapters.discord.gateway.addresses import keep_to_gateway
from adapters.discord.gateway.attention import Attention
from adapters.discord.gateway.ears import Ears
from adapters.discord.gateway.identifying import Limits, Turns
from adapters.discord.gateway.link import Link
from adapters.discord.gateway.noticing import noticing
from adapters.discord.gateway.optional import filled
from adapters.discord.requests.buckets import keep_to_pace
from adapters.discord.terms.application import Granted, granted
from adapters.discord.terms.shards import Range
from bot.shards import Shards

CONNECTIONS = 100
"""Requests under way at a time; a burst of presses waits here. Fewer than 128, the new connections that many a server lets wait:
whoever comes beyond is not heard and tries again a second later."""

KEEP_ALIVE = 75.0
"""Seconds a connection is kept open that nobody uses: questions are further apart than the 15 s of aiohttp."""

GUILDS_PAUSE = 0.2
"""Seconds without another server after which those of a shard have arrived; one that comes later is taken then."""

CONNECTING = 60.0
"""Seconds a shard has for its connection to begin."""

USER_AGENT = f"DiscordBot (https://github.com/Rapptz/discord.py, {discord.__version__}) Studybell"
"""Who asks, as Discord wants to be told (API docs, "User Agent", 2026-08); the library's own has no comma."""

log = structlog.get_logger()


class Wanted(Struct, frozen=True):
    """How to connect.

    `gateway`: its address, "" for the one the API names. `shards`: None for as many as Discord advises. `without_content`: do
    without the texts of messages even if the application was granted them.
    """

    gateway: str = ""
    shards: Shards | None = None
    without_content: bool = False


class Client(discord.AutoShardedClient):
    """A client of ours; `ears` hear its events, and `attention` is told how far everything was heard.

    `listed` are the servers each shard's READY named, in an outage or not: those we are in.
    """

    def __init__(self, wanted: Wanted, turns: Turns, ears: Ears, attention: Attention) -> None:
        shards = wanted.shards
        super().__init__(
            intents=discord.Intents(guilds=True, guild_messages=True),
            shard_ids=list(range(shards.first, shards.last + 1)) if shards else None,  # type: ignore[arg-type] # its default
            shard_count=shards.total if shards else None,
            member_cache_flags=discord.MemberCacheFlags.none(),
            max_messages=None,
            chunk_guilds_at_startup=False,
            allowed_mentions=discord.AllowedMentions.none(),
            guild_ready_timeout=GUILDS_PAUSE,
            connector=aiohttp.TCPConnector(limit=CONNECTIONS, keepalive_timeout=KEEP_ALIVE, ttl_dns_cache=300),
        )
        self.http.user_agent = USER_AGENT
        self._wanted = wanted
        self._turns = turns
        self.granted = Granted()
        self.listed: dict[int, frozenset[int]] = {}
        self._ears = ears
        self._attention = attention
        self._set_parsers()
        keep_to_pace(self.http)
        if wanted.gateway:
            keep_to_gateway(self.http, wanted.gateway)

    @property
    def range(self) -> Range:
        """The shards that are ours, once it is known how many there are."""
        count = self.shard_count or 1
        return Range(tuple(self.shard_ids or range(count)), count)

    # -- beginning
    async def setup_hook(self) -> None:
        """Ask for the texts of messages where the application was granted them."""
        may = granted(self.application_flags.value)
        self.granted = Granted(may.message_content and not self._wanted.without_content, may.members)
        self._connection._intents.message_content = self.granted.message_content  # noqa: SLF001 - known only by now

    async def launch_shards(self) -> None:
        """Ask where the gateway is and how many sessions may begin, and connect our shards one after the other."""
        count, url, _ = await self._gateway()
        self.shard_count = self._connection.shard_count = self.shard_count or count
        self._connection.shard_ids = shards = list(self.range.ids)
        for shard in shards:
            await self.launch_shard(URL(url), shard, initial=True)

    async def launch_shard(self, gateway: URL, shard_id: int, *, initial: bool = False) -> None:
        """Connect a shard. The library's own tries for ever, deeper each time; ours fails, and our `Connection` tries again."""
        joining = DiscordWebSocket.from_client(self, initial=initial, gateway=gateway, shard_id=shard_id)
        socket = await asyncio.wait_for(joining, CONNECTING)
        known: dict[int, Link] = self._AutoShardedClient__shards  # type: ignore[attr-defined] # where the library looks
        queue = self._AutoShardedClient__queue  # type: ignore[attr-defined] # as above
        known[shard_id] = link = Link(socket, self, queue.put_nowait, self._attention)
        link.launch()

    async def limits(self) -> Limits:
        """Ask how many sessions may still begin."""
        _, _, limits = await self._gateway()
        return limits

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Wait for our turn; called by discord.py before each IDENTIFY."""
        await self._turns.wait(shard_id or 0, again=not initial)

    async def _gateway(self) -> tuple[int, str, Limits]:
        count, url, start = await self.http.get_bot_gateway()
        limits = Limits(start["remaining"], start["reset_after"], max(start["max_concurrency"], 1))
        self._turns.learn(limits)
        return count, url, limits

    # -- hearing
    def dispatch(self, event: str, /, *args: Any, **_kwargs: Any) -> None:  # noqa: ANN401 - whatever the library made
        """Let our ears hear what the library made of an event."""
        if event in self._ears.made:
            self._ears.hear(event, *args)

    def _set_parsers(self) -> None:
        """Read no event for the library that we hear ourselves; one that cannot be read is dropped and told.

        Without this it would end the client.
        """
        parsers = self._connection.parsers
        ready = parsers["READY"]
        for name, parse in parsers.items():
            parsers[name] = _guarded(name, parse)
        for name, notice in noticing(self._attention).items():
            parsers[name] = _both(parsers[name], notice)
        for name in self._ears.raw:
            parsers[name] = partial(self._ears.hear, name)
        parsers["READY"] = self._noting(ready)

    def _noting(self, parse: Callable[[Any], None]) -> Callable[[Any], None]:
        """Return the reader of READY, which notes the servers first. The shard may be left out where it is the only one."""

        def noting(data: dict[str, Any]) -> None:
            shard = data.setdefault("shard", [min(self.range.ids), self.range.count])[0]
            self._attention.begun(shard, self.range.count)
            self.listed[shard] = frozenset(int(guild["id"]) for guild in data["guilds"])
            parse(data)

        return noting


def _both(parse: Callable[[Any], None], notice: Callable[[Any], None]) -> Callable[[Any], None]:
    def both(data: Any) -> None:  # noqa: ANN401 - whatever came
        parse(data)
        notice(data)

    return both


def _guarded(name: str, parse: Callable[[Any], None]) -> Callable[[Any], None]:
    def guarded(data: Any) -> None:  # noqa: ANN401 - whatever came
        try:
            parse(filled(name, data))
        except Exception as error:  # noqa: BLE001 - whatever is missing in it
            log.warning("an event of Discord could not be read", name=name, problem=f"{type(error).__name__}: {error}")

    return guarded
