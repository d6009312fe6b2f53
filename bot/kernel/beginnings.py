"""The beginning of a text of cards for which there is too little room.

It ends with a paragraph or, where that would leave too much of the room empty, with a word.
What may never happen: markup that is opened and not closed.
"""

import re
from collections.abc import Callable, Sequence

from markdown_it.token import Token

ENOUGH = 0.6
"""The part of the room that whole paragraphs have to fill, or else the next one is cut as well."""

Measure = Callable[[list[Token]], int]
"""Returns how much room block tokens take where they are shown."""

_PIECE = re.compile(r"\s*(?:[^\w\s]{0,8}https?://\S{1,500}|\S{1,24})|\s+")


def beginning(parsed: list[Token], room: int, measure: Measure) -> list[Token]:
    """Return the longest beginning of the block tokens that takes at most `room`."""
    ends = [number for number, token in enumerate(parsed, start=1) if token.level == 0 and token.nesting <= 0]
    whole_blocks = _longest(len(ends), lambda number: parsed[: ends[number]], room, measure)
    if whole_blocks and measure(whole_blocks) >= ENOUGH * room:
        return whole_blocks
    return _longest(sum(map(_weight, parsed)), lambda number: _trimmed(parsed, number + 1)[0], room, measure)


def _longest(count: int, head: Callable[[int], list[Token]], room: int, measure: Measure) -> list[Token]:
    """Return the last of `count` growing beginnings that fits, none when none does; far too long ones are not looked at."""
    low, high, step = 0, count, 1
    best: list[Token] = []
    while low < high:
        middle = min(low + step, (low + high) // 2) if step else (low + high) // 2
        tried = head(middle)
        if measure(tried) <= room:
            low, best, step = middle + 1, tried, step * 2
        else:
            high, step = middle, 0
    return best


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
