"""What every store owes the engine, on SQLite and on PostgreSQL: sessions, hours, posts, people, shelves."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from bot.kernel.people import Place
from bot.kernel.session import Fact
from bot.store.contract import Change, Outcome, Posted, Saved, Taken
from bot.store.store import SqlStore

Sessions = Callable[..., Saved]
Answers = Callable[..., Fact]
Steps = Callable[..., Change]
Opened = Callable[[str], Awaitable[SqlStore]]


def facts(*answers: Fact, version: int = 1, session: str = "quiz1") -> Change:
    """Return a change of facts alone."""
    return Change(session=session, version=version, at=2_500, facts=answers)


async def answered(store: SqlStore, session: str = "quiz1") -> tuple[Fact, ...]:
    """Return the facts of a session that is there."""
    saved = await store.load(session)
    assert saved is not None
    return saved.facts


# -- sessions


async def test_a_session_comes_back_as_it_was_created(store: SqlStore, a_session: Sessions, an_answer: Answers) -> None:
    """Every field and the first facts survive."""
    created = a_session(facts=(an_answer("bo"), an_answer("ada", again=True)), content=bytes(range(256)))
    await store.create(created)
    assert created == await store.load("quiz1")


async def test_a_session_nobody_created_is_none(store: SqlStore) -> None:
    """Loading it is no error."""
    assert await store.load("nowhere") is None


async def test_a_place_holds_one_running_session_of_a_kind(store: SqlStore, a_session: Sessions) -> None:
    """The second is refused with the first one's id, and nothing of it is there."""
    place = Place("slack:T1", "C1", "thread")
    await store.create(a_session("first", place=place))
    with pytest.raises(Taken) as refused:
        await store.create(a_session("second", place=place))
    assert ("first", None) == (refused.value.session, await store.load("second"))


async def test_another_kind_another_thread_and_after_the_end_are_free(
    store: SqlStore, a_session: Sessions, a_step: Steps
) -> None:
    """Only a running session of the same kind in the very same place is in the way."""
    place = Place("slack:T1", "C1")
    await store.create(a_session("one", place=place))
    await store.create(a_session("two", place=place, kind="discussion"))
    await store.create(a_session("three", place=Place("slack:T1", "C1", "thread")))
    await store.write(a_step(session="one", over=True))
    await store.create(a_session("four", place=place))
    assert ("four", "two") == (await store.running(place, "quiz"), await store.running(place, "discussion"))


async def test_of_200_creators_at_once_one_wins(store: SqlStore, a_session: Sessions) -> None:
    """All others learn who did."""
    place = Place("discord:1", "here")
    made = (store.create(a_session(f"s{n}", place=place, facts=(Fact("x", "y", 1, b""),))) for n in range(200))
    results = await asyncio.gather(*made, return_exceptions=True)
    taken = [result.session for result in results if isinstance(result, Taken)]
    assert (199, {await store.running(place, "quiz")}) == (len(taken), set(taken))


async def test_an_id_is_given_once(store: SqlStore, a_session: Sessions) -> None:
    """The second session of an id is refused, also at the same moment, and the first one stands."""
    await store.create(a_session("same", state=b"first"))
    twice = (store.create(a_session("same", place=Place("w", str(n)))) for n in range(2))
    results = await asyncio.gather(*twice, return_exceptions=True)
    assert ["same", "same"] == [result.session for result in results if isinstance(result, Taken)]
    saved = await store.load("same")
    assert saved is not None
    assert saved.state == b"first"


async def test_latest_is_the_newest_running_or_over(store: SqlStore, a_session: Sessions) -> None:
    """The order of creation decides, not the clock."""
    place = Place("discord:1", "here")
    await store.create(a_session("old", place=place, over=True, saved_at=9_000))
    await store.create(a_session("new", place=place, over=True, saved_at=1_000))
    assert ("new", None) == (await store.latest(place, "quiz"), await store.running(place, "quiz"))
    assert await store.latest(place, "discussion") is None


# -- hours


async def test_due_is_what_wants_to_wake_earliest_first(store: SqlStore, a_session: Sessions) -> None:
    """Those over, without an hour or later are not among them, and no more come than were asked for."""
    for session, wake_at, over in (("c", 30, False), ("a", 10, False), ("b", 20, False), ("x", 5, True)):
        await store.create(a_session(session, wake_at=wake_at, over=over))
    await store.create(a_session("never", wake_at=None))
    assert [("a", 10), ("b", 20)] == list(await store.due(29, 9))
    assert [("a", 10)] == list(await store.due(99, 1))
    assert 10 == await store.next_wake()


async def test_no_hour_is_none(store: SqlStore, a_session: Sessions) -> None:
    """When nothing runs, or nothing that runs wants to wake."""
    before = await store.next_wake()
    await store.create(a_session(wake_at=None))
    assert (None, None) == (before, await store.next_wake())


