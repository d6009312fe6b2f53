"""The value of a discussion: what is asked, until when, who posted what, and whom a reminder has been sent.

Who is complete and who owes what is nowhere in it: it follows from the posts (``counting.py``), so that an extension, an excuse
or a deletion is only another computation.
"""

from collections.abc import Mapping
from functools import cached_property

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from bot.discussion.dates import Dates, own_dates
from bot.discussion.model import NO_OWN, NO_POSTS, Draft, Ending, Expect, Gate, Highlighted, Own, Post, Setup, handed_in
from bot.discussion.phases import Closed, Drafting, Dropped, Ended, Open, Phase, Scheduled
from bot.discussion.recurrence import Rule
from bot.kernel.clock import DAY, MINUTE, SECOND, Instant
from bot.kernel.message import Removed
from bot.kernel.people import Attendee, Place
from bot.kernel.session import RollCall
from bot.prompts.model import Rules

DRAFT_KEPT = DAY
"""How long a draft waits for its host."""

ASK_AGAIN = MINUTE
"""How long until a roll that was not answered is called again; each time twice as long."""

ROLL_KEPT = DAY
"""How long a roll is believed: then it is called anew, for those who have come or left."""

MOST_CALLS = 7
"""After so many calls without an answer, two hours, the discussion goes on with the roll it knows."""

GATHER = 10 * SECOND
"""How long those are gathered whom no direct message reaches: a platform pings for a new message, and not for an edited one."""

MOST_EXPECTED = 250
"""In a channel of more members only those who take part are expected, unless the host says otherwise: nobody wants a bot that
writes to a thousand strangers."""


