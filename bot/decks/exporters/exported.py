"""What a writer of another format hands back."""

from msgspec import Struct

from bot.content.report import Mistake
from bot.decks.model import Deck


class Exported(Struct, frozen=True):
    """The text of the file; whole questions that are not in it; parts of others that it could not say."""

    text: str
    count: int
    left_out: tuple[Mistake, ...] = ()
    warnings: tuple[Mistake, ...] = ()


def deck_settings_lost(deck: Deck) -> list[Mistake]:
    """Return a warning that the deck's own settings are not in the file, if it has any."""
    names = [
        name
        for name, value in (
            ("about", deck.about),
            ("seconds", deck.seconds),
            ("reading", deck.reading),
            ("scoring", deck.scoring),
            ("shuffle", deck.shuffle_questions or deck.shuffle_choices),
            ("source", deck.source),
            ("language", deck.language if deck.language != "en" else ""),
        )
        if value not in {None, "", False}
    ]
    if not names:
        return []
    return [
        Mistake(deck.name, 1, f"the deck's settings ({', '.join(names)}) are not in the file", "set them over there")
    ]
