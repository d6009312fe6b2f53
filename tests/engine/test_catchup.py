"""Catching up: what was written while nobody heard is read from the threads, once, and without a hurry."""

import asyncio
from pathlib import Path

from bot.engine.catchup import EVERY, READINGS
from bot.engine.clock import ManualClock
from bot.engine.marks import SHELF
from bot.kernel.clock import MINUTE, SECOND
from bot.kernel.errors import Busy, Denied, Gone
from bot.kernel.event import CaughtUp
from bot.kernel.message import Removed
from bot.kernel.people import Actor, Place
from bot.store.contract import StoreBroken
from bot.testing.house import House, a_house
from bot.testing.platform import MemoryPlatform
from bot.testing.quizzes import HOST, NOON
from bot.testing.talking import TOP, Finish, Lock, Talking

ID = Talking().id


async def opened(house: House, *sessions: Talking) -> Place:
    """Open sessions that listen; return the thread of the last one."""
    for session in sessions or (Talking(),):
        await house.open(session)
    return Place("memory:school", "talking", list(house.platform.messages)[-1])


async def heard(house: House, session: str = ID) -> list[str]:
    """Return the texts of what a session has heard and not seen removed, sorted."""
    return sorted(
        message.text or "" for message, _ in (await house.value(session)).heard.values() if not message.removed
    )


async def test_what_was_missed_is_read_and_said_to_be_missed(tmp_path: Path) -> None:
    """By its author, at its time, with the slot of the card it answers."""
    async with a_house(tmp_path / "db") as house:
        thread = await opened(house, Talking(cards=1))
        thread = house.platform.thread(TOP)
        written = house.platform.threads.write("ana", thread, "Hello all", house.platform.ref("a0"))
        await house.after(60)
        await house.catch_up()
        value = await house.value(ID)
        assert {written.id: (written, "a0")} == value.heard
        assert {written.id} == value.missed


async def test_what_was_heard_is_not_told_again(tmp_path: Path) -> None:
    """What came through the front door is known, and nobody gets a private word twice."""
    async with a_house(tmp_path / "db") as house:
        thread = await opened(house)
        message = house.platform.threads.write("ana", thread, "Hello")
        await house.door.hear(thread, message, Actor("ana", "Ana"))
        await house.after(60)
        await house.catch_up()
        assert (frozenset(), []) == ((await house.value(ID)).missed, house.platform.told)


async def test_what_was_written_a_moment_ago_was_not_missed(tmp_path: Path) -> None:
    """It may just be on its way to us; it is heard all the same."""
    async with a_house(tmp_path / "db") as house:
        house.platform.threads.write("ana", await opened(house), "Hello all")
        await house.catch_up()
        assert (["Hello all"], frozenset()) == (await heard(house), (await house.value(ID)).missed)


async def test_a_restart_finds_what_was_written_edited_and_removed(tmp_path: Path) -> None:
    """The thread is read from the mark on, which outlives the process."""
    clock = ManualClock(NOON)
    platform = MemoryPlatform(clock)
    async with a_house(tmp_path / "db", clock=clock, platform=platform) as house:
        thread = await opened(house)
        first, second = (platform.threads.write("ana", thread, text) for text in ("One of two", "Two of two"))
        await house.after(600)
        await house.catch_up()
    clock.advance(600 * SECOND)
    platform.threads.edit(first.id, "One, edited")
    platform.threads.remove(second.id, Removed.BY_MODERATOR)
    platform.threads.write("ben", thread, "Three in all")
    clock.advance(600 * SECOND)
    platform.read.clear()
    async with a_house(tmp_path / "db", clock=clock, platform=platform) as house:
        await house.catch_up()
        assert ["One, edited", "Three in all"] == await heard(house)
        assert [(thread, NOON + 600 * SECOND - MINUTE)] == platform.read


async def test_reading_again_and_again_changes_nothing(tmp_path: Path) -> None:
    """Not a message, not an edit, not a word."""
    async with a_house(tmp_path / "db") as house:
        house.platform.threads.write("ana", await opened(house), "Hello")
        await house.after(60)
        await house.catch_up()
        before = (await house.value(ID)).heard, len(house.platform.puts), len(house.platform.told)
        for _ in range(3):
            await house.after(200)
            await house.catch_up()
        assert before == ((await house.value(ID)).heard, len(house.platform.puts), len(house.platform.told))


async def test_a_session_learns_which_messages_stand(tmp_path: Path) -> None:
    """Where the platform does not tell of a removal, the message is missing among those that stand."""
    clock = ManualClock(NOON)
    platform = MemoryPlatform(clock, tombstones=False)
    async with a_house(tmp_path / "db", clock=clock, platform=platform) as house:
        thread = await opened(house)
        stays, goes = (platform.threads.write("ana", thread, text) for text in ("Hello all", "Oh no, sorry"))
        platform.threads.remove(goes.id)
        await house.catch_up()
        assert CaughtUp(0, frozenset({stays.id})) == (await house.value(ID)).caught


async def test_private_words_are_told_once_for_each_author(tmp_path: Path) -> None:
    """The last one only, and to nobody else."""
    async with a_house(tmp_path / "db") as house:
        thread = await opened(house)
        for number in range(3):
            house.platform.threads.write("ana", thread, f"Hello{number}")
        house.platform.threads.write("ben", thread, "Hello to you")
        await house.catch_up()
        ((key, member, card),) = house.platform.told
        link = house.platform.link(thread, "u2")
        assert (f"{ID}.heard.u2.0", "ana", f"One word is short\n\n{link}") == (key, member, card.body)