class State(Struct, frozen=True, dict=True, kw_only=True):
    """A discussion.

    `uncounted`: words were asked for that cannot be counted where it stands, so `rules` ask for none. `revealed` is when the
    answers to a sealed prompt were shown to all. `dismissed`: its workspace has removed us; `quiet`: it ended by that, and nobody
    is told of it, also if we are let in again.

    `roll` are the members as they were last called, None before the first answer; `calling` how often it has been asked for since
    the last answer, 0 when nothing is asked; `calls` numbers these questions; `called` and `rolled` are when it was last called
    and answered. `closing` is the host who is closing it while the roll is called once more. Where the platform did not tell the
    roll when it was last called, `known` are those who were known without it, `left` those who were there no more or are not of
    the role, and `lacks` the permission it takes. `unread` is for want of what a thread could not be read when it last mattered.

    `stages` are the reminders that have had their hour for the group, `later` the hours of single members, by ``stage member``.
    `unreached` are members by stage whom no direct message reached, since `unreached_at`, and `named` those that were named in
    the thread for it, by message. `moved` are the dates as they became with each change while it was open. `missed` and
    `recovered` count posts, edits and deletions, the latter those that have been told of. `gate` is who may see sealed answers.

    The rest is read from the ledger: `posts` by member, in the order written; `authors` by message; `gone`, what was taken away
    before it was heard of; `early`, what was written below a sealed prompt before its reveal; `reminded`, who was sent which
    reminder and when, by stage; `looked`, who has seen others' sealed answers.
    """

    setup: Setup
    phase: Phase = Drafting()
    draft: Draft = Draft()
    title: str = ""
    body: str = ""
    rules: Rules = Rules()
    uncounted: bool = False
    dismissed: bool = False
    quiet: bool = False
    dates: Dates = Dates(due=0)
    plan: tuple[int, ...] = ()
    expect: Expect | None = None
    rule: Rule | None = None
    revealed: Instant | None = None
    roll: Mapping[str, Attendee] | None = None
    calling: int = 0
    calls: int = 0
    called: Instant = 0
    rolled: Instant = 0
    known: Mapping[str, Attendee] = msgspec.field(default_factory=dict)
    left: frozenset[str] = frozenset()
    lacks: str = ""
    unread: str = ""
    closing: str = ""
    stages: frozenset[str] = frozenset()
    later: Mapping[str, Instant] = msgspec.field(default_factory=dict)
    own: Mapping[str, Own] = msgspec.field(default_factory=dict)
    unreached: Mapping[str, tuple[str, ...]] = msgspec.field(default_factory=dict)
    unreached_at: Instant = 0
    named: Mapping[str, tuple[str, ...]] = msgspec.field(default_factory=dict)
    highlights: tuple[Highlighted, ...] = ()
    endings: tuple[Ending, ...] = ()
    moved: tuple[Dates, ...] = ()
    recovered: tuple[int, int, int] = (0, 0, 0)
    missed: tuple[int, int, int] = (0, 0, 0)
    posts: Mapping[str, tuple[Post, ...]] = NO_POSTS
    authors: Mapping[str, str] = msgspec.field(default_factory=dict)
    gone: Mapping[str, Removed] = msgspec.field(default_factory=dict)
    early: frozenset[str] = frozenset()
    reminded: Mapping[str, Mapping[str, Instant]] = msgspec.field(default_factory=dict)
    looked: frozenset[str] = frozenset()
    gate: Gate = Gate()

    @property
    def id(self) -> str:
        """The session's id."""
        return self.setup.id

    @property
    def place(self) -> Place:
        """The channel it stands in."""
        return self.setup.place

    @property
    def host(self) -> str:
        """The member who opened it."""
        return self.setup.host

    @property
    def language(self) -> str:
        """The language of its public texts."""
        return self.setup.language

    @property
    def live(self) -> bool:
        """Nobody sits before it: a deadline does not move because the program was down."""
        return False

    @property
    def over(self) -> bool:
        """Whether it has ended for good (a host may still open it again)."""
        return isinstance(self.phase, Closed | Dropped)

    @property
    def begun(self) -> bool:
        """Whether it has ever stood in the channel."""
        return isinstance(self.phase, Open | Ended | Closed)

    @property
    def sealed(self) -> bool:
        """Whether answers are hidden from those who have not given their own."""
        return self.rules.sealed and self.revealed is None

    @property
    def listens(self) -> bool:
        """Whether anything is written where it looks: also what counts for nothing, so that its author is told.

        That is what comes after the end, and what is written below a sealed prompt where there is no gate to write in.
        """
        return self.begun and (not self.sealed or not self.setup.gated or bool(self.gate.admitted))

    @property
    def roll_call(self) -> RollCall | None:
        """The question who is there, before anything is decided about anybody."""
        if not self.calling:
            return None
        role = self.expect.role if self.expect is not None else ""
        return RollCall(str(self.calls), role, tuple(dict.fromkeys([*self.posts, *self.own, *(self.roll or ())])))

    def dates_of(self, member: str) -> Dates:
        """Return the dates that hold for `member`."""
        own = self.own.get(member)
        dates = self.dates if own is None or own.due is None else own_dates(self.dates, own.due)
        return dates if self.closed_at is None else replace(dates, closed=self.closed_at)

    @property
    def closed_at(self) -> Instant | None:
        """When it was ended for everybody at another time than its last date; None while it is open, or when its date did."""
        match self.phase:
            case Closed(at=at) if at != self.dates.last:
                return at
            case _:
                return None

    def own_of(self, member: str) -> Own:
        """Return what holds for `member` alone."""
        return self.own.get(member, NO_OWN)

    def answer_of(self, member: str) -> Post | None:
        """Return the sealed answer of `member`, None before there is one."""
        return handed_in(self.posts.get(member, ()))

    def name_of(self, member: str) -> str:
        """Return the name of `member` as it was last heard."""
        known = self.attendee(member)
        if known is not None and known.name:
            return known.name
        posts = self.posts.get(member, ())
        return posts[-1].name if posts else member

    def attendee(self, member: str) -> Attendee | None:
        """Return how `member` may be reached, None where the roll was not called since they are known."""
        return (self.roll or {}).get(member) or self.known.get(member)

    @cached_property
    def expected(self) -> tuple[str, ...]:
        """Who is expected to do what is asked: no host and nobody who has left; who is excused is among them.

        Without a roll those are expected who take part, and those for whom a host has set something.
        """
        roll = self.roll
        if roll is None:
            granted = (member for member, own in self.own.items() if own.due is not None or own.excused)
            away = {self.host, *self.left, *(member for member, person in self.known.items() if person.host)}
            return tuple(member for member in dict.fromkeys([*self.posts, *granted]) if member not in away)
        who = self.expect.who if self.expect is not None else "everybody" if len(roll) <= MOST_EXPECTED else "whoever"
        if who == "whoever":
            return tuple(member for member in self.posts if member in roll and not roll[member].host)
        return tuple(member for member, person in roll.items() if not person.host)

    @property
    def wants_roll(self) -> bool:
        """Whether others are expected than those who take part by themselves."""
        return self.expect is None or self.expect.who != "whoever"

    @cached_property
    def everybody(self) -> frozenset[str]:
        """Those expected, to ask for one of them."""
        return frozenset(self.expected)

    @cached_property
    def latest_end(self) -> Instant:
        """When it is over for everybody: the group's end, or the last one of those with an extension."""
        extended = (self.dates_of(member).end for member, own in self.own.items() if own.due and not own.excused)
        return max([self.dates.end, *extended])

    @property
    def wake_at(self) -> Instant | None:
        """When it wants a tick: the next hour at which something may have to happen."""
        if self.calling:
            return min([self.called + (ASK_AGAIN << (self.calling - 1)), *self.without_roll()])
        match self.phase:
            case Drafting():
                return self.setup.made + DRAFT_KEPT
            case Scheduled(opens=opens):
                return opens
            case Open():
                return min([self.dates.end, *self.hours()])
            case Ended():
                return min([self.latest_end, *self.later.values(), *self.without_roll()])
            case _:
                return None

    def hours(self) -> list[Instant]:
        """Return the hours before its end at which it has something to do: reminders, and the reveal of a sealed prompt."""
        stages = (hour for stage, hour in self.stage_hours().items() if stage not in self.stages)
        return [*stages, *self.later.values(), *self.without_roll(), self.rolled + ROLL_KEPT]

    def without_roll(self) -> list[Instant]:
        """Return the hours of what waits for no roll: the reveal, and naming those whom no direct message reached."""
        reveal = [self.dates.due + self.dates.grace] if self.sealed else []
        return [*reveal, *([self.unreached_at + GATHER] if self.unreached else [])]

    def stage_hours(self, member: str = "") -> dict[str, Instant]:
        """Return when each reminder is due by plan, by stage: ``d1440`` is 1,440 minutes before posts are due."""
        dates = self.dates_of(member)
        hours = {f"d{offset // MINUTE}": dates.due - offset for offset in self.plan}
        if self.rules.replies and dates.replies_due is not None and dates.replies_due > dates.due:
            hours |= {f"r{offset // MINUTE}": dates.replies_due - offset for offset in self.plan}
        return hours

    def follow(self, before: "State") -> None:
        """Take over from the value before what was computed of it; each entry is looked at again before it is used."""
        if "tallies" in before.__dict__:
            before.__dict__["tallies"].update(self.__dict__.get("tallies", {}))
        for name in ("tallies", "figures", "ringing", "answers"):
            if name in before.__dict__:
                self.__dict__[name] = before.__dict__[name]
