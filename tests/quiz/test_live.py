"""The table of moves, and the clock."""

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from bot.decks.model import Scoring
from bot.kernel.clock import SECOND
from bot.kernel.event import Event, Interrupted, Shown, Tick
from bot.kernel.people import ENGINE
from bot.quiz.events import Accommodate, Begin, Close, End, Extend, Join, Next, Pause, Remove, Resume, Skip, Void
from bot.quiz.phases import Asking, Cancelled, Finished, Lobby, Paused, Reading, Revealed
from bot.quiz.state import GRACE, IDLE
from bot.testing.decks import CAPITAL, a_deck, numbered
from bot.testing.events import CORRECTIONS, EVERY_EVENT, MOVES
from bot.testing.quizzes import (
    ANA,
    BEN,
    CLEO,
    HOST,
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

# What each control leads to in each phase: the phase after it, or the code of the refusal.
TABLE: dict[str, tuple[Event, dict[str, str]]] = {
    "begin": (
        Begin(),
        {"lobby": "reading", "reading": "begun", "asking": "begun", "revealed": "begun", "paused": "begun"}
        | dict.fromkeys(("finished", "cancelled"), "over"),
    ),
    "pause": (
        Pause(),
        {"lobby": "not-begun", "reading": "paused", "asking": "paused", "revealed": "paused", "paused": "is-paused"}
        | dict.fromkeys(("finished", "cancelled"), "over"),
    ),
    "resume": (
        Resume(),
        {
            "lobby": "not-begun",
            "reading": "not-paused",
            "asking": "not-paused",
            "revealed": "not-paused",
            "paused": "asking",
        }
        | dict.fromkeys(("finished", "cancelled"), "over"),
    ),
    "extend": (
        Extend(),
        {
            "lobby": "not-begun",
            "reading": "nothing-asked",
            "asking": "asking",
            "revealed": "nothing-asked",
            "paused": "paused",
        }
        | dict.fromkeys(("finished", "cancelled"), "over"),
    ),
    "skip": (
        Skip(),
        {
            "lobby": "not-begun",
            "reading": "reading",
            "asking": "reading",
            "revealed": "nothing-asked",
            "paused": "reading",
        }
        | dict.fromkeys(("finished", "cancelled"), "over"),
    ),
    "close": (
        Close(),
        {
            "lobby": "not-begun",
            "reading": "reading",
            "asking": "revealed",
            "revealed": "nothing-asked",
            "paused": "is-paused",
        }
        | dict.fromkeys(("finished", "cancelled"), "over"),
    ),
    "next": (
        Next(),
        {
            "lobby": "not-begun",
            "reading": "not-revealed",
            "asking": "not-revealed",
            "revealed": "reading",
            "paused": "is-paused",
        }
        | dict.fromkeys(("finished", "cancelled"), "over"),
    ),
    "end": (
        End(),
        {"lobby": "cancelled"}
        | dict.fromkeys(("reading", "asking", "revealed", "paused"), "finished")
        | dict.fromkeys(("finished", "cancelled"), "over"),
    ),
}
LEADS_TO = {
    "lobby": Lobby,
    "reading": Reading,
    "asking": Asking,
    "revealed": Revealed,
    "paused": Paused,
    "finished": Finished,
    "cancelled": Cancelled,
}
CASES = [(control, phase) for control, (_, moves) in TABLE.items() for phase in moves]


@pytest.mark.parametrize(("control", "phase"), CASES)
def test_every_control_is_legal_or_refused_in_every_phase(control: str, phase: str) -> None:
    """Each control leads where the table says, or changes nothing and says why in a sentence."""
    event, moves = TABLE[control]
    expected, game = moves[phase], PHASES[phase]()
    before = game.quiz
    reply = game.do(event)
    if expected in LEADS_TO and not reply.refused:
        assert LEADS_TO[expected] is type(game.phase)
        assert game.quiz is not before
        return
    assert expected.removeprefix("is-") == reply.refused
    assert reply.text.endswith(".")
    assert before is game.quiz


def test_the_table_of_moves_is_complete() -> None:
    """The table names every control in every phase."""
    assert {(control, phase) for control in TABLE for phase in PHASES} == set(CASES)


SIGNALS = [Tick(), Shown("asking 0"), Shown("nonsense"), Interrupted(NOON)]


@pytest.mark.parametrize("phase", PHASES)
@pytest.mark.parametrize("by", [HOST, ANA, CLEO], ids=lambda by: by.name)
def test_a_refused_event_changes_nothing_and_says_why(phase: str, by: Any) -> None:
    """Whatever anybody does in any phase, a refusal leaves the same object, no facts, and one sentence with a code."""
    for event in EVERY_EVENT:
        game = PHASES[phase]()
        turn = game.quiz.handle(event, by, game.at)
        if turn.reply.refused:
            assert turn.state is game.quiz
            assert () == turn.facts
            assert turn.reply.text
        elif turn.state is game.quiz and not turn.facts:
            assert turn.reply.text or turn.reply.card or turn.reply.form


@pytest.mark.parametrize("phase", PHASES)
def test_the_engine_is_never_answered(phase: str) -> None:
    """News of the engine owes nobody a reply, in any phase."""
    for signal in SIGNALS:
        game = PHASES[phase]()
        assert "" == game.do(signal, ENGINE).text


@pytest.mark.parametrize("phase", PHASES)
def test_only_hosts_control(phase: str) -> None:
    """A learner who presses a host's control is told so, in every phase, and nothing changes."""
    for event in (*MOVES, *CORRECTIONS):
        game = PHASES[phase]()
        before = game.quiz
        assert "not-host" == game.do(event, ANA).refused
        assert before is game.quiz


# -- the way of a question


def test_reading_comes_before_asking() -> None:
    """The options stand there for the reading time before answers open."""
    game = lobby(numbered(2), reading=4)
    game.do(Begin())
    game.after(3.999)
    assert isinstance(game.phase, Reading)
    game.after(0.001)
    assert isinstance(game.phase, Asking)


def test_no_reading_time_asks_at_once() -> None:
    """With a reading time of 0 the question opens with its buttons."""
    game = lobby(numbered(2), reading=0)
    game.do(Begin())
    assert Asking(0, closes=NOON + 20 * SECOND, company=True) == game.phase


def test_the_clock_starts_when_the_post_is_confirmed() -> None:
    """Time runs from the instant the platform confirmed the buttons, not from when they were sent."""
    game = lobby(numbered(2), reading=0)
    game.do(Begin())
    game.do(Shown("asking 0"), ENGINE, at=NOON + 700)
    assert isinstance(game.phase, Asking)
    assert (NOON + 700, NOON + 20_700) == (game.phase.began, game.phase.closes)


def test_a_confirmation_of_another_card_starts_nothing() -> None:
    """Only the card on the table can start the clock, and only once."""
    game = lobby(numbered(2), reading=0)
    game.do(Begin())
    before = game.quiz
    game.do(Shown("asking 1"), ENGINE)
    assert before is game.quiz
    game.confirm()
    started = game.quiz
    game.do(Shown("asking 0"), ENGINE, at=NOON + 5000)
    assert started is game.quiz


@pytest.mark.parametrize(
    ("of_question", "of_deck", "of_run", "expected"),
    [(None, None, None, 20), (None, 30, None, 30), (None, 30, 10, 10), (45, 30, 10, 45), (5, None, 300, 5)],
)
def test_durations(of_question: int | None, of_deck: int | None, of_run: int | None, expected: int) -> None:
    """A question's own time goes before the run's, the run's before the deck's, and 20 seconds are usual."""
    deck = a_deck(replace(CAPITAL, seconds=of_question), seconds=of_deck)
    game = asking(deck, seconds=of_run)
    assert isinstance(game.phase, Asking)
    assert NOON + 3_000 + expected * SECOND == game.phase.closes


def test_a_question_closes_at_its_time_and_the_grace() -> None:
    """The reveal comes one second of grace after the common end, when somebody is silent."""
    game = asking(numbered(2))
    game.answer(ANA, "B")
    game.after(20.999)
    assert isinstance(game.phase, Asking)
    game.after(0.001)
    assert isinstance(game.phase, Revealed)


def test_the_next_question_follows_by_itself() -> None:
    """After the reveal the next question comes at the run's pace."""
    game = revealed(numbered(2), pace=5)
    game.after(4.999)
    assert isinstance(game.phase, Revealed)
    game.after(0.001)
    assert Reading(1, until=game.at + 3_000, opened=game.at) == game.phase


def test_the_host_sets_the_pace() -> None:
    """With a pace of 0 a reveal stands until the host goes on; the last one gives way to the result by itself."""
    game = revealed(numbered(2), pace=0)
    game.after(3600)
    assert isinstance(game.phase, Revealed)
    game.do(Next())
    game.until(Revealed).after(5)
    assert isinstance(game.phase, Finished)


# -- closing early


def test_a_question_closes_early_when_all_have_answered() -> None:
    """Nobody waits for a clock when everybody who joined has answered."""
    game = asking(numbered(2))
    game.after(2)
    game.answer(ANA, "A")
    game.answer(BEN, "B")
    game.after(0)
    assert isinstance(game.phase, Revealed)


def test_early_closing_can_be_switched_off() -> None:
    """With ``early:off`` the clock runs to its end."""
    game = asking(numbered(2), early="off")
    game.answer(ANA, "A")
    game.answer(BEN, "B")
    game.after(20.5)
    assert isinstance(game.phase, Asking)


def test_changing_answers_keeps_the_question_open() -> None:
    """Where answers may change a question does not close before its time, unless that is asked for."""
    game = asking(numbered(2), answers="change")
    game.answer(ANA, "A")
    game.answer(BEN, "B")
    game.after(20.5)
    assert isinstance(game.phase, Asking)
    forced = asking(numbered(2), answers="change", early="on", joined=(ANA,))
    forced.answer(ANA, "A")
    assert isinstance(forced.after(0).phase, Revealed)


def test_the_first_to_answer_does_not_close_for_a_room_that_has_not_joined() -> None:
    """Where nobody had joined when a question opened, it stays open: nobody knows who else is there."""
    game = asking(numbered(2), start="now", joined=())
    game.answer(ANA, "B")
    game.after(20.5)
    assert isinstance(game.phase, Asking)
    game.until(Asking if isinstance(game.phase, Revealed) else Revealed).until(Asking)
    game.answer(ANA, "B")
    assert isinstance(game.after(0).phase, Revealed)


def test_removing_the_last_silent_member_closes() -> None:
    """Who was removed is not waited for."""
    game = asking(numbered(2))
    game.answer(ANA, "B")
    game.do(Remove("ben"))
    assert isinstance(game.after(0).phase, Revealed)


def test_an_empty_room_closes_at_its_time() -> None:
    """A quiz nobody takes part in runs to its end by itself."""
    game = lobby(numbered(3), joined=())
    game.do(Begin())
    assert isinstance(game.until(Finished).phase, Finished)


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


# -- skip, close, end


def test_a_skipped_question_counts_for_nobody() -> None:
    """Answers to a skipped question earn nothing, and it is not among those played."""
    game = asking(numbered(3))
    game.answer(ANA, "B")
    game.do(Skip())
    game.until(Revealed)
    assert (1,) == game.quiz.played
    assert 0 == game.quiz.course[-1].scores["ana"].points


def test_skipping_the_last_question_ends_the_quiz() -> None:
    """After the last one there is only the result; its card says that it was skipped."""
    game = asking(numbered(1))
    game.do(Skip())
    assert isinstance(game.phase, Finished)
    assert "Skipped" in game.quiz.view()["q0"].body


def test_closing_now_reveals() -> None:
    """The host ends the time; who has not answered by then is too late."""
    game = asking(numbered(2)).after(3)
    game.do(Close())
    assert isinstance(game.phase, Revealed)
    assert "closed" == game.after(1).answer(ANA, "B").refused


@pytest.mark.parametrize("phase", ["reading", "asking", "paused"])
def test_an_end_in_the_middle_of_a_question(phase: str) -> None:
    """A question that was not revealed keeps no buttons, counts for nobody, and says so."""
    game = PHASES[phase](numbered(3))
    game.do(End())
    assert () == game.quiz.played
    card = game.quiz.view()["q0"]
    assert ((), None) == (card.buttons, card.select)
    assert "counts for nobody" in card.body
    assert "right" not in card.body


def test_an_end_after_a_reveal_keeps_what_was_revealed() -> None:
    """What was revealed counts."""
    game = revealed(numbered(3))
    game.do(End())
    assert (0,) == game.quiz.played
    assert 1 == game.quiz.course[-1].scores["ana"].points


def test_an_end_of_a_paused_reveal_keeps_it() -> None:
    """A pause after a reveal takes nothing from it."""
    game = revealed(numbered(3))
    game.do(Pause())
    game.do(End())
    assert (0,) == game.quiz.played


def test_a_lobby_that_is_ended_is_cancelled() -> None:
    """Nothing was asked, so there is no result."""
    game = cancelled()
    assert Cancelled(NOON) == game.phase
    assert ["top"] == list(game.quiz.view())


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


# -- corrections


def test_voiding_takes_the_points_from_everybody_and_gives_them_back() -> None:
    """A voided question is worth nothing to anybody; voiding it again puts it back."""
    game = revealed(numbered(2))
    assert 1 == game.quiz.course[-1].scores["ana"].points
    game.do(Void())
    assert 0 == game.quiz.course[-1].scores["ana"].points
    assert "taken this question out" in game.quiz.view()["q0"].body
    game.do(Void(1))
    assert 1 == game.quiz.course[-1].scores["ana"].points


def test_only_a_revealed_question_can_be_voided() -> None:
    """A number beyond what was revealed, or a skipped one, is refused with the numbers there are."""
    game = revealed(numbered(3))
    assert "no-such-question" == game.do(Void(2)).refused
    assert "from 1 to 1" in game.do(Void(2)).text
    assert "nothing-revealed" == asking(numbered(3)).do(Void()).refused


def test_removing_a_member_takes_their_answers() -> None:
    """A removed member is in no count and no board, and cannot come back by pressing."""
    game = revealed(numbered(2), scoring=Scoring.SPEED)
    game.do(Remove("ana"))
    assert ["ben"] == [row.member for row in game.quiz.course[-1].board.rows]
    game.until(Asking)
    assert "removed" == game.answer(ANA, "B").refused
    assert "removed" == game.do(Join(), ANA).refused


def test_who_is_not_there_cannot_be_removed() -> None:
    """Removing somebody who takes no part is refused."""
    assert "not-here" == lobby().do(Remove("cleo")).refused
