"""The course is carried along from value to value, and is what it would be if it were computed anew."""

from collections.abc import Callable

import pytest

from bot.decks.model import Scoring
from bot.kernel.event import Event
from bot.kernel.people import Actor
from bot.quiz.course import course
from bot.quiz.events import Accept, Join, Remove, Skip, Team, Void
from bot.quiz.session import Quiz, QuizKind
from bot.quiz.state import Asking, Revealed
from bot.testing.decks import CAPITAL, RED_PLANET, a_deck
from bot.testing.quizzes import ANA, BEN, CLEO, HOST, Game, asking


def played() -> Game:
    """Return a quiz of six questions in the middle of its fifth, with all cards made."""
    game = asking(a_deck(CAPITAL, RED_PLANET, *[CAPITAL] * 4), scoring=Scoring.RANK, teams="Red,Blue")
    for _ in range(4):
        for number, member in enumerate((ANA, BEN)):
            game.answer(member, ("BA"[number], "Mars")[bool(game.quiz.question(game.phase.position).accepted)])  # type: ignore[union-attr]
        game.until(Revealed)
        game.quiz.view()
        game.until(Asking)
    return game


def anew(quiz: Quiz, game: Game) -> Quiz:
    """Return the same quiz read from the store, with nothing computed."""
    facts = {(fact.item, fact.member): fact for fact in game.facts}
    return QuizKind().thaw(QuizKind().content(quiz), QuizKind().freeze(quiz), facts.values())


CHANGES: dict[str, tuple[Event, Actor, int]] = {
    "nothing": (Void(9), HOST, 4),
    "an answer": (Join(), CLEO, 4),
    "the first voided": (Void(1), HOST, 0),
    "the third voided": (Void(3), HOST, 2),
    "one more accepted": (Accept("Jupiter", 2), HOST, 1),
    "a member removed": (Remove("ben"), HOST, 0),
    "another team": (Team("Blue", "ana"), HOST, 0),
    "a question skipped": (Skip(), HOST, 4),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_is_carried_along_is_what_would_be_computed(change: str) -> None:
    """After every kind of change the rounds are those of a fresh value, and as many as can be are the very same."""
    event, by, kept = CHANGES[change]
    game = played()
    before = game.quiz.course
    game.do(event, by)
    game.quiz.view()
    fresh = anew(game.quiz, game)
    assert fresh.view() == game.quiz.view()
    for round_, other in zip(game.quiz.course, fresh.course, strict=True):
        assert (other.graded.points, other.tally, other.board) == (round_.graded.points, round_.tally, round_.board)
    same = [old is new for old, new in zip(before, game.quiz.course, strict=False)]
    assert [True] * kept == same[:kept]
    assert not any(same[kept:])


@pytest.mark.parametrize("view", [Quiz.view, Quiz.whispers], ids=["view", "whispers"])
def test_a_card_that_was_made_is_not_shown_for_another(view: Callable[[Quiz], object]) -> None:
    """Voiding and taking it back shows what was shown before, though the cards are remembered."""
    game = played()
    before = view(game.quiz)
    game.do(Void(2))
    changed = view(game.quiz)
    game.do(Void(2))
    assert before == view(game.quiz)
    assert view is Quiz.whispers or before != changed


def test_a_course_of_nothing() -> None:
    """Before the first reveal there are no rounds, and none are taken over."""
    game = asking(a_deck(CAPITAL))
    assert () == game.quiz.course
    assert () == course(game.quiz.sheet, course(game.quiz.sheet)).rounds
