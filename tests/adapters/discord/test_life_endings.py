"""What ends the program: a signal, in order; a token that is none; a refusal that no other try would change."""

import asyncio
import signal
from pathlib import Path

import pytest

from bot.engine.clock import SystemClock
from tests.loopback.discord import Loopback
from tests.loopback.fixtures import discord_server
from tests.loopback.studybell import Room, outdoors

__all__ = ["discord_server"]


async def test_a_wrong_token_is_told_with_its_mend(discord_server: Loopback, tmp_path: Path) -> None:
    """One sentence that says where to get another, exit code 1, and nothing of the token."""
    async with outdoors(discord_server, tmp_path, discord_token="wrong.token.indeed") as studybell:
        assert 1 == await studybell.ended()
    (said,) = (line for line in studybell.log if line.startswith("studybell:"))
    assert "Discord does not know this token" in said
    assert "Reset Token" in said
    assert [] == studybell.trouble
    assert "wrong.token.indeed" not in str(studybell.log)


async def test_a_token_that_was_reset_meanwhile_is_told_as_well(discord_server: Loopback, tmp_path: Path) -> None:
    """The gateway says so when the connection is to be resumed."""
    Room(discord_server)
    async with outdoors(discord_server, tmp_path) as studybell:
        await discord_server.until(lambda: discord_server.commands, 10)
        discord_server.token = "another.token"
        for link in list(discord_server.gateway.links):
            link.cut()
        assert 1 == await studybell.ended()
    assert [True] == ["Discord does not know this token" in line for line in studybell.log if "studybell:" in line]
    assert [] == studybell.trouble


async def test_a_token_that_a_request_is_refused_with_is_told_as_well(discord_server: Loopback, tmp_path: Path) -> None:
    """The gateway need not say it: nothing can be shown any more."""
    room = Room(discord_server)
    async with outdoors(discord_server, tmp_path) as studybell:
        await room.starts_a_quiz()
        lobby = await room.card("Join")
        discord_server.token = "another.token"
        assert "You are in." == (await room.ada.press(lobby, "Join")).text
        assert 1 == await studybell.ended()
    assert [True] == ["Discord does not know this token" in line for line in studybell.log if "studybell:" in line]
    assert [] == studybell.trouble


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (4010, "Discord refuses our range of shards."),
        (4011, "This bot is in too many servers for so few shards."),
        (4012, "Discord does not speak this version of its gateway."),
        (4013, "Discord refuses the intents this version asks for."),
        (4014, "Discord disallows every intent we ask for"),
    ],
)
async def test_a_refusal_for_good_is_told(discord_server: Loopback, tmp_path: Path, code: int, said: str) -> None:
    """Another try would end in the same way, and cost one of the day's sessions."""
    async with outdoors(discord_server, tmp_path) as studybell:
        await discord_server.until(lambda: discord_server.commands, 10)
        for link in list(discord_server.gateway.links):
            link.close(code)
        assert 1 == await studybell.ended()
    assert [True] == [said in line for line in studybell.log if "studybell:" in line]
    assert [] == studybell.trouble
    assert 1 == len(discord_server.gateway.identifies)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_ends_it_in_order(discord_server: Loopback, tmp_path: Path, number: signal.Signals) -> None:
    """Within five seconds, the session at the gateway ended, and nobody's press left without an answer."""
    room = Room(discord_server)
    async with outdoors(discord_server, tmp_path) as studybell:
        await room.starts_a_quiz()
        lobby = await room.card("Join")
        press = asyncio.create_task(room.ada.press(lobby, "Join"))
        await discord_server.until(lambda: discord_server.asked[-1].route.endswith("/callback") or press.done())
        async with asyncio.timeout(5):
            assert 0 == await studybell.stop(number)
        assert "You are in." == (await press).text
    assert [True] == [session.dead for session in discord_server.gateway.sessions.values()]
    assert [] == studybell.trouble


async def test_a_discord_that_does_not_answer_does_not_hold_up_the_end(
    discord_server: Loopback, tmp_path: Path
) -> None:
    """What was committed is on disk; a request that hangs is given up."""
    room = Room(discord_server)
    async with outdoors(discord_server, tmp_path) as studybell:
        await room.starts_a_quiz()
        lobby = await room.card("Join")
        route = "/interactions/{interaction_id}/{interaction_token}/callback"
        slow = discord_server.mischief.slow("POST", route, 8, times=1)
        press = asyncio.create_task(room.ada.press(lobby, "Join"))
        await discord_server.until(lambda: not slow.times)
        async with asyncio.timeout(5):
            assert 0 == await studybell.stop()
        press.cancel()
    assert [] == studybell.trouble


async def test_it_can_be_stopped_before_discord_has_answered(unused_port: int, tmp_path: Path) -> None:
    """Whoever waits for a network may change their mind."""
    nowhere = Loopback(SystemClock())
    nowhere.port = unused_port
    async with outdoors(nowhere, tmp_path) as studybell:
        await studybell.says("Discord cannot be reached")
        assert 0 == await studybell.stop()
    assert [] == studybell.trouble
