"""The arithmetic of the bench: shares of a list, edits in a window, targets, tables."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.bench.load import burst
from bot.bench.meter import most_within, share
from bot.bench.table import Column, Row, Table, Target, at_least, at_most, draw


def test_a_hundredth_of_a_hundred_is_one() -> None:
    """The 99th percentile of 1 to 100 is 99, whatever their order."""
    assert 99 == share(range(100, 0, -1), 0.99)
    assert 50 == share(range(1, 101), 0.5)
    assert 100 == share(range(1, 101), 1)


def test_share_of_few_is_the_worst_of_them() -> None:
    """With fewer than a hundred values the 99th percentile is the largest."""
    assert 7 == share([3, 7, 5], 0.99)
    assert 3 == share([3], 0.5)


def test_a_share_is_not_pushed_up_by_binary_fractions() -> None:
    """7 % of a hundred are seven, though 0.07 * 100 is a hair more."""
    assert 7 == share(range(1, 101), 0.07)


@pytest.mark.parametrize(("values", "part"), [([], 0.5), ([1], 0), ([1], 1.1)])
def test_no_share_of_nothing(values: list[float], part: float) -> None:
    """Nobody is told a percentile that does not exist."""
    with pytest.raises(ValueError, match="no share"):
        share(values, part)


@given(st.lists(st.integers(-1000, 1000), min_size=1), st.sampled_from([0.01, 0.25, 0.5, 0.9, 0.99, 1]))
def test_share_is_the_least_that_enough_do_not_exceed(values: list[int], part: float) -> None:
    """At least that part lies at or below it, and no smaller value does that."""
    found = share(values, part)
    assert sum(value <= found for value in values) >= part * len(values) - 1e-9
    below = [value for value in values if value < found]
    assert len(below) < part * len(values)


@pytest.mark.parametrize(
    ("most", "instants"),
    [
        (0, []),
        (1, [5.0]),
        (3, [0.0, 1.2, 2.4]),
        (3, [0.0, 1.2, 2.4, 3.6, 4.8]),
        (2, [0.0, 2.999]),
        (1, [0.0, 3.0, 6.0]),
        (4, [9.0, 1.0, 9.1, 9.2, 6.3]),
    ],
)
def test_most_edits_within_three_seconds(most: int, instants: list[float]) -> None:
    """The window may begin anywhere; two edits exactly three seconds apart do not share one."""
    assert most == most_within(instants, 3.0)


@given(st.lists(st.integers(0, 30), max_size=20), st.integers(1, 10))
def test_most_within_is_what_trying_every_window_finds(instants: list[int], window: int) -> None:
    """Compared with counting from every instant on."""
    tried = [sum(start <= other < start + window for other in instants) for start in instants]
    assert max(tried, default=0) == most_within(instants, window)


def test_a_burst_repeats_five_percent() -> None:
    """Everybody presses, fifty of a thousand twice and never before their first press; nobody after the second is over."""
    presses = burst(1_000, 1.0)
    assert 1_050 == len(presses)
    assert set(range(1_000)) == {press.learner for press in presses}
    assert presses == sorted(presses, key=lambda press: press.due)
    assert 0 <= presses[0].due <= presses[-1].due <= 1.0


def test_targets_are_judged_by_the_worst() -> None:
    """One figure beyond the limit misses it; no figure is no judgement."""
    assert at_most("", 5, [1.0, 5.0]).met
    assert not at_most("", 5, [1.0, 5.01]).met
    assert at_least("", 15, [15.0]).met
    assert not at_least("", 15, [14.9, 30.0]).met
    assert at_most("", 5, []).met is None


def test_tables_are_aligned() -> None:
    """Words stand to the left, numbers to the right with their digits, and what was not measured is a dash."""
    columns = (Column("way", "way"), Column("rate", "rows/s"), Column("ms", "ms", 1))
    rows: tuple[Row, ...] = ({"way": "grouped", "rate": 12345.6, "ms": 1.25}, {"way": "no", "rate": 7})
    target = Target("quick enough", met=False, got="7")
    assert [
        "floor: both",
        "  way      rows/s   ms",
        "  -------  ------  ---",
        "  grouped  12,346  1.2",
        "  no            7    -",
        "  target: quick enough: MISSED (7)",
    ] == draw(Table("floor", "both", columns, rows, (target,))).splitlines()
