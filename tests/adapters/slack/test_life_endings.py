"""How the program ends: by a signal, or because nothing but an operator can help; each time in a sentence or in silence."""

import asyncio
import signal
import socket
from pathlib import Path

import pytest

from bot.engine.clock import SystemClock
from tests.adapters.slack.playing import Class
from tests.loopback.slack import Loopback
from tests.loopback.studybell import Process, by_http, outdoors


def told(studybell: Process) -> list[str]:
    """Return what it said at its end."""
    return [line for line in studybell.log if line.startswith("studybell:")]


async def test_a_token_slack_does_not_know_is_told(slack: Loopback, tmp_path: Path) -> None:
    """Where to copy it from, and into which setting; Slack is asked once."""
    Class(slack)
    async with outdoors(slack, tmp_path, slack_bot_token="xoxb-wrong") as studybell:
        assert 1 == await studybell.ended()
    (sentence,) = told(studybell)
    assert "Slack does not take STUDYBELL_SLACK_BOT_TOKEN" in sentence
    assert [] == studybell.trouble
    assert ["auth.test"] == [call.method for call in slack.calls]


async def test_an_app_token_slack_does_not_know_is_told(slack: Loopback, tmp_path: Path) -> None:
    """Which scope it needs, and into which setting it goes."""
    Class(slack)
    async with outdoors(slack, tmp_path, slack_app_token="xapp-wrong") as studybell:
        assert 1 == await studybell.ended()
    (sentence,) = told(studybell)
    assert "STUDYBELL_SLACK_APP_TOKEN (invalid_auth)" in sentence
    assert "connections:write" in sentence
    assert [] == studybell.trouble


async def test_a_refusal_nobody_has_heard_of_is_told(slack: Loopback, tmp_path: Path) -> None:
    """By Slack's own word for it, and what to look at."""
    Class(slack)
    slack.mischief.says("auth.test", "full_moon")
    async with outdoors(slack, tmp_path) as studybell:
        assert 1 == await studybell.ended()
    (sentence,) = told(studybell)
    assert "Slack does not say who we are (full_moon)" in sentence
    assert [] == studybell.trouble


@pytest.mark.parametrize("http", [False, True])
async def test_a_token_that_is_revoked_while_we_serve_ends_the_program(
    slack: Loopback, tmp_path: Path, unused_tcp_port: int, *, http: bool
) -> None:
    """Nothing mends it but another one, so it is told at once."""
    room = Class(slack)
    if http:
        slack.http(f"http://127.0.0.1:{unused_tcp_port}/slack/events")
    async with outdoors(slack, tmp_path, **(by_http(slack, unused_tcp_port) if http else {})) as studybell:
        await studybell.says("Studybell serves Slack")
        room.team.revokes()
        assert 1 == await studybell.ended()
    (sentence,) = told(studybell)
    assert "Slack does not take STUDYBELL_SLACK_BOT_TOKEN" in sentence
    assert [] == studybell.trouble


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("http", [False, True])
async def test_a_signal_ends_it_in_order(
    slack: Loopback, tmp_path: Path, unused_tcp_port: int, number: signal.Signals, *, http: bool
) -> None:
    """Within two seconds, the links closed, and nobody who was heard left without an answer."""
    room = Class(slack)
    if http:
        slack.http(f"http://127.0.0.1:{unused_tcp_port}/slack/events")
    async with outdoors(slack, tmp_path, **(by_http(slack, unused_tcp_port) if http else {})) as studybell:
        await studybell.says("Studybell serves Slack")
        slow = slack.mischief.slow("conversations.info", 0.4, times=1)
        start = asyncio.create_task(room.starts_a_quiz())
        await slack.until(lambda: not slow.times)
        async with asyncio.timeout(2):
            assert 0 == await studybell.stop(number)
        assert "Host panel" in (await start).text
    assert [] == slack.links.links
    assert [] == told(studybell) + studybell.trouble


async def test_a_slack_that_does_not_answer_does_not_hold_up_the_end(slack: Loopback, tmp_path: Path) -> None:
    """What was committed is on disk; a request that hangs is given up."""
    room = Class(slack)
    async with outdoors(slack, tmp_path) as studybell:
        await studybell.says("Studybell serves Slack")
        slow = slack.mischief.slow("conversations.info", 8, times=1)
        start = asyncio.create_task(room.starts_a_quiz())
        await slack.until(lambda: not slow.times)
        async with asyncio.timeout(2.5):
            assert 0 == await studybell.stop()
        start.cancel()
    assert [] == studybell.trouble


@pytest.mark.parametrize("http", [False, True])
async def test_it_can_be_stopped_before_slack_has_answered(unused_tcp_port: int, tmp_path: Path, *, http: bool) -> None:
    """Whoever waits for a network may change their mind."""
    nowhere = Loopback(SystemClock())
    nowhere.port = unused_tcp_port
    async with outdoors(nowhere, tmp_path, **(by_http(nowhere, 0) if http else {})) as studybell:
        await studybell.says("Slack cannot be asked who we are")
        assert 0 == await studybell.stop()
    assert [] == studybell.trouble


async def test_a_port_that_is_taken_is_told(slack: Loopback, tmp_path: Path) -> None:
    """With the two settings by which that is mended."""
    Class(slack)
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        async with outdoors(slack, tmp_path, **by_http(slack, port)) as studybell:
            assert 1 == await studybell.ended()
    (sentence,) = told(studybell)
    assert f"cannot listen on 127.0.0.1, port {port}: something else listens there already" in sentence
    assert "STUDYBELL_HTTP_PORT" in sentence
    assert [] == studybell.trouble
