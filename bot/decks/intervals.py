"""The intervals an author writes for a number question: ``9.81 ± 0.05 m/s²``, ``40 ± 5%``, ``10 .. 12 kg``, ``42``."""

import re
from fractions import Fraction

from msgspec import Struct

from bot.decks.numbers import LONGEST, Number, in_unit, read_number
from bot.decks.units import read_unit

_TOLERANCE = re.compile(r"±|\+/-|\+-")
_DOTS = re.compile(r"\.\.+|…")
_LONGEST = 3 * LONGEST


class Interval(Struct, frozen=True):
    """From `least` to `most`, exact, in `unit` (as written; empty when there is none). Reversed where the author erred."""

    least: Fraction
    most: Fraction
    unit: str

    def to(self, unit: str) -> "Interval | None":
        """Return the same interval in another unit; None when that measures something else."""
        if not self.unit or not unit or self.unit == unit:
            return Interval(self.least, self.most, unit or self.unit)
        have, want = read_unit(self.unit), read_unit(unit)
        if have is None or want is None or have.dimension != want.dimension:
            return None
        return Interval(self.least * have.factor / want.factor, self.most * have.factor / want.factor, unit)


def read_interval(text: str, language: str) -> Interval | None:
    """Return the interval an author wrote; None when `text` is no number.

    A tolerance in percent is a share of the number, unless the number itself is one in percent: then it is points.
    """
    if len(text) > _LONGEST:
        return None
    parts = _TOLERANCE.split(text)
    if len(parts) == 2:  # noqa: PLR2004 - a number and its tolerance
        return _around(read_number(parts[0], language), read_number(parts[1], language))
    ends = _DOTS.split(text)
    if len(parts) == 1 and len(ends) == 2:  # noqa: PLR2004 - two ends
        return _between(read_number(ends[0], language), read_number(ends[1], language))
    alone = read_number(text, language) if len(parts) == 1 else None
    return Interval(alone.exact, alone.exact, alone.unit) if alone else None


def _around(middle: Number | None, margin: Number | None) -> Interval | None:
    if middle is None or margin is None or margin.exact < 0:
        return None
    if margin.unit == "%" and middle.unit != "%":
        width = abs(middle.exact) * margin.exact / 100
        return Interval(middle.exact - width, middle.exact + width, middle.unit)
    unit = middle.unit or margin.unit
    width_in = _exact(margin, unit)
    return None if width_in is None else Interval(middle.exact - width_in, middle.exact + width_in, unit)


def _between(first: Number | None, last: Number | None) -> Interval | None:
    if first is None or last is None:
        return None
    unit = last.unit or first.unit
    least = _exact(first, unit)
    return None if least is None else Interval(least, last.exact, unit)


def _exact(number: Number, unit: str) -> Fraction | None:
    if in_unit(number, unit) is None:
        return None
    have, want = read_unit(number.unit), read_unit(unit)
    if have is None or want is None or have.dimension != want.dimension:
        return number.exact
    return number.exact * have.factor / want.factor
