"""Discussions for tests: a value and the instant it stands at, driven by what people write and by time going by."""

from collections.abc import Sequence
from datetime import datetime
from itertools import count
from typing import TypedDict, Unpack
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from bot.discussion.drafting import compose
from bot.discussion.model import Draft, Setup
from bot.discussion.phases import Drafting
from bot.discussion.session import Discussion, DiscussionKind
from bot.kernel.clock import Instant
from bot.kernel.event import CaughtUp, Event, Heard, Roll, Signal, Tick
from bot.kernel.message import Message, Removed
from bot.kernel.people import ENGINE, Actor, Attendee, Place
from bot.kernel.session import Fact, Reply, RollCall, Whisper
from bot.people.quiet import NIGHT

PLACE = Place("memory:school", "seminar")
HOST = Actor("host", "Ms Rivera", host=True)
ANA, BEN, CLEO, DAN = (Actor(name.lower(), name) for name in ("Ana", "Ben", "Cleo", "Dan"))
CLASS = (ANA, BEN, CLEO)
LONDON = "Europe/London"


def moment_of(text: str, zone: str = "UTC") -> Instant:
    """Return an instant written as ``2026-10-21 10:00`` on the clocks of `zone`."""
    return round(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).timestamp() * 1000)


MONDAY = moment_of("2026-10-05 09:00")
"""When discussions of tests are opened: nine in the morning, UTC, in summer time."""


def attendee(person: Actor, **more: object) -> Attendee:
    """Return a person as the roll has them."""
    return replace(Attendee(person.member, person.name, person.host), **more)


class Talk:
    """A discussion, the instant it stands at, and the facts it has handed out.

    `after` lets time go by, with every tick it asks for and every roll answered with `people`, as the engine does it; what is
    rung meanwhile is kept in `rung`, each stamp once. Where `people` is None the platform does not tell the roll, for want of
    `missing`: what members have set is in `known`, and who is there no more in `left`.
    """

    def __init__(self, value: Discussion, at: Instant, people: Sequence[Attendee] | None) -> None:
        self.value = value
        self.at = at
        self.people = None if people is None else tuple(people)
        self.known: dict[str, Attendee] = {}
        self.left: set[str] = set()
        self.missing = ""
        self.facts: list[Fact] = []
        self.rung: list[tuple[Instant, str]] = []
        self._stamps: dict[str, str] = {}
        self._ids = count(1)

    def do(self, event: Event | Signal, by: Actor = HOST, at: Instant | None = None) -> Reply:
        """Let `event` happen, by default now, and return the private reply."""
        turn = self.value.handle(event, by, self.at if at is None else at)
        self.value = turn.state
        self.facts += turn.facts
        self._ring()
        return turn.reply

    # -- what members write
    def post(  # noqa: PLR0913 - all that can be said of a message
        self,
        by: Actor,
        text: str | None = "A thought of my own.",
        *,
        at: Instant | None = None,
        to: str = "",
        names: Sequence[Actor] = (),
        slot: str = "",
    ) -> Reply:
        """Let somebody write in the thread; `to` is the id of the message it answers. The id is m1, m2 and so on.

        `names` are those it mentions, `slot` the bot's own card it answers.
        """
        when = self.at if at is None else at
        named = tuple(each.member for each in names)
        message = Message(f"m{next(self._ids)}", by.member, by.name, when, text, reply_to=to, mentions=named)
        return self.do(Heard(message, slot), by, when)

    def edit(self, message: str, text: str, by: Actor, at: Instant | None = None) -> Reply:
        """Let somebody edit an own message."""
        when = self.at if at is None else at
        return self.do(Heard(Message(message, by.member, by.name, 0, text, edited_at=when)), by, when)

    def remove(self, message: str, removed: Removed = Removed.BY_AUTHOR) -> Reply:
        """Take a message away."""
        return self.do(Heard(Message(message, "", "", 0, removed=removed, removed_at=self.at)), ENGINE)

    # -- time
    def after(self, length: int) -> "Talk":
        """Let `length` milliseconds go by."""
        end = self.at + length
        self.answer_roll()
        for _ in range(10_000):
            wake = self.value.wake_at
            if wake is None or wake > end:
                break
            self.at = max(self.at, wake)
            self.do(Tick(), ENGINE)
            self.answer_roll()
        else:
            raise AssertionError(f"it never sleeps: {self.value.phase}")
        self.at = end
        return self

    def until(self, when: Instant) -> "Talk":
        """Let time go by until `when`."""
        return self.after(when - self.at)

    def answer_roll(self) -> None:
        """Answer a roll that is being called, after everything has been heard."""
        call = self.value.roll_call
        if call is not None:
            self.do(CaughtUp(None), ENGINE)
            self.do(self._roll(call), ENGINE)

    def _roll(self, call: RollCall) -> Roll:
        if self.people is not None:
            return Roll(call.mark, self.people)
        here = [each for each in call.known if each not in self.left]
        known = tuple(self.known.get(each, Attendee(each, "", quiet=NIGHT)) for each in here)
        return Roll(call.mark, None, known, frozenset(call.known) & self.left, self.missing)

    def _ring(self) -> None:
        if self.value.roll_call is not None:
            return
        for key, news in self.value.whispers().items():
            if self._stamps.get(key) != news.stamp:
                self._stamps[key] = news.stamp
                self.rung.append((self.at, key))

    def ledger(self) -> tuple[Fact, ...]:
        """Return the facts as a store has them: one for each item and member, one that was replaced at the end."""
        kept: dict[tuple[str, str], Fact] = {}
        for fact in self.facts:
            if (fact.item, fact.member) in kept and fact.again:
                del kept[fact.item, fact.member]
            kept.setdefault((fact.item, fact.member), fact)
        return tuple(kept.values())

    def thawed(self) -> Discussion:
        """Return the value as it is read back from what was written down."""
        kind = DiscussionKind()
        return kind.thaw(kind.content(self.value), kind.freeze(self.value), self.ledger())

    def reminded(self) -> list[tuple[Instant, str, str]]:
        """Return the reminders that were rung: when, of which stage, for whom."""
        return [(at, *key.split(".")[1:]) for at, key in self.rung if key.startswith("r.")]  # type: ignore[misc]

    def news(self) -> dict[str, Whisper]:
        """Return the private news there is."""
        return dict(self.value.whispers())