async def test_awake_is_live_or_unpainted(store: SqlStore, a_session: Sessions, a_step: Steps) -> None:
    """A finished session is awake until its end is painted; older news about painting change nothing."""
    for session, live in (("live", True), ("asleep", False), ("changed", False), ("ended", True), ("done", True)):
        await store.create(a_session(session, live=live))
        await store.record_painted(session, 1)
    await store.write(a_step(1, session="changed", live=False))
    await store.record_painted("changed", 1)
    for session in ("ended", "done"):
        await store.write(a_step(1, session=session, over=True))
    await store.record_painted("done", 2)
    await store.record_painted("done", 1)
    assert ["live", "changed", "ended"] == list(await store.awake())


# -- what stands on the platform, people, shelves


async def test_a_post_is_replaced_by_slot(store: SqlStore, a_session: Sessions) -> None:
    """Each session has its own slots."""
    for session in ("one", "two"):
        await store.create(a_session(session))
    await store.record_post("one", "lobby", Posted("m1", "w1", "s1"))
    await store.record_post("one", "q1", Posted("m2", "w2", "s2"))
    await store.record_post("one", "lobby", Posted("m1", "w3", "s3"))
    assert {"lobby": Posted("m1", "w3", "s3"), "q1": Posted("m2", "w2", "s2")} == await store.posted("one")
    assert {} == await store.posted("two")


async def test_the_last_stamp_rung_counts(store: SqlStore, a_session: Sessions) -> None:
    """By key."""
    await store.create(a_session())
    for key, stamp in (("mine", "1"), ("panel", "1"), ("mine", "2")):
        await store.record_rung("quiz1", key, stamp)
    assert {"mine": "2", "panel": "1"} == await store.rung("quiz1")


async def test_people_and_settings_are_replaced(store: SqlStore) -> None:
    """By workspace and member."""
    assert ({}, None) == (await store.member_prefs("w"), await store.workspace_settings("w"))
    for prefs in (b"1", b"2"):
        await store.set_member_prefs("w", "ada", prefs)
        await store.set_workspace_settings("w", prefs)
    await store.set_member_prefs("w", "bo", b"3")
    assert ({"ada": b"2", "bo": b"3"}, b"2") == (await store.member_prefs("w"), await store.workspace_settings("w"))
    assert {} == await store.member_prefs("elsewhere")


async def test_a_shelf_keeps_the_order_of_first_putting(store: SqlStore) -> None:
    """Putting again changes the value and not the place; taking off and putting is a first putting."""
    for key in ("c", "a", "b"):
        await store.keep("messages", key, b"1")
    await store.keep("messages", "c", b"2")
    await store.unkeep("messages", "a")
    await store.unkeep("messages", "nothing")
    await store.keep("messages", "a", b"3")
    await store.keep("tokens", "z", b"4")
    assert [("c", b"2"), ("b", b"1"), ("a", b"3")] == list((await store.kept("messages")).items())


async def test_one_thing_is_taken_from_a_shelf(store: SqlStore) -> None:
    """The newest put under that key on that very shelf, and nothing once it is taken off or where there was none."""
    for shelf, value in (("messages", b"1"), ("messages", b"2"), ("tokens", b"3")):
        await store.keep(shelf, "a", value)
    await store.keep("messages", "b", b"4")
    await store.unkeep("messages", "b")
    assert [b"2", b"3", None, None] == [
        await store.kept_one(*where) for where in (("messages", "a"), ("tokens", "a"), ("messages", "b"), ("", "a"))
    ]


async def test_a_shelf_keeps_order_within_one_batch(store: SqlStore) -> None:
    """Puts and takings at the same moment have the effect of one after the other."""
    await store.keep("s", "old", b"0")
    await asyncio.gather(
        store.keep("s", "b", b"1"),
        store.unkeep("s", "old"),
        store.keep("s", "a", b"1"),
        store.keep("s", "gone", b"1"),
        store.keep("s", "old", b"2"),
        store.unkeep("s", "gone"),
        store.keep("s", "b", b"3"),
    )
    assert [("b", b"3"), ("a", b"1"), ("old", b"2")] == list((await store.kept("s")).items())


async def test_everything_at_once(store: SqlStore, a_session: Sessions, an_answer: Answers, a_step: Steps) -> None:
    """Jobs of every sort in one batch do not disturb each other."""
    await store.create(a_session())
    results = await asyncio.gather(
        store.write(facts(an_answer())),
        store.create(a_session("quiz2")),
        store.record_post("quiz1", "q1", Posted("m", "w", "s")),
        store.write(a_step(1)),
        store.create(a_session("quiz1", place=Place("w", "c"))),
        store.record_painted("quiz1", 2),
        store.set_workspace_settings("w", b"1"),
        return_exceptions=True,
    )
    assert [Outcome.SAVED, None, None, Outcome.SAVED] == results[:4]
    assert (Taken, None, None) == (type(results[4]), *results[5:])
