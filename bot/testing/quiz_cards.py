"""The cards a quiz shows, by name: what every surface draws, and people look at."""

from collections.abc import Callable

from msgspec.structs import replace

from bot.decks.model import Choice, Question, Scoring
from bot.kernel.card import Card
from bot.quiz.events import Panel
from bot.quiz.panel import panel_card
from bot.quiz.private import own_result
from bot.testing import decks
from bot.testing.quizzes import ANA, BEN, CLEO, Game, asking, cancelled, finished, lobby, paused, reading, revealed

CROWD = (ANA, BEN, CLEO)
LONG = "An answer that takes its time to say what it wants to say, with a_sign and *another* one, and goes on"


def top(game: Game) -> Card:
    """Return the lobby."""
    return game.quiz.view()["top"]


def first(game: Game) -> Card:
    """Return the card of the first question."""
    return game.quiz.view()["q0"]


def nth(question: Question) -> Card:
    """Return the card of a question that is asked."""
    return first(asking(decks.a_deck(question)))


def many(number: int, text: str = "Place") -> Question:
    """Return a question of so many choices, the second of them right."""
    choices = tuple(Choice(f"{text} {n}", credit=float(n == 2)) for n in range(1, number + 1))
    return replace(decks.CAPITAL, choices=choices)


def panel(game: Game) -> Card:
    """Return the host's panel, open."""
    game.do(Panel())
    return panel_card(game.quiz, "en")


CARDS: dict[str, Callable[[], Card]] = {
    "lobby": lambda: top(lobby(decks.a_deck(about="All about *capitals*. See <https://example.org/cities>."))),
    "lobby with teams": lambda: top(lobby(teams="Red, Blue")),
    "cancelled": lambda: top(cancelled()),
    "reading": lambda: first(reading(reading=20)),
    "single": lambda: first(asking()),
    "several": lambda: nth(decks.PRIMES),
    "true or false": lambda: nth(decks.FLAT),
    "typed": lambda: nth(decks.RED_PLANET),
    "number": lambda: nth(decks.BOILING),
    "ordering": lambda: nth(decks.PLANETS),
    "poll": lambda: nth(decks.MOOD),
    "paused": lambda: first(paused()),
    "twenty choices": lambda: nth(many(20)),
    "long choices": lambda: nth(many(4, LONG)),
    "several of twenty long ones": lambda: nth(replace(many(20, LONG), kind=decks.PRIMES.kind)),
    "revealed": lambda: first(revealed(scoring=Scoring.SPEED, joined=CROWD)),
    "final": lambda: finished(joined=CROWD).quiz.view()["end"],
    "panel in the lobby": lambda: panel(lobby()),
    "panel while asked": lambda: panel(asking()),
    "panel after the reveal": lambda: panel(revealed()),
    "panel of a paused quiz": lambda: panel(paused()),
    "panel at the end": lambda: panel(finished()),
    "right, alone": lambda: revealed().quiz.whisper("mine", ANA.member),
    "wrong, alone": lambda: revealed().quiz.whisper("mine", BEN.member),
    "own result": lambda: own_result(finished().quiz, ANA.member, "en"),
    "result files": lambda: finished().quiz.whisper("results", "host"),
}
