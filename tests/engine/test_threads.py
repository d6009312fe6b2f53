"""Threads as the painter keeps them: cards in them, locked once all of it stands, found again when something was deleted."""

import asyncio
from pathlib import Path

from bot.engine.clock import ManualClock
from bot.kernel.errors import Busy, Denied, Gone
from bot.kernel.event import Unreached
from bot.kernel.people import ENGINE, Place
from bot.testing.house import House, a_house
from bot.testing.platform import MemoryPlatform
from bot.testing.quizzes import HOST, NOON
from bot.testing.talking import PLACE, TOP, Finish, Lock, Publish, Talking

ID = Talking().id


async def do(house: House, *events: object) -> None:
    """Let `events` happen to the session, and what follows from each."""
    for event in events:
        await house.submit(event, HOST, ID)  # type: ignore[arg-type]
        await house.after(2)


def titles(house: House) -> list[str]:
    """Return the titles of what stands in the thread, in the order it was posted."""
    thread = house.platform.thread(TOP)
    return [post.card.title for post in house.platform.messages.values() if post.place == thread]


def locked(house: House) -> bool:
    """Whether the thread at the first message is closed."""
    return house.platform.thread(TOP) in house.platform.threads.closed


async def test_cards_stand_in_the_thread_of_their_message(tmp_path: Path) -> None:
    """What is under a slot is posted in the thread that begins there."""
    async with a_house(tmp_path / "db") as house:
        await house.open(Talking(cards=3))
        assert ["0", "1", "2"] == titles(house)
        assert PLACE == house.platform.messages[house.platform.ref(TOP)].place


async def test_a_thread_is_locked_after_everything_in_it_stands(tmp_path: Path) -> None:
    """The platform takes no card in a closed thread, so all were there before."""
    async with a_house(tmp_path / "db") as house:
        await house.open(Talking(cards=50, locked=True))
        assert (50, True) == (len(titles(house)), locked(house))
        assert [] == house.platform.told


async def test_a_locked_thread_is_opened_for_what_is_new_in_it(tmp_path: Path) -> None:
    """New cards and edits get in, and it is locked again."""
    async with a_house(tmp_path / "db") as house:
        await house.open(Talking(cards=1, locked=True))
        await do(house, Publish(3, "!"))
        assert (["0!", "1!", "2!"], True) == (titles(house), locked(house))


async def test_a_thread_is_unlocked_when_its_card_is(tmp_path: Path) -> None:
    """Members can write again, and no message is edited for it."""
    async with a_house(tmp_path / "db") as house:
        await house.open(Talking(cards=2, locked=True))
        before = len(house.platform.puts)
        await do(house, Lock(locked=False))
        await house.after(5)
        assert (False, 0) == (locked(house), len(house.platform.puts) - before)


async def test_a_thread_that_is_as_it_should_be_is_left_alone(tmp_path: Path) -> None:
    """Neither a change elsewhere nor a restart locks again what is locked."""
    clock = ManualClock(NOON)
    platform = MemoryPlatform(clock)
    async with a_house(tmp_path / "db", clock=clock, platform=platform) as house:
        await house.open(Talking(locked=True))
        platform.thread_trouble.append(Gone())
        await house.desk.reread(ID)
        await house.settle()
    async with a_house(tmp_path / "db", clock=clock, platform=platform) as house:
        await house.desk.reread(ID)
        await house.settle()
        assert 1 == len(platform.thread_trouble)


async def test_a_lock_that_a_kill_cut_short_is_taken_back(tmp_path: Path) -> None:
    """The platform has locked the thread, nobody knows, and meanwhile the session wants it open again."""
    clock = ManualClock(NOON)
    platform = MemoryPlatform(clock)
    async with a_house(tmp_path / "db", clock=clock, platform=platform) as house:
        await house.open(Talking())
        close = platform.close

        async def close_and_die(thread: Place) -> None:
            await close(thread)
            raise asyncio.CancelledError

        platform.close = close_and_die  # type: ignore[method-assign]
        await do(house, Lock())
        house.surfaces.clear()
        await do(house, Lock(locked=False))
        assert locked(house)
    platform.close = close  # type: ignore[method-assign]
    async with a_house(tmp_path / "db", clock=clock, platform=platform) as house:
        assert not locked(house)


