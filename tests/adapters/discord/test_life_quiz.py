"""A whole quiz, played with the program as an operator starts it, over real sockets."""

from pathlib import Path

import pytest

from tests.loopback.discord import Loopback
from tests.loopback.fixtures import discord_server
from tests.loopback.studybell import Room, outdoors

__all__ = ["discord_server"]


@pytest.mark.accept
async def test_a_quiz_is_played_from_its_command_to_its_result(discord_server: Loopback, tmp_path: Path) -> None:
    """Started, joined, answered, revealed, ended; and the log of it all has nothing to complain of."""
    room = Room(discord_server)
    async with outdoors(discord_server, tmp_path) as studybell:
        await room.starts_a_quiz()
        assert "You are in." == (await room.ada.press(await room.card("Join"), "Join")).text
        await room.hosts("Begin")
        question = await room.card("A")
        assert "Locked in: **A)** Paris" in (await room.ada.press(question, "A")).text
        assert "Locked in: **B)** Lyon" in (await room.cy.press(question, "B")).text
        await room.shows("1 of 2 answered right")
        await room.whispers(room.ada, "Right! +1 point")
        await room.whispers(room.cy, "Not this time")
        await room.hosts("Next question")
        question = await room.card("A", title="Question 2")
        await room.ada.press(question, "B")
        await room.cy.press(question, "B")
        await room.hosts("End quiz")
        result = await room.shows("🏁")
        assert "🥇 **Ada** · 2" in result.text
        assert 0 == await studybell.stop()
    assert [] == studybell.trouble
    assert {} == discord_server.refusals
