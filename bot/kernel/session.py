"""A session is a value. Given an event, a person and an instant it becomes another value.

What to show, when to wake and what to remember *follow from* the value; the engine makes the world agree. What may never
happen: a refused event that changes the value (the state returned is then the same object), or an
implementation that asks a clock, a database or a random generator.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Generic, Protocol, Self, TypeVar

from msgspec import Struct

from bot.kernel.card import Card, Form, Slot
from bot.kernel.clock import Instant
from bot.kernel.event import Event, Signal
from bot.kernel.people import Actor, Place


class Fact(Struct, frozen=True, gc=False):
    """A row of the ledger: member `member` did `item` in a session. Unique by (session, item, member).

    `data` is the feature's own JSON; `at` the platform's instant of the act. The first fact stands and a repeat is ignored,
    unless `again` is true: then the last one counts.
    """

    item: str
    member: str
    at: Instant
    data: bytes
    again: bool = False


class Reply(Struct, frozen=True):
    """What the person who acted gets, alone: a sentence, a card, or a form to fill in.

    `refused` is empty, or the code of the reason; `text` then says it in one sentence in the person's language.
    `keep` names the private message this reply belongs to (``mine``, ``panel``), which later news may replace. `field` names the
    input of a sent form that the refusal is about, "" where it is about none alone.
    """

    text: str = ""
    card: Card | None = None
    form: Form | None = None
    refused: str = ""
    keep: str = ""
    field: str = ""


NOTHING = Reply()
"""No answer is owed: the event came from the engine, or what changed is its own answer."""

S = TypeVar("S")
S_co = TypeVar("S_co", covariant=True)


class Turn(Struct, Generic[S], frozen=True):
    """What an event led to: the next value, the private reply, the rows to remember."""

    state: S
    reply: Reply = NOTHING
    facts: tuple[Fact, ...] = ()


class Whisper(Struct, frozen=True):
    """News for `members`, in their private message of one key. It is rung once for each new `stamp`.

    `direct` news is a direct message of its own; other news replaces the private message of that key, where there is one.
    `patient` news may wait for the next gap between edits. Direct news that has not left by `until` is not sent any more; the
    session is told that it is `Overdue`.
    """

    stamp: str
    members: tuple[str, ...]
    direct: bool = False
    patient: bool = False
    until: Instant | None = None


class RollCall(Struct, frozen=True):
    """A session's question who is there; a `Roll` with its `mark` answers it.

    `group` narrows it to a role or user group of the platform; "" means everybody who can see the place. `known` are the members
    the session knows of: where the platform does not tell who is there, it is told of those alone.
    """

    mark: str
    group: str = ""
    known: tuple[str, ...] = ()


class Session(Protocol):
    """What the engine needs to know of a live quiz, a discussion, or whatever comes next."""

    @property
    def id(self) -> str:
        """Ten characters of ``a-z2-7``; names the session in buttons and in the store."""
        ...

    @property
    def place(self) -> Place:
        """Where it is held."""
        ...

    @property
    def wake_at(self) -> Instant | None:
        """When it wants a `Tick`; an instant in the past means at once. A tick must move it."""
        ...

    @property
    def live(self) -> bool:
        """Whether people are sitting before it, so that time the program was down is given back to its clock."""
        ...

    @property
    def over(self) -> bool:
        """Whether it has ended for good (it still has a view)."""
        ...

    @property
    def dismissed(self) -> bool:
        """Whether its workspace has removed us (`Left`, no `Back` since): then it is over, nothing is painted and nobody told."""
        ...

    @property
    def listens(self) -> bool:
        """Whether it wants to hear (`Heard`) what members write in its threads."""
        ...

    @property
    def roll_call(self) -> RollCall | None:
        """The question it waits to have answered by a `Roll`, None when it waits for none. It asks again at its `wake_at`."""
        ...

    def heirs(self) -> "Sequence[Session]":
        """Return sessions that have to exist because of this one; the engine opens those that do not exist yet, by their ids."""
        ...

    def handle(self, event: Event | Signal, by: Actor, at: Instant) -> Turn[Self]:
        """Return what `event` leads to. Never raises for anything a person can do."""
        ...

    def view(self) -> Mapping[Slot, Card]:
        """Return every public message it owns, in the order they stand, finished ones too."""
        ...

    def whispers(self) -> Mapping[str, Whisper]:
        """Return the private news there is by now, by key (``mine``, ``panel``, ``results``)."""
        ...

    def whisper(self, key: str, member: str) -> Card:
        """Return the private card of `member` for a key of `whispers`."""
        ...


class Kind(Protocol[S]):
    """How one kind of session is written down and read back.

    Three parts: `content` is written once (what is played), `state` whenever the value changes, and facts one
    by one. ``thaw(content(s), freeze(s), facts) == s`` for the facts it handed out.

    `sole`: at most one of its kind runs in a place; a second is refused (`Taken`).
    """

    name: str
    sole: bool

    def content(self, session: S) -> bytes:
        """Return the part that never changes."""
        ...

    def freeze(self, session: S) -> bytes:
        """Return the part that changes, without the facts. Equal values give equal bytes."""
        ...

    def thaw(self, content: bytes, state: bytes, facts: Iterable[Fact]) -> S:
        """Return the session; reads what any released version has written."""
        ...
