"""The clock of a quiz: more time for some, pauses to the millisecond, quizzes nobody looks after, time given back."""

from collections.abc import Callable

import pytest

from bot.kernel.event import Interrupted, Shown, Tick
from bot.kernel.people import ENGINE
from bot.quiz.events import Accommodate, Begin, Extend, Pause, Resume
from bot.quiz.phases import Asking, Cancelled, Finished, Reading, Revealed
from bot.quiz.state import GRACE, IDLE
from bot.testing.decks import numbered
from bot.testing.quizzes import (
    ANA,
    BEN,
    NOON,
    Game,
    asking,
    cancelled,
    finished,
    lobby,
    paused,
    reading,
    revealed,
)

PHASES: dict[str, Callable[..., Game]] = {
    "lobby": lobby,
    "reading": reading,
    "asking": asking,
    "revealed": revealed,
    "paused": paused,
    "finished": finished,
    "cancelled": cancelled,
}


# -- more time


def test_accommodation_moves_one_members_deadline_only() -> None:
    """A factor of 1.5 gives its member half as much time again; everybody else's press at that time is refused."""
    game = asking(numbered(2), factors={"ben": 1.5})
    game.after(29)
    assert isinstance(game.phase, Asking)
    assert game.phase.overtime
    assert "closed" == game.answer(ANA, "B").refused
    assert "" == game.answer(BEN, "B").refused


def test_a_question_waits_for_who_has_more_time() -> None:
    """Everybody else's answer does not close it early; the last one with more time does."""
    game = asking(numbered(2), factors={"ben": 2})
    game.answer(ANA, "B")
    game.after(30)
    assert isinstance(game.phase, Asking)
    game.answer(BEN, "B")
    assert isinstance(game.after(0).phase, Revealed)


def test_overtime_ends_with_the_longest_deadline() -> None:
    """A silent member with twice the time closes the question at twice its time and the grace."""
    game = asking(numbered(2), factors={"ben": 2})
    assert isinstance(game.after(40.999).phase, Asking)
    assert isinstance(game.after(0.001).phase, Revealed)


def test_a_factor_set_while_the_clock_runs_counts() -> None:
    """More time given in the middle of a question is waited for."""
    game = asking(numbered(2)).after(15)
    game.do(Accommodate("ben", 2))
    game.after(20)
    assert "" == game.answer(BEN, "B").refused


def test_a_late_tick_still_waits_for_who_has_more_time() -> None:
    """A process that was busy past the common end goes into overtime first, and asks to be woken again at once."""
    game = asking(numbered(2), factors={"ben": 1.1})
    game.at += 60_000
    game.do(Tick(), ENGINE)
    assert isinstance(game.phase, Asking)
    assert game.quiz.wake_at is not None
    assert game.quiz.wake_at <= game.at
    game.do(Tick(), ENGINE)
    assert isinstance(game.phase, Revealed)


def test_extending_gives_everybody_more_time() -> None:
    """Ten seconds more count from the end that was announced."""
    game = asking(numbered(2)).after(5)
    game.do(Extend())
    assert isinstance(game.after(25.9).phase, Asking)
    assert isinstance(game.after(0.1).phase, Revealed)


def test_extending_after_the_end_counts_from_now() -> None:
    """In the grace, more time counts from the host's word, and reopens the question for everybody."""
    game = asking(numbered(2), factors={"ben": 2}).after(30)
    game.do(Extend(10))
    assert isinstance(game.phase, Asking)
    assert (game.at + 10_000, False) == (game.phase.closes, game.phase.overtime)
    assert "" == game.answer(ANA, "B").refused


def test_time_added_before_the_confirmation_is_kept() -> None:
    """Seconds added while the post is under way are not lost when its clock starts."""
    game = lobby(numbered(2), reading=0)
    game.do(Begin())
    game.do(Extend(30))
    game.confirm()
    assert isinstance(game.phase, Asking)
    assert NOON + 50_000 == game.phase.closes


# -- pause and resume


@pytest.mark.parametrize("gone", [1, 4_321, 19_999, 20_000, 20_700])
def test_a_pause_keeps_the_time_left_to_the_millisecond(gone: int) -> None:
    """However long the pause, the question closes after exactly the time that was left."""
    game = asking(numbered(2)).after(gone / 1000)
    game.do(Pause())
    game.after(600)
    game.do(Resume())
    game.confirm()
    left = 20_000 + GRACE - gone
    assert isinstance(game.after((left - 1) / 1000).phase, Asking)
    assert isinstance(game.after(0.001).phase, Revealed)


def test_a_pause_does_not_count_as_time_taken() -> None:
    """An answer after a pause took the time before the pause and after it."""
    game = asking(numbered(2)).after(4)
    game.do(Pause())
    game.after(100)
    game.do(Resume())
    game.after(2)
    game.answer(ANA, "B")
    assert 6_000 == game.quiz.answers[0]["ana"].took


