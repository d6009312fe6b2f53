"""What is not understood, and what is said then; and what holds for any text at all."""

import re
import time as stopwatch
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.kernel.clock import DAY, HOUR, Instant
from bot.kernel.errors import Unreadable
from bot.kernel.when import FARTHEST, When, echo, read_when
from bot.kernel.words import words
from bot.kernel.zones import shown

SAY = words("en")
LONDON = ZoneInfo("Europe/London")
NOW = 1_792_573_200_000
"""Wed 21 Oct 2026 10:00 in London."""

ZONES = st.sampled_from([
    ZoneInfo(name)
    for name in ("Europe/London", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "America/Santiago",
                 "Africa/Cairo", "Africa/Casablanca", "Pacific/Kiritimati", "UTC")
])  # fmt: skip
MOMENTS = st.integers(1_735_689_600_000, 2_335_689_600_000)
"""2025 to 2044."""

WRITTEN = (
    "mon fri friday sunday next this in at by on today tonight tomorrow 1 2 3 10 17 25 31 29 dec feb mar may 9:00 17:00 01:30 "
    "02:30 23:59 24:00 5pm 5 pm noon midnight eod h min m 2026-12-01 2027-03-28 2030-10-27 1.12. 1.12 25/12 5/5 2027 2028 bst "
    "gmt est utc +02:00 Z utc-5 T days weeks hours a week <t:1898794020> o'clock yesterday last soon , . : / -"
)
TYPED = st.lists(st.sampled_from(WRITTEN.split()), min_size=1, max_size=6).flatmap(
    lambda parts: st.sampled_from((" ".join(parts), "".join(parts)))
)


def refusal(text: str) -> str:
    """Return why `text` is refused on Wed 21 Oct 2026 at 10:00 in London."""
    with pytest.raises(Unreadable) as refused:
        read_when(text, NOW, LONDON, SAY)
    return refused.value.problem


def test_the_moment_is_the_one_all_examples_are_for() -> None:
    """Wed 21 Oct 2026 10:00 in London."""
    assert "Wed 21 Oct 10:00 BST" == shown(NOW, LONDON, SAY, NOW)


@pytest.mark.parametrize(
    "text",
    ["", "   ", "1", "17", "mar", "may", "dec 2026", "soon", "fri 5", "fri 17", "5", "at", "in", "in 3", "in 3 m", "3 days",
     "now", "fri 17:00 soon", "fri 9:00-10:00", "2026-12-01 09:00-10:00", "fri or sat", "fri fri", "17:00 18:00", "1.12.26",
     "2026-12", "26-12-01", "20261201", "2026/12/01", "-1 dec", "fri 17:0", "fri 1:7pm", "tomorrow tomorrow",
     "in -3 days", "in ½ h", "in ² days", "²3:00", "fri ⑤pm", "Ⅴ pm", "😀", "fri 😀", "\x00", "\ud800", "freitag 17 uhr",
     "<t:>", "<t:12", "<@123>", "{now}", "%s", "17:00\x00", "fri" * 5_000, "1" * 10_000, "in " * 3_000, " " * 10_000],
)  # fmt: skip
def test_what_is_no_form_is_refused_with_examples(text: str) -> None:
    """Three of them, good just now."""
    assert "I cannot read that as a time; try fri 17:00, tomorrow 9:00 or 2026-10-28 12:00" == refusal(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("fri 25:00", "there is no 25:00 on a clock"),
        ("fri 24:01", "there is no 24:01 on a clock"),
        ("fri 17:60", "there is no 17:60 on a clock"),
        ("fri 13pm", "there is no 13:00pm on a clock"),
        ("fri 0am", "there is no 0:00am on a clock"),
        ("fri 12am", "12am can be either end of the day: say 0:00 for its start or 24:00 for its end"),
        ("fri 5 o'clock", "in the morning or the evening? Say 5am or 5pm"),
        ("tonight 8:30", "08:30 is not in the evening"),
        ("31 feb", "there is no 31 Feb"),
        ("29 feb", "there is no 29 Feb in 2027; say the year that is meant"),
        ("2026-13-01", "there is no month 13"),
        ("2026-02-31", "there is no 31 Feb"),
        ("13/13", "there is no month 13"),
        ("0/5", "there is no 0 May"),
        ("mon 1 dec", "the day of the week does not fit: it is Tue 1 Dec 2026"),
        ("mon 2026-12-01", "the day of the week does not fit: it is Tue 1 Dec 2026"),
        ("1/12 17:00", "1 Dec or 12 Jan? Write the month as a word"),
        ("02/11/2026", "2 Nov or 11 Feb? Write the month as a word"),
        ("1.12", "1:12 or 1 Dec? Write it like that"),
        ("fri 9.10", "9:10 or 9 Oct? Write it like that"),
        ("eow", "everybody reads that as another day"),
        ("next week", "everybody reads that as another day"),
        ("yesterday", "that is past"),
        ("last friday", "that is past"),
        ("3 days ago", "that is past"),
        ("today 9:00", "Wed 21 Oct 09:00 BST was 1 h ago; did you mean Thu 22 Oct 09:00?"),
        ("this mon 17:00", "Mon 19 Oct 17:00 BST was 1 day 17 h ago; did you mean Wed 21 Oct 17:00?"),
        ("20 oct", "Tue 20 Oct 23:59 BST was 10 h 1 min ago; did you mean Wed 21 Oct 23:59?"),
        ("2025-10-20 9:00", "Mon 20 Oct 2025 09:00 BST was 366 days 1 h ago; did you mean Thu 22 Oct 09:00?"),
        ("in 0 min", "Wed 21 Oct 10:00 BST was less than a minute ago; did you mean Thu 22 Oct 10:00?"),
        ("<t:1792569600:F>", "Wed 21 Oct 09:00 BST was 1 h ago; did you mean Thu 22 Oct 09:00?"),
        ("<t:1>", "that is long past"),
        ("<t:-999999999999>", "that is long past"),
        ("0001-01-01", "that is long past"),
        ("<t:999999999999>", "that is more than 5 years ahead"),
        ("2031-10-23", "that is more than 5 years ahead"),
        ("9999-12-31 24:00", "that is more than 5 years ahead"),
        ("in 99999 weeks", "that is more than 5 years ahead"),
        ("in 99999 weeks at 9:00", "that is more than 5 years ahead"),
        ("in 99999 h", "that is more than 5 years ahead"),
        ("fri 17:00 EST", "clocks in Europe/London show BST on Fri 23 Oct, not EST: leave it away, "),
        ("dec 1 17:00 BST", "clocks in Europe/London show GMT on Tue 1 Dec, not BST: leave it away, "),
    ],
)
def test_why_it_is_refused(text: str, expected: str) -> None:
    """What is nearly a time is refused with what is wrong with it."""
    assert refusal(text).startswith(expected)


