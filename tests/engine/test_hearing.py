"""Hearing: what members write reaches the session that listens in that thread, and nothing else does."""

import time
from pathlib import Path

import pytest
from msgspec.structs import replace

from bot.engine.hearing import MOST_THREADS
from bot.kernel.message import Message, Removed
from bot.kernel.people import Actor, Place
from bot.kernel.session import NOTHING
from bot.store.contract import StoreBroken
from bot.testing.house import House, a_house
from bot.testing.quizzes import HOST, NOON
from bot.testing.talking import TOP, Finish, Publish, Talking

ID = Talking().id
ANA = Actor("ana", "Ana")


def says(text: str, number: int = 1, **more: object) -> Message:
    """Return what Ana wrote at noon."""
    return replace(Message(f"u{number}", "ana", "Ana", NOON, text), **more)


async def opened(house: House) -> Place:
    """Open a session that listens; return its thread."""
    await house.open(Talking(cards=2))
    return house.platform.thread(TOP)


async def heard(house: House) -> dict[str, tuple[str | None, str]]:
    """Return the text of each message the session has heard, and the slot it answers."""
    return {key: (message.text, slot) for key, (message, slot) in (await house.value(ID)).heard.items()}


async def test_a_message_reaches_the_session_of_its_thread(tmp_path: Path) -> None:
    """It is heard as it was written, and the author is told nothing where there is nothing to say."""
    async with a_house(tmp_path / "db") as house:
        thread = await opened(house)
        assert NOTHING == await house.door.hear(thread, says("Hello all"), ANA)
        assert {"u1": ("Hello all", "")} == await heard(house)


async def test_the_author_gets_the_private_word(tmp_path: Path) -> None:
    """What the session answers is for them alone."""
    async with a_house(tmp_path / "db") as house:
        reply = await house.door.hear(await opened(house), says("Hello"), ANA)
        assert "One word is short" == reply.text


async def test_an_answer_to_a_card_names_its_slot(tmp_path: Path) -> None:
    """One to a member's message names none: its id is in the message."""
    async with a_house(tmp_path / "db") as house:
        thread = await opened(house)
        await house.door.hear(thread, says("I do agree", reply_to=house.platform.ref("a1")), ANA)
        await house.door.hear(thread, says("I do not", 2, reply_to="u1"), ANA)
        assert {"u1": ("I do agree", "a1"), "u2": ("I do not", "")} == await heard(house)


async def test_an_edit_and_a_removal_are_heard(tmp_path: Path) -> None:
    """The message stands as it was last told, whatever came before."""
    async with a_house(tmp_path / "db") as house:
        thread = await opened(house)
        await house.door.hear(thread, says("Hello all"), ANA)
        await house.door.hear(thread, says("Hello you all", edited_at=NOON + 5), ANA)
        assert {"u1": ("Hello you all", "")} == await heard(house)
        gone = Message("u1", "", "", 0, removed=Removed.BY_MODERATOR, removed_at=NOON + 9)
        await house.door.hear(thread, gone, Actor("", ""))
        assert {"u1": (None, "")} == await heard(house)


@pytest.mark.parametrize(
    "elsewhere",
    [
        {"thread": "m99"},
        {"thread": ""},
        {"workspace": "memory:other"},
        {"channel": "other"},
        {"thread": "\0'; --"},
    ],
)
async def test_what_is_written_elsewhere_is_nobodys(tmp_path: Path, elsewhere: dict[str, str]) -> None:
    """Another thread, channel or server with the same ids is another thread."""
    async with a_house(tmp_path / "db") as house:
        thread = replace(await opened(house), **elsewhere)
        assert NOTHING == await house.door.hear(thread, says("Hello all"), ANA)
        assert {} == await heard(house)


async def test_a_thread_under_a_card_that_begins_none_is_heard_by_its_session(tmp_path: Path) -> None:
    """Members may begin a thread at any message of ours; the session is told, and decides."""
    async with a_house(tmp_path / "db") as house:
        thread = replace(await opened(house), thread=house.platform.ref("a0"))
        await house.door.hear(thread, says("Hello all"), ANA)
        assert {"u1": ("Hello all", "")} == await heard(house)


async def test_a_session_that_is_over_hears_nothing(tmp_path: Path) -> None:
    """Also where its thread was known from before."""
    async with a_house(tmp_path / "db") as house:
        thread = await opened(house)
        await house.door.hear(thread, says("Hello all"), ANA)
        await house.submit(Finish(), HOST, ID)
        assert NOTHING == await house.door.hear(thread, says("Too late", 2), ANA)
        assert {"u1": ("Hello all", "")} == await heard(house)


async def test_a_thread_that_begins_later_is_heard(tmp_path: Path) -> None:
    """That nobody listened a moment ago is not remembered."""
    async with a_house(tmp_path / "db") as house:
        thread = Place("memory:school", "talking", "m0")
        assert NOTHING == await house.door.hear(thread, says("Hello all"), ANA)
        assert thread == await opened(house)
        await house.door.hear(thread, says("Hello all"), ANA)
        assert {"u1": ("Hello all", "")} == await heard(house)


async def test_a_store_that_is_away_costs_nobody_a_word(tmp_path: Path) -> None:
    """A message in a thread of whomever it may be is not answered; it is read again later."""
    async with a_house(tmp_path / "db") as house:
        thread = await opened(house)
    assert NOTHING == await house.door.hear(thread, says("Hello all"), ANA)


async def test_a_message_that_cannot_be_saved_is_said(tmp_path: Path) -> None:
    """Its author reads what to do, and it is not taken for heard."""
    async with a_house(tmp_path / "db") as house:
        thread = await opened(house)

        async def broken(_change: object) -> None:
            raise StoreBroken("the disk is full")

        write, house.store.write = house.store.write, broken  # type: ignore[method-assign,assignment]
        reply = await house.door.hear(thread, says("Hello all"), ANA)
        house.store.write = write  # type: ignore[method-assign]
        assert ("not-saved", True) == (reply.refused, "write it again" in reply.text)
        assert not house.door.hearing.knows(thread.workspace, says("Hello all"))


async def test_threads_are_remembered_within_bounds(tmp_path: Path) -> None:
    """The one heard of longest ago is looked up again."""
    async with a_house(tmp_path / "db") as house:
        thread = await opened(house)
        hearing = house.door.hearing
        hearing._sessions.update({replace(thread, thread=f"x{number}"): ID for number in range(MOST_THREADS)})
        await house.door.hear(thread, says("Hello all"), ANA)
        assert (MOST_THREADS, ID) == (len(hearing._sessions), hearing._sessions[thread])


async def test_hearing_costs_less_than_a_millisecond(tmp_path: Path) -> None:
    """Also in threads of nobody, which most messages are in."""
    async with a_house(tmp_path / "db") as house:
        thread = await opened(house)
        await house.submit(Publish(0), HOST, ID)
        began = time.process_time()
        for number in range(300):
            await house.door.hear(replace(thread, thread=f"x{number}"), says("Hello all", number), ANA)
        assert (time.process_time() - began) / 300 < 0.001
