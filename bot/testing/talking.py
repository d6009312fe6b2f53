"""The smallest session that listens: a thread where members write, a roll, reminders, and others that follow from it."""

from collections.abc import Iterable, Mapping

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from bot.kernel.card import Card, Slot
from bot.kernel.clock import MINUTE, Instant
from bot.kernel.event import Back, CaughtUp, Event, Heard, Left, Overdue, Roll, Signal, Tick, Unreached
from bot.kernel.message import Message
from bot.kernel.people import Actor, Attendee, Place
from bot.kernel.session import NOTHING, Fact, Reply, RollCall, Turn, Whisper

PLACE = Place("memory:school", "talking")
TOP = "top"
"""The slot of the message at which its thread begins."""
GATE = "gate"
"""The slot of the card that admits only some."""


class Call(Event, frozen=True, tag="test-call"):
    """Ask who is there."""

    mark: str
    group: str = ""


class Publish(Event, frozen=True, tag="test-publish"):
    """Let so many cards stand in the thread, with this text."""

    count: int
    text: str = ""


class Lock(Event, frozen=True, tag="test-lock"):
    """Lock the thread, or take that back."""

    locked: bool = True


class Admit(Event, frozen=True, tag="test-admit"):
    """Let a member in at the gate who asks for it for the first or the nth time."""

    member: str
    asks: int = 1


class Confide(Event, frozen=True, tag="test-confide"):
    """Let so many cards stand behind the gate, with this text."""

    count: int
    text: str = ""


class Shut(Event, frozen=True, tag="test-shut"):
    """Close the gate for good, with a word that says where to go on."""


class Beget(Event, frozen=True, tag="test-beget"):
    """Let so many sessions follow from this one."""

    count: int


class Remind(Event, frozen=True, tag="test-remind"):
    """Remind everybody on the roll who has written nothing, for the first or the nth time; not after `until` (0: ever)."""

    stage: int
    until: Instant = 0


class Finish(Event, frozen=True, tag="test-finish"):
    """End."""


