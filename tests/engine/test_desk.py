"""The desk on a real database: one at a time, all or nothing, and no answer before the commit."""

import asyncio
import sqlite3
from collections.abc import Sequence
from pathlib import Path

import pytest

from bot.engine import desk as desk_module
from bot.engine.desk import Desk
from bot.kernel.event import Event, Signal
from bot.kernel.people import Actor
from bot.kernel.session import Fact, Kind, Reply, Session
from bot.store.contract import Change, Outcome, StoreBroken, Taken
from bot.store.sqlite import SqliteDatabase
from bot.store.store import SqlStore
from bot.testing.counting import Add, Counting, CountingKind, Fail, Rename, Stop
from bot.testing.house import KINDS, a_house
from bot.testing.quizzes import ANA, BEN, HOST, NOON

SESSION = "abcdefghij"


async def a_store(path: Path, *, patience: float = 5.0) -> SqlStore:
    """Return an open store."""
    store = SqlStore(SqliteDatabase(path, patience=patience))
    await store.open()
    return store


class Watched:
    """A store that notes which facts have been committed before anybody is told."""

    def __init__(self, store: SqlStore) -> None:
        self._store = store
        self.committed: set[str] = set()
        self.batches: list[int] = []

    async def write(self, change: Change) -> Outcome:
        """Pass on a change; what it held is committed when the store returns."""
        outcome = await self._store.write(change)
        if outcome is Outcome.SAVED:
            self.committed |= {fact.member for fact in change.facts}
            self.batches.append(len(change.facts))
        return outcome

    def __getattr__(self, name: str) -> object:
        return getattr(self._store, name)


async def test_a_thousand_presses_are_each_answered_after_their_commit(tmp_path: Path) -> None:
    """Every reply comes once its fact is durable, and a thousand presses take few commits."""
    store = await a_store(tmp_path / "db")
    watched = Watched(store)
    desk = Desk(watched, KINDS)  # type: ignore[arg-type]  # passes everything on
    await desk.open("counting", Counting(), NOON)

    async def press(number: int) -> bool:
        by = Actor(f"m{number}", "")
        reply = await desk.submit(SESSION, Add(), by, NOON)
        return reply.text == "counted" and by.member in watched.committed

    assert all(await asyncio.gather(*(press(number) for number in range(1_000))))
    saved = await store.load(SESSION)
    assert saved is not None
    assert (1_000, 1) == (len(saved.facts), saved.version)
    assert len(watched.batches) < 20
    await store.close()


async def test_the_same_press_many_times_at_once_counts_once(tmp_path: Path) -> None:
    """Repeats in one batch and in the next are one fact."""
    async with a_house(tmp_path / "db") as house:
        await house.open(Counting())
        first = await asyncio.gather(*(house.submit(Add(), ANA) for _ in range(50)))
        assert (1, 49) == ([r.text for r in first].count("counted"), [r.text for r in first].count("again"))
        assert "again" == (await house.submit(Add(), ANA)).text


async def test_a_rule_that_raises_hurts_nobody_else(tmp_path: Path) -> None:
    """Whoever hit the bug reads an apology with a reference; everybody else in the batch is counted."""
    async with a_house(tmp_path / "db") as house:
        await house.open(Counting())
        replies = await asyncio.gather(house.submit(Add(), ANA), house.submit(Fail(), BEN), house.submit(Add(), HOST))
        assert ["counted", "trouble", "counted"] == [reply.refused or reply.text for reply in replies]
        assert SESSION in replies[1].text
        saved = await house.store.load(SESSION)
        assert saved is not None
        assert {"ana", "host"} == {fact.member for fact in saved.facts}


async def test_a_crowd_beyond_the_limit_is_asked_to_press_again(tmp_path: Path) -> None:
    """What cannot wait is refused at once and counted for nothing; afterwards there is room again."""
    store = await a_store(tmp_path / "db")
    desk = Desk(store, KINDS, most_waiting=10)
    await desk.open("counting", Counting(), NOON)
    replies = await asyncio.gather(*(desk.submit(SESSION, Add(), Actor(f"m{n}", ""), NOON) for n in range(30)))
    assert 20 == [reply.refused for reply in replies].count("busy")
    assert "counted" == (await desk.submit(SESSION, Add(), ANA, NOON)).text
    await store.close()


