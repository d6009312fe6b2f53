"""Simulated learners: they press like people, at their own instants, and as often right as they know it."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from random import Random
from statistics import mean
from typing import Any

import pytest

from adapters.terminal.stage import PLACE, Stage, open_stage
from bot.decks.library import content_library
from bot.decks.model import Kind
from bot.decks.numbers import read_number
from bot.engine.clock import ManualClock
from bot.engine.desk import Desk
from bot.engine.lane import Standing
from bot.kernel.clock import SECOND, Instant
from bot.kernel.command import parse
from bot.kernel.event import Shown, fill
from bot.kernel.people import ENGINE, Actor, Place
from bot.kernel.session import Reply
from bot.kernel.words import words
from bot.learners import Classroom
from bot.learners.answering import _spelled, deed, thinking_time
from bot.learners.people import NAMES, learner
from bot.quiz.answers import read_answer
from bot.quiz.events import Answer, Start
from bot.quiz.marking import mark
from bot.quiz.opening import open_quiz
from bot.quiz.phases import confirmation
from bot.quiz.session import Quiz, QuizKind
from bot.settings import shipped_content
from bot.store.connect import open_store

NOON = 1_800_000_000_000
HOST = Actor("host", "Ms Rivera", host=True)
DECK = "bell-tour"


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    """Yield the program with nobody in it yet."""
    options = {"write": lambda _text: None}
    async with open_stage(tmp_path, shipped_content(), options, seed="learners", start=NOON) as opened:
        yield opened


async def quiz_of(stage: Stage) -> Quiz:
    """Return the quiz of the channel."""
    quiz = await stage.quiz()
    assert quiz is not None
    return quiz


# -- who they are


def test_names_go_round_with_numbers() -> None:
    """Every name once, then each again with a 2; members are unique."""
    many = [learner(number, "seed", None) for number in range(2 * len(NAMES))]
    assert len(NAMES) >= 60
    assert [*NAMES, *(f"{name} 2" for name in NAMES)] == [each.name for each in many]
    assert len(many) == len({each.member for each in many})
    assert all(each.member.startswith("sim-") for each in many)


def test_skills_are_mixed_or_as_asked() -> None:
    """Without a wish everybody has a skill of their own between 0.35 and 0.95; a wish is kept within 0 and 1."""
    mixed = [learner(number, "seed", None).skill for number in range(200)]
    assert 0.35 <= min(mixed) < 0.45
    assert 0.85 < max(mixed) <= 0.95
    assert {0.5} == {learner(number, "seed", 0.5).skill for number in range(5)}
    assert (0.0, 1.0) == (learner(0, "seed", -3).skill, learner(0, "seed", 7).skill)


# -- in the quiz


async def test_they_join_the_lobby_one_after_another(stage: Stage) -> None:
    """Within some seconds all are in, and not all at one instant."""
    await stage.app.classroom.add(8, None, PLACE)
    await stage.act(HOST, f"/quiz start {DECK}")
    seen = [len((await quiz_of(stage)).roster)]
    while await stage.step(NOON + 10 * SECOND):
        seen.append(len((await quiz_of(stage)).roster))
    assert (0, 8) == (seen[0], seen[-1])
    assert len(set(seen)) > 4


async def test_who_sits_down_in_a_lobby_joins_it(stage: Stage) -> None:
    """Learners who are added while the lobby stands join it too."""
    await stage.act(HOST, f"/quiz start {DECK}")
    names = await stage.app.classroom.add(3, None, PLACE)
    await stage.wait(10)
    assert sorted(names) == sorted(player.name for player in (await quiz_of(stage)).roster.values())


async def test_every_kind_of_question_gets_answers_that_can_be_read(stage: Stage) -> None:
    """With twelve learners every question of the tour is answered by most, and nobody twice."""
    await stage.app.classroom.add(12, None, PLACE)
    await stage.act(HOST, f"/quiz start {DECK}")
    await stage.wait(10)
    await stage.act(HOST, "/quiz begin")
    while not (await quiz_of(stage)).over and await stage.step(NOON + 3600 * SECOND):
        pass
    quiz = await quiz_of(stage)
    answered = [len(quiz.given(position)) for position in range(quiz.length)]
    assert quiz.over
    assert min(answered) >= 7
    assert set(Kind) == {quiz.question(position).kind for position in range(quiz.length)}


async def test_answers_come_each_at_its_own_instant_within_the_time(stage: Stage) -> None:
    """Reaction times differ, none is below what a person needs, none is beyond the end."""
    await stage.app.classroom.add(40, None, PLACE)
    await stage.act(HOST, f"/quiz start {DECK} start:now reading:0 seconds:20")
    await stage.wait(30)
    took = [given.took for given in (await quiz_of(stage)).given(0).values()]
    assert len(took) > 25
    assert len(set(took)) > 20
    assert 500 < min(took) <= max(took) <= 20 * SECOND


async def test_while_paused_nobody_answers_and_afterwards_everybody_goes_on(stage: Stage) -> None:
    """The pause stops them; what was not answered before is answered after it, once."""
    await stage.app.classroom.add(20, None, PLACE)
    await stage.act(HOST, f"/quiz start {DECK} start:now reading:0 early:off")
    await stage.wait(2)
    await stage.act(HOST, "/quiz pause")
    before = dict((await quiz_of(stage)).given(0))
    await stage.wait(600)
    assert before == (await quiz_of(stage)).given(0)
    await stage.act(HOST, "/quiz resume")
    await stage.wait(6)
    after = (await quiz_of(stage)).given(0)
    assert len(after) > len(before)
    assert before == {member: after[member] for member in before}


async def test_who_leaves_answers_no_more(stage: Stage) -> None:
    """The learners of one place leave; how many they were is told; what they answered stands."""
    names = await stage.app.classroom.add(5, None, PLACE)
    assert names == stage.app.classroom.names(PLACE)
    await stage.act(HOST, f"/quiz start {DECK} start:now reading:0")
    assert 5 == await stage.app.classroom.remove_all(PLACE)
    assert 0 == await stage.app.classroom.remove_all(PLACE)
    await stage.wait(20)
    assert {} == (await quiz_of(stage)).given(0)
    assert [] == stage.app.classroom.names(PLACE)


async def test_once_stopped_nothing_calls_them_back(stage: Stage) -> None:
    """A program that ends may still finish a change; nobody begins to press because of it."""
    await stage.app.classroom.add(5, None, PLACE)
    await stage.act(HOST, f"/quiz start {DECK} start:now reading:0")
    stage.app.classroom.stop()
    await stage.act(HOST, "/quiz pause")
    await stage.act(HOST, "/quiz resume")
    await stage.wait(30)
    assert {} == (await quiz_of(stage)).roster


async def test_other_places_are_none_of_their_business(stage: Stage) -> None:
    """Learners of one channel do not answer in another."""
    await stage.app.classroom.add(5, None, Place(PLACE.workspace, "elsewhere"))
    await stage.act(HOST, f"/quiz start {DECK} start:now reading:0")
    await stage.wait(20)
    assert {} == (await quiz_of(stage)).roster


async def test_equal_seeds_give_equal_lessons(tmp_path: Path) -> None:
    """The whole quiz repeats itself: who answers what, and when."""

    async def lesson(folder: Path) -> Mapping[int, Mapping[str, Any]]:
        folder.mkdir()
        options = {"write": lambda _text: None}
        async with open_stage(folder, shipped_content(), options, seed="same", start=NOON) as stage:
            await stage.app.classroom.add(6, None, PLACE)
            await stage.act(HOST, f"/quiz start {DECK} start:now")
            await stage.wait(60)
            return (await quiz_of(stage)).answers

    first, second = await lesson(tmp_path / "a"), await lesson(tmp_path / "b")
    assert first == second
    assert len(first) > 1


# -- how they press


class Moody:
    """A door that refuses the first `refusals` presses of everybody as busy, and keeps what was pressed."""

    def __init__(self, refusals: int = 0) -> None:
        self._refusals = refusals
        self.presses: dict[str, list[Instant]] = {}

    async def press(
        self, token: str, by: Actor, place: Place, at: Instant, values: Mapping[str, Any] | None = None
    ) -> Reply:
        """Note who pressed when."""
        del token, place, values
        await asyncio.sleep(0)
        self.presses.setdefault(by.member, []).append(at)
        return Reply(refused="busy" if len(self.presses[by.member]) <= self._refusals else "")


def a_quiz(options: str = "") -> Quiz:
    """Return a quiz of the tour."""
    _, start = parse(f"/quiz start {DECK} {options}")
    assert isinstance(start, Start)
    deck = content_library(shipped_content()).load(DECK)
    return open_quiz("abcdefghij", PLACE, deck, start, HOST, at=NOON, seed="seed", factors={})


def asking() -> Quiz:
    """Return a quiz whose first question is asked."""
    quiz = a_quiz("start:now reading:0 seconds:30")
    return quiz.handle(Shown(confirmation(quiz.phase)), ENGINE, NOON).state


def classroom_with(door: Moody, clock: ManualClock, folder: Path) -> Classroom:
    """Return a classroom at `door`; its desk has no session and is never asked for one."""
    desk = Desk(open_store(f"sqlite+aiosqlite:///{folder}/never-opened.db"), {QuizKind.name: QuizKind()})
    return Classroom(desk, door, clock, seed="moody")


async def let_time_pass(clock: ManualClock) -> None:
    """Move the clock from wake to wake until nobody waits any more."""
    calm = 0
    while calm < 10:
        await asyncio.sleep(0)
        when = clock.next_sleeper()
        calm = calm + 1 if when is None else 0
        if when is not None:
            clock.move_to(when)


async def test_who_is_asked_to_press_again_does_so(tmp_path: Path) -> None:
    """A refusal for want of room is answered by a second press a second later, and no third."""
    clock, door = ManualClock(NOON), Moody(refusals=1)
    classroom = classroom_with(door, clock, tmp_path)
    await classroom.add(4, None, PLACE)
    classroom.note(Standing(QuizKind.name, a_quiz(), 1))
    await let_time_pass(clock)
    assert [2, 2, 2, 2] == [len(times) for times in door.presses.values()]
    assert all(second >= first + SECOND for first, second in door.presses.values())


async def test_two_thousand_are_cheap(tmp_path: Path) -> None:
    """One task serves them all, and who is in time presses once."""
    clock, door = ManualClock(NOON), Moody()
    classroom = classroom_with(door, clock, tmp_path)
    await classroom.add(2_000, None, PLACE)
    before = len(asyncio.all_tasks())
    classroom.note(Standing(QuizKind.name, asking(), 1))
    assert before + 1 == len(asyncio.all_tasks())
    await let_time_pass(clock)
    assert len(door.presses) > 1_900
    assert {1} == {len(times) for times in door.presses.values()}
    assert all(NOON < times[0] < NOON + 30 * SECOND for times in door.presses.values())


async def test_the_same_news_again_changes_nothing(tmp_path: Path) -> None:
    """Every commit is announced; learners who are at it are not set off anew."""
    clock, door = ManualClock(NOON), Moody()
    classroom = classroom_with(door, clock, tmp_path)
    await classroom.add(10, 0.5, PLACE)
    for version in range(50):
        classroom.note(Standing(QuizKind.name, asking(), version))
    await let_time_pass(clock)
    classroom.note(Standing(QuizKind.name, asking(), 51))
    await let_time_pass(clock)
    assert {1} == {len(times) for times in door.presses.values()}


# -- what they know


def marks_of(kind: Kind, skill: float, count: int = 300) -> list[float]:
    """Return what the answers of `count` learners of this skill to the tour's question of this kind are worth."""
    quiz = a_quiz()
    position = next(position for position in range(quiz.length) if quiz.question(position).kind is kind)
    question, layout = quiz.question(position), quiz.setup.layouts[position]
    worth = []
    for number in range(count):
        done = deed(quiz, position, learner(number, "marks", skill), Random(number))  # noqa: S311
        event = fill(done.event, done.values or {})
        assert isinstance(event, Answer)
        given = read_answer(question, layout, event, at=0, took=0, limit=1, say=words("en"), language="en")
        worth.append(mark(question, given, (), "en", frozenset()).credit)
    return worth


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind is not Kind.POLL])
def test_who_knows_more_is_right_more_often(kind: Kind) -> None:
    """For every kind of question; and even the best are wrong at times, the weakest right at times."""
    weak, strong = marks_of(kind, 0.3), marks_of(kind, 0.95)
    assert mean(credit >= 1 for credit in strong) > mean(credit >= 1 for credit in weak) + 0.2
    assert 0 < mean(credit >= 1 for credit in weak)
    assert mean(credit >= 1 for credit in strong) < 1


def test_numbers_are_spelled_as_the_language_of_the_deck_writes_them() -> None:
    """A German deck gets decimal commas, and every number can be read."""
    assert ("0,25", "0.25", "340") == (_spelled(0.25, "de"), _spelled(0.25, "en"), _spelled(340.0, "en"))
    assert all(read_number(_spelled(value, "de"), "de") for value in (0.1, 1e-7, 12345.678, 3e20, -4.5))


def test_some_do_not_manage_in_time() -> None:
    """Out of a hundred a few come to no answer; the shorter the time the quicker the rest."""

    def times(limit: int) -> list[int | None]:
        return [thinking_time(learner(n, "t", None), Kind.SINGLE, limit, Random(n)) for n in range(300)]  # noqa: S311

    short, long = times(5 * SECOND), times(60 * SECOND)
    assert 0 < short.count(None) < 100
    assert 0 == long.count(None)
    assert mean(t for t in short if t is not None) < mean(t for t in long if t is not None)
