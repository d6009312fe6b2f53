"""The table of moves, and the way of a question."""

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from bot.kernel.clock import SECOND
from bot.kernel.event import Event, Interrupted, Shown, Tick
from bot.kernel.people import ENGINE
from bot.quiz.events import Begin, Close, End, Extend, Next, Pause, Remove, Resume, Skip
from bot.quiz.phases import Asking, Cancelled, Finished, Lobby, Paused, Reading, Revealed
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
