"""Quizzes on their whole way, for what has to hold at every moment of it."""

from collections.abc import Iterator
from typing import Unpack

from bot.decks.model import Deck, Kind
from bot.quiz.events import Begin, Pause, Resume
from bot.quiz.phases import Asking
from bot.testing.quizzes import ANA, BEN, CLEO, Game, Options, lobby


def every_moment(deck: Deck, *, typed: str = "", **options: Unpack[Options]) -> Iterator[Game]:
    """Yield a quiz again and again on its whole way, with answers of Ana and Ben to every question."""
    game = lobby(deck, **options)
    yield game
    game.do(Begin())
    while not game.quiz.over:
        yield game
        game.confirm()
        yield game
        if isinstance(game.phase, Asking) and not game.quiz.answered:
            answer_all(game, typed)
            yield game
            game.do(Pause())
            yield game
            game.do(Resume())
        game.tick()
    yield game


def answer_all(game: Game, text: str = "") -> None:
    """Let Ana, Ben and Cleo answer the question on the table, each by another choice."""
    assert isinstance(game.phase, Asking)
    question = game.quiz.question(game.phase.position)
    letters = "ABCDEFGH"[: len(question.choices)]
    for number, member in enumerate((ANA, BEN, CLEO)):
        what = {
            Kind.ORDERING: letters[number % 2 :] + letters[: number % 2],
            Kind.TYPED: text or ("Mars", "Venus", "the fourth planet")[number],
            Kind.NUMBER: ("100", "99.5", "7")[number],
        }.get(question.kind, letters[number % len(letters)] if letters else "")
        game.answer(member, what)