async def test_a_quiet_thread_costs_no_look_at_its_session(tmp_path: Path) -> None:
    """What was posted says which threads there are; nothing else is loaded, nothing is written."""
    clock = ManualClock(NOON)
    platform = MemoryPlatform(clock)
    async with a_house(tmp_path / "db", clock=clock, platform=platform) as house:
        await opened(house)
    async with a_house(tmp_path / "db", clock=clock, platform=platform) as house:
        await house.catch_up()
        assert (1, {}) == (len(platform.read), house.desk._lanes)
        assert {} == await house.store.kept(SHELF)


async def test_a_mark_stays_where_the_desk_did_not_take_everything(tmp_path: Path) -> None:
    """With the store broken in between, the next reading begins where this one did."""
    async with a_house(tmp_path / "db") as house:
        house.platform.threads.write("ana", await opened(house), "Hello all")
        await house.after(600)

        async def broken(_change: object) -> None:
            raise StoreBroken("the disk is full")

        write, house.store.write = house.store.write, broken  # type: ignore[method-assign,assignment]
        await house.catch_up()
        house.store.write = write  # type: ignore[method-assign]
        assert [] == await heard(house)
        await house.catch_up()
        assert ["Hello all"] == await heard(house)


async def test_a_busy_platform_is_waited_for(tmp_path: Path) -> None:
    """As long as it asks, and then the thread is read."""
    async with a_house(tmp_path / "db") as house:
        house.platform.threads.write("ana", await opened(house), "Hello all")
        house.platform.reading_trouble.extend([Busy(5), Busy(5)])
        reading = asyncio.create_task(house.engine.catch_up.round())
        await house.after(9)
        assert [] == await heard(house)
        await house.after(2)
        await reading
        assert ["Hello all"] == await heard(house)


async def test_a_thread_that_cannot_be_read_keeps_no_other_from_being_read(tmp_path: Path) -> None:
    """Denied or gone; what could not be read is tried again."""
    async with a_house(tmp_path / "db") as house:
        others = [Talking(id=f"talkabcde{number}") for number in range(2, 4)]
        threads = [await opened(house, session) for session in others]
        for thread in threads:
            house.platform.threads.write("ana", thread, "Hello all")
        house.platform.reading_trouble.append(Denied("Read Message History"))
        await house.catch_up()
        assert 1 == sum([len(await heard(house, session.id)) for session in others])
        house.platform.reading_trouble.append(Gone())
        await house.catch_up()
        await house.catch_up()
        assert 2 == sum([len(await heard(house, session.id)) for session in others])


async def test_a_session_that_decides_knows_what_could_not_be_read(tmp_path: Path) -> None:
    """And that it was read after all, though nothing had been written there."""
    async with a_house(tmp_path / "db") as house:
        await opened(house)
        house.platform.reading_trouble.append(Denied("Read Message History"))
        await house.engine.catch_up.read(ID, anyway=True)
        assert CaughtUp(None, unread="Read Message History") == (await house.value(ID)).caught
        await house.catch_up()
        assert CaughtUp(0) == (await house.value(ID)).caught


async def test_few_threads_of_a_platform_are_read_at_a_time(tmp_path: Path) -> None:
    """The others wait for their turn, and get it."""
    async with a_house(tmp_path / "db") as house:
        for number in range(10, 20):
            await house.open(Talking(id=f"talkabcd{number}"))
        house.platform.readable.clear()
        reading = asyncio.create_task(house.engine.catch_up.round())
        async with asyncio.timeout(10):
            await house.platform.crowded(READINGS)
        assert READINGS == len(house.platform.read)
        house.platform.readable.set()
        await reading
        assert 10 == len(house.platform.read)


async def test_a_session_that_is_over_is_not_read_and_leaves_no_mark(tmp_path: Path) -> None:
    """Neither in memory nor on the shelf."""
    async with a_house(tmp_path / "db") as house:
        house.platform.threads.write("ana", await opened(house), "Hello all")
        await house.catch_up()
        assert [ID] == list(await house.store.kept(SHELF))
        await house.submit(Finish(), HOST, ID)
        await house.settle()
        await house.catch_up()
        assert ({}, 1) == (await house.store.kept(SHELF), len(house.platform.read))


async def test_a_locked_thread_is_read_as_well(tmp_path: Path) -> None:
    """Where a platform cannot lock, members write on, and are told that it does not count."""
    async with a_house(tmp_path / "db") as house:
        thread = await opened(house)
        house.platform.threads.write("ana", thread, "Hello all")
        await house.submit(Lock(), HOST, ID)
        await house.after(2)
        await house.catch_up()
        assert ["Hello all"] == await heard(house)


async def test_a_platform_without_history_is_not_asked(tmp_path: Path) -> None:
    """It hears what is written, or does not."""
    clock = ManualClock(NOON)
    async with a_house(tmp_path / "db", clock=clock, platform=MemoryPlatform(clock, history=False)) as house:
        await opened(house)
        await house.catch_up()
        assert [] == house.platform.read


async def test_rounds_come_every_few_minutes_while_somebody_listens(tmp_path: Path) -> None:
    """A program in which nobody listens does not even wake for it."""
    async with a_house(tmp_path / "db") as house:
        rounds = asyncio.create_task(house.engine.catch_up.run())
        await house.settle()
        sleepers = len(house.clock._sleepers)
        thread = await opened(house)
        house.platform.threads.write("ana", thread, "Hello all")
        assert sleepers + 1 == len(house.clock._sleepers)
        await house.after(EVERY / SECOND)
        assert ["Hello all"] == await heard(house)
        rounds.cancel()
        await asyncio.wait({rounds})
