"""The smallest session there is: it counts who pressed what, can be renamed, woken, broken and stopped."""

from collections.abc import Iterable, Mapping

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from bot.kernel.card import Card, Slot
from bot.kernel.clock import Instant
from bot.kernel.event import Back, Event, Left, Signal, Tick
from bot.kernel.people import Actor, Place
from bot.kernel.session import Fact, Reply, Turn, Whisper

PLACE = Place("memory:school", "counting")


class Add(Event, frozen=True, tag="test-add"):
    """Count once for a member; the first stands."""

    item: str = "press"


class Rename(Event, frozen=True, tag="test-name"):
    """Change what stands on the card."""

    label: str


class Fail(Event, frozen=True, tag="test-fail"):
    """Hit a bug."""


class Alarm(Event, frozen=True, tag="test-alarm"):
    """Ask to be woken."""

    at: Instant
    stuck: bool = False


class Stop(Event, frozen=True, tag="test-stop"):
    """End."""


class Counting(Struct, frozen=True):
    """Who pressed what, and when it was woken. `stuck`: a tick changes something but not the hour."""

    id: str = "abcdefghij"
    place: Place = PLACE
    label: str = ""
    wake_at: Instant | None = None
    stuck: bool = False
    over: bool = False
    dismissed: bool = False
    woken: tuple[Instant, ...] = ()
    counted: Mapping[str, frozenset[str]] = {}

    host = "host"
    language = "en"
    listens = False
    roll_call = None

    @property
    def live(self) -> bool:
        """Whether it has not ended."""
        return not self.over

    def heirs(self) -> "tuple[Counting, ...]":
        """Return none."""
        return ()

    def handle(self, event: Event | Signal, by: Actor, at: Instant) -> Turn["Counting"]:
        """Return what `event` leads to."""
        match event:
            case Add(item=item) if by.member in self.counted.get(item, ()):
                return Turn(self, Reply(text="again"))
            case Add(item=item):
                counted = {**self.counted, item: self.counted.get(item, frozenset()) | {by.member}}
                return Turn(replace(self, counted=counted), Reply(text="counted"), (Fact(item, by.member, at, b"{}"),))
            case Rename(label=label):
                return Turn(replace(self, label=label), Reply(text=f"now {label}"))
            case Fail():
                raise RuntimeError("a bug")
            case Alarm(at=when, stuck=stuck):
                return Turn(replace(self, wake_at=when, stuck=stuck))
            case Left():
                return Turn(replace(self, over=True, wake_at=None, dismissed=True))
            case Back():
                return Turn(replace(self, dismissed=False))
            case Stop():
                return Turn(replace(self, over=True, wake_at=None))
            case Tick() if self.wake_at is not None and at >= self.wake_at:
                return Turn(replace(self, woken=(*self.woken, at), wake_at=self.wake_at if self.stuck else None))
            case _:
                return Turn(self)

    def view(self) -> Mapping[Slot, Card]:
        """Return its one message; what is counted may wait, the label may not."""
        total = sum(map(len, self.counted.values()))
        return {"count": Card(title=self.label, body=f"{total} counted", session=self.id)}

    def whispers(self) -> Mapping[str, Whisper]:
        """Return no news."""
        return {}

    def whisper(self, key: str, member: str) -> Card:
        """Return an empty card."""
        del key, member
        return Card()


class CountingKind:
    """How it is written down (`bot.kernel.session.Kind`)."""

    name = "counting"
    sole = True

    def content(self, session: Counting) -> bytes:
        """Return what never changes."""
        return msgspec.json.encode((session.id, session.place))

    def freeze(self, session: Counting) -> bytes:
        """Return the rest, without what facts say."""
        return msgspec.json.encode(replace(session, counted={}))

    def thaw(self, content: bytes, state: bytes, facts: Iterable[Fact]) -> Counting:
        """Return the session."""
        del content
        counted: dict[str, frozenset[str]] = {}
        for fact in facts:
            counted[fact.item] = counted.get(fact.item, frozenset()) | {fact.member}
        return replace(msgspec.json.decode(state, type=Counting), counted=counted)
