"""Quizzes for tests: a value and the instant it stands at, driven by what people do and by time going by."""

from collections.abc import Mapping
from typing import TypedDict, Unpack

from bot.decks.model import Deck, Scoring
from bot.kernel.clock import SECOND, Instant
from bot.kernel.event import Event, Shown, Signal, Tick
from bot.kernel.people import ENGINE, Actor, Place
from bot.kernel.session import Fact, Reply
from bot.quiz.answers import BY_CHOICE, LETTERS
from bot.quiz.events import Answer, Begin, End, Join, Pause, Start
from bot.quiz.opening import open_quiz
from bot.quiz.phases import Asking, Finished, Phase, Reading, Revealed
from bot.quiz.session import Quiz
from bot.testing.decks import a_deck

NOON: Instant = 1_800_000_000_000
PLACE = Place("memory:school", "lessons")
HOST = Actor("host", "Ada", host=True)
ANA, BEN, CLEO = Actor("ana", "Ana"), Actor("ben", "Ben"), Actor("cleo", "Cleo")


class Options(TypedDict, total=False):
    """What a test may say about a quiz, beside its deck; all but the last six are those of `/quiz start`."""

    start: str
    seconds: int | None
    reading: int | None
    scoring: Scoring | None
    answers: str
    early: str
    board: str
    pace: int | None
    shuffle: str
    teams: str
    joined: tuple[Actor, ...]
    factors: Mapping[str, float]
    language: str
    seed: str
    alone: bool
    rings: bool


class Game:
    """A quiz, the instant it stands at, and the facts it has handed out.

    `do` lets somebody do something now; `after` lets seconds go by, with every tick the quiz asks for and a platform
    that confirms each post at once.
    """

    def __init__(self, quiz: Quiz, at: Instant = NOON) -> None:
        self.quiz = quiz
        self.at = at
        self.facts: list[Fact] = []

    @property
    def phase(self) -> Phase:
        """Where the quiz stands."""
        return self.quiz.phase

    def do(self, event: Event | Signal, by: Actor = HOST, at: Instant | None = None) -> Reply:
        """Let `event` happen, by default now, and return the private reply."""
        turn = self.quiz.handle(event, by, self.at if at is None else at)
        self.quiz = turn.state
        self.facts += turn.facts
        return turn.reply

    def answer(self, by: Actor, what: str, *, question: int | None = None, at: Instant | None = None) -> Reply:
        """Press the button with the letters `what`, or send the form with the text `what`."""
        table = self.quiz.table
        position = question if question is not None else table.position if table else 0
        if self.quiz.question(position).kind in BY_CHOICE and set(what) <= set(LETTERS):
            return self.do(Answer(position, tuple(LETTERS.index(letter) for letter in what)), by, at)
        return self.do(Answer(position, text=what), by, at)

    def confirm(self) -> None:
        """Let the platform confirm every card that waits for it."""
        for card in self.quiz.view().values():
            if card.confirm:
                self.do(Shown(card.confirm), ENGINE)

    def tick(self) -> None:
        """Wake the quiz at the hour it asked for, or now where that is past."""
        if self.quiz.wake_at is not None:
            self.at = max(self.at, self.quiz.wake_at)
            self.do(Tick(), ENGINE)

    def after(self, seconds: float) -> "Game":
        """Let `seconds` go by."""
        end = self.at + round(seconds * SECOND)
        self.confirm()
        while (wake := self.quiz.wake_at) is not None and wake <= end:
            self.tick()
            self.confirm()
        self.at = end
        return self

    def until(self, phase: type[Phase]) -> "Game":
        """Let time go by until the quiz stands in `phase`, with its clock started."""
        for _ in range(1000):
            self.confirm()
            if isinstance(self.phase, phase):
                return self
            self.tick()
        raise AssertionError(f"never came to {phase.__name__}, but to {self.phase}")


def lobby(deck: Deck | None = None, **options: Unpack[Options]) -> Game:
    """Return a quiz in its lobby, with those who `joined`: Ana and Ben, unless said otherwise."""
    joined = options.pop("joined", (ANA, BEN))
    factors = options.pop("factors", {})
    language = options.pop("language", "en")
    seed = options.pop("seed", "seed")
    alone, rings = options.pop("alone", False), options.pop("rings", True)
    start = Start(deck="sample", **options)  # type: ignore[arg-type,misc]  # the literals of `Start` are words here
    deck = a_deck() if deck is None else deck
    quiz = open_quiz(
        "abcdefghij",
        PLACE,
        deck,
        start,
        HOST,
        at=NOON,
        seed=seed,
        factors=factors,
        language=language,
        alone=alone,
        rings=rings,
    )
    game = Game(quiz)
    for member in joined:
        game.do(Join(), member)
    return game


def reading(deck: Deck | None = None, **options: Unpack[Options]) -> Game:
    """Return a quiz whose first question is being read."""
    game = lobby(deck, **options)
    game.do(Begin())
    return game.until(Reading)


def asking(deck: Deck | None = None, **options: Unpack[Options]) -> Game:
    """Return a quiz whose first question is asked, the clock just started."""
    game = lobby(deck, **options)
    game.do(Begin())
    return game.until(Asking)


def revealed(deck: Deck | None = None, **options: Unpack[Options]) -> Game:
    """Return a quiz whose first question has been revealed; Ana was right and Ben was not, if they joined."""
    game = asking(deck, **options)
    for member, what in ((ANA, "B"), (BEN, "A")):
        if member.member in game.quiz.players:
            game.answer(member, what)
    return game.until(Revealed)


def paused(deck: Deck | None = None, **options: Unpack[Options]) -> Game:
    """Return a quiz that was paused 5 seconds into its first question."""
    game = asking(deck, **options).after(5)
    game.do(Pause())
    return game


def finished(deck: Deck | None = None, **options: Unpack[Options]) -> Game:
    """Return a quiz that has come to its end by itself."""
    return revealed(deck, **options).until(Finished)


def cancelled(deck: Deck | None = None, **options: Unpack[Options]) -> Game:
    """Return a quiz that was cancelled in its lobby."""
    game = lobby(deck, **options)
    game.do(End())
    return game
