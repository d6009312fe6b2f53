"""Quizzes played by `handle` alone, without an engine: to time the rules, and to open one in the middle of its course."""

from collections.abc import Iterable

from bot.bench.lesson import HOST, asks, choice, learner, opened
from bot.bench.school import School
from bot.kernel.clock import MINUTE, SECOND, Instant
from bot.kernel.event import Event, Shown, Signal, Tick
from bot.kernel.people import ENGINE, Actor
from bot.kernel.session import Fact
from bot.quiz.events import Answer, Begin, Close, Join, Next
from bot.quiz.phases import Asking, confirmation
from bot.quiz.session import Quiz, QuizKind

SILENT = Actor("S000000000", "Silent")
"""Has joined and never answers, so that no question closes by itself."""


class Game:
    """A quiz as it stands, and all it has put into the ledger."""

    def __init__(self, quiz: Quiz) -> None:
        self.quiz = quiz
        self.facts: list[Fact] = []

    def do(self, event: Event | Signal, by: Actor, at: Instant) -> None:
        """Let the event happen."""
        turn = self.quiz.handle(event, by, at)
        self.quiz = turn.state
        self.facts += turn.facts

    def join(self, players: int, at: Instant) -> None:
        """Let `players` join, and the silent one."""
        for number in range(players):
            self.do(Join(), learner(number), at)
        self.do(Join(), SILENT, at)

    def answer(self, numbers: Iterable[int], position: int, at: Instant) -> None:
        """Let the learners of these numbers answer, a millisecond after one another."""
        for number in numbers:
            self.do(Answer(position, (choice(number + position),)), learner(number), at + number)

    def show(self, at: Instant) -> None:
        """Confirm the card that waits for it, and let the reading time pass."""
        while mark := confirmation(self.quiz.phase):
            self.do(Shown(mark), ENGINE, at)
            if not isinstance(self.quiz.phase, Asking):
                self.do(Tick(), ENGINE, self.quiz.wake_at or at)


def asked(players: int, at: Instant, *, questions: int = 1, number: int = 0) -> Game:
    """Return quiz `number` with its first question asked and its clock running."""
    game = Game(opened(number, at, questions))
    game.join(players, at)
    game.do(Begin(), HOST, at)
    game.show(at)
    return game


def played(players: int, at: Instant, *, questions: int, number: int = 0) -> Game:
    """Return quiz `number` with its last question put on the table, but not confirmed; all others everybody has answered.

    It began so long before `at` that each question took a minute.
    """
    at -= questions * MINUTE
    game = asked(players, at, questions=questions, number=number)
    for position in range(questions - 1):
        game.answer(range(players), position, at + SECOND)
        at += MINUTE
        game.do(Close(), HOST, at)
        game.do(Next(), HOST, at)
        if position + 2 < questions:
            game.show(at)
    return game


async def prepare_last(school: School, learners: int, questions: int) -> list[str]:
    """Open a quiz of which all but the last question are played, and return its id when the last one's clock runs."""
    at = school.clock.now()
    game = played(learners, at, questions=questions)
    await school.desk.open(QuizKind.name, game.quiz, at, tuple(game.facts))
    await school.until([game.quiz.id], asks)
    await school.painter.settle()
    return [game.quiz.id]
