"""A discussion as the engine sees it: the value, its rules, its cards, and how it is written down."""

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
from msgspec import Struct

from bot.discussion import panel, private, report, rules, view
from bot.discussion.addressing import ANSWER, all_addressed
from bot.discussion.dates import Dates
from bot.discussion.model import Draft, Ending, Expect, Gate, Highlighted, Own, Post, Setup, read_post, read_removed
from bot.discussion.phases import Drafting, Dropped, Phase, tag_of
from bot.discussion.posting import EARLY, GONE, in_order
from bot.discussion.recurrence import Rule
from bot.discussion.reminders import deadline_of, ringing
from bot.discussion.sealing import LOOKED
from bot.discussion.series import heir
from bot.discussion.state import State
from bot.kernel.card import Card, Slot
from bot.kernel.clock import Instant
from bot.kernel.event import Event, Signal
from bot.kernel.message import Removed
from bot.kernel.people import Actor, Attendee
from bot.kernel.session import Fact, Turn, Whisper
from bot.prompts.model import Rules


class Discussion(State, frozen=True, dict=True, kw_only=True):
    """A discussion; see `bot.kernel.session.Session` for what each method owes the engine."""

    def handle(self, event: Event | Signal, by: Actor, at: Instant) -> "Turn[Discussion]":
        """Return what `event` leads to."""
        turn = rules.handle(self, event, by, at)
        if turn.state is not self:
            turn.state.follow(self)
        return turn

    def heirs(self) -> "tuple[Discussion, ...]":
        """Return the next occurrence of a repeated prompt, once this one has opened."""
        return heir(self)

    def view(self) -> Mapping[Slot, Card]:
        """Return every public message it owns."""
        return view.view(self)

    def whispers(self) -> Mapping[str, Whisper]:
        """Return the private news there is by now: reminders still owed, what was granted, the host's panel and report."""
        if self.quiet:
            return {}
        news = dict(ringing(self)) | private.grants(self)
        if self.begun:
            told = "" if self.roll is None else "+"  # from when on the panel says how far everybody is
            stamp = f"{tag_of(self.phase)} {len(self.endings)} {self.closing}{self.lacks}{told}"
            news["panel"] = Whisper(stamp, (self.host,))
        # Who expects nobody by name reads it on the panel and in the report; a message each time would only be a nuisance.
        if self.lacks and self.expect is not None and self.wants_roll and self.setup.number == 1 and not self.over:
            news["unknown"] = Whisper("once", (self.host,), direct=True)
        if isinstance(self.phase, Dropped) and self.phase.missed:
            news["missed"] = Whisper("once", (self.host,), direct=True)
        if self.endings and self.endings[-1].until is None:
            news["report"] = Whisper(f"{len(self.endings)} {self.over}", (self.host,), direct=True)
        return news

    def whisper(self, key: str, member: str) -> Card:
        """Return the private card of `member` for a key of `whispers`; in the group's language, for want of the member's."""
        if key == "report":
            return report.report_card(self, self.language)
        if key == "unknown":
            return panel.unknown_card(self, self.language)
        if key == "missed":
            return panel.missed_card(self, self.language)
        if key == "panel":
            return panel.panel_card(self, max(self.called, self.rolled), self.language)
        if key.startswith(private.GRANT):
            return private.grant_card(self, member, self.language)
        stage = key.split(".")[1]
        at = self.reminded[stage][member]
        due = deadline_of(self, stage, member, at)
        return private.reminder_card(self, member, due, at, self.language)


class _State(Struct, frozen=True, omit_defaults=True):
    """What changes, as it is written down. A field may be added with a default, never renamed or removed."""

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
    roll: tuple[Attendee, ...] | None = None
    calling: int = 0
    calls: int = 0
    called: Instant = 0
    rolled: Instant = 0
    known: tuple[Attendee, ...] = ()
    left: tuple[str, ...] = ()
    lacks: str = ""
    unread: str = ""
    closing: str = ""
    stages: tuple[str, ...] = ()
    later: dict[str, Instant] = {}
    own: dict[str, Own] = {}
    unreached: dict[str, tuple[str, ...]] = {}
    unreached_at: Instant = 0
    named: dict[str, tuple[str, ...]] = {}
    highlights: tuple[Highlighted, ...] = ()
    endings: tuple[Ending, ...] = ()
    moved: tuple[Dates, ...] = ()
    recovered: tuple[int, int, int] = (0, 0, 0)
    missed: tuple[int, int, int] = (0, 0, 0)
    gate: Gate = Gate()


_AS_THEY_ARE = tuple(field for field in _State.__struct_fields__ if field not in {"roll", "known", "left", "stages"})


class DiscussionKind:
    """How a discussion is written down (`bot.kernel.session.Kind`). Posts, reminders and looks are facts of the ledger."""

    name = "discussion"
    sole = False

    def content(self, session: Discussion) -> bytes:
        """Return what never changes."""
        return msgspec.json.encode(session.setup)

    def freeze(self, session: Discussion) -> bytes:
        """Return where it stands, without posts."""
        fields = {field: getattr(session, field) for field in _AS_THEY_ARE}
        roll = None if session.roll is None else tuple(session.roll.values())
        known, left = tuple(session.known.values()), tuple(sorted(session.left))
        stages = tuple(sorted(session.stages))
        return msgspec.json.encode(_State(**fields, roll=roll, known=known, left=left, stages=stages))

    def thaw(self, content: bytes, state: bytes, facts: Iterable[Fact]) -> Discussion:
        """Return the discussion with its posts read from the facts."""
        stands = msgspec.json.decode(state, type=_State)
        roll = None if stands.roll is None else {person.member: person for person in stands.roll}
        return Discussion(
            setup=msgspec.json.decode(content, type=Setup),
            **{field: getattr(stands, field) for field in _AS_THEY_ARE},
            roll=roll,
            known={person.member: person for person in stands.known},
            left=frozenset(stands.left),
            stages=frozenset(stands.stages),
            **_joined(facts),
        )


def _joined(facts: Iterable[Fact]) -> dict[str, Any]:
    """Return what the facts tell: posts by member, authors by message, reminders by stage and member, and so on."""
    posts: dict[str, dict[str, Post]] = {}
    reminded: dict[str, dict[str, Instant]] = {}
    looked: set[str] = set()
    gone: dict[str, Removed] = {}
    early: set[str] = set()
    for fact in facts:
        if fact.item == LOOKED:
            looked.add(fact.member)
        elif fact.item == ANSWER or fact.item.startswith("p"):
            post = read_post(fact.data)
            posts.setdefault(fact.member, {})[post.id] = post
        elif fact.item.startswith(GONE):
            gone[fact.item.removeprefix(GONE)] = read_removed(fact.data)
        elif fact.item.startswith(EARLY):
            early.add(fact.item.removeprefix(EARLY))
        else:
            reminded.setdefault(fact.item[1:], {})[fact.member] = fact.at
    authors = {post: member for member, those in posts.items() for post in those}
    everybody = all_addressed({member: in_order(those.values()) for member, those in posts.items()}, authors)
    return {
        "posts": everybody, "authors": authors, "gone": gone, "early": frozenset(early), "reminded": reminded,
        "looked": frozenset(looked),
    }  # fmt: skip
