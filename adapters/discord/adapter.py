"""Discord plugged into the app: the parts put together, served until cancelled, and left in order.

What may never happen: a press that was taken and not answered because the program stops, or a session that goes on playing while
Discord cannot bring the presses.
"""

import asyncio
from typing import TYPE_CHECKING

import structlog

from adapters.discord.gateway.addresses import use_api
from adapters.discord.gateway.attention import Attention
from adapters.discord.gateway.client import Wanted
from adapters.discord.gateway.connection import Connection
from adapters.discord.gateway.ears import Ears
from adapters.discord.gateway.endings import WrongToken
from adapters.discord.gateway.loglines import quieten
from adapters.discord.gateway.sight import sees
from adapters.discord.inbound.farewell import Farewell
from adapters.discord.inbound.hosts import Hosts
from adapters.discord.inbound.interactions import Interactions
from adapters.discord.inbound.listening import Listening
from adapters.discord.inbound.places import Places
from adapters.discord.outbound.private import PrivateMessages
from adapters.discord.outbound.surface import DiscordSurface
from adapters.discord.requests.rest import Rest
from adapters.discord.setup.sync import keep_told
from adapters.discord.terms.shards import Range
from bot.engine.surface import Surface

if TYPE_CHECKING:
    import discord

    from bot.app import App

UNDER_WAY = 1.5
"""Seconds that what was taken in gets to be answered when the program stops."""

NOTING = 0.8
"""Seconds that noting where the private messages stand may take then."""

log = structlog.get_logger()


class Discord:
    """The adapter. Its settings are the app's, ``discord_*``."""

    name = "discord"

    def __init__(self, app: "App") -> None:
        settings, store, clock = app.settings, app.store, app.clock
        quieten()
        use_api(settings.discord_api_url)
        self._settings = settings
        self._store = store
        self._rest = Rest(lambda: self.connection.client)
        self._private = PrivateMessages(store, app.ownership, clock, self._rest.delete_own)
        hosts = Hosts(store, self._rest, self._guild, clock)
        places = Places(self._rest, self._guild, clock)
        self._attention = Attention(clock, lambda thread: sees(self.connection.client, thread), app.door.missed)
        self._farewell = Farewell(app.door, store, self._rest, clock, self._application)
        self.surface: Surface = DiscordSurface(
            self._rest,
            self._private,
            clock,
            me=lambda: self.connection.me,
            guilds=self._guild,
            granted=lambda: self.connection.granted,
            host_role=hosts.host_role,
            heard=self._attention.stretch,
        )
        interactions = Interactions(app, self._rest, self._private, hosts, places)
        listening = Listening(app, self._rest, self.surface, places, hosts, granted=lambda: self.connection.granted)
        self._ears = self._who_hears(interactions, listening)
        wanted = Wanted(settings.discord_gateway_url or "", settings.discord_shards)
        token = settings.discord_token.reveal() if settings.discord_token else ""
        self.connection = Connection(token, wanted, clock, self._ears, self._attention)
        self.serving = asyncio.Event()

    def _who_hears(self, interactions: Interactions, listening: Listening) -> Ears:
        """Return who hears which events; what is known of how far everything was heard goes by those of messages."""
        return Ears(
            raw={
                "INTERACTION_CREATE": interactions.interaction,
                "MESSAGE_CREATE": self._attention.of(listening.message),
                "MESSAGE_UPDATE": self._attention.of(listening.edited),
                "MESSAGE_DELETE": self._attention.of(listening.deleted),
                "MESSAGE_DELETE_BULK": self._attention.of(listening.deleted_many),
            },
            made={
                "ready": self._ready,
                "shard_ready": self._shard_ready,
                "guild_join": self._farewell.joined,
                "guild_available": self._farewell.joined,
                "guild_remove": self._farewell.removed,
                "raw_thread_delete": listening.thread_gone,
            },
        )

    async def run(self) -> None:
        """Serve until cancelled; raises `StudybellError` where Discord refuses us for good."""
        await self._private.open()
        connected = asyncio.create_task(self.connection.run())
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(_ended(connected))
                group.create_task(self._private.run())
                group.create_task(self._known())
                group.create_task(self._tell_commands())
        finally:
            await self._leave(connected)

    async def _leave(self, connected: "asyncio.Task[None]") -> None:
        """Answer what was taken in, note what has to be known, and say goodbye."""
        self._attention.close()
        await self._ears.stop(UNDER_WAY)
        try:
            async with asyncio.timeout(NOTING):
                await self._private.flush()
        except TimeoutError:
            log.warning("where private messages stand could not be noted in time; those cannot be edited any more")
        connected.cancel()
        await asyncio.wait([connected])

    async def _known(self) -> None:
        """Wait until Discord does not know our token any more, which nothing mends but another one."""
        await self._rest.unauthorised.wait()
        raise WrongToken

    async def _tell_commands(self) -> None:
        """Tell Discord our commands, once and by one process: the one that has shard 0."""
        await self.serving.wait()
        if self.connection.client.range.first:
            await keep_told(self._rest, self._store, self._application(), self._settings.discord_guild_id)

    async def _ready(self) -> None:
        """All our shards are connected, and their servers known as far as there is no outage: sessions may be taken up."""
        self.serving.set()
        client = self.connection.client
        log.info("Studybell serves Discord", servers=len(client.guilds), account=str(client.user))

    async def _shard_ready(self, shard: int) -> None:
        """See which of a shard's servers have removed us while nobody heard it."""
        client = self.connection.client
        listed = client.listed.get(shard)
        if listed is not None:
            await self._farewell.compare(listed, Range((shard,), client.range.count))

    def _guild(self, guild: int) -> "discord.Guild | None":
        return self.connection.client.get_guild(guild)

    def _application(self) -> int:
        return self.connection.client.application_id or 0


def open_adapter(app: "App") -> Discord:
    """Return the adapter of `app`, whose settings have a token."""
    return Discord(app)


async def _ended(task: "asyncio.Task[None]") -> None:
    """Wait for `task`, which is not cancelled with whoever waits for it."""
    await asyncio.shield(task)