@given(TYPED, MOMENTS, ZONES)
def test_the_echo_reads_back_as_the_same_moment(text: str, now: Instant, zone: ZoneInfo) -> None:
    """Whatever was accepted lies ahead, and its echo, typed again, means the same."""
    try:
        when = read_when(text, now, zone, SAY)
    except Unreadable:
        return
    assert now < when.at <= now + FARTHEST
    assert when == read_when(echo(when, now, zone, SAY), now, zone, SAY)


@given(MOMENTS, st.integers(1, FARTHEST // 1_000 - 1), ZONES)
def test_any_moment_ahead_can_be_written(now: Instant, ahead: int, zone: ZoneInfo) -> None:
    """The echo of any whole second of the next five years is read as that second."""
    when = When((now // 1_000 + ahead) * 1_000)
    if when.at > now:
        assert when == read_when(echo(when, now, zone, SAY), now, zone, SAY)


@given(st.one_of(st.text(), TYPED, st.from_regex(r"[\w ,.:/<>+-]{0,40}")), MOMENTS, ZONES)
def test_any_other_text_is_refused_and_nothing_else_happens(text: str, now: Instant, zone: ZoneInfo) -> None:
    """The only error is the one that is told to the person; its text is one line, without a hole."""
    try:
        assert read_when(text, now, zone, SAY).at > now
    except Unreadable as refused:
        assert "when" == refused.field
        assert re.fullmatch(r"[^\n{}]{10,250}", refused.problem)


@given(MOMENTS, ZONES)
def test_the_examples_of_a_refusal_are_good_just_then(now: Instant, zone: ZoneInfo) -> None:
    """Each of the three is read."""
    with pytest.raises(Unreadable) as refused:
        read_when("soon", now, zone, SAY)
    found = re.search("try (.+), (.+) or (.+)", refused.value.problem)
    assert found
    assert all(now + HOUR < read_when(example, now, zone, SAY).at < now + 9 * DAY for example in found.groups())


@pytest.mark.parametrize(
    "text",
    [
        "1" * 100,
        "in " + "1 " * 48,
        "fri " * 25,
        "by " * 33,
        "1." * 50,
        "fri 17:00" + " " * 90,
        "in 1h" * 20,
        "<t:" * 33,
        "9" * 10**6,
    ],
)
def test_the_work_is_bounded(text: str) -> None:
    """No text takes longer than a few milliseconds (it takes less than one; the limit leaves room for a slow machine)."""
    refusal("soon")
    begun = stopwatch.perf_counter()
    for _ in range(10):
        try:
            read_when(text, NOW, LONDON, SAY)
        except Unreadable:
            continue
    assert stopwatch.perf_counter() - begun < 1
