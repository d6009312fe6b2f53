"""Numbers as people type them: one strict reader for decks and for learners' answers.

Which mark is the decimal one follows from the language of the deck, never from a guess: ``1.234`` is twelve hundred in
German and one and a bit in English. Whatever the input, the work is bounded and nothing is raised.
"""

import re
import unicodedata
from fractions import Fraction

from msgspec import Struct

from bot.decks.units import SIGNS, read_unit

LONGEST = 80
"""Characters of a typed number that are looked at; a longer text is not a number."""

MOST_POWER = 300
"""The largest power of ten, either way: beyond it a float is at its end."""

_COMMA = frozenset({
    "af", "az", "be", "bg", "bs", "ca", "cs", "da", "de", "el", "es", "et", "eu", "fi", "fr", "gl", "hr", "hu", "hy",
    "id", "is", "it", "ka", "kk", "lt", "lv", "mk", "nb", "nl", "nn", "no", "pl", "pt", "ro", "ru", "sk", "sl", "sq",
    "sr", "sv", "tr", "uk", "uz", "vi",
})  # fmt: skip
"""Languages that write 3,5. Source: Unicode CLDR 46, numbers/symbols/decimal."""

_POINT_REGIONS = frozenset({
    "es-mx", "es-us", "es-pr", "es-gt", "es-hn", "es-ni", "es-pa", "es-pe", "es-sv", "es-do",
    "de-ch", "de-li", "it-ch", "fr-ch",
})  # fmt: skip

_MINUS = dict.fromkeys("\u2212\u2010\u2011\u2012\u2013\ufe63\uff0d", "-")
_BLANKS = dict.fromkeys("\u00a0\u2007\u2008\u2009\u200a\u202f\u205f\t", " ")
_SIGNS = str.maketrans({**_MINUS, **_BLANKS, "\u2019": "'", "\uff0b": "+", "×": "x", "·": "*", "⋅": "*"})
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
_RAISED = str.maketrans("0123456789-+", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺")
_POWER = re.compile(r"\^([-+]?\d)")
_SUPERSCRIPT_RUN = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺]+")


class Number(Struct, frozen=True):
    """A number that was read: `value`, and the `unit` as it was typed, powers raised (empty when it is missing).

    `exact` is the value before rounding, so that a change of unit rounds only once. Percent is a unit:
    ``50 %`` is 50 with the unit ``%``.
    """

    value: float
    unit: str
    exact: Fraction


def decimal_comma(language: str) -> bool:
    """Tell whether `language` (BCP 47) writes 3,5 rather than 3.5."""
    tag = language.lower().replace("_", "-")
    return tag.partition("-")[0] in _COMMA and "-".join(tag.split("-")[:2]) not in _POINT_REGIONS


def read_number(text: str, language: str = "en") -> Number | None:
    """Return the number `text` is, in the writing of `language`; None when it is anything else.

    Understood: signs, groups of three (by the language's mark, blanks or apostrophes), decimals, fractions (``3/4``,
    ``1 1/2``, ``½``), powers (``1.2e3``, ``1.2 x 10^3``, ``10³``), percent, one unit of the closed table, a currency sign.
    """
    if len(text) > LONGEST:
        return None
    clean = _cleaned(text)
    sign, rest = _sign(clean)
    currency = ""
    if rest[:1] in SIGNS:
        currency, rest = rest[0], rest[1:].lstrip()
        if sign == 1:
            sign, rest = _sign(rest)
    found = _amount(decimal_comma(language)).match(rest)
    if not found or (found.end() < len(rest) and rest[found.end()].isdigit()):
        return None
    value = _value(found, comma=decimal_comma(language))
    unit = _POWER.sub(lambda power: power[1].translate(_RAISED), rest[found.end() :].strip())
    if value is None or (currency and unit):
        return None
    if unit and (read_unit(unit) is None or not _apart(rest, found.end())):
        return None
    return Number(float(sign * value), currency or unit, sign * value)


