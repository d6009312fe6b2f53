"""The formulas of the presets, held against the table teachers read."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.decks.model import Kind, Scoring
from bot.quiz.model import Given
from bot.quiz.scoring import formula, half_up, pace, percent, places, rank_bonus, shown, streak_bonus
from bot.quiz.spelling import slack

SCORING = Path(__file__).parents[2] / "content" / "SCORING.md"


def rows(head: str) -> list[list[str]]:
    """Return the cells of the table in the document whose header begins with `head`."""
    lines = SCORING.read_text("utf-8").split("\n")
    start = next(index for index, line in enumerate(lines) if line.startswith(f"| {head} |"))
    found = []
    for line in lines[start + 2 :]:
        if not line.startswith("|"):
            break
        found.append([cell.strip() for cell in line.strip("|").split("|")])
    return found


EXAMPLES = rows("preset | credit")


@pytest.mark.parametrize("example", EXAMPLES, ids=" ".join)
def test_documented_example(example: list[str]) -> None:
    """Every line of the examples in SCORING.md is what the code gives."""
    preset, credit, weight, took, own, streak, place, points = example
    found = formula(Scoring(preset))(
        float(credit) * float(weight),
        round(float(took) * 1000),
        round(float(own) * 1000),
        int(streak),
        int(place),
    )
    assert float(points) == found


def test_examples_show_every_preset() -> None:
    """No preset is without an example, and each has its line among the formulas."""
    assert {preset.value for preset in Scoring} == {example[0] for example in EXAMPLES}
    assert [preset.value for preset in Scoring] == [
        re.findall(r"`(\w+)`", row[0])[0] for row in rows("preset | points of an answer")
    ]


def test_documented_slips() -> None:
    """The table of slips forgiven is what the code forgives."""
    for letters, slips in rows("letters of the accepted answer"):
        for count in {int(number) for number in re.findall(r"\d+", letters)}:
            assert int(slips) == slack("a" * count)


def test_documented_kinds() -> None:
    """Every kind of question has its line among the credits."""
    named = ", ".join(row[0] for row in rows("kind | credit")).split(", ")
    assert len(Kind) == len(named)


@pytest.mark.parametrize(
    ("took", "limit", "points"),
    [
        (-5, 20_000, 1000),
        (0, 20_000, 1000),
        (499, 20_000, 1000),
        (500, 20_000, 988),
        (19_999, 20_000, 500),
        (20_000, 20_000, 500),
        (10**9, 20_000, 500),
        (0, 0, 1000),
        (9_000, 0, 1000),
        (9_000, -1, 1000),
        (400, 400, 1000),
    ],
)
def test_speed_at_its_ends(took: int, limit: int, points: int) -> None:
    """Times are taken within 0..T; without a time there is nothing to lose."""
    assert points == formula(Scoring.SPEED)(1.0, took, limit, 0, 0)


def test_half_a_point_is_rounded_up() -> None:
    """987.5 is 988 and 962.5 is 963, where rounding to even would give 962."""
    assert 988 == formula(Scoring.SPEED)(1.0, 500, 20_000, 0, 0)
    assert 963 == formula(Scoring.SPEED)(1.0, 1_500, 20_000, 0, 0)


def test_accommodated_member_loses_points_at_their_own_pace() -> None:
    """The same share of one's own time earns the same points."""
    for preset in (Scoring.SPEED, Scoring.STREAK):
        assert formula(preset)(1.0, 8_000, 20_000, 0, 0) == formula(preset)(1.0, 12_000, 30_000, 0, 0)
    assert pace(8_000, 20_000) == pace(12_000, 30_000)


def test_streak_bonus_by_steps() -> None:
    """100 from the second right answer on, 500 at most."""
    assert [0, 0, 100, 200, 300, 400, 500, 500, 500] == [streak_bonus(streak) for streak in range(9)]


def test_rank_bonus_by_place() -> None:
    """Five places have one; no place has none."""
    assert [0, 0, 500, 400, 300, 200, 100, 0, 0] == [rank_bonus(place) for place in range(-1, 8)]


def test_equal_values_share_the_better_place() -> None:
    """1, 2, 2, 4: the next comes after all of them."""
    assert {"a": 1, "b": 2, "c": 2, "d": 4} == places({"d": 9.0, "b": 2.0, "a": 1.0, "c": 2.0})


@given(st.fractions(0, 100_000, max_denominator=600_000))
def test_half_up_rounds_exactly(value: object) -> None:
    """Against exact arithmetic: floats within a billionth of a half never round the wrong way."""
    from fractions import Fraction  # noqa: PLC0415
    from math import floor  # noqa: PLC0415

    assert isinstance(value, Fraction)
    assert floor(value + Fraction(1, 2)) == half_up(float(value))


@given(
    st.sampled_from([Scoring.SPEED, Scoring.STREAK]),
    st.floats(0, 1),
    st.sampled_from([0.5, 1.0, 2.0, 3.0]),
    st.integers(-10, 400_000),
    st.integers(0, 5_000),
    st.integers(1_000, 300_000),
)
def test_slower_never_earns_more(  # noqa: PLR0913 - one argument for each symbol
    preset: Scoring, credit: float, weight: float, took: int, later: int, limit: int
) -> None:
    """Points lie between half and all of 1000 w c, and never grow with time."""
    now = formula(preset)(credit * weight, took, limit, 0, 0)
    then = formula(preset)(credit * weight, took + later, limit, 0, 0)
    assert half_up(500 * weight * credit) <= then <= now <= half_up(1000 * weight * credit)


@pytest.mark.parametrize(
    ("points", "text"),
    [(0.0, "0"), (1500.0, "1500"), (2.5, "2.5"), (7.666666, "7.67"), (10.0, "10"), (1e7, "10000000")],
)
def test_points_are_written_without_needless_decimals(points: float, text: str) -> None:
    """At most two decimals, and no trailing zeros."""
    assert text == shown(points)


def test_given_defaults_are_harmless() -> None:
    """An answer without a time is one at once."""
    assert 0.0 == pace(Given().took, Given().limit)


@pytest.mark.parametrize(("share", "expected"), [(0, 0), (1 / 8, 13), (1 / 3, 33), (5 / 8, 63), (2 / 3, 67), (1, 100)])
def test_percent(share: float, expected: int) -> None:
    """Whole percent, halves upwards as with points: one of eight is 13 %, not 12 %."""
    assert expected == percent(share)
