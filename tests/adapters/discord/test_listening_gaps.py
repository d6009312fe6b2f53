"""Threads of Discord are read back where something can have been missed, and nowhere else: requests are few, and shared by all."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from bot.discussion.model import Post
from bot.engine.catchup import EVERY
from bot.engine.clock import ManualClock
from bot.kernel.clock import HOUR, MINUTE, SECOND
from bot.kernel.people import Place
from tests.adapters.discord.playing import Class, playing
from tests.loopback.discord import Channel, deeds, loopback

HISTORY = "/channels/{channel_id}/messages"


class Seminar:
    """Discussions that are open, each in a thread of its own, and a clock that only the test moves."""

    def __init__(self, room: Class, clock: ManualClock) -> None:
        self.room = room
        self.discord = room.discord
        self.clock = clock
        self.engine = room.studybell.app.engine
        self.threads: list[Channel] = []
        self.sessions: list[str] = []
        self._asked = 0

    async def opens(self, number: int) -> None:
        """Let the teacher open so many discussions."""
        for each in range(number):
            form = await self.room.teacher.command(self.room.general, "discuss open")
            typed = {"title": f"Light {each}", "body": f"Why {each}?", "due": "in 9 days", "rules": "1 post"}
            await self.room.teacher.submit(form, typed)
            card = await self.room.card(has=f"Why {each}?")
            await self.discord.until(lambda card=card: card.id in self.discord.channels)
            self.threads.append(self.discord.channels[card.id])
            self.sessions.append(await self.room.session_of(card))

    async def passes(self, time: int) -> None:
        """Let so many milliseconds go by, in which everything happens that is due."""
        end = self.clock.now() + time
        await self._calm()
        while (when := self.clock.next_sleeper()) is not None and when <= end:
            self.clock.move_to(when)
            await self._calm()
        self.clock.move_to(end)
        await self._calm()

    async def _calm(self) -> None:
        await self.discord.quiet(0.01)
        while self.engine.busy:
            await self.engine.settle()

    def readings(self) -> list[int]:
        """Return how often each thread was read since this was last asked."""
        asked, self._asked = self.discord.asked[self._asked :], len(self.discord.asked)
        paths = [each.path for each in asked if (each.method, each.route) == ("GET", HISTORY)]
        return [sum(f"/{thread.id}/" in path for path in paths) for thread in self.threads]

    async def posts(self, number: int = 0) -> list[Post]:
        """Return what is known of Ada's posts in one of the discussions."""
        standing = await self.room.studybell.app.desk.look(self.sessions[number])
        assert standing is not None
        return list(standing.value.posts.get(str(self.room.ada.id), ()))

    def unheard(self, text: str, number: int = 0) -> None:
        """Let Ada write without the gateway telling it."""
        session = [each for each in self.discord.gateway.sessions.values() if not each.dead]
        for each in session:
            each.dead = True
        deeds.post(self.discord, self.threads[number], self.room.ada.user, {"content": text})
        for each in session:
            each.dead = False


@asynccontextmanager
async def seminar(folder: Path, number: int = 1, **options: Any) -> AsyncIterator[Seminar]:
    """Yield so many discussions, each of which was read once."""
    clock = ManualClock()
    async with loopback(clock) as discord:
        discord.grant(message_content=True)
        discord.heartbeat_interval = 50
        async with playing(discord, folder, clock=clock, **options) as room:
            talk = Seminar(room, clock)
            await talk.opens(number)
            await talk.passes(EVERY)
            assert [1] * number == [min(each, 1) for each in talk.readings()]
            await talk.passes(EVERY)
            talk.readings()
            yield talk
        discord.assert_clean()


async def test_threads_that_are_heard_are_read_once(tmp_path: Path) -> None:
    """Twenty discussions, an hour: not one request for what the gateway tells anyway."""
    async with seminar(tmp_path, 20) as talk:
        await talk.room.ada.writes(talk.threads[3], "Plants make sugar of light.")
        await talk.passes(HOUR)
        assert ([0] * 20, 1) == (talk.readings(), len(await talk.posts(3)))
