"""The whole program before the strict Discord of these tests, with a clock moved by hand and people who act in one server.

Everything goes over real sockets, through the real discord.py; only the time is ours, and where chance comes from. The bot can go
down and come back; Discord stays, and what people do in it meanwhile.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from random import Random
from typing import Any

from adapters.discord import open_adapter
from adapters.discord.adapter import Discord
from bot.app import App, open_app
from bot.engine.clock import ManualClock
from bot.kernel.clock import Instant, seconds
from bot.kernel.people import Actor, Place
from bot.readers import Secret
from bot.settings import Settings, sqlite_url
from tests.loopback.discord import Channel, Loopback, Person, loopback
from tests.transcripts.discord_acts import Acts
from tests.transcripts.discord_reading import Reading
from tests.transcripts.performing import HOME

_MAY = {False: (), True: ("MANAGE_MESSAGES",)}
"""What a host may besides managing the server: take away what others wrote."""

ROUNDS = 60
"""Turns of the event loop without anything under way, after which nothing more happens unless the clock moves on."""


class Delayed:
    """Discord's clock: ours, less what an act is told to be late by."""

    def __init__(self, clock: ManualClock) -> None:
        self._clock = clock
        self.behind = 0

    def now(self) -> Instant:
        """Return Discord's instant."""
        return self._clock.now() - self.behind


class DiscordStage:
    """What happens on it happens at once: who waits, waits by a clock that `wait` moves."""

    app: App
    discord: Discord

    def __init__(self, server: Loopback, clock: ManualClock, settings: Settings, draw: Callable[[int], bytes]) -> None:
        self.server = server
        self.delayed: Any = server.clock
        self._clock = clock
        self._settings = settings
        self._draw = draw
        self._running = AsyncExitStack()
        self._up = False
        self.guild = server.guild("School")
        self.channels: dict[str, Channel] = {HOME: self.guild.channel(HOME)}
        self.people: dict[str, Person] = {}
        self._acts = Acts(self)
        self._reading = Reading(self)

    @property
    def place(self) -> Place:
        """The channel everything happens in that is not told to happen elsewhere."""
        return Place(f"discord:{self.guild.id}", str(self.channels[HOME].id))

    async def start(self) -> None:
        """Let the bot be there, and have done all that a start brings with it."""
        app = await self._running.enter_async_context(open_app(self._settings, clock=self._clock, draw=self._draw))
        adapter = open_adapter(app)
        serving = asyncio.create_task(app.serve([adapter]))
        self._running.push_async_callback(_cancelled, serving)
        await asyncio.wait({serving, asyncio.create_task(app.taken_up.wait())}, return_when="FIRST_COMPLETED")
        self.app, self.discord, self._up = app, adapter, True
        await self.settle()
        await app.engine.look_around()
        await self.settle()

    async def stop(self) -> None:
        """Let the bot be gone."""
        self._up = False
        await self._running.aclose()

    @property
    def up(self) -> bool:
        """Whether the bot is there."""
        return self._up

    # -- people -------------------------------------------------------------------------------------------------------

    def meet(self, who: Actor) -> Person:
        """Return somebody, who has joined the server by now."""
        known = self.people.get(who.name)
        if known is None:
            known = self.people[who.name] = self.guild.member(who.name, host=who.host, may=_MAY[who.host])
        elif known.id not in self.guild.guild.members:
            self.guild.member(who.name, host=who.host, may=_MAY[who.host], user=known.user)
        return known

    async def come(self, who: Actor) -> None:
        """Let somebody join the server."""
        self.meet(who)

    async def leave(self, name: str) -> None:
        """Let somebody leave the server."""
        self.guild.leaves(self.people[name])

    async def deafen(self, who: Actor) -> None:
        """Let somebody take no direct messages."""
        self.meet(who).takes_no_dms()

    def channel(self, name: str) -> Channel:
        """Return a channel, which is made when it is first spoken of."""
        if name not in self.channels:
            self.channels[name] = self.guild.channel(name)
        return self.channels[name]

    # -- what happens -------------------------------------------------------------------------------------------------

    async def act(self, by: Actor, line: str, channel: str = HOME, thread: str | None = None) -> list[str]:
        """Let somebody do what the line says, and all that follows from it at once; return what Discord says to it by itself."""
        await self.settle()
        said = await self._acts.do(self.meet(by), line, self.channel(channel), thread)
        await self.settle()
        return said

    async def wait(self, length: float) -> None:
        """Let so many seconds pass, from one appointment to the next."""
        until = self._clock.now() + seconds(length)
        await self.settle()
        while self._up and (when := self._clock.next_sleeper()) is not None and when <= until:
            self._clock.move_to(when)
            await self.settle()
        self._clock.move_to(until)
        await self.settle()

    def news(self) -> list[str]:
        """Return what has appeared since this was last asked."""
        return self._reading.news()

    async def settle(self) -> None:
        """Wait until nothing more happens unless the clock moves on."""
        calm = 0
        while self._up and calm < ROUNDS:
            await asyncio.sleep(0)
            calm = calm + 1 if self._calm() else 0
            if self.app.engine.busy:
                await self.app.engine.settle()
                calm = 0

    def _calm(self) -> bool:
        told = max((len(session.log) for session in self.server.gateway.sessions.values() if session.link), default=0)
        heard = self.discord.connection.client._get_websocket(self.guild.id).sequence
        return told == heard and not self.server.under_way and not self.discord._ears._under_way


@asynccontextmanager
async def open_stage(folder: Path, content: Path, *, seed: str, start: Instant) -> AsyncIterator[DiscordStage]:
    """Yield a stage that keeps its database in `folder` and finds decks in `content`. Equal seeds play equally."""
    clock = ManualClock(start)
    delayed: Any = Delayed(clock)
    async with loopback(delayed) as server:
        server.grant(message_content=True, members=True)
        server.rates.on = False  # they run in real time, and here a week passes in seconds
        settings = Settings(
            data_dir=folder,
            database_url=sqlite_url(folder / "studybell.db"),
            content_dir=content,
            discord_token=Secret(server.token),
            discord_api_url=server.api_url,
            discord_gateway_url=server.gateway_url,
        )
        stage = DiscordStage(server, clock, settings, Random(seed).randbytes)  # noqa: S311 - it must repeat itself
        await stage.start()
        try:
            yield stage
        finally:
            await stage.stop()
        server.assert_clean()


async def _cancelled(task: asyncio.Task[None]) -> None:
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
