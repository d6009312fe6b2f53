"""The process is killed in the middle of a question and started again, while people go on pressing; links go in mid-burst."""

import asyncio
from pathlib import Path

import pytest

from tests.adapters.slack.playing import Class
from tests.loopback.slack import Loopback, Person
from tests.loopback.slack.seen import Shown
from tests.loopback.studybell import by_http, outdoors

EACH = 4
"""Learners who answer before the kill alone, and as many who go on pressing."""

ANSWERED = ("🔒 Locked in", "Your first answer stands")


@pytest.fixture(params=["Socket Mode", "HTTP"])
def transport(request: pytest.FixtureRequest, slack: Loopback, unused_tcp_port: int) -> dict[str, str]:
    """Give the settings for one of the transports, and let Slack take it."""
    if request.param == "Socket Mode":
        return {}
    slack.http(f"http://127.0.0.1:{unused_tcp_port}/slack/events")
    return by_http(slack, unused_tcp_port)


async def until_answered(person: Person, question: Shown, choice: str) -> int:
    """Press until an answer comes; return how many presses that took."""
    for presses in range(1, 200):
        answer = await person.presses(question, choice)
        if not answer.failed and answer.text:
            assert answer.text.startswith(ANSWERED)
            return presses
        await asyncio.sleep(0.1)  # as people do: nobody presses faster
    raise AssertionError("nobody ever answered")


@pytest.mark.accept
async def test_presses_go_on_after_a_kill(slack: Loopback, tmp_path: Path, transport: dict[str, str]) -> None:
    """Every press after the new start is acknowledged, the first answer of each counts, and the scores are right."""
    room = Class(slack)
    slack.forgiving = True
    early = [room.team.member(f"Early {number}") for number in range(EACH)]
    late = [room.team.member(f"Late {number}") for number in range(EACH)]
    async with outdoors(slack, tmp_path, **transport) as studybell:
        await studybell.says("Studybell serves Slack")
        question = await room.asking()
        await asyncio.gather(*(until_answered(person, question, "A") for person in early))
        await studybell.kill()
    tries = [asyncio.create_task(until_answered(person, question, "B")) for person in late]
    await slack.until(lambda: slack.post.failures)
    async with outdoors(slack, tmp_path, **transport) as studybell:
        presses = await asyncio.gather(*tries)
        after = [await until_answered(person, question, "A") for person in (*early, *late)]
        await room.hosts("Close now")
        await room.shows(f"{EACH} of {2 * EACH} answered right")
        await room.hosts("End quiz")
        result = await room.shows("🏁")
        assert 0 == await studybell.stop()
    assert max(presses) > 1
    assert {1} == set(after)
    assert f"{2 * EACH} took part." in result.text
    assert "Accuracy of the group: 50 %" in result.text
    assert [] == studybell.trouble


async def test_a_question_stands_once_after_a_kill(slack: Loopback, tmp_path: Path, transport: dict[str, str]) -> None:
    """The card that was there is edited by the new process, and none is posted twice."""
    room = Class(slack)
    slack.forgiving = True
    async with outdoors(slack, tmp_path, **transport) as studybell:
        await studybell.says("Studybell serves Slack")
        await room.starts_a_quiz()
        await room.hosts("Begin")
        await studybell.kill()
    async with outdoors(slack, tmp_path, **transport):
        question = await room.card("A")
        await until_answered(room.ada, question, "A")
        await until_answered(room.cy, question, "B")
        await room.hosts("Close now")
        await room.shows("1 of 2 answered right")
    titles = [shown.text.partition("\n")[0] for shown in room.ada.sees(room.general) if not shown.private]
    assert ["🔔 Capitals", "Question 1 of 2"] == titles


async def test_links_renewed_while_a_class_answers_lose_no_answer(slack: Loopback, tmp_path: Path) -> None:
    """Asked to come anew, and broken off, in the midst of it: each press is answered once."""
    room = Class(slack)
    learners = [room.team.member(f"Learner {number}") for number in range(30)]
    async with outdoors(slack, tmp_path) as studybell:
        await studybell.says("Studybell serves Slack")
        question = await room.asking()
        await slack.until(lambda: len(slack.links.links) == 2)
        pressing = [asyncio.create_task(person.presses(question, "A")) for person in learners]
        for link in tuple(slack.links.links):
            opened = slack.links.opened
            slack.links.refresh(link)
            await slack.until(lambda opened=opened: slack.links.opened > opened)
        answers = await asyncio.gather(*pressing)
        await room.hosts("Close now")
        await room.shows("30 of 30 answered right")
        assert 0 == await studybell.stop()
    assert {True} == {answer.text.startswith("🔒 Locked in") for answer in answers}
    assert [] == studybell.trouble
