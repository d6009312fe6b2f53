"""An easel: one session being painted, and what the platform shows of it by now."""

import asyncio
from collections.abc import Mapping
from hashlib import blake2b
from zlib import crc32

import msgspec
from msgspec.structs import replace

from bot.engine.lane import Standing
from bot.kernel.card import Card
from bot.store.contract import Posted


class Easel:
    """The newest standing of a session, its posted messages by slot, and the confirmations that were passed on."""

    __slots__ = ("_stirring", "confirmed", "denied", "dirty", "painting", "posted", "rung", "standing", "stirred")

    def __init__(self, standing: Standing) -> None:
        self.standing = standing
        self.posted: dict[str, Posted] = {}
        self.rung: dict[str, str] | None = None
        self.confirmed: dict[str, int] = {}
        self.denied: frozenset[str] = frozenset()
        self.dirty = True
        self.painting = False
        self.stirred = False
        self._stirring: asyncio.Event | None = None

    @property
    def id(self) -> str:
        """The session's id."""
        return str(self.standing.value.id)

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

    def changed(self, cards: Mapping[str, Card]) -> dict[str, Card]:
        """Return the cards the platform does not show as they are, in their order."""
        return {slot: card for slot, card in cards.items() if self._shown(slot, "whole") != digest(card)}

    def urgent(self, cards: Mapping[str, Card]) -> dict[str, Card]:
        """Return those of `cards` that are missing there, or differ in what may not wait."""
        return {slot: card for slot, card in cards.items() if self._shown(slot, "shape") != shape(card)}

    def longest_waiting(self, cards: Mapping[str, Card]) -> dict[str, Card]:
        """Return the one of `cards` whose message was put longest ago, so that none waits for ever behind another."""
        return next(({slot: cards[slot]} for slot in self.posted if slot in cards), {})

    def note(self, slot: str, posted: Posted) -> None:
        """Note what stands in `slot` now; `posted` is kept in the order in which messages were put."""
        self.posted.pop(slot, None)
        self.posted[slot] = posted

    def key(self, slot: str) -> str:
        """Return the idempotency key (25 characters at most) of the slot's message; another one after it was deleted."""
        known = self.posted.get(slot)
        again = f".{crc32(known.whole.encode()):x}" if known and not known.ref else ""
        return f"{self.id}.{slot}{again}"[:25]

    def _shown(self, slot: str, what: str) -> str:
        known = self.posted.get(slot)
        return getattr(known, what) if known and known.ref else ""


def digest(card: Card) -> str:
    """Return a digest of everything the card shows; that it asks for confirmation is nothing anybody sees."""
    return blake2b(msgspec.json.encode(replace(card, confirm="")), digest_size=12).hexdigest()


def shape(card: Card) -> str:
    """Return what of the card may not wait: its own word for it, its buttons and its title."""
    parts = (card.shape, card.title, card.buttons, card.select)
    return blake2b(msgspec.json.encode(parts), digest_size=8).hexdigest()
