"""What an older process posted and answered is taken on by the next one; a crowd is never left without an answer."""

import asyncio
from pathlib import Path

import pytest

from adapters.discord.inbound import interactions
from tests.adapters.discord.playing import Class, Held, playing
from tests.loopback.discord import loopback
from tests.loopback.studybell import content, indoors

SEVERAL = """---
title: Rivers
---

## Which rivers flow through Vienna?

- [x] Danube
- [x] Wien
- [ ] Rhine
"""


async def test_controls_and_private_messages_outlive_a_process(tmp_path: Path) -> None:
    """A letter posted before the restart is answered, and what was locked in before it becomes the result."""
    async with loopback() as discord:
        async with playing(discord, tmp_path) as room:
            card = await room.asking()
            before = await room.ada.press(card, "A")
        async with indoors(discord, tmp_path) as studybell:
            await studybell.ready()
            after = await room.ben.press(card, "B")
            await room.teacher.command(room.general, "quiz close")
            await discord.until(lambda: "Right" in before.text and "Paris" in after.text)
        discord.assert_clean()


async def test_several_choices_come_through_a_select(tmp_path: Path) -> None:
    """All that were chosen are one answer."""
    async with loopback() as discord:
        async with playing(discord, tmp_path) as room:
            content(tmp_path, rivers=SEVERAL)
            card = await room.asking(deck="rivers", early="off")
            answer = await room.ada.choose(card, *list(card.controls[0].options)[:2])
            assert (True, "🔒 Locked in: **A, B**") == (answer.private, answer.text)
        discord.assert_clean()


async def test_commands_work_in_threads(tmp_path: Path) -> None:
    """A thread is a place of its own, in its channel."""
    async with loopback() as discord:
        async with playing(discord, tmp_path) as room:
            thread = room.guild.thread(room.general, "Break-out")
            await room.teacher.command(thread, "quiz start", deck="capitals")
            card = await room.card(thread, has="Capitals")
            assert "You are in." == (await room.ada.press(card, "Join")).text
        discord.assert_clean()


async def test_whoever_comes_on_top_of_a_crowd_is_told_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond what can be taken at once, a press is answered at once: try again."""
    async with loopback() as discord:
        async with playing(discord, tmp_path) as room:
            card, door = await room.asking(early="off"), room.studybell.app.door
            held = Held(door.press)
            monkeypatch.setattr(door, "press", held)
            monkeypatch.setattr(interactions, "MOST_AT_ONCE", 1)
            first = room.act(room.ada, card, "A")
            second = await room.ben.press(card, "A")
            held.open()
            locked = await room.answered(first)
            assert (
                "Too much is going on right now; please press again in a moment.",
                "🔒 Locked in: **A)** Paris",
            ) == (second.text, locked.text)
        discord.assert_clean()


async def test_three_hundred_at_once_are_all_answered(tmp_path: Path) -> None:
    """Each of a crowd gets their own answer, once, and Discord refuses none of it."""
    async with loopback() as discord:
        async with playing(discord, tmp_path) as room:
            card = await room.asking(early="off", seconds=60)
            crowd = [room.guild.member(f"Learner {number}") for number in range(300)]
            pressed = [room.act(each, card, "A") for each in crowd]
            answers = await asyncio.gather(*map(room.answered, pressed))
            assert (
                {"🔒 Locked in: **A)** Paris"},
                {True},
            ) == ({each.text for each in answers}, {each.private for each in answers})
            assert (300, []) == (await given(room), discord.refused)
        discord.assert_clean()


async def given(room: Class) -> int:
    """Return how many answers to the first question are known."""
    store = room.studybell.app.store
    session = next(iter(await store.awake()))
    standing = await room.studybell.app.desk.look(session)
    assert standing is not None
    return len(standing.value.given(0))
