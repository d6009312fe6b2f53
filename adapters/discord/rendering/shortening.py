"""A text of cards that is longer than there is room for: cut at the end of a paragraph or, where that takes too much, of a word.

What may never happen: markup that is opened and not closed.
"""

import re
from collections.abc import Sequence

from markdown_it.token import Token

from adapters.discord.rendering.fitting import units
from adapters.discord.rendering.markdown import markdown_of, rendered
from bot.kernel.markup import tokens

ELLIPSIS = " …"

ENOUGH = 0.6
"""The part of the room that whole paragraphs have to fill, or else the next one is cut as well."""

_PIECE = re.compile(r"\s*(?:[^\w\s]*https?://\S{1,500}|\S{1,24})|\s+")


def shortened(text: str, most: int) -> str:
    """Return `text` as Discord's Markdown in at most `most` units, an ellipsis where it had to be cut; "" for no room at all."""
    whole = rendered(text)
    if units(whole) <= most:
        return whole
    room = most - len(ELLIPSIS)
    parsed = tokens(text)
    ends = [number for number, token in enumerate(parsed, start=1) if token.level == 0 and token.nesting <= 0]
    whole_blocks = _longest([parsed[:end] for end in ends], room)
    kept = whole_blocks if units(whole_blocks) >= ENOUGH * room else _by_words(parsed, room)
    return f"{kept}\n…" if kept.endswith("```") else kept + ELLIPSIS if kept else ""


def _longest(heads: Sequence[list[Token]], room: int) -> str:
    """Return the last of the growing beginnings that fits, "" when none does."""
    low, high, best = 0, len(heads), ""
    while low < high:
        middle = (low + high) // 2
        written = markdown_of(heads[middle])
        if units(written) <= room:
            low, best = middle + 1, written
        else:
            high = middle
    return best


def _by_words(parsed: list[Token], room: int) -> str:
    return _longest(_Heads(parsed, sum(map(_weight, parsed))), room)


class _Heads(Sequence[list[Token]]):
    """The beginnings of a text, the one at `n` with its first `n` + 1 words; made when asked for."""

    def __init__(self, parsed: list[Token], words: int) -> None:
        self._parsed = parsed
        self._words = words

    def __len__(self) -> int:
        return self._words

    def __getitem__(self, words: int) -> list[Token]:  # type: ignore[override]  # nobody slices it
        return _trimmed(self._parsed, words + 1)[0]


def _trimmed(parsed: Sequence[Token], words: int) -> tuple[list[Token], int]:
    """Return the first `words` words, everything closed that was opened, and how many words are missing."""
    kept: list[Token] = []
    skipped = 0
    for token in parsed:
        if token.nesting == 1 and not words:
            skipped += 1
        elif token.nesting == -1 and skipped:
            skipped -= 1
        elif token.nesting or words:
            short, words = _shorter(token, words)
            kept.append(short)
    return kept, words


def _shorter(token: Token, words: int) -> tuple[Token, int]:
    if token.nesting:
        return token, words
    if token.children is not None:
        children, left = _trimmed(token.children, words)
        return token.copy(children=children), left
    pieces = _pieces(token.content)
    return token.copy(content="".join(pieces[:words])), max(words - max(len(pieces), 1), 0)


def _weight(token: Token) -> int:
    if token.nesting:
        return 0
    return sum(map(_weight, token.children)) if token.children is not None else max(len(_pieces(token.content)), 1)


def _pieces(content: str) -> list[str]:
    """Return the words of a text, each with the blanks before it, endless ones in pieces; addresses stay whole."""
    return _PIECE.findall(content)