async def test_a_database_that_cannot_be_written_changes_nothing(tmp_path: Path) -> None:
    """While another program holds the file everybody is told; when it lets go, pressing again counts."""
    async with a_house(tmp_path / "db", patience=0.05) as house:
        await house.open(Counting())
        other = sqlite3.connect(tmp_path / "db")
        other.execute("BEGIN EXCLUSIVE")
        replies = await asyncio.gather(house.submit(Add(), ANA), house.submit(Rename("x"), BEN))
        assert ["not-saved", "not-saved"] == [reply.refused for reply in replies]
        assert all("press again" in reply.text for reply in replies)
        other.rollback()
        other.close()
        assert ("", {}) == ((await house.value()).label, (await house.value()).counted)
        assert "counted" == (await house.submit(Add(), ANA)).text


async def test_two_desks_lose_nothing_and_count_nothing_twice(tmp_path: Path) -> None:
    """A desk that was overtaken reads again and decides again; a repeat of the other's fact is a repeat."""
    store = await a_store(tmp_path / "db")
    one, two = Desk(store, KINDS), Desk(store, KINDS)
    await one.open("counting", Counting(), NOON)
    assert "now two" == (await two.submit(SESSION, Rename("two"), HOST, NOON)).text
    assert "now one" == (await one.submit(SESSION, Rename("one"), HOST, NOON)).text
    assert "counted" == (await two.submit(SESSION, Add(), ANA, NOON)).text
    assert "again" == (await one.submit(SESSION, Add(), ANA, NOON)).text
    presses = [desk.submit(SESSION, event, Actor(f"m{n}", ""), NOON)
               for n in range(40) for desk, event in ((one, Add()), (two, Rename(f"{n}")))]  # fmt: skip
    assert all(reply.refused == "" for reply in await asyncio.gather(*presses))
    saved = await store.load(SESSION)
    assert saved is not None
    assert 41 == len(saved.facts)
    await store.close()


async def test_a_session_that_is_not_there(tmp_path: Path) -> None:
    """An event for a session nobody knows is answered."""
    async with a_house(tmp_path / "db") as house:
        assert "gone" == (await house.submit(Add(), ANA, "zzzzzzzzzz")).refused
        assert await house.desk.look("zzzzzzzzzz") is None
        await house.desk.reread("zzzzzzzzzz")


async def test_a_place_holds_one_running_session_of_a_kind(tmp_path: Path) -> None:
    """A second is refused with the first."""
    async with a_house(tmp_path / "db") as house:
        await house.open(Counting())
        with pytest.raises(Taken) as caught:
            await house.desk.open("counting", Counting(id="bbbbbbbbbb"), NOON)
        assert SESSION == caught.value.session


async def test_look_and_reread(tmp_path: Path) -> None:
    """A look takes what is in memory; reading again takes what another process has written, and announces it."""
    store = await a_store(tmp_path / "db")
    one, two = Desk(store, KINDS), Desk(store, KINDS)
    await one.open("counting", Counting(), NOON)
    heard: list[str] = []
    one.listen(lambda standing: heard.append(standing.value.label))
    await two.submit(SESSION, Rename("new"), HOST, NOON)
    looked = await one.look(SESSION)
    assert looked is not None
    assert ("", []) == (looked.value.label, heard)
    await one.reread(SESSION)
    looked = await one.look(SESSION)
    assert looked is not None
    assert ("new", ["new"]) == (looked.value.label, heard)
    await store.close()


async def test_reading_again_in_the_middle_of_presses_announces_the_newest(tmp_path: Path) -> None:
    """Whatever the order in which reads and presses end, what is announced last is what stands."""
    store = await a_store(tmp_path / "db")
    desk = Desk(store, KINDS)
    await desk.open("counting", Counting(), NOON)
    heard: list[str] = []
    desk.listen(lambda standing: heard.append(standing.value.label))
    for number in range(20):
        await asyncio.gather(
            desk.reread(SESSION), desk.submit(SESSION, Rename(f"{number}"), HOST, NOON), desk.reread(SESSION)
        )
        await desk.settle()
        assert f"{number}" == heard[-1]
    await store.close()


async def test_a_caller_who_leaves_has_pressed_all_the_same(tmp_path: Path) -> None:
    """A connection that breaks before the reply takes nothing back, and nobody else waits for it."""
    async with a_house(tmp_path / "db") as house:
        await house.open(Counting())
        leaving = asyncio.create_task(house.submit(Add(), ANA))
        staying = asyncio.create_task(house.submit(Add(), BEN))
        await asyncio.sleep(0)
        leaving.cancel()
        assert "counted" == (await staying).text
        saved = await house.store.load(SESSION)
        assert saved is not None
        assert {"ana", "ben"} == {fact.member for fact in saved.facts}


