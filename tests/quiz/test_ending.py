"""How a question or a quiz ends by a host's word, and what is set right afterwards."""

from collections.abc import Callable

import pytest

from bot.decks.model import Scoring
from bot.quiz.events import Close, End, Join, Pause, Remove, Skip, Void
from bot.quiz.phases import Asking, Cancelled, Finished, Revealed
from bot.testing.decks import numbered
from bot.testing.quizzes import (
    ANA,
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
