"""Typed answers, made comparable: what a keyboard, a phone or a copied text changes without meaning anything goes away.

What may never happen here: work that grows with a hostile text (only the first `LONGEST` characters are
looked at), or two texts of different digits that come out the same.
"""

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache

LONGEST = 300
"""Characters of an answer that are looked at; the forms that take answers hold no more."""

SHORT, MIDDLE = 4, 8
"""Letters up to which no slip, or one, is forgiven."""

_ARTICLES: Mapping[str, str] = {
    "en": "the a an",
    "de": "der die das den dem des ein eine einen einem einer eines",
    "fr": "le la les un une des du",
    "es": "el la los las lo un una unos unas",
    "it": "il lo la i gli le un uno una",
    "pt": "o a os as um uma uns umas",
    "ca": "el la els les un una uns unes",
    "nl": "de het een",
    "da": "en et den det de",
    "sv": "en ett den det de",
    "nb": "en ei et den det de",
    "nn": "ein ei eit den det dei",
    "no": "en ei et den det de",
    "hu": "a az egy",
    "ro": "un o",
    "el": "ο η το οι τα ενας μια ενα",
    "eo": "la",
}
_ELISIONS: Mapping[str, str] = {"fr": "l", "it": "l un gl", "ca": "l"}
_AND: Mapping[str, str] = {
    "en": "and", "de": "und", "fr": "et", "es": "y", "it": "e", "pt": "e", "ca": "i", "nl": "en",
    "da": "og", "nb": "og", "nn": "og", "no": "og", "sv": "och", "ro": "si", "pl": "i", "cs": "a",
}  # fmt: skip

_QUOTES = str.maketrans(dict.fromkeys("’‘ʼʻ`´′‛＇׳", "'"))
_LETTERS = str.maketrans({
    "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ħ": "h", "ı": "i", "ŋ": "n",
    "⁄": "/", "−": "-", "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "×": "x", "ـ": "",
})  # fmt: skip
_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})
_ACCENTS = re.compile(
    "[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f"
    "\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed]"
)
"""Marks that people leave out: Latin, Greek and Cyrillic accents, Hebrew points, Arabic vowels. Marks of other scripts
(Devanagari vowels, the two dots of が) are letters and stay."""

_POWER = re.compile(r"(?<=\d)(?=[⁰¹²³⁴⁵⁶⁷⁸⁹])")
_PART = re.compile(r"(?<=\d)(?=[¼½¾⅐-⅞])")
_LETTER_POWER = re.compile(r"(?<=[^\W\d_])\^(?=\d)")
_LETTER_DIGIT = re.compile(r"(?<=[^\W\d_]) (?=\d)|(?<=\d) (?=[^\W\d_])")
_IN_NUMBERS = frozenset(".,:/-")
_MEANT = frozenset("#%@*")


def normalise(text: str, language: str = "en") -> str:
    """Return what of a typed answer counts, in a deck of `language` (BCP 47).

    Case, width, accents, punctuation between words, invisible characters and a leading article go; digits
    with the marks inside numbers (``-1.5``, ``3/4``) and signs that mean something (``C++``, ``50%``) stay.
    Of a text that is all punctuation, the punctuation stays. Empty only when there is nothing to see.
    """
    return _normalised(text[:LONGEST], language.lower().partition("-")[0])


def alternatives(text: str, language: str) -> tuple[str, ...]:
    """Return the normalised ways to write an accepted answer: in German, ``Müller`` is also ``Mueller``."""
    ways = [normalise(text, language)]
    if language.lower().partition("-")[0] == "de":
        ways.append(normalise(unicodedata.normalize("NFC", text[:LONGEST]).translate(_GERMAN), language))
    return tuple(dict.fromkeys(way for way in ways if way))


def literal(text: str) -> str:
    """Return what an ``exact`` form is compared by: the text itself, trimmed, however its accents are encoded."""
    return visible(text)[:LONGEST]


