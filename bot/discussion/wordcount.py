"""Counting words, in any script, in what people write in a chat.

What is no word of theirs is left out: markup, addresses, mentions, emoji, moments. The signs of markup are no letters, so that
nothing has to be parsed; the time it takes grows with the length alone, whatever is written.
"""

import re

LONGEST = 20_000
"""Characters that are looked at."""

_NO_WORDS = re.compile(
    r"<(?:a?:|t:-?\d|id:|[@#!/])[^<>\n]{0,200}>"  # mentions, emoji of a group and moments, as platforms write them
    r"|\]\([^()\s]*\)"  # where a link leads
    r"|(?:https?://|www\.)[^\s|<>)\]]*"
    r"|:[a-z0-9_+-]{2,32}:"  # emoji by their names
    r"|&(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|[a-zA-Z]{2,31});"
    r"|(?<=\d)[.,](?=\d)"  # 1,000.50 is one word
)
_RUN = re.compile(r"[^\s,;:!?…—–()\[\]{}\"“”„«»‹›*_~`|<>\\¡¿،؛؟।。、・，！？：；（）「」『』]+")
_LETTER = re.compile(r"[^\W_]")

_HAN = re.compile(r"[\u3005\u3040-\u30fa\u30fc-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
"""Chinese and Japanese, which put nothing between words: of two characters one word is made."""

_UNPARTED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")
_CONSONANT = re.compile(r"[\u0e01-\u0e2e\u0e81-\u0eae\u1000-\u1021\u1780-\u17a2]")
"""Thai, Lao, Burmese and Khmer do not part words either, and write vowels as signs: three consonants make a word."""


def count_words(text: str) -> int:
    """Return the number of words in `text`.

    A word is a run of signs with a letter or a digit in it, without blanks; hyphens, apostrophes and accents belong to it.
    Where a script parts no words they are estimated from its letters.
    """
    bare = _NO_WORDS.sub(_nothing, text[:LONGEST])
    if bare.isascii():
        return _runs(bare)
    wide, letters = len(_HAN.findall(bare)), len(_CONSONANT.findall(bare))
    rest = _UNPARTED.sub(" ", _HAN.sub(" ", bare))
    return _runs(rest) + -(-wide // 2) + -(-letters // 3)


def _nothing(found: re.Match[str]) -> str:
    """Return what stands in place of what is no word: nothing within a number, else a gap."""
    return "" if found[0] in {",", "."} else " "


def _runs(text: str) -> int:
    return sum(1 for run in _RUN.findall(text) if _LETTER.search(run))
