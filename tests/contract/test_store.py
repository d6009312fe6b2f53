"""What every store owes the engine, on SQLite and on PostgreSQL: changes and facts."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable

import pytest

from bot.kernel.session import Fact
from bot.store.contract import Change, Outcome, Saved, StoreBroken
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


async def test_a_change_of_state_raises_the_version(store: SqlStore, a_session: Sessions, a_step: Steps) -> None:
    """State, hour, liveness, end and instant are replaced; content and place stay."""
    await store.create(a_session())
    outcome = await store.write(a_step(1, b"over", wake_at=77, live=False, over=True, at=66))
    expected = a_session(version=2, state=b"over", wake_at=77, live=False, over=True, saved_at=66)
    assert (Outcome.SAVED, expected) == (outcome, await store.load("quiz1"))


async def test_facts_do_not_raise_the_version(store: SqlStore, a_session: Sessions, an_answer: Answers) -> None:
    """The session stays the same but for its facts."""
    await store.create(a_session())
    outcome = await store.write(facts(an_answer()))
    assert (Outcome.SAVED, a_session(facts=(an_answer(),))) == (outcome, await store.load("quiz1"))


@pytest.mark.parametrize("version", [0, 2, 99])
async def test_a_change_over_another_version_is_stale(
    store: SqlStore, a_session: Sessions, an_answer: Answers, a_step: Steps, version: int
) -> None:
    """Neither its state nor its facts are written."""
    await store.create(a_session())
    tried = [a_step(version, facts=(an_answer(),)), facts(an_answer(), version=version)]
    outcomes = [await store.write(change) for change in tried]
    assert ([Outcome.STALE] * 2, a_session()) == (outcomes, await store.load("quiz1"))


async def test_a_change_of_no_session_is_stale(store: SqlStore, an_answer: Answers, a_step: Steps) -> None:
    """It is gone, so there is nothing to change."""
    outcomes = [await store.write(facts(an_answer())), await store.write(a_step(1))]
    assert [Outcome.STALE] * 2 == outcomes


async def test_a_repeat_is_told_and_the_first_fact_stands(
    store: SqlStore, a_session: Sessions, an_answer: Answers
) -> None:
    """Whatever the repeat says."""
    await store.create(a_session())
    outcomes = [await store.write(facts(an_answer(data=data))) for data in (b"B", b"C")]
    assert ([Outcome.SAVED, Outcome.REPEATED], (an_answer(data=b"B"),)) == (outcomes, await answered(store))


async def test_nothing_of_a_change_with_a_repeat_is_written(
    store: SqlStore, a_session: Sessions, an_answer: Answers, a_step: Steps
) -> None:
    """Neither its other facts nor its state."""
    await store.create(a_session(facts=(an_answer("ada"),)))
    outcome = await store.write(a_step(1, facts=(an_answer("bo"), an_answer("ada"))))
    assert (Outcome.REPEATED, a_session(facts=(an_answer("ada"),))) == (outcome, await store.load("quiz1"))


async def test_a_change_that_repeats_itself_is_a_repeat(
    store: SqlStore, a_session: Sessions, an_answer: Answers
) -> None:
    """The same member answers the same item twice in one change."""
    await store.create(a_session())
    assert Outcome.REPEATED == await store.write(facts(an_answer(data=b"B"), an_answer(data=b"C")))
    assert () == await answered(store)


async def test_a_fact_that_may_be_replaced_is_and_moves_to_the_end(
    store: SqlStore, a_session: Sessions, an_answer: Answers
) -> None:
    """Facts come back in the order they were written."""
    await store.create(a_session(facts=(an_answer("ada", b"A", again=True), an_answer("bo"))))
    assert Outcome.SAVED == await store.write(facts(an_answer("ada", b"C", again=True)))
    assert (an_answer("bo"), an_answer("ada", b"C", again=True)) == await answered(store)


async def test_a_replaceable_fact_replaces_a_firm_one_but_not_the_other_way_round(
    store: SqlStore, a_session: Sessions, an_answer: Answers
) -> None:
    """What counts is how the new one comes."""
    await store.create(a_session(facts=(an_answer(data=b"A"),)))
    outcomes = [await store.write(facts(an_answer(data=b"B", again=True))), await store.write(facts(an_answer()))]
    assert [Outcome.SAVED, Outcome.REPEATED] == outcomes
    assert (an_answer(data=b"B", again=True),) == await answered(store)


async def test_facts_of_one_member_differ_by_item_and_session(
    store: SqlStore, a_session: Sessions, an_answer: Answers
) -> None:
    """Only the same item of the same session is a repeat."""
    for session in ("one", "two"):
        await store.create(a_session(session))
    changes = [facts(an_answer(item=item), session=session) for session in ("one", "two") for item in ("q1", "q2")]
    assert [Outcome.SAVED] * 4 == [await store.write(change) for change in changes]


async def test_changes_of_one_batch_take_effect_in_order(
    store: SqlStore, a_session: Sessions, an_answer: Answers, a_step: Steps
) -> None:
    """A later one expects the version the earlier one makes; one that is too late is stale."""
    await store.create(a_session())
    outcomes = await asyncio.gather(
        store.write(facts(an_answer("ada"))),
        store.write(a_step(1, b"paused")),
        store.write(facts(an_answer("late"))),
        store.write(a_step(2, b"asking again", facts=(an_answer("bo"),))),
        store.write(a_step(2, b"somebody else's")),
        store.write(facts(an_answer("ada"), version=3)),
        store.write(facts(an_answer("cy"), version=3)),
    )
    saved, stale, repeated = Outcome.SAVED, Outcome.STALE, Outcome.REPEATED
    assert [saved, saved, stale, saved, stale, repeated, saved] == list(outcomes)
    expected = a_session(
        version=3,
        state=b"asking again",
        wake_at=None,
        saved_at=3_000,
        facts=(an_answer("ada"), an_answer("bo"), an_answer("cy")),
    )
    assert expected == await store.load("quiz1")


async def test_a_firm_fact_and_its_replacement_in_one_batch(
    store: SqlStore, a_session: Sessions, an_answer: Answers
) -> None:
    """Both are saved, the last one counts, and a firm one after them is a repeat."""
    await store.create(a_session())
    replaced = an_answer(data=b"C", again=True)
    changes = [facts(an_answer(data=b"A")), facts(an_answer("bo")), facts(replaced), facts(an_answer(data=b"D"))]
    outcomes = await asyncio.gather(*(store.write(change) for change in changes))
    assert [Outcome.SAVED, Outcome.SAVED, Outcome.SAVED, Outcome.REPEATED] == list(outcomes)
    assert (an_answer("bo"), replaced) == await answered(store)


async def test_a_burst_with_repeats_keeps_each_answer_once(
    store: SqlStore, a_session: Sessions, an_answer: Answers
) -> None:
    """1,050 at once, 50 of them pressed twice: 1,000 saved, 50 told so, nothing lost."""
    await store.create(a_session())
    pressed = [an_answer(f"member {n % 1_000}") for n in range(1_050)]
    outcomes = await asyncio.gather(*(store.write(facts(answer)) for answer in pressed))
    assert Counter({Outcome.SAVED: 1_000, Outcome.REPEATED: 50}) == Counter(outcomes)
    assert pressed[:1_000] == list(await answered(store))


POISON = {
    "text that is no text": Fact("q1", "\ud800", 1, b""),
    "an instant beyond all time": Fact("q1", "eve", 2**70, b""),
}


@pytest.mark.parametrize("poison", POISON.values(), ids=POISON)
async def test_a_bad_row_fails_alone(store: SqlStore, a_session: Sessions, an_answer: Answers, poison: Fact) -> None:
    """Everybody else of its batch is saved, and it is told why in a sentence."""
    await store.create(a_session())
    good = [an_answer(f"member {n}") for n in range(40)]
    pressed = [*good[:20], poison, *good[20:]]
    changes = (store.write(facts(answer)) for answer in pressed)
    results = await asyncio.gather(*changes, return_exceptions=True)
    broken = results.pop(20)
    assert isinstance(broken, StoreBroken)
    assert "refused to write this" in str(broken)
    assert [Outcome.SAVED] * 40 == results
    assert good == list(await answered(store))


async def test_hostile_texts_are_only_texts(store: SqlStore, a_session: Sessions, an_answer: Answers) -> None:
    """Quotes, statements, JSON, braces, separators and emoji come back as they went in, and repeats are recognised."""
    await store.create(a_session())
    texts = ["'; DROP TABLE facts; --", '"]', "{}", "%s :x $1 \\", "a\n\tb\x1f", "👩‍👧", "", " ", "NULL", "ﬁ"]
    pressed = [an_answer(text, text.encode(), item=text) for text in texts]
    outcomes = await asyncio.gather(*(store.write(facts(answer)) for answer in (*pressed, *pressed)))
    assert Counter({Outcome.SAVED: len(texts), Outcome.REPEATED: len(texts)}) == Counter(outcomes)
    assert pressed == list(await answered(store))


async def test_a_caller_who_gives_up_harms_nobody(store: SqlStore, a_session: Sessions, an_answer: Answers) -> None:
    """What was handed over is written all the same, and the writer goes on."""
    await store.create(a_session())
    given_up = asyncio.create_task(store.write(facts(an_answer("ada"))))
    await asyncio.sleep(0)
    given_up.cancel()
    assert Outcome.SAVED == await store.write(facts(an_answer("bo")))
    assert ["ada", "bo"] == [fact.member for fact in await answered(store)]


async def test_what_was_saved_is_there_after_opening_again(
    url: str, opened: Opened, a_session: Sessions, an_answer: Answers
) -> None:
    """Closing writes what waits."""
    first = await opened(url)
    await first.create(a_session())
    waiting = [asyncio.create_task(first.write(facts(an_answer(f"m{n}")))) for n in range(10)]
    await asyncio.sleep(0)
    await first.close()
    assert [Outcome.SAVED] * 10 == await asyncio.gather(*waiting)
    assert 10 == len(await answered(await opened(url)))


async def test_a_closed_store_says_so(url: str, opened: Opened, an_answer: Answers) -> None:
    """It does not wait for ever."""
    store = await opened(url)
    await store.close()
    with pytest.raises(StoreBroken, match="not open"):
        await store.write(facts(an_answer()))
