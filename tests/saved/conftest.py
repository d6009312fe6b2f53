"""Where the samples are, and how the sample of a phase is made and written down."""

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from msgspec import Struct

from bot.discussion.counting import credit
from bot.discussion.events import Excuse, GrantExtension, Highlight, Others, Reopen, Respond, Snooze
from bot.discussion.session import Discussion, DiscussionKind
from bot.kernel.clock import DAY, MINUTE
from bot.kernel.event import Heard, Left, Unreached
from bot.kernel.message import Message, Removed
from bot.kernel.people import ENGINE, Attendee
from bot.kernel.session import Fact
from bot.quiz.events import Accept, Accommodate, Pause, Remove, Skip, Void
from bot.quiz.phases import Asking, Finished, Revealed
from bot.quiz.session import Quiz, QuizKind
from bot.testing.decks import CAPITAL, RED_PLANET, a_deck
from bot.testing.discussions import ANA as ANNA
from bot.testing.discussions import BEN as BENNO
from bot.testing.discussions import CLEO as CLEA
from bot.testing.discussions import Talk, draft, talk, typed
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
    kind: str = "quiz"


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


def dismissed_quiz() -> Game:
    """Return a quiz whose workspace has removed us while a question was asked."""
    game = overtime()
    game.do(Left(), ENGINE)
    return game


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
    "dismissed": dismissed_quiz,
}


def written() -> Talk:
    """Return a discussion with everything in it that is written down: posts of all fates, more time, reminders, highlights."""
    open_ = talk(typed(rules="1 post, 1 reply, 3 words", late_until="mon 17:00", remind="24h 2h"), zone="Europe/London")
    open_.post(ANNA, "a thought of mine")
    open_.post(BENNO, "short", to="m1")
    open_.edit("m2", "now it is long enough", BENNO, open_.at + MINUTE)
    open_.post(CLEA, "three words here", names=(ANNA,))
    open_.remove("m3", Removed.BY_MODERATOR)
    open_.remove("never-heard-of")
    open_.do(Heard(Message("late", "ana", "Ana", open_.at, "found only afterwards"), missed=True), ANNA)
    open_.do(GrantExtension("ben", "2026-10-20 17:00"))
    open_.do(Excuse("cleo"))
    open_.do(Highlight("ana", "a good question"))
    open_.until(open_.value.dates.due - DAY)
    open_.do(Snooze(), ANNA)
    for key in [key for key in open_.news() if key.startswith("r.")]:
        open_.do(Unreached(key, "", key.rpartition(".")[2]), ENGINE)
    return open_.after(MINUTE)


def ended() -> Talk:
    """Return a discussion that is over but for a member with more time."""
    return written().after(8 * DAY)


def reopened() -> Talk:
    """Return a discussion that was closed and opened again, with its roll being called."""
    open_ = written().after(30 * DAY)
    open_.do(Reopen("in 3 days"))
    return open_


def sealed() -> Talk:
    """Return a sealed discussion with two answers, one of whose authors has looked at the other."""
    open_ = talk(typed(rules="1 post, 3 words, sealed"))
    for by in (ANNA, BENNO):
        open_.do(Respond(f"what {by.name} thinks of it"), by)
    open_.do(Others(), ANNA)
    return open_


def gated() -> Talk:
    """Return a sealed discussion where one has looked, and is let in where those meet who have."""
    open_ = talk(typed(rules="1 post, 3 words, sealed"), gated=True)
    for by in (ANNA, BENNO):
        open_.do(Respond(f"what {by.name} thinks of it"), by)
        open_.do(Others(), ANNA)
    return open_


def weekly() -> Talk:
    """Return a discussion that repeats, and waits for its hour."""
    return talk(typed(opens="tue 9:00", repeat="every tue 09:00 for 3 weeks", expect="role seminar"))


def untold() -> Talk:
    """Return one where the platform tells neither who is there nor what they write; one has left, one wants no reminders."""
    open_ = talk(typed(rules="1 post, 1 reply, 50 words"), people=None, texts_take="Message Content Intent")
    open_.missing, open_.known, open_.left = (
        "Server Members Intent",
        {"ben": Attendee("ben", "Ben", reminders=False)},
        {"cleo"},
    )
    for by in (ANNA, BENNO, CLEA):
        open_.post(by, None)
    return open_.after(2 * DAY)


def dismissed(open_: Talk) -> Talk:
    """Return the discussion after its workspace has removed us."""
    open_.do(Left(), ENGINE)
    return open_


TALKS: dict[str, Callable[[], Talk]] = {
    "draft": lambda: draft(typed(title="")),
    "scheduled": weekly,
    "open": written,
    "ended": ended,
    "closed": lambda: written().after(30 * DAY),
    "reopened": reopened,
    "sealed": sealed,
    "revealed": lambda: sealed().after(5 * DAY),
    "gated": gated,
    "gate-closed": lambda: gated().after(5 * DAY),
    "dropped": lambda: draft(typed(title="")).after(2 * DAY),
    "untold": untold,
    "dismissed": lambda: dismissed(written()),
    "dismissed-draft": lambda: dismissed(draft(typed(title=""))),
}


def discussion_sample(open_: Talk) -> Sample:
    """Return the sample of a discussion as it is written down now."""
    kind, value = DiscussionKind(), open_.value
    return Sample(
        content=msgspec.Raw(kind.content(value)),
        state=msgspec.Raw(kind.freeze(value)),
        facts=open_.ledger(),
        phase=type(value.phase).__name__,
        wake_at=value.wake_at,
        points=credits_of(value),
        public={slot: f"{card.title}\n{card.body}" for slot, card in value.view().items()},
        kind="discussion",
    )


def credits_of(value: Discussion) -> dict[str, float]:
    """Return everybody's share of what was asked."""
    return {member: credit(value, member) for member in sorted({*value.expected, *value.posts})}


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
        **{name: _spelled(sample_of(make())) for name, make in GAMES.items()},
        **{f"discussion-{name}": _spelled(discussion_sample(make())) for name, make in TALKS.items()},
    }


def _spelled(sample: Sample) -> bytes:
    return msgspec.json.format(msgspec.json.encode(sample), indent=1) + b"\n"


@pytest.fixture
def points() -> Callable[[Quiz | Discussion], dict[str, float]]:
    """Return how points are read from a quiz, or credit from a discussion."""
    return lambda value: points_of(value) if isinstance(value, Quiz) else credits_of(value)


@pytest.fixture
def folder() -> Path:
    """Return where samples lie."""
    return SAVED
