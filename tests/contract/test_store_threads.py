"""What every store owes sessions that share a place and hear what is written in their threads."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from bot.kernel.people import Place
from bot.kernel.session import Fact
from bot.store.contract import LATELY, Change, Ownership, Posted, Saved, Taken
from bot.store.store import SqlStore

Sessions = Callable[..., Saved]
Steps = Callable[..., Change]
Opened = Callable[[str], Awaitable[SqlStore]]
Join = Callable[[str], Awaitable[tuple[SqlStore, Ownership]]]
Discussions = Callable[..., Saved]

HERE = Place("slack:T1", "C1")


@pytest.fixture
def a_talk(a_session: Sessions) -> Discussions:
    """Return the builder of discussions: many may run in one place, and they listen."""

    def build(session: str = "talk", **changed: object) -> Saved:
        usual = {"kind": "discussion", "place": HERE, "live": False, "sole": False, "listens": True}
        return a_session(session, **(usual | changed))

    return build


async def post(store: SqlStore, session: str, slot: str, ref: str) -> None:
    """Remember a message of the session."""
    await store.record_post(session, slot, Posted(ref, "w", "s"))


# -- many in one place


async def test_whether_it_is_sole_and_listens_comes_back(store: SqlStore, a_session: Sessions) -> None:
    """All four of them."""
    kinds = [(sole, listens) for sole in (False, True) for listens in (False, True)]
    created = [a_session(f"{n}", sole=sole, listens=listens) for n, (sole, listens) in enumerate(kinds)]
    for one in created:
        await store.create(one)
    assert created == [await store.load(one.id) for one in created]


async def test_a_place_holds_many_that_are_not_sole(store: SqlStore, a_talk: Discussions) -> None:
    """One after the other, and at once."""
    await store.create(a_talk("first"))
    await asyncio.gather(*(store.create(a_talk(f"t{n}")) for n in range(50)))
    assert {"first", *(f"t{n}" for n in range(50))} == set(await store.running_in(HERE, "discussion"))


async def test_a_sole_one_stands_beside_those_that_are_not(
    store: SqlStore, a_session: Sessions, a_talk: Discussions
) -> None:
    """Only a second sole one of its kind is refused."""
    for name in ("one", "two"):
        await store.create(a_talk(name, kind="quiz"))
    await store.create(a_session("sole", place=HERE))
    await store.create(a_talk("three", kind="quiz"))
    with pytest.raises(Taken) as refused:
        await store.create(a_session("second", place=HERE))
    assert ("sole", "sole") == (refused.value.session, await store.running(HERE, "quiz"))
    assert ["one", "two", "sole", "three"] == list(await store.running_in(HERE, "quiz"))


async def test_a_quiz_is_found_among_discussions(
    store: SqlStore, a_session: Sessions, a_talk: Discussions, a_step: Steps
) -> None:
    """Running, and the latest after its end."""
    await store.create(a_talk("before"))
    await store.create(a_session("quiz", place=HERE))
    await store.create(a_talk("after"))
    running = await store.running(HERE, "quiz")
    await store.write(a_step(session="quiz", over=True))
    assert ("quiz", None, "quiz") == (running, await store.running(HERE, "quiz"), await store.latest(HERE, "quiz"))
    assert ("after", "after") == (await store.running(HERE, "discussion"), await store.latest(HERE, "discussion"))


# -- an id is given once


async def test_an_id_that_exists_is_taken_also_when_over(store: SqlStore, a_talk: Discussions) -> None:
    """The refusal names the id, and nothing of the second one is there."""
    first = a_talk("same", over=True, facts=(Fact("post", "ada", 1, b"1"),))
    await store.create(first)
    with pytest.raises(Taken) as refused:
        await store.create(
            a_talk("same", place=Place("w", "c"), content=b"other", facts=(Fact("post", "bo", 1, b"2"),))
        )
    assert ("same", first) == (refused.value.session, await store.load("same"))


async def test_an_id_that_exists_does_not_fail_its_neighbours(
    store: SqlStore, a_talk: Discussions, a_session: Sessions
) -> None:
    """In one commit: new ones are there with their first facts, every other one is refused with its own reason."""
    await store.create(a_talk("old"))
    await store.create(a_session("quiz", place=HERE))
    facts = (Fact("post", "ada", 1, b"1"),)
    wanted = [
        a_talk("z", facts=facts),
        a_talk("old", facts=facts),
        a_session("other quiz", place=HERE),
        a_talk("a", facts=facts),
        a_talk("z", facts=facts),
    ]
    results = await asyncio.gather(*(store.create(one) for one in wanted), return_exceptions=True)
    refused = [result.session if isinstance(result, Taken) else result for result in results]
    assert [None, "old", "quiz", None, "z"] == refused
    assert (wanted[0], wanted[3]) == (await store.load("z"), await store.load("a"))


async def test_two_processes_create_the_same_at_once(postgres_url: str, opened: Opened, a_talk: Discussions) -> None:
    """In whatever order: each is there once with its facts, the other process learns so, and nobody waits for the other."""
    stores = [await opened(postgres_url) for _ in range(2)]
    for turn in range(10):
        names = [f"{turn}.{n}" for n in range(30)]
        wanted = [(0, name) for name in names] + [(1, name) for name in reversed(names)]
        made = (stores[who].create(a_talk(name, facts=(Fact("by", str(who), 1, b""),))) for who, name in wanted)
        async with asyncio.timeout(5):
            results = await asyncio.gather(*made, return_exceptions=True)
        lost = [result.session for result in results if isinstance(result, Taken)]
        assert (sorted(names), 30) == (sorted(lost), results.count(None))
        for (who, name), result in zip(wanted, results, strict=True):
            saved = await stores[1 - who].load(name)
            assert saved is not None
            assert (result is None) == ([str(who)] == [fact.member for fact in saved.facts])


# -- what runs in a channel


async def test_running_in_is_the_channel_with_its_threads_oldest_first(store: SqlStore, a_talk: Discussions) -> None:
    """Neither another kind, another channel, nor what is over; and no more than were asked for."""
    await store.create(a_talk("z"))
    await store.create(a_talk("a", place=Place("slack:T1", "C1", "thread")))
    await store.create(a_talk("kind", kind="quiz"))
    await store.create(a_talk("over", over=True))
    await store.create(a_talk("channel", place=Place("slack:T1", "C2")))
    await store.create(a_talk("workspace", place=Place("slack:T2", "C1")))
    assert ["z", "a"] == list(await store.running_in(HERE, "discussion"))
    assert ["z"] == list(await store.running_in(HERE, "discussion", most=1))
    assert ["z", "a", "channel"] == list(await store.running_in(Place("slack:T1", ""), "discussion"))


# -- whose thread it is


async def test_a_thread_belongs_to_whose_message_begins_it(store: SqlStore, a_talk: Discussions) -> None:
    """Any of its messages; not one of the same number elsewhere, and a channel itself is no thread."""
    elsewhere = (Place("slack:T1", "C2"), Place("slack:T2", "C1"))
    await store.create(a_talk("talk"))
    for n, place in enumerate(elsewhere):
        await store.create(a_talk(f"far{n}", place=place))
        await post(store, f"far{n}", "top", "17.1")
    await post(store, "talk", "top", "17.0")
    await post(store, "talk", "again", "17.1")
    found = [await store.thread_of(Place("slack:T1", "C1", ref)) for ref in ("17.0", "17.1", "17.2", "")]
    assert ["talk", "talk", None, None] == found
    assert ["far0", "far1"] == [await store.thread_of(Place(at.workspace, at.channel, "17.1")) for at in elsewhere]


async def test_a_message_posted_again_moves_the_thread(store: SqlStore, a_talk: Discussions) -> None:
    """The old one's thread is nobody's any more."""
    await store.create(a_talk())
    await post(store, "talk", "top", "1")
    await post(store, "talk", "top", "2")
    assert [None, "talk"] == [await store.thread_of(Place("slack:T1", "C1", ref)) for ref in ("1", "2")]


async def test_a_running_session_goes_before_the_newest(store: SqlStore, a_talk: Discussions, a_step: Steps) -> None:
    """Among those with a message at one ref; when all are over, the newest."""
    thread = Place("slack:T1", "C1", "1")
    for name in ("old", "running", "new"):
        await store.create(a_talk(name, over=name != "running"))
        await post(store, name, "top", "1")
    running = await store.thread_of(thread)
    await store.write(a_step(session="running", over=True, live=False))
    assert ("running", "new") == (running, await store.thread_of(thread))


async def test_a_slot_is_found_by_the_reference(store: SqlStore, a_talk: Discussions) -> None:
    """Of this session alone; "" when none of its messages stands there."""
    for name in ("one", "two"):
        await store.create(a_talk(name))
        await post(store, name, f"answer of {name}", "5")
    found = [
        await store.slot_of(session, ref) for session, ref in (("one", "5"), ("two", "5"), ("one", "6"), ("x", "5"))
    ]
    assert ["answer of one", "answer of two", "", ""] == found
    await post(store, "one", "unposted", "")
    assert "" == await store.slot_of("one", "")


# -- who listens


async def test_listening_are_running_sessions_soonest_first(store: SqlStore, a_talk: Discussions) -> None:
    """Those without an hour come last; what is over or does not listen is not among them."""
    for name, wake_at in (("never", None), ("late", 30), ("soon", 10)):
        await store.create(a_talk(name, wake_at=wake_at))
    await store.create(a_talk("over", over=True))
    await store.create(a_talk("deaf", listens=False))
    assert ["soon", "late", "never"] == list(await store.listening())


async def test_whether_it_listens_changes_with_the_state(store: SqlStore, a_talk: Discussions, a_step: Steps) -> None:
    """And not with facts alone."""
    await store.create(a_talk("stops"))
    await store.create(a_talk("begins", listens=False))
    await store.write(Change("stops", 1, 2_000, (Fact("post", "ada", 1, b""),)))
    before = list(await store.listening())
    await store.write(a_step(session="stops", listens=False))
    await store.write(a_step(session="begins", listens=True))
    saved = await store.load("begins")
    assert saved is not None
    assert (["stops"], ["begins"], True) == (before, list(await store.listening()), saved.listens)


async def test_each_process_listens_for_its_own(postgres_url: str, join: Join, a_talk: Discussions) -> None:
    """Threads and places are found whoever looks after the session."""
    (one, _), (two, _) = await join(postgres_url), await join(postgres_url)
    await one.create(a_talk("first"))
    await two.create(a_talk("second"))
    await post(one, "first", "top", "1")
    assert (["first"], ["second"]) == (list(await one.listening()), list(await two.listening()))
    assert ("first", "top") == (await two.thread_of(Place("slack:T1", "C1", "1")), await two.slot_of("first", "1"))
    assert ["first", "second"] == list(await two.running_in(HERE, "discussion"))


async def test_who_takes_over_listens_too(postgres_url: str, join: Join, a_talk: Discussions) -> None:
    """What a process leaves is listened for by its heir."""
    (leaving, gives_up), (heir, takes) = await join(postgres_url), await join(postgres_url)
    await leaving.create(a_talk())
    await leaving.record_painted("talk", 1)
    await gives_up.stop()
    async with asyncio.timeout(3):
        while not await heir.listening():
            await takes.adopted()
    assert ["talk"] == list(await heir.listening())


# -- what is over


async def test_what_is_over_in_a_place_is_found(store: SqlStore, a_session: Sessions) -> None:
    """Of that kind, in that very place, the newest first, and no more than asked for."""
    here = Place("slack:T1", "C1")
    for number, changed in enumerate(
        [
            {},
            {"over": False},
            {"kind": "poll"},
            {"place": Place("slack:T1", "C2")},
            {"place": Place("slack:T2", "C1")},
            {},
        ]
    ):
        await store.create(a_session(f"quiz{number}", **({"place": here, "over": True} | changed)))
    assert ["quiz5", "quiz0"] == list(await store.ended_in(here, "quiz", 5))
    assert ["quiz5"] == list(await store.ended_in(here, "quiz", 1))


# -- what somebody took part in


async def test_what_somebody_took_part_in_is_found(store: SqlStore, a_session: Sessions) -> None:
    """What is over, of that kind and in that workspace, each once; the newest first, and no more than asked for."""
    rows = tuple(Fact(item, "ada", 1, b"") for item in ("join", "q1"))
    for number, changed in enumerate(
        [{}, {"facts": ()}, {"over": False}, {"kind": "poll"}, {"place": Place("slack:T2", "C1")}, {}, {}]
    ):
        here = {"place": Place("slack:T1", f"C{number}"), "over": True, "facts": rows}
        await store.create(a_session(f"quiz{number}", **(here | changed)))
    assert ["quiz6", "quiz5", "quiz0"] == list(await store.took_part("slack:T1", "quiz", "ada", 5))
    assert ["quiz6"] == list(await store.took_part("slack:T1", "quiz", "ada", 1))
    assert [] == list(await store.took_part("slack:T1", "quiz", "bo", 5))


async def test_only_among_the_newest_it_is_looked(store: SqlStore, a_session: Sessions) -> None:
    """However long ago somebody came last, the answer takes no longer."""
    for number in range(LATELY + 1):
        rows = () if number else (Fact("join", "ada", 1, b""),)
        place = Place("slack:T1", f"C{number}")
        await store.create(a_session(f"quiz{number}", place=place, over=True, facts=rows))
        assert (number < LATELY) == bool(await store.took_part("slack:T1", "quiz", "ada", 5))