async def test_a_busy_platform_locks_the_thread_later(tmp_path: Path) -> None:
    """It is waited for as long as it asks."""
    async with a_house(tmp_path / "db") as house:
        await house.open(Talking(cards=1))
        house.platform.thread_trouble.append(Busy(3))
        await do(house, Lock())
        assert not locked(house)
        await house.after(4)
        assert locked(house)


async def test_a_thread_that_may_not_be_locked_stops_nothing_else(tmp_path: Path) -> None:
    """The host is told what is missing, once; with the permission, the next change locks it."""
    async with a_house(tmp_path / "db") as house:
        await house.open(Talking())
        house.platform.thread_trouble.extend([Denied("Manage Threads")] * 2)
        await do(house, Lock(), Publish(0))
        assert [("host", True)] == [(to, "Manage Threads" in card.body) for _, to, card in house.platform.told]
        assert not locked(house)
        await do(house, Publish(1), Publish(1, "x"))
        assert (["0x"], True) == (titles(house), locked(house))


async def test_a_deleted_message_begins_a_new_thread_with_all_that_was_in_it(tmp_path: Path) -> None:
    """A moderator deletes the first message: it is posted again, and every card in a thread of the new one."""
    async with a_house(tmp_path / "db") as house:
        await house.open(Talking(cards=3, locked=True))
        old = house.platform.ref(TOP)
        house.platform.delete(old)
        await do(house, Publish(4))
        assert old != house.platform.ref(TOP)
        assert (["0", "1", "2", "3"], True) == (titles(house), locked(house))


async def test_a_deleted_thread_is_begun_again_at_the_message_that_stands(tmp_path: Path) -> None:
    """Only the thread was deleted: the message is not posted twice."""
    async with a_house(tmp_path / "db") as house:
        await house.open(Talking(cards=2, locked=True))
        before = house.platform.ref(TOP)
        house.platform.delete_thread(before)
        await do(house, Publish(3))
        assert before == house.platform.ref(TOP)
        assert (["0", "1", "2"], True) == (sorted(titles(house)), locked(house))


async def test_a_card_deleted_in_a_thread_comes_back_there(tmp_path: Path) -> None:
    """With the next change that touches it."""
    async with a_house(tmp_path / "db") as house:
        await house.open(Talking(cards=2))
        house.platform.delete(house.platform.ref("a0"))
        await do(house, Publish(2, "?"))
        assert ["0?", "1?"] == sorted(titles(house))


async def test_where_nothing_can_be_posted_nothing_is_tried_again(tmp_path: Path) -> None:
    """A channel that is gone costs a few calls, and the next change tries anew."""
    async with a_house(tmp_path / "db") as house:
        await house.open(Talking(cards=1))
        house.platform.trouble.extend([Gone()] * 50)
        await do(house, Publish(2))
        await house.after(60)
        assert 40 < len(house.platform.trouble)
        house.platform.trouble.clear()
        house.platform.messages.clear()
        await do(house, Publish(3))
        assert ["0", "1", "2"] == sorted(titles(house))


async def test_long_slots_with_one_beginning_have_keys_of_their_own(tmp_path: Path) -> None:
    """An idempotency key is short; two cards never share one, also when they are posted again."""
    async with a_house(tmp_path / "db") as house:
        slots = [f"answer-of-somebody-{number}" for number in range(3)]
        await house.open(Talking())
        easel = house.painter._easels[ID]
        keys = {easel.key(slot) for slot in slots}
        for slot in slots:
            easel.note_put(slot, (await house.value(ID)).view()[TOP], "m9")
            easel.note_gone(slot)
        keys |= {easel.key(slot) for slot in slots}
        assert (6, True) == (len(keys), all(len(key) <= 25 for key in keys))


async def test_a_mention_is_posted_with_its_card(tmp_path: Path) -> None:
    """Who takes no direct message is named where everybody can see it."""
    async with a_house(tmp_path / "db") as house:
        await house.open(Talking())
        await house.desk.submit(ID, Unreached("due-ben", "1", "ben"), ENGINE, house.clock.now())
        await house.settle()
        assert ("ben",) == house.platform.shown("nudge").mentions


async def test_a_session_that_is_over_leaves_the_painter_with_its_thread_locked(tmp_path: Path) -> None:
    """Closing is the last thing that is done for it."""
    async with a_house(tmp_path / "db") as house:
        await house.open(Talking(cards=2))
        await do(house, Lock(), Finish())
        assert (True, {}) == (locked(house), house.painter._easels)
