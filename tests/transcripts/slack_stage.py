"""The whole program before the strict Slack of these tests, with a clock moved by hand and people who act in one workspace.

Everything goes over real sockets, through the real slack_bolt and slack_sdk, by Socket Mode or HTTP; only the time is ours, and
where chance comes from. The bot can go down and come back; Slack stays, and what people do in it meanwhile.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from random import Random
from typing import Any

from adapters.slack import open_adapter
from adapters.slack.adapter import Slack
from bot.app import App, open_app
from bot.engine.clock import ManualClock
from bot.kernel.clock import Instant, seconds
from bot.kernel.people import Actor, Place
from bot.settings import Settings
from tests.loopback.slack import Channel, Loopback, Person, loopback
from tests.loopback.studybell import by_http, settings_for
from tests.transcripts.performing import HOME
from tests.transcripts.slack_acts import Acts
from tests.transcripts.slack_reading import Reading

ROUNDS = 60
"""Turns of the event loop without anything under way, after which nothing more happens unless the clock moves on."""

ZONE = "Etc/UTC"
"""Where everybody is who has not said otherwise, as in the other transcripts."""


class Delayed:
    """Slack's clock: ours, less what an act is told to be late by."""

    def __init__(self, clock: ManualClock) -> None:
        self._clock = clock
        self.behind = 0

    def now(self) -> Instant:
        """Return Slack's instant."""
        return self._clock.now() - self.behind

    async def sleep_until(self, when: Instant) -> None:
        """Wait as anybody does who waits for our clock."""
        await self._clock.sleep_until(when)


class SlackStage:
    """What happens on it happens at once: who waits, waits by a clock that `wait` moves."""

    app: App
    slack: Slack

    def __init__(
        self, server: Loopback, clock: ManualClock, settings: Settings, draw: Callable[[int], bytes], *, http: bool
    ) -> None:
        self.server = server
        self.delayed: Any = server.clock
        self._clock = clock
        self._settings = settings
        self._draw = draw
        self._http = http
        self._running = AsyncExitStack()
        self._up = False
        self.team = server.team("School")
        self.eyes = self.team.member("Somebody", tz=ZONE)
        self.channels: dict[str, Channel] = {HOME: self.team.channel(HOME)}
        self.channels[HOME].members.remove(self.eyes.id)
        self.people: dict[str, Person] = {}
        self._learners = self.team.group("learners")
        self._acts = Acts(self)
        self._reading = Reading(self)

    @property
    def place(self) -> Place:
        """The channel everything happens in that is not told to happen elsewhere."""
        return Place(f"slack:{self.team.id}", self.channels[HOME].id)

    async def start(self) -> None:
        """Let the bot be there, and have done all that a start brings with it."""
        app = await self._running.enter_async_context(open_app(self._settings, clock=self._clock, draw=self._draw))
        adapter = open_adapter(app)
        serving = asyncio.create_task(app.serve([adapter]))
        self._running.push_async_callback(_cancelled, serving)
        await asyncio.wait({serving, asyncio.create_task(app.taken_up.wait())}, return_when="FIRST_COMPLETED")
        if self._http:
            self.server.http(f"http://127.0.0.1:{adapter.ways.web.port}/slack/events")
        self.app, self.slack, self._up = app, adapter, True
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

    @property
    def now(self) -> Instant:
        """What our clock shows."""
        return self._clock.now()

    # -- people -------------------------------------------------------------------------------------------------------

    def meet(self, who: Actor) -> Person:
        """Return somebody, who is in the workspace by now."""
        if who.name not in self.people:
            person = self.people[who.name] = self.team.member(who.name, admin=who.host, tz=ZONE)
            self._learners.users += [] if who.host else [person.id]
        return self.people[who.name]

    async def come(self, who: Actor) -> None:
        """Let somebody be there, again if they had left."""
        person = self.meet(who)
        for channel in self.channels.values():
            if person.id not in channel.members:
                await person.joins(channel)

    async def leave(self, name: str) -> None:
        """Let somebody leave the channels."""
        for channel in self.channels.values():
            await self.people[name].leaves(channel)

    async def deafen(self, who: Actor) -> None:
        """Let somebody be: in Slack the app's direct messages reach everybody."""
        self.meet(who)

    def channel(self, name: str) -> Channel:
        """Return a channel, which is made when it is first spoken of."""
        if name not in self.channels:
            made = self.channels[name] = self.team.channel(name)
            made.members.remove(self.eyes.id)
        return self.channels[name]

    # -- what happens -------------------------------------------------------------------------------------------------

    async def act(self, by: Actor, line: str, channel: str = HOME, thread: str | None = None) -> list[str]:
        """Let somebody do what the line says, and all that follows from it at once; return what Slack says to it by itself."""
        await self.settle()
        said = await self._acts.do(self.meet(by), line, self.channel(channel), thread)
        await self.settle()
        return said

    async def wait(self, length: float) -> None:
        """Let so many seconds pass, from one appointment to the next."""
        until = self._clock.now() + seconds(length)
        await self.settle()
        while (when := self._clock.next_sleeper()) is not None and when <= until:
            self._clock.move_to(when)
            await self.settle()
        self._clock.move_to(until)
        await self.settle()

    def news(self) -> list[str]:
        """Return what has appeared since this was last asked."""
        found = self._reading.news()
        self._acts.remember()
        return found

    async def settle(self) -> None:
        """Wait until nothing more happens unless the clock moves on."""
        calm = 0
        while calm < ROUNDS:
            await asyncio.sleep(0)
            calm = calm + 1 if self._calm() else 0
            if self._up and self.app.engine.busy:
                await self.app.engine.settle()
                calm = 0

    def _calm(self) -> bool:
        busy = self.server.under_way or self.server.answering
        if busy or not self._up:
            return not busy
        drawn: Any = self.slack.surface
        return not self.slack._inbound._crowd._tasks and all(map(_sleeps, drawn._pictures._tasks))


@asynccontextmanager
async def open_stage(
    folder: Path, content: Path, *, seed: str, start: Instant, http: bool
) -> AsyncIterator[SlackStage]:
    """Yield a stage that keeps its database in `folder` and finds decks in `content`. Equal seeds play equally."""
    clock = ManualClock(start)
    delayed: Any = Delayed(clock)
    async with loopback(delayed) as server:
        server.lingers, server.forgiving = 0.0, True
        server.file_delay = 0.0
        settings = settings_for(server, folder, content_dir=content, **(by_http(server, 0) if http else {}))
        stage = SlackStage(server, clock, settings, Random(seed).randbytes, http=http)  # noqa: S311 - it must repeat itself
        await stage.start()
        try:
            yield stage
        finally:
            await stage.stop()
        server.assert_clean()


def _sleeps(task: "asyncio.Task[None]") -> bool:
    """Whether a task waits for the clock, and for nothing else."""
    within: Any = task.get_coro()
    while getattr(within.cr_await, "cr_code", None) is not None:
        within = within.cr_await
    return bool(within.cr_code.co_name == "sleep_until")


async def _cancelled(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.wait({task})
