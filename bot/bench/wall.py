"""A wall to post on: a surface in memory that takes every message at once and remembers when."""

import asyncio
import time
from collections.abc import Iterable, Sequence

from msgspec import Struct

from bot.engine.surface import Capabilities, History, Person, Stretch
from bot.kernel.card import Card
from bot.kernel.clock import Clock, Instant
from bot.kernel.message import Message
from bot.kernel.people import Place

PLATFORM = "bench"
GAP = 1_200
"""Milliseconds between two edits that may wait: what Discord gets."""


class Put(Struct, frozen=True):
    """A message posted or edited, at a monotonic second."""

    place: Place
    when: float
    edit: bool


class Told(Struct, frozen=True):
    """A direct message, at a monotonic second."""

    key: str
    member: str
    when: float


class Wall:
    """`bot.engine.surface.Surface` without a platform behind it.

    `people` see every place; `cards` are what stands there, by reference. `written` is what stands in threads for who reads them;
    `closed` are the threads that are locked, with the monotonic second; `read` counts how often a thread was read.
    """

    def __init__(self, clock: Clock) -> None:
        self.puts: list[Put] = []
        self.told: list[Told] = []
        self.people: Sequence[Person] = ()
        self.written: dict[Place, list[Message]] = {}
        self.closed: dict[Place, float] = {}
        self.read = 0
        self._clock = clock
        self.cards: dict[str, Card] = {}
        self._moved = asyncio.Event()

    @property
    def capabilities(self) -> Capabilities:
        """What the liveliest platform can do."""
        return Capabilities(gap=GAP, private_edits=True, threads_lock=True, history=True)

    def budget(self, place: Place) -> str:
        """Return the channel: each has a budget of its own."""
        return place.channel

    async def put(self, place: Place, key: str, card: Card, ref: str | None) -> tuple[str, Instant]:
        """Take the message."""
        self.puts.append(Put(place, time.perf_counter(), edit=ref is not None))
        self.cards[ref or key] = card
        self._moved.set()
        return ref or key, self._clock.now()

    async def whisper(self, place: Place, key: str, member: str, card: Card) -> None:
        """Take the private message, and keep nothing of it."""

    async def tell(self, place: Place, key: str, member: str, card: Card) -> None:  # noqa: ARG002
        """Take the direct message, and keep only whose it was."""
        self.told.append(Told(key, member, time.perf_counter()))
        self._moved.set()

    async def members(self, place: Place, group: str = "") -> Sequence[Person]:  # noqa: ARG002
        """Return everybody."""
        return self.people

    async def present(self, place: Place, members: Sequence[str], group: str = "") -> Sequence[Person]:  # noqa: ARG002
        """Return those of `members` who are there."""
        return [each for each in self.people if each.member in members]

    async def history(self, thread: Place, since: Instant) -> History:
        """Return what was written there since."""
        self.read += 1
        found = (each for each in self.written.get(thread, ()) if each.at >= since)
        return History(tuple(found), since)

    def unbroken(self, thread: Place) -> Stretch | None:  # noqa: ARG002
        """Return None: nobody hears anything here."""
        return None

    async def admit(self, thread: Place, member: str) -> None:
        """Nobody is let in anywhere: there are no private threads here."""

    async def close(self, thread: Place) -> None:
        """Lock the thread."""
        self.closed[thread] = time.perf_counter()
        self._moved.set()

    async def reopen(self, thread: Place) -> None:
        """Unlock the thread."""
        self.closed.pop(thread, None)

    def link(self, place: Place, ref: str) -> str:  # noqa: ARG002
        """Return no link."""
        return ""

    def edits(self) -> list[float]:
        """Return when messages were edited, in monotonic seconds; posting is no edit."""
        return [put.when for put in self.puts if put.edit]

    def wipe(self) -> None:
        """Forget what stands there: on a platform it stands in its memory, not in ours."""
        self.puts.clear()
        self.told.clear()
        self.cards.clear()

    async def until_shown(self, cards: Iterable[Card]) -> None:
        """Wait until all `cards` stand there as they are."""
        left = list(cards)
        while left := [card for card in left if card not in self.cards.values()]:
            await self.moved()

    async def moved(self) -> None:
        """Wait until something is posted, edited, told or locked here."""
        self._moved.clear()
        await self._moved.wait()
