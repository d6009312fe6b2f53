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
    ref = known.ref if known is not None else ""
    return _ending(card, surface.link(place, ref)) if surface is not None and ref else card


def about(text: str, session: str, thread: Place, message: str, surface: Surface) -> Card:
    """Return a private word about a message that somebody wrote in `thread`, with the link to it: it is read elsewhere."""
    return _ending(Card(body=text, session=session), surface.link(thread, message))


def _ending(card: Card, link: str) -> Card:
    return replace(card, body=f"{card.body}\n\n{link}".strip()) if link else card
