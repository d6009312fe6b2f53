"""An easel: one session being painted, and what the platform shows of it by now."""

import asyncio
from collections.abc import Mapping
from hashlib import blake2b
from zlib import crc32

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from bot.engine.lane import Standing
from bot.engine.threads import state_of, thread_at, thread_slot
from bot.kernel.card import Card, Slot
from bot.kernel.clock import Instant
from bot.kernel.people import Place
from bot.store.contract import Posted

LONGEST_KEY = 25
"""Characters of an idempotency key: Discord's limit of a nonce (API docs, 2026-08)."""


class Look(Struct, frozen=True, gc=False):
    """A card and the digests of what it shows, so that a card that stays the same is digested once."""

    card: Card
    whole: str
    shape: str


class Easel:
    """The newest standing of a session, its posted messages by slot, and the confirmations that were passed on.

    `shown` is the newest standing whose urgent messages stand there and whose private news may go out; `complete` the version
    up to which all of it stands there, `followed` the one up to which that is recorded. `doubted` are the messages whose
    threads could not be found, `gone` the references of messages that were deleted. `gates_at` is from when on the platform
    wants to hear of gates again that was too busy for them. `refused`: something is not permitted, and will be tried again;
    `trying_again`: that is waited for.
    """

    __slots__ = (
        "_looks",
        "_stirring",
        "complete",
        "confirmed",
        "denied",
        "dirty",
        "doubted",
        "followed",
        "following",
        "gates_at",
        "gone",
        "painting",
        "posted",
        "refused",
        "rung",
        "shown",
        "standing",
        "stirred",
        "trying_again",
    )

    def __init__(self, standing: Standing) -> None:
        self.standing = standing
        self.posted: dict[Slot, Posted] = {}
        self.rung: dict[str, str] | None = None
        self.confirmed: dict[str, int] = {}
        self.denied: frozenset[str] = frozenset()
        self.doubted: frozenset[Slot] = frozenset()
        self.gone: frozenset[str] = frozenset()
        self.shown: Standing | None = None
        self.complete = self.followed = 0
        self.gates_at: Instant = 0
        self.dirty = True
        self.painting = self.following = False
        self.refused = self.trying_again = False
        self.stirred = False
        self._stirring: asyncio.Event | None = None
        self._looks: dict[Slot, Look] | None = None

    @property
    def id(self) -> str:
        """The session's id."""
        return str(self.standing.value.id)

    @property
    def place(self) -> Place:
        """Where the session is held."""
        place: Place = self.standing.value.place
        return place

    def renew(self, standing: Standing) -> None:
        """Take the newest standing; only a change of state, not of rows, stirs whoever waits for a gap."""
        if standing.version != self.standing.version:
            self.stirred = True
            if self._stirring is not None:
                self._stirring.set()
        self.standing, self.dirty = standing, True

    async def wait_until_stirred(self) -> None:
        """Return once the session's state has changed since `stirred` was last taken back."""
        while not self.stirred:
            self._stirring = asyncio.Event()
            await self._stirring.wait()
        self._stirring = None

    def changed(self, cards: Mapping[Slot, Card]) -> dict[Slot, Card]:
        """Return the cards the platform does not show as they are, in their order."""
        return {slot: card for slot, card in cards.items() if self.known(slot, card).whole != self._whole(slot, card)}

    def urgent(self, cards: Mapping[Slot, Card]) -> dict[Slot, Card]:
        """Return those of `cards` that are missing there, or differ in what may not wait."""
        return {
            slot: card for slot, card in cards.items() if self.known(slot, card).shape != self._look(slot, card).shape
        }

    def longest_waiting(self, cards: Mapping[Slot, Card]) -> dict[Slot, Card]:
        """Return the one of `cards` whose message was put longest ago, so that none waits for ever behind another."""
        return next(({slot: cards[slot]} for slot in self.posted if slot in cards), {})

    def known(self, slot: Slot, card: Card) -> Posted:
        """Return what stands in `slot` and in the thread of `card`; without a reference when nothing does.

        A message in the thread of a message that was deleted does not count: it is posted again in the new thread.
        """
        known = self.posted.get(slot)
        return known if known and known.ref and known.whole.endswith(self._inside(card)) else _NOTHING

    def note(self, slot: Slot, posted: Posted) -> None:
        """Note what stands in `slot` now; `posted` is kept in the order in which messages were put."""
        self.posted.pop(slot, None)
        self.posted[slot] = posted

    def note_put(self, slot: Slot, card: Card, ref: str) -> Posted:
        """Note that `card` stands in `slot` at `ref`, and return what is to be remembered."""
        self.note(slot, Posted(ref=ref, whole=self._whole(slot, card), shape=self._look(slot, card).shape))
        return self.posted[slot]

    def note_gone(self, slot: Slot) -> None:
        """Note that the message of `slot` stands there no more; what was its reference gives the next one its key."""
        self.note(slot, Posted(ref="", whole=self.posted[slot].ref, shape=""))

    def forget_gone(self) -> None:
        """Note of every message that was deleted that it stands there no more."""
        gone, self.gone = self.gone, frozenset()
        for slot in [slot for slot, posted in self.posted.items() if posted.ref in gone]:
            self.note_gone(slot)

    def doubt(self, slot: Slot) -> bool:
        """Let the message whose thread cannot be found be put anew, and all in it; False when that was of no use already."""
        known = self.posted.get(slot)
        if slot in self.doubted or known is None:
            self.doubted -= {slot}
            return False
        self.doubted |= {slot}
        inside = f"@{known.ref}"
        for each, posted in self.posted.items():
            if posted.whole.endswith(inside):
                self.posted[each] = replace(posted, whole=inside, shape="")
        self.posted[slot] = replace(known, whole="", shape="")
        self.posted.pop(thread_slot(slot), None)
        self.dirty = True
        return True

    def thread(self, slot: Slot) -> Place:
        """Return the thread that begins at the message of `slot`."""
        return thread_at(self.place, self.posted, slot)

    def thread_state(self, slot: Slot) -> str:
        """Return whether that thread is open, closed or on its way (see ``threads.py``)."""
        return state_of(self.posted, slot, self.thread(slot))

    def key(self, slot: Slot) -> str:
        """Return the idempotency key of the slot's message; another one after it was deleted."""
        known = self.posted.get(slot)
        again = f".{crc32(known.whole.encode()):x}" if known and not known.ref else ""
        key = f"{self.id}.{slot}{again}"
        if len(key) <= LONGEST_KEY:
            return key
        return f"{self.id}.{blake2b(key.encode(), digest_size=(LONGEST_KEY - 11) // 2).hexdigest()}"

    def rest(self) -> None:
        """Forget what costs memory and is found again when there is something to paint."""
        self._looks = None

    def _inside(self, card: Card) -> str:
        return f"@{self.thread(card.under).thread}" if card.under else ""

    def _whole(self, slot: Slot, card: Card) -> str:
        return self._look(slot, card).whole + self._inside(card)

    def _look(self, slot: Slot, card: Card) -> Look:
        looks = self._looks
        if looks is None:
            looks = self._looks = {}
        known = looks.get(slot)
        if known is None or (known.card is not card and known.card != card):
            known = looks[slot] = Look(card, digest(card), shape(card))
        return known


_NOTHING = Posted(ref="", whole="", shape="")


def digest(card: Card) -> str:
    """Return a digest of everything the message shows: not what it asks for, whom it admits, nor whether its thread is locked."""
    shown = replace(card, confirm="", locked=False, admits=None)
    return blake2b(msgspec.json.encode(shown), digest_size=12).hexdigest()


def shape(card: Card) -> str:
    """Return what of the card may not wait: its own word for it, its buttons and its title."""
    parts = (card.shape, card.title, card.buttons, card.select)
    return blake2b(msgspec.json.encode(parts), digest_size=8).hexdigest()
