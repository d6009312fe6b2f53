"""Decks for tests: one question of each kind, and what a hostile author would write."""

from msgspec.structs import replace

from bot.decks.model import Accepted, Choice, Deck, Kind, Question, Range

CAPITAL = Question(
    id="capital",
    kind=Kind.SINGLE,
    stem="Which city is the capital of France?",
    choices=(
        Choice("Lyon", comment="The second largest."),
        Choice("Paris", credit=1.0),
        Choice("Nice"),
        Choice("Lille"),
    ),
    explanation="Paris has been the capital since 987.",
)
PRIMES = Question(
    id="primes",
    kind=Kind.SEVERAL,
    stem="Which numbers are prime?",
    choices=(Choice("2", credit=1.0), Choice("4"), Choice("5", credit=1.0), Choice("9"), Choice("7", credit=1.0)),
)
FLAT = Question(
    id="flat", kind=Kind.TRUE_FALSE, stem="The Earth is flat.", choices=(Choice("True"), Choice("False", credit=1.0))
)
RED_PLANET = Question(
    id="red",
    kind=Kind.TYPED,
    stem="Which planet is called the red one?",
    accepted=(Accepted("Mars"), Accepted("the fourth planet", credit=0.5, comment="It has a name.")),
)
BOILING = Question(
    id="boiling", kind=Kind.NUMBER, stem="At what temperature does water boil?", ranges=(Range(99.5, 100.5),), unit="°C"
)
PLANETS = Question(
    id="planets",
    kind=Kind.ORDERING,
    stem="From the Sun outwards?",
    choices=(Choice("Mercury"), Choice("Venus"), Choice("Earth"), Choice("Mars")),
)
MOOD = Question(
    id="mood", kind=Kind.POLL, stem="How was it?", choices=(Choice("Easy"), Choice("Right"), Choice("Hard"))
)

ONE_OF_EACH = (CAPITAL, PRIMES, FLAT, RED_PLANET, BOILING, PLANETS, MOOD)


def a_deck(*questions: Question, **settings: object) -> Deck:
    """Return a deck of `questions`, by default one of each kind."""
    deck = Deck(name="sample", title="Sample", questions=questions or ONE_OF_EACH)
    return replace(deck, **settings)


def numbered(count: int, question: Question = CAPITAL) -> Deck:
    """Return a deck of `count` questions like `question`."""
    return a_deck(*(replace(question, id=f"q{number}") for number in range(count)))
