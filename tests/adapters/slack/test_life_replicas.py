"""Two processes behind a balancer share one workspace's quiz on PostgreSQL; one is killed, or stands still for a while."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from tests.adapters.slack.playing import Class
from tests.contract.conftest import _migrated, empty_postgres, postgres_url, server
from tests.loopback.slack import Loopback, Person
from tests.loopback.slack.seen import Shown
from tests.loopback.studybell import Process, by_http, outdoors

__all__ = ["_migrated", "empty_postgres", "postgres_url", "server"]

SOON = 2.0
"""Seconds after a death: it is one at most on a machine that does nothing else, and tests share theirs."""

THAWING = 10.0
"""Seconds in which the others have to notice that a process stands still."""


def free_ports(count: int) -> list[int]:
    """Return as many ports nobody listens on."""
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


class Replicas:
    """The two processes, and a class they serve."""

    def __init__(self, room: Class, processes: list[Process]) -> None:
        self.room = room
        self.slack = room.slack
        self.processes = processes
        self.learners = [room.team.member(f"Learner {number}") for number in range(12)]

    async def answer(self, question: Shown, learners: list[Person], choice: str = "A") -> None:
        """Let each press until there is an answer, as people do."""
        await asyncio.gather(*(self._until_answered(person, question, choice) for person in learners))

    async def _until_answered(self, person: Person, question: Shown, choice: str) -> None:
        for _ in range(100):
            answer = await person.presses(question, choice)
            if answer.text.startswith(("🔒 Locked in", "Your first answer stands")):
                return
            await asyncio.sleep(0.1)  # nobody presses faster
        raise AssertionError(f"{person.name} was never answered")


@pytest.fixture
async def replicas(slack: Loopback, tmp_path: Path, postgres_url: str) -> AsyncIterator[Replicas]:
    """Start two of us, on one database."""
    ports, room = free_ports(2), Class(slack)
    slack.http(*(f"http://127.0.0.1:{port}/slack/events" for port in ports))
    async with AsyncExitStack() as stack:
        processes = []
        for number, port in enumerate(ports):
            folder = tmp_path / str(number)
            folder.mkdir()
            started = outdoors(slack, folder, database_url=postgres_url, **by_http(slack, port))
            processes.append(await stack.enter_async_context(started))
            await processes[-1].says("Studybell serves Slack")
        yield Replicas(room, processes)


async def test_presses_spread_over_both_are_on_one_board(slack: Loopback, replicas: Replicas) -> None:
    """None is lost, none counts twice, whichever of them took it."""
    question = await replicas.room.asking()
    before = [each.served for each in slack.delivery.replicas]
    await replicas.answer(question, replicas.learners)
    assert min(each.served - was for each, was in zip(slack.delivery.replicas, before, strict=True)) >= 6
    await replicas.room.hosts("Close now")
    await replicas.room.shows("12 of 12 answered right")
    await replicas.room.hosts("End quiz")
    assert "12 took part." in (await replicas.room.shows("🏁")).text
    assert [0, 0] == [await process.stop() for process in replicas.processes]
    assert [] == [line for process in replicas.processes for line in process.trouble]


@pytest.mark.accept
@pytest.mark.parametrize("which", [0, 1])
async def test_one_is_killed_and_the_other_goes_on(slack: Loopback, replicas: Replicas, which: int) -> None:
    """Within a second: presses are answered, and the question ends; whichever of them had asked it."""
    question = await replicas.room.asking()
    await replicas.answer(question, replicas.learners[:6])
    await replicas.processes[which].kill()
    slack.lingers = 0.05
    async with asyncio.timeout(SOON):
        await replicas.answer(question, replicas.learners[6:])
        await replicas.room.hosts("Close now")
        await replicas.room.shows("12 of 12 answered right")
    await replicas.room.hosts("End quiz")
    assert "12 took part." in (await replicas.room.shows("🏁")).text
    assert [] == replicas.processes[1 - which].trouble


@pytest.mark.accept
@pytest.mark.parametrize("which", [0, 1])
async def test_one_stands_still_and_does_no_harm_when_it_goes_on(
    slack: Loopback, replicas: Replicas, which: int
) -> None:
    """The other takes over within ten seconds; what was sent to the frozen one changes nothing when it wakes."""
    slack.forgiving = True
    room, frozen = replicas.room, replicas.processes[which]
    question = await room.asking()
    await replicas.answer(question, replicas.learners[:6])
    frozen.freeze()
    try:
        async with asyncio.timeout(THAWING):
            await replicas.answer(question, replicas.learners[6:], "B")
            await room.hosts("Close now")
            await room.shows("6 of 12 answered right")
    finally:
        frozen.thaw()
    await room.hosts("Next question")
    await replicas.answer(await room.card("A", title="Question 2"), replicas.learners, "B")
    await room.shows("12 of 12 answered right")
    await room.hosts("End quiz")
    assert "12 took part." in (await room.shows("🏁")).text
    titles = [shown.text.partition("\n")[0] for shown in room.ada.sees(room.general) if not shown.private]
    assert sorted({*titles}) == sorted(titles)
    assert [0, 0] == [await process.stop() for process in replicas.processes]
    assert [] == [line for process in replicas.processes for line in process.trouble]
