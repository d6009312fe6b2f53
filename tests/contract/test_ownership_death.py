"""Processes on PostgreSQL die, freeze, stop and are cut off: others go on, and nobody writes who no longer may."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection

from bot.kernel.session import Fact
from bot.store.contract import Change, Outcome, Ownership, Saved
from bot.store.peers import PeerOwner
from bot.store.store import SqlStore

Opened = Callable[[str], Awaitable[SqlStore]]
Sessions = Callable[..., Saved]
Steps = Callable[..., Change]
Member = tuple[SqlStore, Ownership]
Join = Callable[[str], Awaitable[Member]]


class Peer:
    """Another process on the same database."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process

    async def told(self) -> Any:
        """Return its next answer."""
        assert self.process.stdout is not None
        return json.loads(await self.process.stdout.readline())

    def tell(self, *words: object) -> None:
        """Give it something to do."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(words).encode() + b"\n")

    async def does(self, *words: object) -> Any:
        """Let it do something and return what came of it."""
        self.tell(*words)
        return await self.told()

    def signal(self, number: signal.Signals) -> None:
        """Kill, freeze or wake it."""
        self.process.send_signal(number)


@pytest.fixture
async def peer(postgres_url: str) -> AsyncIterator[Callable[[], Awaitable[Peer]]]:
    """Return what starts another process on the database; all of them are killed at the end."""
    started: list[asyncio.subprocess.Process] = []
    script = str(Path(__file__).with_name("peer.py"))
    env = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}

    async def start() -> Peer:
        pipe = asyncio.subprocess.PIPE
        process = await asyncio.create_subprocess_exec(
            sys.executable, script, postgres_url, stdin=pipe, stdout=pipe, env=env
        )
        started.append(process)
        assert await Peer(process).told() == "ready"
        return Peer(process)

    yield start
    for process in started:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def all_adopted(ownership: Ownership, many: int, within: float) -> dict[str, int]:
    """Return what is adopted until `many` sessions are, which must be `within` so many seconds."""
    found: dict[str, int] = {}
    async with asyncio.timeout(within):
        while len(found) < many:
            found.update(await ownership.adopted())
    return found


async def both_due(store: SqlStore, other: Peer) -> list[tuple[str, int]]:
    """Return what is due as this process and as the other one see it, one after the other."""
    return [*await store.due(10**9, 100), *[(name, at) for name, at in await other.does("due")]]


async def test_a_killed_process_is_replaced_within_a_second(
    postgres_url: str, join: Join, peer: Callable[[], Awaitable[Peer]]
) -> None:
    """Live sessions are told with the time they were last looked after; sleeping ones come over as well."""
    store, ownership = await join(postgres_url)
    await ownership.adopted()
    other = await peer()
    for n in range(20):
        await other.does("create", f"live {n}", "live", None)
    await other.does("create", "asleep", "asleep", 77)
    await other.does("beat", 5_000)
    other.signal(signal.SIGKILL)
    adopted = await all_adopted(ownership, 20, within=1.0)
    assert {f"live {n}": 5_000 for n in range(20)} == adopted
    assert ([("asleep", 77)], True) == (await store.due(99, 9), ownership.mine("live 3"))


async def test_a_frozen_process_is_replaced_and_its_writes_are_stale(
    postgres_url: str, join: Join, peer: Callable[[], Awaitable[Peer]]
) -> None:
    """Within ten seconds; and when it wakes, whatever it still wants to write finds another version.

    What it makes before it has noticed belongs to either of the two, and to one alone; what it makes afterwards is its own.
    """
    store, ownership = await join(postgres_url)
    other = await peer()
    await other.does("create", "quiz1", "live", None)
    other.signal(signal.SIGSTOP)
    other.tell("step", "quiz1", 1)
    other.tell("answer", "quiz1", 1, "ada")
    other.tell("holds")
    adopted = await all_adopted(ownership, 1, within=10.0)
    other.signal(signal.SIGCONT)
    assert ({"quiz1": 1_000}, [Outcome.STALE, Outcome.STALE]) == (adopted, [await other.told(), await other.told()])
    assert await other.told() in {True, False}
    assert "created" == await other.does("create", "quiz2", "live", 5)
    async with asyncio.timeout(10):
        while not await other.does("holds"):  # its link is made again
            await store.next_wake()  # a round trip, so as not to spin
        assert "created" == await other.does("create", "quiz3", "asleep", 6)
        while ["quiz2"] != [name for name, _ in await both_due(store, other) if name == "quiz2"]:
            await store.next_wake()
    assert ["quiz3", 6] in await other.does("due")


async def test_who_stops_is_replaced_without_a_wait(postgres_url: str, join: Join, a_session: Sessions) -> None:
    """A clean end is seen like a death."""
    (leaving, gives_up), (_, takes) = await join(postgres_url), await join(postgres_url)
    await takes.adopted()
    await leaving.create(a_session())
    await gives_up.stop()
    assert {"quiz1": 1_000} == await all_adopted(takes, 1, within=1.0)
    assert not gives_up.holds()


async def test_a_lost_connection_is_made_again(
    postgres_url: str, join: Join, opened: Opened, a_session: Sessions
) -> None:
    """Meanwhile nothing is held; what others wrote in between is told; the sessions are still its own."""
    store, ownership = await join(postgres_url)
    await store.create(a_session("old", live=False, wake_at=7))
    await store.record_painted("old", 1)
    held = ownership.holds()
    await _cut_link(store, ownership)
    lost = ownership.holds()
    other = await opened(postgres_url)
    assert Outcome.SAVED == await other.write(Change("old", 1, 1, (Fact("q", "ada", 1, b""),)))
    async with asyncio.timeout(5):
        assert ("old",) == await ownership.touched()
        while not ownership.holds():
            await store.next_wake()  # a round trip, so as not to spin
    assert (True, False, [("old", 7)]) == (held, lost, await store.due(9, 9))


async def test_who_was_taken_for_dead_goes_on_under_a_new_number(
    postgres_url: str, join: Join, a_session: Sessions
) -> None:
    """Its former sessions are the heir's, and it holds again what it makes from then on."""
    (store, ownership), (_, heir) = await join(postgres_url), await join(postgres_url)
    await heir.adopted()
    await store.create(a_session("old"))
    await _cut_link(store, ownership)
    assert {"old": 1_000} == await all_adopted(heir, 1, within=2.0)
    async with asyncio.timeout(5):
        while not ownership.holds():
            await store.next_wake()
    await store.create(a_session("new"))
    assert (["new"], False, True) == (await store.awake(), ownership.mine("old"), heir.mine("old"))


async def _cut_link(store: SqlStore, ownership: Ownership) -> None:
    """Have the server close the connection that holds the lock, and wait until this process has noticed."""
    assert isinstance(ownership, PeerOwner)
    assert ownership._link is not None
    driver: Any = (await ownership._link.get_raw_connection()).driver_connection
    gone = asyncio.Event()
    driver.add_termination_listener(lambda _: gone.set())
    await store.database.read(_terminate, driver.get_server_pid())
    await gone.wait()


def _terminate(conn: Connection, pid: int) -> None:
    conn.exec_driver_sql("SELECT pg_terminate_backend($1)", (pid,))
