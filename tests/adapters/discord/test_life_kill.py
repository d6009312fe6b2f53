"""The process is killed in the middle of a question and started again, while people go on pressing."""

import asyncio
from pathlib import Path

import pytest

from tests.loopback.discord import Loopback, Person, Shown
from tests.loopback.fixtures import discord_server
from tests.loopback.studybell import Room, outdoors

__all__ = ["discord_server"]

EACH = 4
"""Learners who answer before the kill alone, and as many who go on pressing."""


async def until_answered(person: Person, question: Shown, choice: str) -> int:
    """Press until an answer comes; return how many presses that took."""
    for presses in range(1, 20):
        answer = await person.press(question, choice)
        if not answer.failed:
            assert answer.text.startswith(("🔒 Locked in", "Your first answer stands"))
            return presses
    raise AssertionError("nobody ever answered")


@pytest.mark.accept
async def test_presses_go_on_after_a_kill(discord_server: Loopback, tmp_path: Path) -> None:
    """Every press after the new start is acknowledged, the first answer of each counts, and the scores are right."""
    room = Room(discord_server)
    early = [room.guild.member(f"Early {number}") for number in range(EACH)]
    late = [room.guild.member(f"Late {number}") for number in range(EACH)]
    async with outdoors(discord_server, tmp_path) as studybell:
        await room.starts_a_quiz()
        await room.hosts("Begin")
        question = await room.card("A")
        await asyncio.gather(*(until_answered(person, question, "A") for person in early))
        await studybell.kill()
    tries = [asyncio.create_task(until_answered(person, question, "B")) for person in late]
    async with outdoors(discord_server, tmp_path) as studybell:
        presses = await asyncio.gather(*tries)
        after = [await until_answered(person, question, "A") for person in (*early, *late)]
        await room.hosts("Close now")
        await room.shows(f"{EACH} of {2 * EACH} answered right")
        for person in early:
            await room.whispers(person, "Right!")
        for person in late:
            await room.whispers(person, "Not this time.")
        await room.hosts("End quiz")
        result = await room.shows("🏁")
        assert 0 == await studybell.stop()
    assert min(presses) > 1
    assert {1} == set(after)
    assert f"{2 * EACH} took part." in result.text
    assert "Accuracy of the group: 50 %" in result.text
    assert [] == studybell.trouble
    assert {} == discord_server.refusals


async def test_a_question_stands_once_after_a_kill(discord_server: Loopback, tmp_path: Path) -> None:
    """The card that was there is edited by the new process, and none is posted twice."""
    room = Room(discord_server)
    async with outdoors(discord_server, tmp_path) as studybell:
        await room.starts_a_quiz()
        await room.hosts("Begin")
        await studybell.kill()
    async with outdoors(discord_server, tmp_path):
        question = await room.card("A")
        await until_answered(room.ada, question, "A")
        await until_answered(room.cy, question, "B")
        await room.hosts("Close now")
        await room.shows("1 of 2 answered right")
    titles = [shown.text.partition("\n")[0] for shown in room.ada.sees(room.general) if not shown.private]
    assert ["## 🔔 Capitals", "## Question 1 of 2"] == titles