def in_unit(number: Number, unit: str) -> float | None:
    """Return the value of `number` in `unit`; None when it measures something else (kilograms for metres).

    A number without a unit is taken to be in the one asked for; `number.unit == ""` tells that it was missing. Where no unit is
    asked for, percent is a hundredth and any other unit is ignored.
    """
    have = read_unit(number.unit)
    if have is None:
        return number.value
    want = read_unit(unit)
    if want is None:
        return number.value if have.dimension else float(number.exact * have.factor)
    if have.dimension != want.dimension:
        return number.value if number.unit.upper() == unit.strip("° ").upper() else None
    return float(number.exact * have.factor / want.factor)


def spelled(value: float, language: str = "en") -> str:
    """Return `value` in digits that `read_number` reads back as the same float in the same language."""
    digits = repr(value).removesuffix(".0").replace("e+", "e")
    return digits.replace(".", ",") if decimal_comma(language) else digits


def _cleaned(text: str) -> str:
    """Return `text` in ASCII digits and signs; superscripts become ``^3`` and ½ becomes `` 1/2``."""
    text = _SUPERSCRIPT_RUN.sub(lambda run: "^" + run[0].translate(_SUPERSCRIPTS), text.translate(_SIGNS))
    parts: list[str] = []
    for sign in text:
        if sign.isascii():
            parts.append(sign)
        elif unicodedata.category(sign) == "Nd":
            parts.append(str(unicodedata.decimal(sign)))
        elif unicodedata.decomposition(sign).startswith("<fraction>"):
            parts.append(" " + unicodedata.normalize("NFKD", sign).replace("\u2044", "/"))
        elif sign == "\u2044":
            parts.append("/")
        elif "\uff01" <= sign <= "\uff5e":
            parts.append(unicodedata.normalize("NFKC", sign))
        else:
            parts.append(sign)
    return "".join(parts).strip()


def _sign(text: str) -> tuple[int, str]:
    if text[:1] in {"-", "+"}:
        return (-1 if text[0] == "-" else 1), text[1:].lstrip()
    return 1, text


_EXPONENT = r"(?:e(?P<e>[-+]?\d{1,4})|\s*[x*]\s*10(?:\^|\*\*)\(?(?P<p>[-+]?\d{1,4})\)?)"
_PATTERNS: dict[bool, re.Pattern[str]] = {
    comma: re.compile(
        rf"(?:(?P<whole>\d{{1,15}})\s+)?(?P<top>\d{{1,15}})\s?/\s?(?P<bottom>\d{{1,15}})(?![\d{mark}])"
        rf"|10(?:\^|\*\*)(?P<power>[-+]?\d{{1,4}})"
        rf"|(?P<digits>(?:[1-9]\d{{0,2}}(?P<group>[{group} '])\d{{3}}(?:(?P=group)\d{{3}})*(?!\d)|\d+)(?:{mark}\d+)?"
        rf"|{mark}\d+)(?!{mark}\d|[,.']\d){_EXPONENT}?",
        re.IGNORECASE,
    )
    for comma, mark, group in ((False, r"\.", ","), (True, ",", r"\."))
}


def _amount(comma: bool) -> re.Pattern[str]:  # noqa: FBT001 - the key of a table
    return _PATTERNS[comma]


def _value(found: re.Match[str], *, comma: bool) -> Fraction | None:
    if found["bottom"]:
        top, bottom = int(found["top"]), int(found["bottom"])
        if not bottom or (found["whole"] and top >= bottom):
            return None
        return int(found["whole"] or 0) + Fraction(top, bottom)
    power = int(found["power"] or found["e"] or found["p"] or 0)
    if abs(power) > MOST_POWER:
        return None
    digits = found["digits"] or "1"
    group = found["group"]
    if group:
        digits = digits.replace(group, "")
    value = Fraction(digits.replace(",", ".") if comma else digits) * Fraction(10) ** power
    return value if value < Fraction(10) ** MOST_POWER else None


def _apart(text: str, end: int) -> bool:
    """Tell whether a unit may begin at `end`: not where it would tear a word or a number apart (``5-m``, ``5.m``)."""
    return text[end] == " " or text[end].isalpha() or text[end] in "%‰°€$£¥₹₽₩₺₴₿¢"
