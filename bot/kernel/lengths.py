"""Sizes: how chat platforms count a text, and what becomes of one that is too long.

Their documents give limits in characters without saying which. We count UTF-16 units, as their clients do: that is never less
than what a server that counts code points finds, so that what fits here fits anywhere.
"""

from bot.kernel.signs import mended


def units(text: str) -> int:
    """Return the length of `text` in UTF-16 units."""
    return len(text) if text.isascii() else len(text) + sum(sign > "\uffff" for sign in text)


def clipped(text: str, most: int) -> str:
    """Return the first `most` units of `text`, no sign taken apart."""
    text = mended(text)
    if units(text) <= most:
        return text
    kept = text[:most]
    while units(kept) > most:
        kept = kept[:-1]
    return kept


def cut(text: str, most: int) -> str:
    """Return a plain text on one line in at most `most` units; one that is longer ends in an ellipsis."""
    line = " ".join(mended(text).split())
    return line if units(line) <= most else clipped(line, most - 1).rstrip() + "…"
