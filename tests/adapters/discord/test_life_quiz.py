"""A whole quiz and a whole discussion, played with the program as an operator starts it, over real sockets."""

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


async def test_a_quiz_goes_on_over_lost_connections(discord_server: Loopback, tmp_path: Path) -> None:
    """Broken off, asked to reconnect, the session ended by Discord: presses are answered after each, and nothing is an error."""
    room = Room(discord_server)
    gateway = discord_server.gateway
    async with outdoors(discord_server, tmp_path) as studybell:
        await room.starts_a_quiz()
        await room.hosts("Begin")
        question = await room.card("A")
        for link in list(gateway.links):
            link.cut()
        await discord_server.until(lambda: gateway.resumes == 1)
        assert "Locked in" in (await room.ada.press(question, "A")).text
        for link in list(gateway.links):
            link.send({"op": 7, "d": None})
        await discord_server.until(lambda: gateway.resumes == 2)
        assert "Locked in" in (await room.cy.press(question, "B")).text
        await room.hosts("Close now")
        for link in list(gateway.links):
            link.send({"op": 9, "d": False})
        await discord_server.until(lambda: len(gateway.identifies) == 2, 10)
        await room.shows("1 of 2 answered right")
        await room.hosts("End quiz")
        await room.shows("🏁")
        assert 0 == await studybell.stop()
    assert [] == studybell.trouble
    assert {} == discord_server.refusals


async def test_posts_count_that_were_written_while_the_connection_was_lost(
    discord_server: Loopback, tmp_path: Path
) -> None:
    """A discussion is opened, its thread hears what is written before, during and after the loss, and it is closed."""
    discord_server.grant(message_content=True)
    room = Room(discord_server)
    async with outdoors(discord_server, tmp_path) as studybell:
        await discord_server.until(lambda: discord_server.commands, 10)
        await room.bo.command(room.general, "discuss open", prompt="sky", due="in 3 days")
        opened = await room.shows("Why is the sky blue?")
        await discord_server.until(lambda: opened.id in discord_server.channels)
        thread = discord_server.channels[opened.id]
        await room.ada.writes(thread, "Because short waves are scattered more by the air than long ones are.")
        for link in list(discord_server.gateway.links):
            link.cut()
        await room.cy.writes(thread, "And because our eyes see violet less well than they see blue, I think.")
        await discord_server.until(lambda: discord_server.gateway.resumes)
        await room.bo.press(await room.bo.command(room.general, "discuss close"), "Close it")
        await room.shows("2 members took part · 2 posts")
        await discord_server.until(lambda: thread.locked)
        assert 0 == await studybell.stop()
    assert [] == studybell.trouble
    assert {} == discord_server.refusals
