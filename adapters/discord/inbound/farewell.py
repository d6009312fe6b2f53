"""Coming and going: a server that removed us is taken leave of, one that is here again is told so; an outage is neither.

Which servers we were in is kept on a shelf for each application, so that a removal while we were away is found at the next start.
What may never happen: a server taken for one that removed us because Discord had trouble, or because the program was started with
the token of another application.
"""

import asyncio
from collections.abc import Callable, Collection
from typing import TYPE_CHECKING

import structlog

from adapters.discord.requests.rest import Rest
from adapters.discord.terms.ids import guild_of, workspace_of
from adapters.discord.terms.routes import SERVER
from adapters.discord.terms.shards import Range
from bot.kernel.clock import Clock
from bot.kernel.errors import Busy, Denied, Gone
from bot.store.contract import LEFT, Store

if TYPE_CHECKING:
    import discord

    from bot.engine.door import Door

SHELF = "discord.servers"

log = structlog.get_logger()


class Farewell:
    """Notes the servers we are in. `application` is our application's id, 0 while it is not known.

    Its methods raise `StoreBroken` where something could not be noted; the next start does it then.
    """

    def __init__(self, door: "Door", store: Store, rest: Rest, clock: Clock, application: Callable[[], int]) -> None:
        self._door = door
        self._store = store
        self._rest = rest
        self._clock = clock
        self._application = application
        self._one_by_one = asyncio.Lock()
        self._read: set[int] | None = None

    async def joined(self, guild: "discord.Guild") -> None:
        """Note that we are in the server, for the first time or again; it may as well have been there all the time."""
        async with self._one_by_one:
            if guild.id not in await self._known():
                await self._here(guild.id)

    async def removed(self, guild: "discord.Guild") -> None:
        """Take leave of a server that removed us. Discord says so in one word: an outage comes with ``unavailable``."""
        async with self._one_by_one:
            await self._leave(guild.id)

    async def compare(self, listed: Collection[int], ours: Range) -> None:
        """Note the servers Discord `listed`, whole, for our shards, and take leave of those that were there and are not any more.

        Of each of those Discord is asked once more: only where it says that we are not in there, that is believed.
        """
        async with self._one_by_one:
            known, noted = await self._known(), await self._store.kept(LEFT)
            for guild in sorted(listed):
                if guild not in known or workspace_of(guild) in noted:
                    await self._here(guild)
            for guild in sorted(known.difference(listed)):
                if ours.has(guild) and await self._confirmed(guild):
                    await self._leave(guild)

    async def _known(self) -> set[int]:
        """Return the servers we know to be in, as it was noted; read once."""
        if self._read is None:
            found = (key.split() for key in await self._store.kept(SHELF))
            ours = str(self._application())
            self._read = {int(guild_of(workspace)) for workspace, application in found if application == ours}
        return self._read

    async def _confirmed(self, guild: int) -> bool:
        """Whether Discord says that it knows no such server, or lets us not see it."""
        try:
            await self._rest.request("GET", SERVER, guild_id=guild)
        except (Gone, Denied):
            return True
        except Busy:
            log.warning("whether a server has removed us is asked at the next start", server=guild)
        return False

    async def _here(self, guild: int) -> None:
        await self._store.keep(SHELF, self._key(guild), b"")
        await self._door.returned(workspace_of(guild))
        (await self._known()).add(guild)

    async def _leave(self, guild: int) -> None:
        log.info("a server has removed us; its sessions end", server=guild)
        await self._door.left(workspace_of(guild), self._clock.now())
        await self._store.unkeep(SHELF, self._key(guild))
        (await self._known()).discard(guild)

    def _key(self, guild: int) -> str:
        """Return the server's key; it begins with the workspace, so that it is forgotten together with it."""
        return f"{workspace_of(guild)} {self._application()}"
