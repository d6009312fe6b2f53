"""The scenes of the gallery: what every gallery shows, as Discord gets it."""

from collections.abc import Iterator

from adapters.discord.rendering.cards import message
from tests.gallery.discord.page import Scene
from tests.gallery.moments import linked, moments


def scenes() -> Iterator[Scene]:
    """Yield every picture of the gallery."""
    for each in moments():
        card = linked(each.card, "https://discord.com/channels/1/2/3") if each.name == "reminder" else each.card
        yield Scene(each.name, message(card, each.key), each.now, each.private, each.thread)