class Options(TypedDict, total=False):
    """What a test may say about a discussion, beside what is typed (`Draft`).

    With `texts_take` no texts are shown to us; `gated`: there are private threads; `by_name`: threads know no replies.
    """

    at: Instant
    zone: str
    texts_take: str
    gated: bool
    by_name: bool
    people: Sequence[Attendee] | None


def draft(typed: Draft | None = None, **options: Unpack[Options]) -> Talk:
    """Return a discussion that is being written, with Ana, Ben and Cleo in the channel."""
    at = options.get("at", MONDAY)
    setup = Setup("abcdefghij", PLACE, HOST.member, HOST.name, at, options.get("zone", "UTC"))
    setup = replace(setup, gated=options.get("gated", False), by_name=options.get("by_name", False))
    if "texts_take" in options:
        setup = replace(setup, texts=False, texts_take=options["texts_take"])
    crowd = options.get("people", tuple(map(attendee, (HOST, *CLASS))))
    return Talk(Discussion(setup=setup, draft=typed or USUAL), at, crowd)


def talk(typed: Draft | None = None, **options: Unpack[Options]) -> Talk:
    """Return a discussion that was opened, now or for later; an error when the draft cannot be read."""
    written = draft(typed, **options)
    turn = compose(written.value, HOST, written.at)
    written.value = turn.state
    if isinstance(written.value.phase, Drafting):
        raise AssertionError([field.value for field in turn.reply.card.fields] if turn.reply.card else turn.reply.text)  # noqa: TRY004 - a draft that cannot be read is no question of types
    written.answer_roll()
    return written


def typed(**fields: str) -> Draft:
    """Return the usual draft with these fields in place of its own."""
    return replace(USUAL, **fields)


USUAL = Draft(title="Sleep and memory", body="Why do we *forget*?", due="fri 17:00", rules="1 post, 1 reply")
"""Asks for a post and a reply by Friday."""

WORDS = "word " * 60
"""A text long enough for every rule of the tests."""