async def test_sessions_leave_memory_and_come_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond the number that is kept, those untouched for longest are read again when they are wanted."""
    monkeypatch.setattr(desk_module, "MOST_LANES", 3)
    async with a_house(tmp_path / "db") as house:
        ids = [f"abcdefghi{letter}" for letter in "abcdefgh"]
        for number, session in enumerate(ids):
            place = Counting().place.__class__("memory:school", f"c{number}")
            await house.desk.open("counting", Counting(id=session, place=place), NOON)
            await house.submit(Add(), ANA, session)
        await house.settle()
        replies = await asyncio.gather(*(house.submit(Add(), ANA, session) for session in ids))
        assert {"again"} == {reply.text for reply in replies}


async def test_what_is_over_leaves_memory_sooner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of many sessions that have ended a few are kept; those still running all are."""
    monkeypatch.setattr(desk_module, "MOST_OVER", 3)
    store = await a_store(tmp_path / "db")
    desk = Desk(store, KINDS)
    names = [f"session{number:03d}" for number in range(20)]
    for name in names:
        place = Counting().place.__class__("memory:school", name)
        await desk.open("counting", Counting(id=name, place=place), NOON)
    for name in names[:10]:
        await desk.submit(name, Stop(), HOST, NOON)
    await store.close()  # what is in memory is told all the same
    remembered = [name for name in names if await looked(desk, name)]
    assert names[7:] == remembered


async def looked(desk: Desk, session: str) -> bool:
    """Whether the desk knows how a session stands without asking the store, which is closed."""
    try:
        return await desk.look(session) is not None
    except StoreBroken:
        return False


async def test_what_changes_nothing_writes_nothing(tmp_path: Path) -> None:
    """A refused event costs no commit and no announcement."""
    store = await a_store(tmp_path / "db")
    watched = Watched(store)
    desk = Desk(watched, KINDS)  # type: ignore[arg-type]  # passes everything on
    await desk.open("counting", Counting(label="x"), NOON)
    heard: list[object] = []
    desk.listen(heard.append)
    await desk.submit(SESSION, Rename("x"), HOST, NOON)
    assert ([], []) == (watched.batches, heard)
    await store.close()


class _Unwritable(CountingKind):
    """A kind whose values cannot be written down."""

    def freeze(self, session: Counting) -> bytes:
        """Fail for one label."""
        if session.label == "unwritable":
            raise TypeError("cannot be written")
        return super().freeze(session)


async def test_a_value_that_cannot_be_written_answers_everybody(tmp_path: Path) -> None:
    """A bug in writing down is answered with an apology, and the session goes on from what is stored."""
    store = await a_store(tmp_path / "db")
    kinds: dict[str, Kind[Session]] = {"counting": _Unwritable()}  # type: ignore[dict-item]  # it is one, of its own session
    desk = Desk(store, kinds)
    await desk.open("counting", Counting(), NOON)
    events: Sequence[Event | Signal] = (Rename("unwritable"), Add())
    replies: list[Reply] = await asyncio.gather(*(desk.submit(SESSION, event, ANA, NOON) for event in events))
    assert ["trouble", "trouble"] == [reply.refused for reply in replies]
    assert "counted" == (await desk.submit(SESSION, Add(), ANA, NOON)).text
    await store.close()


async def test_a_listener_that_fails_takes_nothing_back(tmp_path: Path) -> None:
    """What is committed is acknowledged whatever a listener does with it."""
    store = await a_store(tmp_path / "db")
    desk = Desk(store, KINDS)
    await desk.open("counting", Counting(), NOON)

    def fail(_standing: object) -> None:
        raise RuntimeError("a bug in a listener")

    desk.listen(fail)
    assert "counted" == (await desk.submit(SESSION, Add(), ANA, NOON)).text
    assert "again" == (await desk.submit(SESSION, Add(), ANA, NOON)).text
    await store.close()


async def test_facts_of_a_batch_stand_in_their_order(tmp_path: Path) -> None:
    """Events are applied in the order in which they came."""
    async with a_house(tmp_path / "db") as house:
        await house.open(Counting())
        await asyncio.gather(*(house.submit(Add(f"i{n}"), ANA) for n in range(30)))
        saved = await house.store.load(SESSION)
        assert saved is not None
        assert [Fact(f"i{n}", "ana", NOON, b"{}") for n in range(30)] == list(saved.facts)
