"""The plain values of a live quiz: what was answered, what it is worth, and how everybody stands.

Nothing here decides anything. Answers never carry points: points are computed from them each time, so that
voiding a question, accepting another answer or removing a member is a recomputation that leaves no trace.
"""

from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace

from bot.decks.model import Kind, Question, Scoring
from bot.kernel.clock import Instant

T = TypeVar("T")


class Given(Struct, frozen=True, gc=False):
    """One answer as recorded.

    `choices` are indices into `Question.choices` in the deck's order, not as shown; of an ordering question
    they are all items from first to last. `took` is the time in ms since the question's clock began, never
    below 0. `limit` is the member's own time for the question in ms: as announced, accommodation included,
    later extensions not, so that an extension makes nobody's earlier answer slower.
    """

    choices: tuple[int, ...] = ()
    text: str = ""
    at: Instant = 0
    took: int = 0
    limit: int = 0


def shared(given: Given) -> Given:
    """Return the answer with the parts that thousands of answers have in common held in memory once."""
    return replace(given, choices=once(given.choices), limit=once(given.limit))


@lru_cache(maxsize=4096)
def once(value: T) -> T:
    """Return a value that is equal to `value`, the same one for all."""
    return value


class Mark(Struct, frozen=True, gc=False):
    """What an answer is worth, independent of speed.

    `credit` lies in 0..1; `comment` is the author's, of the option or accepted form chosen; `near` says that
    a slip of the keyboard was forgiven. `note` is empty or a code of `marking.NOTES`.
    """

    credit: float
    comment: str = ""
    near: bool = False
    note: str = ""

    @property
    def right(self) -> bool:
        """Whether it is fully right."""
        return self.credit >= 1.0


class Player(Struct, frozen=True, gc=False):
    """A member who takes part: the name shown, the team (or ""), the 0-based question they joined at."""

    name: str
    team: str = ""
    joined: int = 0


class Sheet(Struct, frozen=True):
    """All that points, boards and results follow from; a session hands it over as it stands.

    `questions` are those played so far (closed, skipped or void), in the order played; everything else names
    them by 0-based position in it. `answers` may hold questions and members that do not count: only members
    of `roster` who are not in `removed` do. `known` are the deck's accepted answers, as
    `marking.known_answers` gives them.
    """

    questions: tuple[Question, ...]
    answers: Mapping[int, Mapping[str, Given]]
    roster: Mapping[str, Player]
    scoring: Scoring = Scoring.ACCURACY
    language: str = "en"
    void: frozenset[int] = frozenset()
    skipped: frozenset[int] = frozenset()
    removed: frozenset[str] = frozenset()
    accepted_more: Mapping[int, tuple[str, ...]] = {}
    known: frozenset[str] = frozenset()
    title: str = ""

    def counts(self, position: int) -> bool:
        """Whether the question can earn anything: scored, of some weight, neither voided nor skipped."""
        question = self.questions[position]
        dropped = position in self.void or position in self.skipped
        return not dropped and question.kind is not Kind.POLL and question.weight > 0

    def players(self) -> dict[str, Player]:
        """Return those who count, by member."""
        return {member: player for member, player in self.roster.items() if member not in self.removed}


class Score(Struct, frozen=True, gc=False):
    """How one member stands after some questions.

    `points` are not yet rounded; `streak` is the present run of right answers.
    """

    points: float = 0.0
    credit: float = 0.0
    right: int = 0
    answered: int = 0
    streak: int = 0

    @property
    def accuracy(self) -> float | None:
        """The mean credit of the answers given to questions that count; None before the first."""
        return self.credit / self.answered if self.answered else None


class Graded(Struct, frozen=True):
    """One question marked for everybody who answered. Members without an answer have no mark and no points.

    `streaks` holds everybody's streak after the question. When it does not count, `points` is empty and
    streaks are as before.
    """

    position: int
    counts: bool
    marks: Mapping[str, Mark]
    points: Mapping[str, float]
    streaks: Mapping[str, int]


class Moved(StrEnum):
    """How a place on the board compares with the board before."""

    UP = "up"
    DOWN = "down"
    SAME = "same"
    NEW = "new"


class Row(Struct, frozen=True, gc=False):
    """One line of the board. `points` are rounded, as shown; equal points share a `rank` (1, 2, 2, 4)."""

    member: str
    name: str
    team: str
    rank: int
    points: float
    moved: Moved = Moved.NEW


class TeamRow(Struct, frozen=True, gc=False):
    """A team's line: `points` is the mean of its `members` members' totals."""

    name: str
    rank: int
    points: float
    members: int


class Board(Struct, frozen=True):
    """The ranking, best first; empty when no points are given. `places` finds a member's index in `rows`."""

    rows: tuple[Row, ...] = ()
    teams: tuple[TeamRow, ...] = ()
    places: Mapping[str, int] = {}

    @property
    def top(self) -> tuple[Row, ...]:
        """The ten lines shown to everybody."""
        return self.rows[:10]

    def of(self, member: str) -> Row | None:
        """Return the member's own line."""
        place = self.places.get(member)
        return None if place is None else self.rows[place]


class Wording(Struct, frozen=True, gc=False):
    """Answers that come to the same: the spelling most used, how many gave it, what it is worth."""

    text: str
    count: int
    credit: float


class Tally(Struct, frozen=True):
    """What was answered to one question.

    `counts` has one number for each of the question's choices in the deck's order: how many chose it, or, of
    an ordering question, how many put it in its right place. `wordings` are the typed answers and numbers,
    most frequent first. `accuracy` is the mean credit of those who answered (None without answers or a right
    answer). `fastest` are the members whose fully right answer took `fastest_took` ms: more than one only
    when they tie to the millisecond.
    """

    position: int
    answered: int
    right: int
    accuracy: float | None
    counts: tuple[int, ...] = ()
    wordings: tuple[Wording, ...] = ()
    fastest: tuple[str, ...] = ()
    fastest_took: int = 0
