"""A lesson to measure: quizzes with their learners, brought to the point where a question is on the table."""

import asyncio
from collections.abc import Sequence
from functools import cache

from bot.bench.load import Act
from bot.bench.school import School
from bot.bench.wall import PLATFORM
from bot.decks.model import Choice, Deck, Kind, Question
from bot.kernel.clock import Instant
from bot.kernel.people import Actor, Place
from bot.quiz.events import Answer, Begin, Join, Start
from bot.quiz.opening import open_quiz
from bot.quiz.phases import Asking
from bot.quiz.session import Quiz, QuizKind

HOST = Actor(member="host", name="Ms Lovelace", host=True)
CHOICES = 4
TOGETHER = 2_000
"""Joins under way at a time while a lesson is prepared."""


@cache
def deck(questions: int = 1) -> Deck:
    """Return a deck of single choices, as long as teachers write them."""
    return Deck("bench", "The solar system", tuple(_question(number) for number in range(questions)))


def _question(number: int) -> Question:
    texts = ("Mercury, the innermost", "Venus, under its clouds", "Mars, the red one", "Neptune, the outermost")
    choices = tuple(Choice(text, credit=float(index == number % CHOICES)) for index, text in enumerate(texts))
    stem = f"Which planet is meant by clue number {number + 1}: it needs the **shortest** time for its year?"
    return Question(f"q{number}", Kind.SINGLE, stem, choices, explanation="The nearer to the sun, the faster it goes.")


def session_name(number: int) -> str:
    """Return the id of quiz `number`: ten letters, as the program's own ids are."""
    letters = "abcdefghij"
    return "bench" + "".join(letters[int(digit)] for digit in f"{number:05}")


@cache
def learner(number: int) -> Actor:
    """Return the learner of this number."""
    return Actor(member=f"U{number:09}", name=f"Learner {number}")


def choice(number: int) -> int:
    """Return which choice the learner of this number presses: not all the same."""
    return number * 7 % CHOICES


def opened(number: int, at: Instant, questions: int = 1) -> Quiz:
    """Return quiz `number` in its lobby, in a channel of its own, played by the default rules without reading time."""
    place = Place(f"{PLATFORM}:1", f"channel {number}")
    start = Start(deck="bench", seconds=300, reading=0)
    return open_quiz(session_name(number), place, deck(questions), start, HOST, at=at, seed="bench", factors={})


async def prepare(school: School, quizzes: int, learners: int, *, silent: int = 0, first: int = 0) -> list[str]:
    """Open quizzes with `learners` each who have joined, and return their ids when every clock runs.

    Learner n sits in quiz ``n // learners``. `silent` more have joined each and will not answer: without them the last
    answer would close the question. `first` is the number of the first quiz.
    """
    at, numbers = school.clock.now(), range(first, first + quizzes)
    names = [session_name(number) for number in numbers]
    await asyncio.gather(*(school.desk.open(QuizKind.name, opened(number, at), at) for number in numbers))
    joining = [(names[number // learners], learner(number)) for number in range(quizzes * learners)]
    joining += [(name, Actor(f"S{number}", f"Silent {number}")) for name in names for number in range(silent)]
    for start in range(0, len(joining), TOGETHER):
        some = joining[start : start + TOGETHER]
        await asyncio.gather(*(school.desk.submit(name, Join(), who, school.clock.now()) for name, who in some))
    await asyncio.gather(*(school.desk.submit(name, Begin(), HOST, school.clock.now()) for name in names))
    await school.until(names, asks)
    return names


def asks(quiz: Quiz) -> bool:
    """Whether a question's clock runs."""
    return isinstance(quiz.phase, Asking) and quiz.phase.began is not None


def answering(school: School, names: Sequence[str], learners: int, *, position: int = 0) -> Act:
    """Return what presses an answer to the question at `position` for learner n, who sits in quiz ``n // learners``."""
    submit, now = school.desk.submit, school.clock.now

    async def act(number: int) -> str:
        reply = await submit(names[number // learners], Answer(position, (choice(number),)), learner(number), now())
        return reply.refused

    return act
