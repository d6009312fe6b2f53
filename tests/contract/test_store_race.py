"""Two processes' stores on one PostgreSQL: nothing is lost between them, nothing counted twice."""

import asyncio
import os
import sys
from collections import Counter
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from bot.kernel.people import Place
from bot.kernel.session import Fact
from bot.store.contract import Change, Outcome, Saved, Taken
from bot.store.store import SqlStore

Opened = Callable[[str], Awaitable[SqlStore]]
Sessions = Callable[..., Saved]
Steps = Callable[..., Change]


@pytest.fixture
async def both(postgres_url: str, opened: Opened) -> tuple[SqlStore, SqlStore]:
    """Return two stores on one database."""
    return await opened(postgres_url), await opened(postgres_url)


def answer_of(member: str, session: str = "quiz1", version: int = 1, *, data: bytes = b"") -> Change:
    """Return a change with one answer."""
    return Change(session, version, 2_500, (Fact("q1", member, 2_000, data),))


async def members(store: SqlStore, session: str) -> list[str]:
    """Return whose answers are there."""
    saved = await store.load(session)
    assert saved is not None
    return [fact.member for fact in saved.facts]


@pytest.mark.parametrize("turn", range(8))
async def test_no_answer_slips_in_behind_a_close(
    both: tuple[SqlStore, SqlStore], a_session: Sessions, a_step: Steps, turn: int
) -> None:
    """Whoever sees the close sees every answer that was saved before it, and none comes after."""
    answering, closing = both
    await closing.create(a_session())

    async def close() -> list[str]:
        for _ in range(turn * 3):
            await asyncio.sleep(0)
        outcome = await closing.write(a_step(1))
        assert outcome is Outcome.SAVED
        return await members(closing, "quiz1")

    closed = asyncio.create_task(close())
    outcomes: list[Outcome] = []
    for wave in range(6):
        outcomes += await asyncio.gather(*(answering.write(answer_of(f"{wave}.{n}")) for n in range(20)))
    counted = await closed
    saved = [f"{n // 20}.{n % 20}" for n, outcome in enumerate(outcomes) if outcome is Outcome.SAVED]
    assert saved == counted == await members(answering, "quiz1")
    assert {Outcome.SAVED, Outcome.STALE} >= set(outcomes)


async def test_the_same_answer_to_two_processes_is_one(both: tuple[SqlStore, SqlStore], a_session: Sessions) -> None:
    """400 members answer at both at once: each is saved by one and a repeat for the other."""
    one, two = both
    await one.create(a_session())
    pressed = [(store, f"m{n}") for n in range(400) for store in (one, two)]
    outcomes = await asyncio.gather(*(store.write(answer_of(member)) for store, member in pressed))
    assert Counter({Outcome.SAVED: 400, Outcome.REPEATED: 400}) == Counter(outcomes)
    pairs = [{outcomes[n], outcomes[n + 1]} for n in range(0, 800, 2)]
    assert [{Outcome.SAVED, Outcome.REPEATED}] * 400 == pairs
    assert 400 == len(set(await members(one, "quiz1")))


async def test_of_two_steps_from_one_version_one_is_saved(
    both: tuple[SqlStore, SqlStore], a_session: Sessions, a_step: Steps
) -> None:
    """20 times over, with many sessions locked in one transaction, and nobody waits for the other for ever."""
    names = [f"s{n}" for n in range(20)]
    await asyncio.gather(*(both[0].create(a_session(name)) for name in names))
    for version in range(1, 21):
        order = (names, names[::-1])
        steps = [
            store.write(a_step(version, state=str(who).encode(), session=name))
            for who, store in enumerate(both)
            for name in order[who]
        ]
        async with asyncio.timeout(10):
            outcomes = await asyncio.gather(*steps)
        assert Counter({Outcome.SAVED: 20, Outcome.STALE: 20}) == Counter(outcomes)


async def test_a_place_is_taken_once_by_two_processes(both: tuple[SqlStore, SqlStore], a_session: Sessions) -> None:
    """All losers learn the same winner."""
    place = Place("slack:T1", "C1")
    made = (both[n % 2].create(a_session(f"s{n}", place=place)) for n in range(100))
    results = await asyncio.gather(*made, return_exceptions=True)
    taken = [result.session for result in results if isinstance(result, Taken)]
    assert (99, {await both[0].running(place, "quiz")}) == (len(taken), set(taken))


async def test_answers_and_steps_of_two_processes_in_any_order(
    both: tuple[SqlStore, SqlStore], a_session: Sessions, a_step: Steps
) -> None:
    """Each tries again with the version that lies there until it is through; in the end everything is there once."""
    await both[0].create(a_session())

    async def insist(store: SqlStore, build: Callable[[int], Change]) -> None:
        while True:
            saved = await store.load("quiz1")
            assert saved is not None
            if await store.write(build(saved.version)) is Outcome.SAVED:
                return

    async def play(who: int) -> None:
        for n in range(30):
            await insist(both[who], lambda version, n=n: answer_of(f"{who}.{n}", version=version))
            if n % 5 == 0:
                await insist(both[who], a_step)

    async with asyncio.timeout(20):
        await asyncio.gather(play(0), play(1))
    saved = await both[0].load("quiz1")
    assert saved is not None
    expected = {f"{who}.{n}" for who in range(2) for n in range(30)}
    assert (13, expected, 60) == (saved.version, {fact.member for fact in saved.facts}, len(saved.facts))


async def test_killed_processes_lose_no_acknowledged_answer(postgres_url: str, opened: Opened) -> None:
    """Two of them answer at once and are killed at once; all they told of is there, once."""
    tests = Path(__file__).parents[1]
    run = (sys.executable, str(tests / "crash" / "answering.py"), postgres_url)
    env = os.environ | {"PYTHONPATH": str(tests.parent)}
    first = await asyncio.create_subprocess_exec(*run, "a", stdout=asyncio.subprocess.PIPE, env=env)
    assert first.stdout is not None
    told = [await first.stdout.readline()]
    second = await asyncio.create_subprocess_exec(*run, "b", stdout=asyncio.subprocess.PIPE, env=env)
    assert second.stdout is not None
    told += [await second.stdout.readline() for _ in range(500)]
    for process in (first, second):
        process.kill()
        told += (await process.communicate())[0].splitlines(keepends=True)
    acknowledged = {line.decode().strip() for line in told if line.endswith(b"\n")}
    stored = Counter(await members(await opened(postgres_url), "quiz1"))
    assert ({"a", "b"}, set(), 1) == (
        {answer[0] for answer in acknowledged},
        acknowledged - set(stored),
        max(stored.values()),
    )