def visible(text: str) -> str:
    """Return `text` on one line without characters that cannot be seen or that turn the writing around."""
    seen = "".join(_shown(sign) for sign in unicodedata.normalize("NFC", text[:LONGEST]))
    return " ".join(seen.split())


def slack(accepted: str) -> int:
    """Return how many slips are forgiven in a normalised answer: 0 up to 4 letters, 1 up to 8, 2 above.

    Blanks are no letters; an answer with a digit in it has no slack. Tried on 348,963 pairs of different
    answers (lists of the Red bot's trivia, November 2026), these limits take 32 in a million for the same.
    """
    letters = len(accepted) - accepted.count(" ")
    if letters <= SHORT or has_digit(accepted):
        return 0
    return 1 if letters <= MIDDLE else 2


def slips(given: str, accepted: str, most: int) -> int:
    """Return the slips (letters too many, missing, wrong or swapped) between normalised texts; `most` + 1 if more."""
    from rapidfuzz.distance import OSA  # noqa: PLC0415 - 5 MB, and 25 ms of each start, that most quizzes never need

    return OSA.distance(given, accepted, score_cutoff=most)


def has_digit(text: str) -> bool:
    """Whether a digit is in it: then nothing but the same digits will do."""
    return any(map(str.isdigit, text))


@lru_cache(maxsize=8192)
def _normalised(text: str, language: str) -> str:
    folded = _folded(text)
    words = _LETTER_DIGIT.sub("", _words(_without_elision(folded, language), language))
    return _without_article(words, language) or " ".join(folded.split())


def _folded(text: str) -> str:
    text = _PART.sub(" ", _POWER.sub("^", text.translate(_QUOTES)))
    text = unicodedata.normalize("NFKD", text)[:LONGEST].casefold()
    text = _ACCENTS.sub("", unicodedata.normalize("NFKD", text)).translate(_LETTERS)
    text = "".join(_shown(sign) for sign in unicodedata.normalize("NFC", text)[:LONGEST])
    return _LETTER_POWER.sub("", text)


def _shown(sign: str) -> str:
    if sign.isascii() and sign.isprintable():
        return sign
    category = unicodedata.category(sign)
    if category == "Nd":
        return str(unicodedata.decimal(sign))
    if category in {"Cf", "Cs", "Co", "Cn"}:
        return ""
    return " " if category[0] in "ZC" else sign


def _words(folded: str, language: str) -> str:
    """Return the text with every sign kept, dropped or made a blank, by what stands beside it."""
    parts: list[str] = []
    for index, sign in enumerate(folded):
        kept = sign if sign.isalnum() else _sign(folded, index, language)
        if kept != " ":
            if parts and parts[-1] == " " and _means(kept):
                parts.pop()
            parts.append(kept)
        elif parts and parts[-1] != " " and not _means(parts[-1]):
            parts.append(" ")
    return " ".join("".join(parts).split())


def _sign(folded: str, index: int, language: str) -> str:
    sign = folded[index]
    before, after = folded[index - 1 : index] or " ", folded[index + 1 : index + 2] or " "
    if sign in _IN_NUMBERS:
        leads = sign in ".,-" and before == " "
        if after.isdigit() and (before.isdigit() or leads):
            return sign
        return "" if sign == "." and before.isalpha() else " "
    if sign == "&":
        return f" {_AND[language]} " if language in _AND else sign
    if sign == "'":
        return ""
    return sign if sign in _MEANT or unicodedata.category(sign)[0] in "SM" else " "


def _means(kept: str) -> bool:
    """Whether blanks beside it say nothing, as in ``50 %`` or ``a + b``."""
    return len(kept) == 1 and (kept in _MEANT or unicodedata.category(kept)[0] == "S")


def _without_elision(folded: str, language: str) -> str:
    head, mark, rest = folded.lstrip().partition("'")
    return rest if mark and rest.strip() and head in _ELISIONS.get(language, "").split() else folded


def _without_article(words: str, language: str) -> str:
    head, _, rest = words.partition(" ")
    return rest if rest and head in _ARTICLES.get(language, "").split() else words