class Talking(Struct, frozen=True):
    """What was heard, who was there, and what stands in the thread.

    `heard` has each message as it stands with the slot it answers, `missed` those found afterwards; `caught` is the last word of
    a reading; `called` and `group` are the question that waits for its roll; `roll`, `known`, `left` and `missing` the answer.
    """

    id: str = "talkabcdef"
    place: Place = PLACE
    cards: int = 0
    text: str = ""
    locked: bool = False
    over: bool = False
    dismissed: bool = False
    called: str = ""
    group: str = ""
    wake_at: Instant | None = None
    roll: tuple[Attendee, ...] | None = None
    known: tuple[Attendee, ...] = ()
    left: frozenset[str] = frozenset()
    missing: str = ""
    answered: tuple[str, ...] = ()
    caught: CaughtUp | None = None
    stage: int = 0
    until: Instant = 0
    unreached: frozenset[str] = frozenset()
    overdue: frozenset[str] = frozenset()
    children: int = 0
    guests: Mapping[str, int] = {}
    secrets: int = 0
    secret: str = ""
    shut: bool = False
    heard: Mapping[str, tuple[Message, str]] = {}
    missed: frozenset[str] = frozenset()

    host = "host"
    language = "en"
    live = False

    @property
    def listens(self) -> bool:
        """Whether it has not ended."""
        return not self.over

    @property
    def roll_call(self) -> RollCall | None:
        """Return the question that waits."""
        wrote = dict.fromkeys(message.author for message, _ in self.heard.values())
        return RollCall(self.called, self.group, tuple(wrote)) if self.called else None

    def heirs(self) -> "tuple[Talking, ...]":
        """Return those that follow."""
        return tuple(Talking(id=f"{self.id[:9]}{2 + number}", place=self.place) for number in range(self.children))

    def handle(self, event: Event | Signal, by: Actor, at: Instant) -> Turn["Talking"]:
        """Return what `event` leads to."""
        match event:
            case Heard():
                return self._hear(event, by, at)
            case Call(mark=mark, group=group):
                return Turn(replace(self, called=mark, group=group, wake_at=at + MINUTE))
            case Tick() if self.wake_at is not None and at >= self.wake_at:
                return Turn(replace(self, wake_at=at + MINUTE))
            case CaughtUp():
                return Turn(replace(self, caught=event))
            case Roll(mark=mark) if mark == self.called:
                answered = replace(self, called="", wake_at=None, answered=(*self.answered, mark))
                told = {"roll": event.people, "known": event.known, "left": event.left, "missing": event.missing}
                return Turn(replace(answered, **told))
            case Unreached(member=member):
                return Turn(replace(self, unreached=self.unreached | {member}))
            case Overdue(member=member):
                return Turn(replace(self, overdue=self.overdue | {member}))
            case _:
                return Turn(self._change(event))

    def _change(self, event: Event | Signal) -> "Talking":
        match event:
            case Publish(count=count, text=text):
                return replace(self, cards=count, text=text)
            case Lock(locked=locked):
                return replace(self, locked=locked)
            case Beget(count=count):
                return replace(self, children=count)
            case Remind(stage=stage, until=until):
                return replace(self, stage=stage, until=until)
            case Admit(member=member, asks=asks):
                return replace(self, guests={**self.guests, member: asks})
            case Confide(count=count, text=text):
                return replace(self, secrets=count, secret=text)
            case Shut():
                return replace(self, shut=True)
            case Left() | Back():
                return replace(self, over=True, wake_at=None, called="", dismissed=isinstance(event, Left))
            case Finish():
                return replace(self, over=True, wake_at=None, called="")
            case _:
                return self

    def _hear(self, event: Heard, by: Actor, at: Instant) -> Turn["Talking"]:
        known, _ = self.heard.get(event.message.id, (None, ""))
        message = _newer(known, event.message)
        if message == known:
            return Turn(self, _advice(message))
        missed = event.missed and known is None
        data = msgspec.json.encode((message, event.slot, missed))
        fact = Fact(message.id, by.member or message.author, at, data, again=True)
        return Turn(self._with(message, event.slot, missed=missed), _advice(message), (fact,))

    def _with(self, message: Message, slot: str, *, missed: bool) -> "Talking":
        heard = {**self.heard, message.id: (message, slot)}
        return replace(self, heard=heard, missed=self.missed | {message.id} if missed else self.missed)

    def view(self) -> Mapping[Slot, Card]:
        """Return the message at which the thread begins, and what stands in it."""
        top = Card(
            title="Talk", body=f"{len(self.heard)} heard", session=self.id, thread="Talk here", locked=self.locked
        )
        inner = {f"a{number}": Card(title=f"{number}{self.text}", under=TOP) for number in range(self.cards)}
        nudge = Card(title="Please look here", under=TOP, mentions=tuple(sorted(self.unreached)))
        return {TOP: top, **inner, **({"nudge": nudge} if self.unreached else {}), **self._behind_the_gate()}

    def _behind_the_gate(self) -> dict[Slot, Card]:
        """Return the gate, once somebody is let in, and what stands behind it."""
        if not self.guests:
            return {}
        gate = Card(title="Gate", session=self.id, thread="Behind the gate", admits=self.guests, locked=self.shut)
        inner = {f"s{each}": Card(title=f"secret {each}", body=self.secret, under=GATE) for each in range(self.secrets)}
        over = {"over": Card(title="Over", body="Go on here.", under=GATE, points=TOP)} if self.shut else {}
        return {GATE: gate, **inner, **over}

    def whispers(self) -> Mapping[str, Whisper]:
        """Return a reminder for everybody who has written nothing yet."""
        if not self.stage or self.roll is None:
            return {}
        wrote = {message.author for message, _ in self.heard.values()}
        owing = [each.member for each in self.roll if each.member not in wrote and each.reminders]
        until = self.until or None
        return {f"due-{member}": Whisper(f"{self.stage}", (member,), direct=True, until=until) for member in owing}

    def whisper(self, key: str, member: str) -> Card:
        """Return the reminder."""
        return Card(title=f"{key} {self.stage}", body=f"{member} has written nothing yet")


def _newer(known: Message | None, told: Message) -> Message:
    if known is None or known == told:
        return told
    if told.removed:
        return replace(known, text=None, removed=told.removed, removed_at=told.removed_at)
    return known if known.removed or told.edited_at < known.edited_at else told


def _advice(message: Message) -> Reply:
    short = message.text is not None and len(message.text.split()) < 2
    return Reply(text="One word is short") if short else NOTHING


class TalkingKind:
    """How it is written down (`bot.kernel.session.Kind`)."""

    name = "talking"
    sole = False

    def content(self, session: Talking) -> bytes:
        """Return what never changes."""
        return msgspec.json.encode((session.id, session.place))

    def freeze(self, session: Talking) -> bytes:
        """Return the rest, without what was heard."""
        return msgspec.json.encode(replace(session, heard={}, missed=frozenset()), order="deterministic")

    def thaw(self, content: bytes, state: bytes, facts: Iterable[Fact]) -> Talking:
        """Return the session."""
        del content
        session = msgspec.json.decode(state, type=Talking)
        for fact in facts:
            message, slot, missed = msgspec.json.decode(fact.data, type=tuple[Message, str, bool])
            session = session._with(message, slot, missed=missed)  # noqa: SLF001 - its own kind
        return session
