"""The contract of a surface (`bot/engine/surface.py`): private threads, which only those see who were let in."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from bot.kernel.card import Card
from bot.kernel.errors import Gone
from bot.kernel.people import Place
from bot.testing.stages import SESSION, STAGES, Stage


@pytest.fixture(params=STAGES)
async def stage(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Stage]:
    """Give every platform that has private threads, with nothing posted yet."""
    async with STAGES[request.param](tmp_path) as made:
        if not made.surface.capabilities.private_threads:
            pytest.skip("this platform has no private threads")
        yield made


def gate(title: str = "Answers so far") -> Card:
    """Build a card that admits Ada alone."""
    return Card(title=title, body="Only for you.", thread="Answered: enzymes", admits={"ada": 1}, session=SESSION)


async def begin(stage: Stage, key: str = "s.gate") -> Place:
    """Make a private thread, which nobody is in yet."""
    ref, _ = await stage.surface.put(stage.place, key, gate(), None)
    return replace(stage.place, thread=ref)


async def post(stage: Stage, thread: Place, title: str, key: str = "s.g1", ref: str | None = None) -> str:
    """Post a card in the thread, or edit the one at `ref`; return its reference."""
    return (await stage.surface.put(thread, key, Card(title=title, session=SESSION), ref))[0]


# -- who sees it
async def test_nobody_sees_a_private_thread_before_they_are_let_in(stage: Stage) -> None:
    """Also whom the card admits: `put` lets nobody in."""
    thread = await begin(stage)
    await post(stage, thread, "Ben's answer")
    assert ([], []) == (stage.seen("ada"), stage.seen("ben"))


async def test_who_is_let_in_sees_all_of_it_and_nobody_else_anything(stage: Stage) -> None:
    """What stood there before, and what comes after."""
    thread = await begin(stage)
    await post(stage, thread, "First")
    await stage.surface.admit(thread, "ada")
    await post(stage, thread, "Second", key="s.g2")
    assert ["Answers so far", "First", "Second"] == sorted(stage.seen("ada"))
    assert [] == stage.seen("ben")


async def test_letting_in_twice_is_letting_in_once(stage: Stage) -> None:
    """A crash may have hidden the first time."""
    thread = await begin(stage)
    for _ in range(2):
        await stage.surface.admit(thread, "ada")
    assert (["Answers so far"], []) == (stage.seen("ada"), stage.seen("ben"))


async def test_whom_the_platform_does_not_know_is_passed_over(stage: Stage) -> None:
    """They may have left; others are let in as ever."""
    thread = await begin(stage)
    await stage.surface.admit(thread, "4004004004004004")
    await stage.surface.admit(thread, "ada")
    assert ["Answers so far"] == stage.seen("ada")


async def test_nobody_is_let_into_a_thread_that_never_was(stage: Stage) -> None:
    """The engine hears of it, and makes the thread anew."""
    with pytest.raises(Gone):
        await stage.surface.admit(replace(stage.place, thread="nowhere"), "ada")


async def test_nobody_is_let_into_a_thread_that_was_deleted(stage: Stage) -> None:
    """As above."""
    thread = await begin(stage)
    await stage.delete(thread.thread)
    with pytest.raises(Gone):
        await stage.surface.admit(thread, "ada")


# -- one key, one thread
async def test_posting_twice_with_one_key_makes_one_thread(stage: Stage) -> None:
    """A crash may have hidden the first: its thread is found, and who is in it still is."""
    thread = await begin(stage)
    await stage.surface.admit(thread, "ada")
    assert thread == await begin(stage)
    assert ["Answers so far"] == stage.seen("ada")


async def test_two_gates_of_one_name_are_two_threads(stage: Stage) -> None:
    """Prompts may have the same title; whoever is let in at one sees nothing of the other, whichever is found again."""
    one, other = await begin(stage, "s.gate"), await begin(stage, "t.gate")
    await stage.surface.admit(one, "ada")
    await stage.surface.admit(other, "ben")
    assert (one, other) == (await begin(stage, "s.gate"), await begin(stage, "t.gate"))
    await post(stage, one, "Of one")
    assert (["Answers so far", "Of one"], ["Answers so far"]) == (sorted(stage.seen("ada")), stage.seen("ben"))


async def test_a_deleted_gate_is_made_anew_under_a_new_key(stage: Stage) -> None:
    """Nobody is in the new one."""
    thread = await begin(stage)
    await stage.surface.admit(thread, "ada")
    await stage.delete(thread.thread)
    assert thread != await begin(stage, "s.gate.1")
    assert [] == stage.seen("ada")


# -- as every thread
async def test_the_gate_is_edited_by_the_id_of_its_thread(stage: Stage) -> None:
    """The message changes, and nothing else: who is in, and what stands there."""
    thread = await begin(stage)
    await stage.surface.admit(thread, "ada")
    await post(stage, thread, "First")
    ref, _ = await stage.surface.put(stage.place, "s.gate", gate("All answers"), thread.thread)
    assert thread.thread == ref
    assert (["All answers", "First"], []) == (sorted(stage.seen("ada")), stage.seen("ben"))


@pytest.mark.parametrize("ref", ["nowhere", "1" * 19])
async def test_an_edit_of_a_strange_gate_is_gone(stage: Stage, ref: str) -> None:
    """Nothing is posted in its place."""
    with pytest.raises(Gone):
        await stage.surface.put(stage.place, "s.gate", gate(), ref)
    assert [] == stage.seen("ada")


async def test_an_edit_of_a_gate_that_was_deleted_is_gone(stage: Stage) -> None:
    """Whoever was in it was in that thread; another one is another matter."""
    thread = await begin(stage)
    await stage.delete(thread.thread)
    with pytest.raises(Gone):
        await stage.surface.put(stage.place, "s.gate", gate(), thread.thread)


async def test_cards_behind_a_gate_are_edited_and_found_again(stage: Stage) -> None:
    """What holds in every thread holds here."""
    thread = await begin(stage)
    first = await post(stage, thread, "Old")
    assert first == await post(stage, thread, "New")
    assert first == await post(stage, thread, "Newer", ref=first)
    await stage.surface.admit(thread, "ada")
    assert ["Answers so far", "Newer"] == sorted(stage.seen("ada"))


async def test_a_private_thread_is_closed_and_reopened(stage: Stage) -> None:
    """Twice, too; and takes cards and guests again."""
    thread = await begin(stage)
    await stage.surface.admit(thread, "ada")
    for _ in range(2):
        await stage.surface.close(thread)
    assert stage.surface.capabilities.threads_lock == (await stage.write("ada", thread, "Too late") == "")
    for _ in range(2):
        await stage.surface.reopen(thread)
    await post(stage, thread, "Again")
    await stage.surface.admit(thread, "ben")
    assert ["Again", "Answers so far"] == sorted(stage.seen("ben"))


async def test_what_is_written_behind_a_gate_is_read(stage: Stage) -> None:
    """Members' messages alone: nothing of ours, and not that somebody was let in."""
    if not stage.surface.capabilities.history:
        pytest.skip("this platform cannot be read")
    thread = await begin(stage)
    await stage.surface.admit(thread, "ada")
    card = await post(stage, thread, "Ben's answer")
    written = await stage.write("ada", thread, "I see it otherwise.", card)
    (found,) = (await stage.surface.history(thread, 0)).messages
    assert (written, "ada", "I see it otherwise.", card) == (found.id, found.author, found.text, found.reply_to)
