"""Pointing the way: a card that names a message of its session ends with the link to it, where the platform has links."""

from collections.abc import Mapping

from msgspec.structs import replace

from bot.engine.surface import Surface
from bot.kernel.card import Card, Slot
from bot.kernel.people import Place
from bot.store.contract import Posted


def pointed(card: Card, place: Place, posted: Mapping[Slot, Posted], surface: Surface | None) -> Card:
    """Return the card with the link to the message it points to, if that stands among the `posted` of a session in `place`."""
    known = posted.get(card.points) if card.points else None
    link = surface.link(place, known.ref) if surface is not None and known is not None and known.ref else ""
    return replace(card, body=f"{card.body}\n\n{link}".strip()) if link else card
