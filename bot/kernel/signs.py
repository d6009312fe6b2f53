"""Signs in texts that need care on every platform: halves of characters, and what nobody sees.

JSON can spell half of a character (a lone surrogate, as where an emoji was cut), which nothing that stores or sends texts takes;
and no JSON library but Python's own sends it.
"""

import re
from typing import Any

GAP = "\u200b"
"""Zero width space: nobody sees it, and no pattern reads across it."""

_HALVES = re.compile("[\ud800-\udfff]")

_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""Controls, and marks that turn the writing of everything after them around; line feed and tab stay."""


def mended(text: str) -> str:
    """Return `text` with each half of a character replaced by the sign for what cannot be read."""
    return text if text.isascii() else _HALVES.sub("\N{REPLACEMENT CHARACTER}", text)


def all_mended(value: Any) -> Any:  # noqa: ANN401 - anything JSON can say
    """Return what JSON says with every text in it mended."""
    match value:
        case str():
            return mended(value)
        case dict():
            return {mended(name): all_mended(each) for name, each in value.items()}
        case list():
            return [all_mended(each) for each in value]
    return value


def seen(text: str) -> str:
    """Return `text` without what cannot be seen or sent."""
    return mended(_UNSEEN.sub("", text))
