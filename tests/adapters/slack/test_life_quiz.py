"""A whole quiz and a whole discussion, played with the program as an operator starts it, by each of the transports."""

from pathlib import Path

import pytest

from tests.adapters.slack.playing import Class
from tests.loopback.slack import Loopback
from tests.loopback.studybell import by_http, outdoors


@pytest.fixture(params=["Socket Mode", "HTTP"])
def transport(request: pytest.FixtureRequest, slack: Loopback, unused_tcp_port: int) -> dict[str, str]:
    """Give the settings for one of the transports, and let Slack take it."""
    if request.param == "Socket Mode":
        return {}
    slack.http(f"http://127.0.0.1:{unused_tcp_port}/slack/events")
    return by_http(slack, unused_tcp_port)


@pytest.mark.accept
async def test_a_quiz_is_played_from_its_command_to_its_result(
    slack: Loopback, tmp_path: Path, transport: dict[str, str]
) -> None:
    """Started, joined, answered, revealed, ended; and the log of it all has nothing to complain of."""
    room = Class(slack)
    async with outdoors(slack, tmp_path, **transport) as studybell:
        await studybell.says("Studybell serves Slack")
        await room.starts_a_quiz()
        assert "You are in." in (await room.ada.presses(await room.card("Join"), "Join")).text
        await room.hosts("Begin")
        question = await room.card("A")
        assert "Locked in" in (await room.ada.presses(question, "A")).text
        assert "Locked in" in (await room.cy.presses(question, "B")).text
        await room.shows("1 of 2 answered right")
        await room.hosts("Next question")
        question = await room.card("A", title="Question 2")
        await room.ada.presses(question, "B")
        await room.cy.presses(question, "B")
        await room.hosts("End quiz")
        result = await room.shows("🏁")
        assert "2 took part." in result.text
        assert 0 == await studybell.stop()
    assert [] == studybell.trouble


@pytest.mark.accept
async def test_a_discussion_is_held_from_its_command_to_its_summary(
    slack: Loopback, tmp_path: Path, transport: dict[str, str]
) -> None:
    """Opened, written in, closed; posts are counted, and the log has nothing to complain of."""
    room = Class(slack)
    async with outdoors(slack, tmp_path, **transport) as studybell:
        await studybell.says("Studybell serves Slack")
        await room.bo.command(room.general, "/discuss", 'open sky due:"in 3 days"')
        opened = await room.shows("Why is the sky blue?")
        await room.ada.writes(room.general, "Because short waves are scattered more by the air.", thread=opened.ts)
        await room.cy.writes(room.general, "And because our eyes see violet less well than blue.", thread=opened.ts)
        closing = await room.bo.command(room.general, "/discuss", "close")
        await room.bo.presses(closing.message, "Close it")
        await room.shows("2 members took part · 2 posts")
        assert 0 == await studybell.stop()
    assert [] == studybell.trouble
