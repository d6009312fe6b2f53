"""Quiet hours: the few ways to write them, and everything else refused."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.kernel.errors import Unreadable
from bot.kernel.words import words
from bot.people.quiet import NEVER, QuietHours, quiet_text, read_quiet

SAY = words("en")


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("22:00-7:00", (1320, 420)),
        (" 22:00 - 07:00 ", (1320, 420)),
        ("22:00\u20137:00", (1320, 420)),
        ("22:00 to 7:00", (1320, 420)),
        ("10pm-7am", (1320, 420)),
        ("10 PM - 7 a.m.", (1320, 420)),
        ("10:30pm-6:15am", (1350, 375)),
        ("22:00-7am", (1320, 420)),
        ("12am-12pm", (0, 720)),
        ("12:30am-1pm", (30, 780)),
        ("9:00-17:00", (540, 1020)),
        ("22:00-24:00", (1320, 0)),
        ("22:00-0:00", (1320, 0)),
        ("0:00-23:59", (0, 1439)),
        ("\uff12\uff12\uff1a00-7:00", (1320, 420)),
        ("\u0662\u0662:00-7:00", (1320, 420)),
        ("none", None),
        (" None ", None),
        ("off", None),
    ],
)
def test_quiet_hours_are_read(typed: str, expected: QuietHours | None) -> None:
    """By the clock of 24 hours or of 12, over midnight or not, in any script's digits; none at all."""
    assert expected == read_quiet(typed, SAY)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "22:00-7:00"),
        ("-", "22:00-7:00"),
        ("22-7", "22:00-7:00"),
        ("10-7am", "22:00-7:00"),
        ("22:00", "22:00-7:00"),
        ("25:00-7:00", "22:00-7:00"),
        ("22:60-7:00", "22:00-7:00"),
        ("24:01-7:00", "22:00-7:00"),
        ("13pm-7am", "22:00-7:00"),
        ("0am-7am", "22:00-7:00"),
        ("22:00-7:00-9:00", "22:00-7:00"),
        ("22:00-7:00, 12:00-13:00", "22:00-7:00"),
        ("\u00b2\u00b2:00-7:00", "22:00-7:00"),
        ("night", "22:00-7:00"),
        ("2" * 10_000, "22:00-7:00"),
        ("22:00-" * 10_000, "22:00-7:00"),
        ("22:00-22:00", "different times"),
        ("10pm-22:00", "different times"),
        ("0:00-24:00", "different times"),
    ],
)
def test_anything_else_is_told_what_to_write(typed: str, said: str) -> None:
    """A span nobody can be sure of, or none at all, is refused with an example."""
    with pytest.raises(Unreadable) as caught:
        read_quiet(typed, SAY)
    assert said in caught.value.problem


@given(st.text(max_size=60))
def test_no_text_whatever_raises_anything_else(typed: str) -> None:
    """Two different minutes of a day, none, or a sentence."""
    with contextlib.suppress(Unreadable):
        quiet = read_quiet(typed, SAY)
        assert quiet is None or (quiet[0] != quiet[1] and all(0 <= minute < 1440 for minute in quiet))


@given(st.tuples(st.integers(0, 1439), st.integers(0, 1439)).filter(lambda span: span[0] != span[1]))
def test_what_is_said_is_read_back(quiet: QuietHours) -> None:
    """The form shows what was set in words that it takes again."""
    assert quiet == read_quiet(quiet_text(quiet, SAY), SAY)


@pytest.mark.parametrize("quiet", [None, NEVER])
def test_no_quiet_hours_are_read_back(quiet: QuietHours | None) -> None:
    """Also the absence of any."""
    assert read_quiet(quiet_text(quiet, SAY), SAY) is None
