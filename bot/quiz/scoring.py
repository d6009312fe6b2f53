"""Points: the five presets, each an exact formula; in a teacher's words they stand in ``content/SCORING.md``.

What may never happen here: points that depend on the order in which events arrived, on anything but the
answer and the clock, or on more than the member's own share of their own time.

Symbols: c credit (0..1), w weight of the question, t time taken and T the member's own time for it, both in
ms.
"""

from collections.abc import Callable, Mapping
from math import floor

from bot.decks.model import Scoring

FULL = 1000
"""Points of a question of weight 1 in the presets that know speed or rank."""

AT_ONCE = 500
"""Below this many ms an answer loses nothing to the clock."""

STREAK_BONUS = (0, 0, 100, 200, 300, 400, 500)
"""Bonus of a right answer by the length of the streak it makes; the last holds for all longer ones."""

RANK_BONUS = (500, 400, 300, 200, 100)
"""Bonus of the first, second, ... fully right answer."""

_HALF = 0.5 + 1e-9
"""A half, and what floats may be short of one: far below the smallest step a formula makes (1 / 600,000)."""


Formula = Callable[[float, int, int, int, int], float]
"""Points from worth, took, limit, streak and place, in this order.

`worth` is w c. `took` and `limit` are t and T. `streak` is the number of fully right answers in a row, this one
included, and `place` the place among the fully right answers to the question, from 1; both are 0 for any other answer.
"""


def formula(scoring: Scoring) -> Formula:
    """Return the preset's formula: from an answer to a question that counts, its points."""
    return _FORMULAS[scoring]


def accuracy_points(worth: float, _took: int, _limit: int, _streak: int, _place: int) -> float:
    """Return w c, not rounded: a third of a point is rounded in the total only."""
    return worth


def speed_points(worth: float, took: int, limit: int, _streak: int = 0, _place: int = 0) -> float:
    """Return round((1 - t/T/2) x 1000 w c), and all of 1000 w c for t below 0.5 s; rounded once, half up.

    Source: the curve Kahoot publishes ("How points work", article 115002303908 of its help centre). t is taken
    within 0..T.
    """
    spent = took if took < limit else limit  # noqa: FURB136 - min() costs as much as the rest of the formula
    if spent < AT_ONCE:
        return floor(FULL * worth + _HALF)
    return floor((1.0 - spent / (2 * limit)) * FULL * worth + _HALF)


def streak_points(worth: float, took: int, limit: int, streak: int, _place: int) -> float:
    """Return the speed points and the bonus of the streak, whatever the weight."""
    return speed_points(worth, took, limit) + streak_bonus(streak)


def rank_points(worth: float, _took: int, _limit: int, _streak: int, place: int) -> float:
    """Return round((1000 + bonus of the place) w c); only the five first places of right answers have a bonus."""
    return floor((FULL + rank_bonus(place)) * worth + _HALF)


def no_points(_worth: float, _took: int, _limit: int, _streak: int, _place: int) -> float:
    """Return 0."""
    return 0.0


_FORMULAS: Mapping[Scoring, Formula] = {
    Scoring.ACCURACY: accuracy_points,
    Scoring.SPEED: speed_points,
    Scoring.STREAK: streak_points,
    Scoring.RANK: rank_points,
    Scoring.NONE: no_points,
}


def streak_bonus(streak: int) -> int:
    """Return 100 for the second right answer in a row, 200 for the third, and so on up to 500."""
    return STREAK_BONUS[streak] if streak < len(STREAK_BONUS) else STREAK_BONUS[-1]


def rank_bonus(place: int) -> int:
    """Return the bonus of the `place`-th fully right answer; 0 for place 0 and from the sixth on."""
    return RANK_BONUS[place - 1] if 1 <= place <= len(RANK_BONUS) else 0


def pace(took: int, limit: int) -> float:
    """Return the share of their own time a member used, 0..1, so that more time is no disadvantage among peers.

    Equal shares give equal floats, since division rounds correctly.
    """
    return min(max(took, 0), limit) / limit if limit > 0 else 0.0


def places(values: Mapping[str, float]) -> dict[str, int]:
    """Return everybody's place from 1, the smallest value first; equal values share the better place (1, 2, 2, 4)."""
    ordered = sorted(values.values())
    first: dict[float, int] = {}
    for place, value in enumerate(ordered, start=1):
        first.setdefault(value, place)
    return {member: first[value] for member, value in values.items()}


def half_up(value: float, digits: int = 0) -> float:
    """Return `value` >= 0 rounded to `digits` decimals, halves upwards (``round`` sends them to the even side)."""
    scale = 10.0**digits
    return floor(value * scale + _HALF) / scale


def percent(share: float) -> int:
    """Return a share of 0..1 in whole percent, halves upwards, as a card shows it."""
    return floor(100 * share + _HALF)


def shown(value: float) -> str:
    """Return points as they are written: at most two decimals, and none that say nothing (``1500``, ``2.5``)."""
    return f"{half_up(value, 2):.2f}".rstrip("0").rstrip(".")


def plural(value: float) -> int:
    """Return the number that decides between the forms of a word: broken points read as several."""
    return int(value) if float(value).is_integer() else 2
