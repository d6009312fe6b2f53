"""What the galleries show: a class plays one of our decks and discusses one of our prompts."""

from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from bot.decks.library import content_library
from bot.decks.model import Deck, Scoring
from bot.kernel.card import Card
from bot.kernel.clock import DAY, SECOND
from bot.kernel.people import Actor
from bot.quiz.answers import LETTERS, ONE_CHOICE
from bot.quiz.events import Begin, Panel
from bot.quiz.panel import panel_card
from bot.quiz.phases import Asking, Finished, Revealed
from bot.testing.discussions import Talk, talk, typed
from bot.testing.quizzes import Game, lobby

NAMES = ("Ana", "Ben", "Chiara", "Deniz", "Emil", "Fatima", "Goran", "Hanna", "Ibrahim", "Jonas", "Kim", "Lena")
CLASS = tuple(Actor(name.lower(), name) for name in NAMES)
HARD = (2, 4, 1, 5, 3, 2)
"""How many in seven get a question wrong."""

PROMPT = (
    "Last night you slept, and most of yesterday is gone. **Why do we forget** so much of what we learn, and what helps?\n\n"
    "- Give one example from your own week.\n- Say what you would change."
)


class Moment(Struct, frozen=True):
    """A card that is looked at at the second `now`. `private`: only one person sees it; `thread`: the name of the one below."""

    name: str
    card: Card
    key: str
    now: int
    private: bool = False
    thread: str = ""


def moments(*, by_name: bool = False, rings: bool = True) -> Iterator[Moment]:
    """Yield what is shown, in the order it happens.

    `by_name`: threads know no replies there; `rings`: private results come by themselves.
    """
    yield from _quiz(rings=rings)
    yield from _discussion(by_name=by_name)


def solar_system() -> Deck:
    """Return the first questions of our deck of the solar system that are answered with a press."""
    deck = content_library().load("solar-system")
    return replace(deck, questions=tuple(each for each in deck.questions if each.kind in ONE_CHOICE)[: len(HARD)])


def _quiz(*, rings: bool) -> Iterator[Moment]:
    game = lobby(solar_system(), joined=CLASS, shuffle="none", seconds=30, scoring=Scoring.SPEED, pace=10, rings=rings)
    yield _scene("lobby", game.quiz.view()["top"], game)
    game.do(Panel())
    game.do(Begin())
    _answer(game)
    yield _scene("question", _newest(game), game)
    yield _scene("host-panel", panel_card(game.quiz, "en"), game, private=True)
    game.until(Revealed)
    yield _scene("reveal", _newest(game), game)
    yield _scene("private-result", game.quiz.whisper("mine", "chiara"), game, private=True)
    for _ in range(len(HARD) - 1):
        _answer(game)
        game.until(Revealed)
    game.until(Finished)
    yield _scene("board", game.quiz.view()["end"], game)


def _answer(game: Game) -> None:
    """Let the next question be asked, and all but the last of the class answer it: most of them right, and not all at once."""
    game.until(Asking)
    position = game.quiz.reached + 1
    layout, question = game.quiz.setup.layouts[position], game.quiz.question(position)
    right = next(place for place, choice in enumerate(layout) if question.choices[choice].credit > 0)
    for number, member in enumerate(CLASS[:-1]):
        wrong = (number * 5 + position * 3) % 7 < HARD[position]
        place = (right + 1 + number % (len(layout) - 1)) % len(layout) if wrong else right
        game.answer(member, LETTERS[place], at=game.at + 2400 + (number * 7 + position * 3) % 11 * 900)
    game.at += 12 * SECOND


def _newest(game: Game) -> Card:
    return list(game.quiz.view().values())[-1]


def _scene(name: str, card: Card, game: Game, *, private: bool = False) -> Moment:
    return Moment(name, card, f"{game.quiz.id}.{name}", game.at // 1000, private)


def _discussion(*, by_name: bool) -> Iterator[Moment]:
    named = {"title": "Sleep and memory", "body": PROMPT}
    open_one = talk(typed(**named, rules="1 post, 2 replies, 40 words", replies_due="sun 18:00"), by_name=by_name)
    yield _talk("discussion", open_one.value.view()["top"], open_one, thread="Sleep and memory")
    sealed = talk(typed(**named, rules="1 post, sealed, 10 words"), gated=True)
    yield _talk("sealed", sealed.value.view()["top"], sealed)
    open_one.until(open_one.value.dates.due - DAY)
    yield _talk("reminder", open_one.value.whisper("r.d1440.ana", "ana"), open_one)


def _talk(name: str, card: Card, one: Talk, *, thread: str = "") -> Moment:
    return Moment(name, card, f"abcdefghij.{name}", one.at // 1000, thread=thread)


def linked(card: Card, href: str) -> Card:
    """Return a card that points to a message, with its link."""
    return replace(card, body=f"{card.body}\n\n[Show the message]({href})")
