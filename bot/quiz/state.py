"""The value of a live quiz: what was set at its start, where it stands, and who answered what.

Scores are nowhere in it: they follow from the answers, so that voiding a question or accepting one more answer is
only another computation. The phases stand in ``phases.py``, their legal moves in ``live.py``.
"""

from collections.abc import Mapping
from functools import cached_property, lru_cache

import msgspec
from msgspec import Struct

from bot.decks.model import Deck, Question, Scoring
from bot.kernel.card import Card
from bot.kernel.clock import HOUR, SECOND, Instant, seconds
from bot.kernel.people import Place
from bot.quiz.course import Course, Round, course
from bot.quiz.marking import known_answers
from bot.quiz.model import Given, Player, Sheet
from bot.quiz.phases import Asking, Cancelled, Finished, Lobby, Paused, Phase, Reading, Revealed

GRACE = SECOND
"""Milliseconds an answer may be late by the platform's own time and still count (product line L8)."""

IDLE = 6 * HOUR
"""After this long without a host's word a waiting quiz ends by itself, so that it cannot hold its channel for ever."""


class Run(Struct, frozen=True):
    """How this run is played. Times in whole seconds; `board` shows the ranking after every n questions, 0 at the end, -1 never.

    `alone` is a single question asked in passing: no lobby before it and no final card after it.
    """

    seconds: int = 20
    reading: int = 3
    scoring: Scoring = Scoring.ACCURACY
    change: bool = False
    early: bool = True
    board: int = 1
    pace: int = 8
    teams: tuple[str, ...] = ()
    language: str = "en"
    lobby: bool = True
    alone: bool = False


class Setup(Struct, frozen=True):
    """What never changes during a quiz.

    `order` gives the deck's question (index) for each position played; `layouts`, for each position, the deck's choice (index)
    that stands under each letter. `rings`: private results come by themselves; where they cannot, a button asks for them.
    """

    id: str
    place: Place
    deck: Deck
    run: Run
    order: tuple[int, ...]
    layouts: tuple[tuple[int, ...], ...]
    host: str
    host_name: str
    opened: Instant
    seed: str = ""
    rings: bool = True


