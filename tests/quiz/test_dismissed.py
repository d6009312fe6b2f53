"""A quiz whose workspace has removed us ends where it stands, and nobody is told."""

from collections.abc import Callable

import pytest

from bot.kernel.event import Back, Left
from bot.kernel.people import ENGINE
from bot.quiz.phases import Cancelled, Finished
from bot.testing.quizzes import Game, asking, cancelled, finished, lobby, paused, reading, revealed

RUNNING = {"lobby": lobby, "reading": reading, "asking": asking, "revealed": revealed, "paused": paused}


@pytest.mark.parametrize("make", RUNNING.values(), ids=RUNNING)
def test_it_is_over_at_once_and_wakes_no_more(make: Callable[[], Game]) -> None:
    """Whatever it was at; a lobby is cancelled, a quiz under way ends with what was revealed."""
    game = make()
    game.do(Left(), ENGINE)
    ended = Cancelled if make is lobby else Finished
    assert (ended, None, True, True) == (type(game.phase), game.quiz.wake_at, game.quiz.over, game.quiz.dismissed)


@pytest.mark.parametrize("make", [*RUNNING.values(), finished, cancelled])
def test_nobody_is_told_then_or_later(make: Callable[[], Game]) -> None:
    """Neither results nor files; also not when we are let in again."""
    game = make()
    game.do(Left(), ENGINE)
    assert {} == game.quiz.whispers()
    game.do(Back(), ENGINE)
    assert ({}, False) == (game.quiz.whispers(), game.quiz.dismissed)


def test_told_twice_it_happens_once() -> None:
    """The same value, as after every event that changes nothing; so with being back where nobody was away."""
    game = asking()
    assert game.quiz is game.quiz.handle(Back(), ENGINE, game.at).state
    game.do(Left(), ENGINE)
    assert game.quiz is game.quiz.handle(Left(), ENGINE, game.at + 1).state


def test_what_is_shown_when_it_is_back_is_its_end() -> None:
    """The question takes no more answers, and the final card is there."""
    game = asking()
    game.do(Left(), ENGINE)
    game.do(Back(), ENGINE)
    cards = game.quiz.view()
    assert ((), None, True) == (cards["q0"].buttons, cards["q0"].select, "end" in cards)
