"""Threads of Discord are read back where something can have been missed, and nowhere else: all share a few requests a second."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any

from bot.discussion.model import Post
from bot.engine.catchup import EVERY
from bot.engine.clock import ManualClock
from bot.kernel.clock import HOUR, MINUTE, SECOND
from bot.kernel.people import Place
from bot.store.contract import StoreBroken
from tests.adapters.discord.playing import Class, playing
from tests.loopback.discord import Channel, deeds, loopback
from tests.loopback.studybell import indoors

HISTORY = "/channels/{channel_id}/messages"


class Seminar:
    """Discussions that are open, each in a thread of its own, and a clock that only the test moves."""

    def __init__(self, room: Class, clock: ManualClock) -> None:
        self.room = room
        self.discord = room.discord
        self.clock = clock
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
            self.threads.append(await self.discord.until(partial(self.discord.channels.get, card.id)))
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

    async def until(self, so: Callable[[], Any]) -> None:
        """Wait until it is so; a quarter of a second goes by whenever nothing more happens."""
        async with asyncio.timeout(10):
            while not so():
                await self._calm()
                self.clock.advance(SECOND // 4)
        await self._calm()

    async def _calm(self) -> None:
        await self.discord.quiet(0.01)
        engine = self.room.studybell.app.engine
        while engine.busy:
            await engine.settle()

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
        discord.rates.off()
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


async def test_a_lost_connection_that_is_taken_up_again_misses_nothing(tmp_path: Path) -> None:
    """Discord repeats what was written meanwhile, and nothing has to be read."""
    async with seminar(tmp_path, 3) as talk:
        talk.discord.mischief.cut()
        await talk.room.ada.writes(talk.threads[0], "While you were away.")
        await talk.until(lambda: talk.discord.gateway.resumes)
        await talk.passes(HOUR)
        assert ([0, 0, 0], 1) == (talk.readings(), len(await talk.posts()))


async def test_after_another_session_everything_is_read_once(tmp_path: Path) -> None:
    """What was written while the old one had ended was told to nobody, and is found."""
    async with seminar(tmp_path, 3) as talk:
        talk.discord.mischief.invalidate()
        await talk.room.ada.writes(talk.threads[1], "While you were away.")
        await talk.until(lambda: len(talk.discord.gateway.identifies) > 1)
        await talk.passes(HOUR)
        assert ([1, 1, 1], 1) == (talk.readings(), len(await talk.posts(1)))


async def test_a_connection_that_died_unnoticed_loses_nothing(tmp_path: Path) -> None:
    """While Discord answers no heartbeats nothing counts as heard; then it turns out that the session had ended long since."""
    async with seminar(tmp_path) as talk:
        talk.discord.mischief.silent()
        await talk.passes(MINUTE)
        talk.unheard("Into the void.")
        await talk.passes(HOUR)
        assert ([0], []) == (talk.readings(), await talk.posts())
        talk.discord.mischief.silent(silent=False)
        talk.discord.mischief.invalidate()
        await talk.until(lambda: len(talk.discord.gateway.identifies) > 1)
        await talk.passes(HOUR)
        assert ([1], 1) == (talk.readings(), len(await talk.posts()))


async def test_what_the_gateway_left_out_without_a_word_is_found_within_hours(tmp_path: Path) -> None:
    """Nobody can know of it; so every thread is read now and then all the same."""
    async with seminar(tmp_path) as talk:
        talk.unheard("Nobody heard me.")
        await talk.passes(2 * HOUR)
        assert ([0], []) == (talk.readings(), await talk.posts())
        await talk.passes(4 * HOUR)
        assert ([1], 1) == (talk.readings(), len(await talk.posts()))


async def test_an_event_that_cannot_be_read_has_all_threads_read(tmp_path: Path) -> None:
    """It may have told of any of them."""
    async with seminar(tmp_path, 2) as talk:
        await talk.passes(MINUTE)
        talk.discord.mischief.malformed("MESSAGE_CREATE")
        await talk.passes(HOUR)
        assert [1, 1] == talk.readings()


async def test_an_event_that_meets_a_bug_has_the_threads_of_its_server_read(tmp_path: Path) -> None:
    """Those of another server are not."""
    async with seminar(tmp_path, 2) as talk:
        await talk.passes(MINUTE)
        other = talk.discord.guild("Chemistry")
        for guild in (other, talk.room.guild):
            body = {"id": "5", "channel_id": str(talk.threads[0].id), "guild_id": str(guild.id), "author": "nobody"}
            talk.discord.gateway.dispatch("MESSAGE_CREATE", body, guild.id)
            await talk.passes(HOUR)
        assert [1, 1] == talk.readings()


async def test_a_thread_whose_news_the_store_could_not_take_is_read(tmp_path: Path) -> None:
    """And no other one."""
    async with seminar(tmp_path, 2) as talk:
        await talk.passes(MINUTE)
        hearing = talk.room.studybell.app.door.hearing

        async def broken(_thread: Place) -> str | None:
            hearing.listener = listener  # type: ignore[method-assign]
            raise StoreBroken("the disk is full")

        listener, hearing.listener = hearing.listener, broken  # type: ignore[method-assign,assignment]
        await talk.room.ada.writes(talk.threads[1], "Plants make sugar of light.")
        await talk.passes(HOUR)
        assert ([0, 1], 1) == (talk.readings(), len(await talk.posts(1)))


async def test_an_edit_that_could_not_be_looked_up_is_read(tmp_path: Path) -> None:
    """Discord told that there was one, and did not answer what stands now."""
    async with seminar(tmp_path) as talk:
        message = (await talk.room.ada.writes(talk.threads[0], "Plants make sugar of light.")).message
        await talk.passes(HOUR)
        message.body, message.edited_at = {"content": "Plants eat light."}, talk.clock.now()
        talk.discord.mischief.stumble("GET", "/channels/{channel_id}/messages/{message_id}", 403)
        stamp = "2027-01-15T12:00:00.000000+00:00"
        update = {"id": str(message.id), "channel_id": str(talk.threads[0].id), "guild_id": str(talk.room.guild.id)}
        talk.discord.gateway.dispatch("MESSAGE_UPDATE", update | {"edited_timestamp": stamp}, talk.room.guild.id)
        await talk.until(lambda: talk.discord.refusals[403, 0])
        await talk.passes(HOUR)
        assert ([1], [3]) == (talk.readings(), [post.words for post in await talk.posts()])


async def test_a_channel_that_we_could_not_see_for_a_while_is_read(tmp_path: Path) -> None:
    """Its members wrote on, and Discord told us nothing of it."""
    async with seminar(tmp_path) as talk:
        talk.room.guild.forbid("VIEW_CHANNEL", channel=talk.room.general)
        await talk.passes(MINUTE)
        talk.unheard("Behind your back.")
        await talk.passes(10 * MINUTE)
        talk.room.guild.allow("VIEW_CHANNEL", channel=talk.room.general)
        await talk.passes(HOUR)
        talk.readings()
        await talk.passes(HOUR)
        assert ([0], 1) == (talk.readings(), len(await talk.posts()))


async def test_after_an_outage_of_the_server_its_threads_are_read(tmp_path: Path) -> None:
    """While it lasted there were no events."""
    async with seminar(tmp_path) as talk:
        talk.room.guild.fails()
        await talk.passes(MINUTE)
        talk.unheard("Is this thing on?")
        talk.room.guild.recovers()
        await talk.passes(HOUR)
        assert ([1], 1) == (talk.readings(), len(await talk.posts()))


async def test_a_restart_reads_everything_once(tmp_path: Path) -> None:
    """What was written while the program was down is found, and after that nothing has to be read."""
    clock = ManualClock()
    async with loopback(clock) as discord:
        async with playing(discord, tmp_path, clock=clock) as room:
            talk = Seminar(room, clock)
            await talk.opens(1)
            await talk.passes(EVERY)
            talk.readings()
        talk.unheard("While you were away.")
        clock.advance(HOUR)
        async with indoors(discord, tmp_path, clock=clock) as talk.room.studybell:
            await talk.room.studybell.ready()
            await talk.passes(EVERY)
            assert (True, 1) == (talk.readings() > [0], len(await talk.posts()))
            await talk.passes(HOUR)
            assert [0] == talk.readings()
