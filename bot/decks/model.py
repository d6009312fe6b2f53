"""A deck as a value: what a Markdown file, an importer or a form becomes. Other features read these, and only these.

Texts (`stem`, `text`, `explanation`, ...) are the Markdown subset of ``kernel/markup.py``.
"""

from enum import StrEnum

from msgspec import Struct


class Kind(StrEnum):
    """How a question is answered."""

    SINGLE = "single"
    SEVERAL = "several"
    TRUE_FALSE = "truefalse"
    TYPED = "typed"
    NUMBER = "number"
    ORDERING = "ordering"
    POLL = "poll"


class Scoring(StrEnum):
    """The presets of points; formulas in ``quiz/scoring.py``, in a teacher's words in ``content/SCORING.md``."""

    ACCURACY = "accuracy"
    SPEED = "speed"
    STREAK = "streak"
    RANK = "rank"
    NONE = "none"


class Choice(Struct, frozen=True):
    """An option of a single, several, true/false or ordering question or a poll.

    `credit` is the share of the question's points for choosing it: 1 for right and 0 for wrong; another share for a half-right
    choice of a single choice. Of an ordering question the choices stand in the right order. `last` pins it below
    the shuffled ones. `comment` is what somebody who chose it reads afterwards.
    """

    text: str
    credit: float = 0.0
    comment: str = ""
    last: bool = False

    @property
    def right(self) -> bool:
        """Whether choosing it is fully right."""
        return self.credit >= 1.0


class Accepted(Struct, frozen=True):
    """A form of a typed answer that counts. `exact` switches near misses off and keeps case and punctuation."""

    text: str
    credit: float = 1.0
    exact: bool = False
    comment: str = ""


class Range(Struct, frozen=True):
    """An interval of numbers that counts, ends included; `least == most` asks for the number itself."""

    least: float
    most: float
    credit: float = 1.0
    comment: str = ""


class Question(Struct, frozen=True):
    """One question. Which of `choices`, `accepted` and `ranges` is filled follows from `kind`.

    `id` is unique in its deck and stable when the wording of others changes; `line` is where its heading stands in
    the file it was read from (1-based, 0 if none). `seconds` overrides the deck's, `unit` is a number's expected unit.
    """

    id: str
    kind: Kind
    stem: str
    choices: tuple[Choice, ...] = ()
    accepted: tuple[Accepted, ...] = ()
    ranges: tuple[Range, ...] = ()
    unit: str = ""
    explanation: str = ""
    seconds: int | None = None
    weight: float = 1.0
    shuffle: bool | None = None
    line: int = 0

    @property
    def scored(self) -> bool:
        """Whether there is a right answer at all."""
        return self.kind is not Kind.POLL


class Deck(Struct, frozen=True):
    """A deck. `name` is its file's stem, the word people type; `settings` left at None follow the run or the default."""

    name: str
    title: str
    questions: tuple[Question, ...]
    about: str = ""
    language: str = "en"
    seconds: int | None = None
    reading: int | None = None
    scoring: Scoring | None = None
    shuffle_questions: bool = False
    shuffle_choices: bool = False
    source: str = ""
