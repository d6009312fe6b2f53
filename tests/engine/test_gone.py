"""A message of ours that somebody deleted is posted again at once where people need it."""

from pathlib import Path

import pytest

from bot.discussion.drafting import compose
from bot.discussion.events import CloseDiscussion, Respond
from bot.engine.surface import Person
from bot.kernel.clock import MINUTE, SECOND
from bot.kernel.people import Place
from bot.testing.discussions import ANA, HOST, PLACE, draft, typed
from bot.testing.house import House, a_house


async def opened(house: House, rules: str = "1 post") -> None:
    """Open a discussion."""
    house.platform.people = [Person(HOST.member, HOST.name, host=True), Person(ANA.member, ANA.name)]
    at = house.clock.now()
    await house.open(compose(draft(typed(due="in 3 days", rules=rules), at=at).value, HOST, at).state)


async def lose(house: House, slot: str) -> str:
    """Delete the message of a slot, as a moderator would, and tell of it; return its reference."""
    ref = house.platform.ref(slot)
    place = house.platform.messages[ref].place
    house.platform.delete(ref)
    await house.door.gone(place, ref)
    await house.settle()
    return ref


async def test_a_prompt_stands_there_again_with_a_thread(tmp_path: Path) -> None:
    """Under another reference, and what members write in the new thread is heard."""
    async with a_house(tmp_path / "studybell.db") as house:
        await opened(house)
        former = await lose(house, "top")
        thread = house.platform.thread("top")
        assert former != thread.thread
        message = house.platform.threads.write("ana", thread, "A thought of my own.")
        reply = await house.door.hear(thread, message, ANA)
        assert "Complete" in reply.text


async def test_what_was_written_in_a_thread_that_was_deleted_still_counts(tmp_path: Path) -> None:
    """Its author has not taken it away; what is missing in the new thread was never there."""
    async with a_house(tmp_path / "studybell.db") as house:
        await opened(house)
        written = []
        for text in ("A thought of my own.", "Another one.", "And one more."):
            thread = house.platform.thread("top")
            written.append(house.platform.threads.write("ana", thread, text))
            await house.door.hear(thread, written[-1], ANA)
            if len(written) == 1:
                await house.after(60)
                await lose(house, "top")
            await house.after(60)
        house.platform.threads.remove(written[1].id)
        house.platform.threads._tombstones = False
        await house.catch_up()
        assert [True, False, True] == [post.stands for post in (await house.value()).posts["ana"]]


async def test_it_is_posted_again_once_however_often_it_is_told(tmp_path: Path) -> None:
    """The same news twice, also after the next message stands, changes nothing."""
    async with a_house(tmp_path / "studybell.db") as house:
        await opened(house)
        former = await lose(house, "top")
        await house.door.gone(PLACE, former)
        await house.settle()
        assert 1 == len(house.platform.messages)


async def test_after_a_start_it_is_noticed_as_well(tmp_path: Path) -> None:
    """What stands there is known from the store."""
    path = tmp_path / "studybell.db"
    async with a_house(path) as house:
        await opened(house)
    async with a_house(path, clock=house.clock, platform=house.platform) as again:
        former = await lose(again, "top")
        assert former not in again.platform.messages
        assert 1 == len(again.platform.messages)


async def test_what_nobody_needs_any_more_stays_deleted(tmp_path: Path) -> None:
    """A published answer has no control, and a closed discussion asks for nothing."""
    async with a_house(tmp_path / "studybell.db") as house:
        await opened(house, "1 post, sealed")
        await house.submit(Respond("Because."), ANA)
        await house.submit(CloseDiscussion(sure="yes"))
        await house.after(MINUTE / SECOND)
        (answer,) = [post.key for post in house.platform.messages.values() if post.card.title == "Ana answers"]
        for slot in (answer.partition(".")[2], "top"):
            await lose(house, slot)
        assert ["Summary: Sleep and memory"] == [post.card.title for post in house.platform.messages.values()]


@pytest.mark.parametrize("place", [PLACE, Place("memory:school", "elsewhere")])
async def test_a_message_of_nobody_changes_nothing(place: Place, tmp_path: Path) -> None:
    """Not every message of ours belongs to a session."""
    async with a_house(tmp_path / "studybell.db") as house:
        await opened(house)
        await house.door.gone(place, "m99")
        await house.settle()
        assert 1 == len(house.platform.messages)