class State(Struct, frozen=True, dict=True, kw_only=True):
    """A live quiz. `answers` are by position played and member; `removed` members and their answers count for nothing.

    `dismissed`: its workspace has removed us; `quiet`: it ended by that, and nobody is told of it, also if we are let in again.

    `dict=True` lets what is derived be computed once per value (`cached_property`); it is no part of the value.
    """

    setup: Setup
    phase: Phase = Lobby()
    voided: frozenset[int] = frozenset()
    skipped: frozenset[int] = frozenset()
    removed: frozenset[str] = frozenset()
    accepted: Mapping[int, tuple[str, ...]] = msgspec.field(default_factory=dict)
    factors: Mapping[str, float] = msgspec.field(default_factory=dict)
    panels: tuple[str, ...] = ()
    dismissed: bool = False
    quiet: bool = False
    roster: Mapping[str, Player] = msgspec.field(default_factory=dict)
    answers: Mapping[int, Mapping[str, Given]] = msgspec.field(default_factory=dict)

    @property
    def id(self) -> str:
        """The session's id."""
        return self.setup.id

    @property
    def place(self) -> Place:
        """Where it is held."""
        return self.setup.place

    @property
    def run(self) -> Run:
        """How it is played."""
        return self.setup.run

    @property
    def length(self) -> int:
        """How many questions are played."""
        return len(self.setup.order)

    @property
    def scored(self) -> bool:
        """Whether anybody may ever see a point or a rank of this quiz."""
        return self.run.scoring is not Scoring.NONE

    @property
    def table(self) -> Reading | Asking | Revealed | None:
        """The phase of the question on the table, also while paused; None in the lobby and at the end."""
        match self.phase:
            case Paused(was=was):
                return was
            case Reading() | Asking() | Revealed():
                return self.phase
            case _:
                return None

    @property
    def over(self) -> bool:
        """Whether it has ended for good."""
        return isinstance(self.phase, Finished | Cancelled)

    @property
    def live(self) -> bool:
        """Whether people are sitting before it: from the lobby to the end."""
        return not self.over

    def question(self, position: int) -> Question:
        """Return the question played at `position`."""
        return self.setup.deck.questions[self.setup.order[position]]

    def limit(self, position: int, member: str = "") -> int:
        """Return how many milliseconds `member` has for the question, their own factor included."""
        whole = self.question(position).seconds or self.run.seconds
        return seconds(whole * self.factors.get(member, 1.0))

    def given(self, position: int) -> Mapping[str, Given]:
        """Return the answers to the question at `position`, by member."""
        return self.answers.get(position, {})

    @cached_property
    def players(self) -> Mapping[str, Player]:
        """Everybody who takes part and has not been removed."""
        if not self.removed:
            return self.roster
        return {member: player for member, player in self.roster.items() if member not in self.removed}

    @property
    def reached(self) -> int:
        """The last position that has been revealed (or skipped on the way), -1 if none has."""
        match self.table:
            case Revealed(position=position):
                return position
            case Reading(position=position) | Asking(position=position):
                return position - 1
        return self.phase.reached if isinstance(self.phase, Finished) else -1

    @property
    def played(self) -> tuple[int, ...]:
        """The positions that have been revealed, voided ones too."""
        return tuple(position for position in range(self.reached + 1) if position not in self.skipped)

    @cached_property
    def sheet(self) -> Sheet:
        """Everything points and boards follow from: the questions revealed so far, and what was answered."""
        return Sheet(
            questions=tuple(self.question(position) for position in range(self.reached + 1)),
            answers=self.answers,
            roster=self.roster,
            scoring=self.run.scoring,
            language=self.setup.deck.language,
            void=self.voided,
            skipped=self.skipped,
            removed=self.removed,
            accepted_more=self.accepted,
            known=_known(self.setup.deck),
            title=self.setup.deck.title,
        )

    @property
    def course(self) -> tuple[Round, ...]:
        """The revealed questions with marks, scores and boards."""
        return self._course.rounds

    @cached_property
    def _course(self) -> Course:
        return course(self.sheet, self.__dict__.pop("_before", None))

    def follow(self, before: "State") -> None:
        """Take over from the value before what was computed of it, to compute only what has changed."""
        known = before.__dict__.get("_course") or before.__dict__.get("_before")
        if known is not None:
            self.__dict__["_before"] = known
        if "made" in before.__dict__:
            self.__dict__["made"] = before.made

    @cached_property
    def made(self) -> dict[int, tuple[Round, Card]]:
        """Cards of revealed questions as they were last made, by position, each with the round it was made from.

        A memory beside the value, shared along its course; it is read only where the round is still the very same.
        """
        return {}

    @cached_property
    def answered(self) -> int:
        """How many of those who take part have answered the question on the table."""
        table = self.table
        if table is None:
            return 0
        given = self.given(table.position)
        return len(given) if not self.removed else len(given.keys() - self.removed)

    @cached_property
    def silent(self) -> tuple[str, ...]:
        """Who takes part and has not answered the question on the table."""
        table = self.table
        if table is None:
            return ()
        given = self.given(table.position)
        return tuple(member for member in self.players if member not in given)

    @property
    def complete(self) -> bool:
        """Whether everybody who takes part has answered the question on the table."""
        return 0 < len(self.players) <= self.answered

    @property
    def wake_at(self) -> Instant | None:
        """When the quiz wants a tick: the next moment at which something happens by itself."""
        match self.phase:
            case Lobby():
                return self.setup.opened + IDLE
            case Reading(until=None, opened=opened):
                return opened + IDLE
            case Reading(until=until):
                return until
            case Asking(began=None, closes=closes):
                return closes + IDLE
            case Asking(began=int(began), company=True) if self.run.early and self.complete:
                return began
            case Asking() as asking:
                return self.last_moment(asking) + GRACE
            case Revealed(closed=closed, next=following):
                return closed + IDLE if following is None else following
            case Paused(since=since):
                return since + IDLE
            case _:
                return None

    def last_moment(self, asking: Asking) -> Instant:
        """Return when the phase ends: the common close first, then the latest of those with more time who are still silent."""
        if not asking.overtime:
            return asking.closes
        return max([asking.closes, *(self.deadline(asking, member) for member in self.waited_for)])

    def deadline(self, asked: Asking | Revealed, member: str) -> Instant:
        """Return until when `member` may answer (without the grace)."""
        return asked.closes + self.limit(asked.position, member) - self.limit(asked.position)

    @property
    def waited_for(self) -> tuple[str, ...]:
        """Who has more time than the others and has not answered yet."""
        if not self.factors:
            return ()
        return tuple(member for member in self.silent if self.factors.get(member, 1.0) > 1.0)


@lru_cache(maxsize=64)
def _known(deck: Deck) -> frozenset[str]:
    return known_answers(deck.questions, deck.language)