def test_a_pause_while_reading_keeps_the_rest_of_it() -> None:
    """Reading goes on for what was left."""
    game = reading(numbered(2), reading=3).after(1)
    game.do(Pause())
    game.after(50)
    game.do(Resume())
    assert isinstance(game.after(1.999).phase, Reading)
    assert isinstance(game.after(0.001).phase, Asking)


def test_a_pause_of_a_reveal_keeps_the_rest_of_it() -> None:
    """The next question comes after what was left of the reveal."""
    game = revealed(numbered(2), pace=8).after(3)
    game.do(Pause())
    game.after(50)
    game.do(Resume())
    assert isinstance(game.after(4.999).phase, Revealed)
    assert isinstance(game.after(0.001).phase, Reading)


def test_a_pause_in_overtime_keeps_what_was_left_of_it() -> None:
    """Who has more time has neither more nor less of it after a pause."""
    game = asking(numbered(2), factors={"ben": 2}).after(30)
    game.do(Pause())
    game.after(500)
    game.do(Resume())
    assert isinstance(game.after(10.999).phase, Asking)
    assert isinstance(game.after(0.001).phase, Revealed)


def test_extending_a_paused_question() -> None:
    """Time added in a pause is there when it goes on, for everybody."""
    game = asking(numbered(2), factors={"ben": 2}).after(30)
    game.do(Pause())
    game.do(Extend(10))
    game.after(60)
    game.do(Resume())
    assert "" == game.after(9).answer(ANA, "B").refused


def test_nobody_answers_in_a_pause() -> None:
    """A press while the quiz is paused is refused with the reason."""
    game = paused(numbered(2)).after(1)
    assert "paused" == game.answer(ANA, "B").refused


def test_a_pause_before_the_confirmation() -> None:
    """A question paused before its post was confirmed has its whole time after the pause."""
    game = lobby(numbered(2), reading=0)
    game.do(Begin())
    game.do(Pause())
    game.do(Shown("asking 0"), ENGINE)
    game.after(60)
    game.do(Resume())
    game.confirm()
    assert isinstance(game.phase, Asking)
    assert game.at + 20_000 == game.phase.closes


# -- nobody there


@pytest.mark.parametrize(("phase", "end"), [("lobby", Cancelled), ("paused", Finished)])
def test_a_forgotten_quiz_ends_by_itself(phase: str, end: type) -> None:
    """Six hours without a word free the channel."""
    game = PHASES[phase](numbered(2))
    assert not game.after(IDLE / 1000 - 6).quiz.over
    assert isinstance(game.after(6).phase, end)


def test_a_forgotten_reveal_ends_by_itself() -> None:
    """A host who never goes on holds the channel for six hours at most."""
    game = revealed(numbered(2), pace=0).after(IDLE / 1000)
    assert isinstance(game.phase, Finished)


@pytest.mark.parametrize("first", [0, 3])
def test_a_post_that_is_never_confirmed_ends_by_itself(first: int) -> None:
    """A channel that was deleted under the quiz does not keep it alive for ever."""
    game = lobby(numbered(2), reading=first)
    game.do(Begin())
    assert game.quiz.wake_at is not None
    assert game.quiz.wake_at >= NOON + IDLE
    game.tick()
    assert isinstance(game.phase, Finished)


# -- time the program was down


def test_the_clock_gives_back_the_time_the_program_was_down() -> None:
    """A question goes on with the time it had when the program was last alive."""
    game = asking(numbered(2)).after(5)
    game.at += 300_000
    game.do(Interrupted(game.at - 300_000), ENGINE)
    assert isinstance(game.after(15.999).phase, Asking)
    assert isinstance(game.after(0.001).phase, Revealed)


def test_time_taken_leaves_out_the_time_the_program_was_down() -> None:
    """Nobody's answer is slower for a restart."""
    game = asking(numbered(2)).after(5)
    game.at += 300_000
    game.do(Interrupted(game.at - 300_000), ENGINE)
    game.after(1).answer(ANA, "B")
    assert 6_000 == game.quiz.answers[0]["ana"].took


def test_reading_and_reveal_get_their_time_back() -> None:
    """Every running phase goes on with what it had left."""
    for game, phase in ((reading(numbered(2)).after(1), Reading), (revealed(numbered(2)).after(1), Revealed)):
        left = (game.quiz.wake_at or 0) - game.at
        game.at += 90_000
        game.do(Interrupted(game.at - 90_000), ENGINE)
        assert isinstance(game.phase, phase)
        assert game.at + left == game.quiz.wake_at


@pytest.mark.parametrize("phase", ["lobby", "paused", "finished", "cancelled"])
def test_where_no_clock_runs_nothing_is_given_back(phase: str) -> None:
    """A lobby, a pause and an end are the same after a restart: the very same object."""
    game = PHASES[phase](numbered(1))
    before = game.quiz
    game.do(Interrupted(game.at - 5_000), ENGINE)
    assert before is game.quiz


def test_a_clock_set_back_takes_no_time() -> None:
    """An interruption that seems to end before it began gives nothing and takes nothing."""
    game = asking(numbered(2)).after(5)
    before = game.quiz
    game.do(Interrupted(game.at + 60_000), ENGINE)
    assert before is game.quiz
