"""How what was typed is cleaned before it is read, and the pieces that patterns are put together from.

Whatever comes in, the work is bounded: a long text is not looked at, and no pattern repeats within a repetition.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache

from bot.kernel.when.vocabulary import vocabulary

LONGEST = 100
"""Characters that are looked at; the longest form in use has about 60."""

_QUOTES = str.maketrans({"\u2018": "'", "\u2019": "'", "\u02bc": "'", "\u00b4": "'"})
_PIECE = re.compile("<([A-Z_]+)>")

_TIME = (
    r"(?:(?P<hour>\d{1,2})(?P<sep>[:.h])(?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.0{1,6})?)?"
    r"(?: ?(?P<half>[ap])\.?m\.?)?(?: ?(?:h|<FULL>))?"
    r"|(?P<hour12>\d{1,2}) ?(?P<half12>[ap])\.?m\.?(?: <FULL>)?"
    r"|(?P<hour24>\d{1,2}) ?(?:h|(?P<full><FULL>))"
    r"|(?P<clock><CLOCK>))"
)
_MARK = r"(?P<mark> ?z| ?\+\d{2}:?\d{2}| ?(?:utc|gmt) ?[+-]\d{1,2}(?::?\d{2})?| ?utc| (?!<LEADS>\b)[a-z]{2,5})"
_HOURS = (
    r"(?:(?P<hours>\d{1,3}\.\d ?|\d{1,5} ?|<COUNT> )<HOUR_WORD>"
    r"(?: ?(?P<rest>\d{1,2})(?!\d)(?: ?m)?)?)"
)


def cleaned(text: str) -> str | None:
    """Return `text` in small letters, ASCII digits and single blanks, without commas; None for what cannot be a time."""
    if len(text) > LONGEST:
        return None
    signs = "".join(_plain(sign) for sign in text.translate(_QUOTES))
    clean = " ".join(signs.replace(",", " ").lower().split())
    return clean if clean.isascii() else None


def _plain(sign: str) -> str:
    if sign.isascii():
        return sign
    if "\uff01" <= sign <= "\uff5e":
        return chr(ord(sign) - 0xFEE0)
    kind = unicodedata.category(sign)
    if kind == "Nd":
        return str(unicodedata.decimal(sign))
    return {"Zs": " ", "Pd": "-", "Cf": ""}.get(kind, "-" if sign == "\u2212" else sign)


def pattern(source: str, language: str) -> re.Pattern[str]:
    """Return the pattern that `source` stands for once each ``<PIECE>`` is filled in with the words of `language`."""
    pieces = _pieces(language)
    return re.compile(_PIECE.sub(lambda piece: pieces[piece[1]], source))


@cache
def _pieces(language: str) -> dict[str, str]:
    words = vocabulary(language)
    pieces = {
        "AT": f"(?P<at>{_any(words.leads)} )?",
        "ANY_WEEKDAY": _any(words.weekdays),
        "CLOCK": _any(words.clocks),
        "COUNT": _any(words.counts),
        "DAY_WORD": _any(words.spans),
        "EVERY": _any(words.every),
        "FULL": _any(words.full),
        "HOUR_WORD": _any(words.hours),
        "JOINED": _any(words.joined),
        "LASTING": _any(words.lasting),
        "LEAD": f"(?:{_any(words.leads)} ){{0,2}}",
        "LEADS": _any((*words.leads, *words.within)),
        "INSTANTLY": _any(words.instantly),
        "MAYBE_WEEKDAY": rf"(?:(?P<weekday>{_any(words.weekdays)})\.? )?",
        "MONTH": rf"(?P<month>{_any(words.months)})\.?",
        "NAMED": f"(?P<named>{_any(words.days)})",
        "NEXT": _any(words.next),
        "OTHER": _any(words.other),
        "THIS": _any(words.this),
        "TIMES": _any(words.times),
        "UNTIL": _any(words.until),
        "WEEKDAY": rf"(?P<weekday>{_any(words.weekdays)})\.?",
        "WEEK_WORD": _any(words.weeks),
        "WITHIN": _any(words.within),
        "WORKDAY": _any(words.workday),
    }
    for name, units in (("WEEKS", words.weeks), ("DAYS", words.spans), ("MINUTES", words.minutes)):
        pieces[name] = rf"(?:(?P<{name.lower()}>\d{{1,5}} ?|{pieces['COUNT']} ){_any(units)})"
    for name, source in (("TIME", _TIME), ("MARK", _MARK), ("HOURS", _HOURS)):
        pieces[name] = _PIECE.sub(lambda piece: pieces[piece[1]], source)
    pieces["LENGTH"] = "{WEEKS}?(?: ?{DAYS})?(?: ?{HOURS})?(?: ?{MINUTES})?".format_map(pieces)
    return pieces


def _any(words: Iterable[str]) -> str:
    """Return the pattern of any of `words`, the longest first."""
    return "(?:" + "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)) + ")"
