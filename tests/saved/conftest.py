"""Where the samples are, and how the sample of a phase is made and written down."""

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from msgspec import Struct

from bot.kernel.session import Fact
from bot.quiz.events import Accept, Accommodate, Pause, Remove, Skip, Void
from bot.quiz.phases import Asking, Finished, Revealed
from bot.quiz.session import Quiz, QuizKind
from bot.testing.decks import CAPITAL, RED_PLANET, a_deck
from bot.testing.quizzes import ANA, BEN, CLEO, Game, asking, cancelled, lobby, paused, reading

SAVED = Path(__file__).parent


class Sample(Struct, frozen=True):
    """A session as it lay in the store of a release, and what it was good for then."""

    content: msgspec.Raw
    state: msgspec.Raw
    facts: tuple[Fact, ...]
    phase: str
    wake_at: int | None
    points: dict[str, float]
    public: dict[str, str]
    """Title and text of the public messages."""


def played() -> Game:
    """Return a quiz with everything in it that is written down: answers, teams, corrections, more time."""
    deck = a_deck(CAPITAL, RED_PLANET, CAPITAL)
    game = asking(deck, joined=(ANA, BEN, CLEO), factors={"ben": 1.5}, teams="Red,Blue", shuffle="both")
    for member in (ANA, BEN, CLEO):
        game.answer(member, "Barsoom" if game.quiz.question(0).accepted else "B")
    game.until(Revealed)
    game.do(Void(1))
    game.until(Asking)
    game.answer(ANA, "Barsoom" if game.quiz.question(1).accepted else "C")
    game.do(Remove("cleo"))
    return game


def skipped() -> Game:
    """Return a quiz whose question was skipped, with one more accepted answer, at its end."""
    game = asking(a_deck(RED_PLANET, CAPITAL))
    game.answer(ANA, "Barsoom")
    game.until(Revealed)
    game.do(Accept("Barsoom"))
    game.until(Asking)
    game.do(Accommodate("ana", 2.0))
    game.do(Skip())
    return game.until(Finished)


def overtime() -> Game:
    """Return a quiz paused while only one member still has time."""
    game = asking(a_deck(CAPITAL), factors={"ben": 2.0}).after(25)
    game.do(Pause())
    return game


def unconfirmed() -> Game:
    """Return a quiz whose first post is not confirmed."""
    return lobby(a_deck(CAPITAL), start="now", reading=0, joined=())


GAMES: dict[str, Callable[[], Game]] = {
    "lobby": lobby,
    "reading": reading,
    "unconfirmed": unconfirmed,
    "asking": played,
    "revealed": lambda: played().until(Revealed),
    "paused": paused,
    "paused-overtime": overtime,
    "finished": skipped,
    "cancelled": cancelled,
}


def sample_of(game: Game) -> Sample:
    """Return the sample of a quiz as it is written down now."""
    kind, quiz = QuizKind(), game.quiz
    facts = {(fact.item, fact.member): fact for fact in game.facts}
    return Sample(
        content=msgspec.Raw(kind.content(quiz)),
        state=msgspec.Raw(kind.freeze(quiz)),
        facts=tuple(facts.values()),
        phase=type(quiz.phase).__name__,
        wake_at=quiz.wake_at,
        points=points_of(quiz),
        public={slot: f"{card.title}\n{card.body}" for slot, card in quiz.view().items()},
    )


def points_of(quiz: Quiz) -> dict[str, float]:
    """Return everybody's points by now."""
    return {member: score.points for member, score in quiz.course[-1].scores.items()} if quiz.course else {}


@pytest.fixture(params=sorted(SAVED.glob("*/*.json")), ids=lambda path: f"{path.parent.name}/{path.stem}")
def sample(request: pytest.FixtureRequest) -> Sample:
    """One sample of one release."""
    path: Path = request.param
    return msgspec.json.decode(path.read_bytes(), type=Sample)


@pytest.fixture
def samples_of() -> Callable[[], dict[str, bytes]]:
    """Return what this release would save as samples."""
    return lambda: {
        name: msgspec.json.format(msgspec.json.encode(sample_of(make())), indent=1) + b"\n"
        for name, make in GAMES.items()
    }


@pytest.fixture
def points() -> Callable[[Quiz], dict[str, float]]:
    """Return how points are read from a quiz."""
    return points_of


@pytest.fixture
def folder() -> Path:
    """Return where samples lie."""
    return SAVED
