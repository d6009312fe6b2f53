"""Reading a thread takes time, and people go on writing: what is heard meanwhile is never taken for gone."""

from collections.abc import Awaitable, Callable
from pathlib import Path

from bot.engine.clock import ManualClock
from bot.engine.surface import History
from bot.kernel.clock import Instant
from bot.kernel.event import CaughtUp
from bot.kernel.people import Actor, Place
from bot.testing.house import a_house
from bot.testing.platform import MemoryPlatform
from bot.testing.quizzes import NOON
from bot.testing.talking import TOP, Talking

ID = Talking().id


class Slow(MemoryPlatform):
    """A platform that answers with what stood when it was asked; `meanwhile` happens before the answer arrives."""

    meanwhile: Callable[[], Awaitable[object]] | None = None

    async def history(self, thread: Place, since: Instant) -> History:
        """Return what stood in the thread when this was called."""
        found = await super().history(thread, since)
        if self.meanwhile is not None:
            await self.meanwhile()
        return found


async def test_what_is_heard_while_a_thread_is_read_stands(tmp_path: Path) -> None:
    """The reading began before it was written and does not show it; the session is told that it stands all the same."""
    clock = ManualClock(NOON)
    platform = Slow(clock)
    async with a_house(tmp_path / "db", clock=clock, platform=platform) as house:
        await house.open(Talking())
        thread = platform.thread(TOP)
        before = platform.threads.write("ana", thread, "Hello all")

        async def ben_writes() -> None:
            platform.meanwhile = None
            message = platform.threads.write("ben", thread, "Hello Ana")
            await house.door.hear(thread, message, Actor("ben", "Ben"))

        platform.meanwhile = ben_writes
        await house.catch_up()
        assert CaughtUp(0, frozenset({before.id, "u1"})) == (await house.value(ID)).caught


async def test_what_was_heard_before_and_stands_no_more_is_told_as_gone(tmp_path: Path) -> None:
    """Only what is heard while the thread is read is believed without being seen there."""
    clock = ManualClock(NOON)
    platform = MemoryPlatform(clock, tombstones=False)
    async with a_house(tmp_path / "db", clock=clock, platform=platform) as house:
        await house.open(Talking())
        thread = platform.thread(TOP)
        stays, goes = (platform.threads.write("ana", thread, text) for text in ("Hello all", "Oh no, sorry"))
        await house.door.hear(thread, goes, Actor("ana", "Ana"))
        platform.threads.remove(goes.id)
        await house.catch_up()
        assert CaughtUp(0, frozenset({stays.id})) == (await house.value(ID)).caught
