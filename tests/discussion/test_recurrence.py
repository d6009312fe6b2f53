"""Prompts that come again: what a host writes, and when it is, on both sides of clock changes."""

from datetime import date, datetime
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.discussion.recurrence import FORMS, MOST, Rule, begun, following, occurrences, read_rule, spelled
from bot.kernel.clock import DAY, HOUR, Instant
from bot.kernel.errors import Unreadable
from bot.kernel.words import words
from bot.kernel.zones import instants, local, shown

SAY = words("en")
LONDON, NEW_YORK, LORD_HOWE = map(ZoneInfo, ("Europe/London", "America/New_York", "Australia/Lord_Howe"))


def moment(text: str, zone: ZoneInfo = LONDON) -> Instant:
    """Return when it is ``2026-10-21 10:00`` in `zone`."""
    return instants(datetime.fromisoformat(text), zone)[0]


NOW = moment("2026-10-21 10:00")


def rule(text: str, zone: ZoneInfo = LONDON, after: Instant = NOW) -> Rule:
    """Return the rule `text`, begun after `after`."""
    return begun(read_rule(text, SAY, zone), after, SAY)


def dates(of: Rule, *numbers: int) -> list[str]:
    """Return the occurrences with these numbers as people read them."""
    found = dict(enumerate(occurrences(of, NOW), start=1))
    return [shown(found[number], ZoneInfo(of.zone), SAY, NOW) if number in found else "none" for number in numbers]


def refusal(text: str) -> str:
    """Return why `text` is refused."""
    with pytest.raises(Unreadable) as refused:
        rule(text)
    assert "repeat" == refused.value.field
    return refused.value.problem


@pytest.mark.parametrize(
    ("text", "expected", "last"),
    [
        ("every monday 09:00 for 10 weeks", "every Mon at 09:00, 10 times", "Mon 28 Dec 09:00 GMT"),
        ("every 2 weeks on tue 14:30, 6 times", "every 2 weeks on Tue at 14:30, 6 times", "Tue 5 Jan 2027 14:30 GMT"),
        ("Every other Tuesday at 2:30 pm, six times", "every 2 weeks on Tue at 14:30, 6 times", "Tue 5 Jan 2027 14:30 GMT"),
        ("every weekday 08:00 until 2026-12-18", "every weekday at 08:00, until Fri 18 Dec 2026", "Fri 18 Dec 08:00 GMT"),
        ("every mon, wed 09:00 for 5 weeks", "every Mon and Wed at 09:00, 10 times", "Wed 25 Nov 09:00 GMT"),
        ("every fri, wed & mon 9am 4 times", "every Mon, Wed and Fri at 09:00, 4 times", "Fri 30 Oct 09:00 GMT"),
        ("every 2 weeks on mon, thu 9:00 for 4 weeks", "every 2 weeks on Mon and Thu at 09:00, 4 times", "Mon 16 Nov 09:00 GMT"),
        ("every day 9:00, 14 times", "every day at 09:00, 14 times", "Wed 4 Nov 09:00 GMT"),
        ("every day 11:00 for a week", "every day at 11:00, 7 times", "Tue 27 Oct 11:00 GMT"),
        ("every 3 days noon for 10 days", "every 3 days at 12:00, 4 times", "Fri 30 Oct 12:00 GMT"),
        ("every day 9:00 until fri 23 oct 2026", "every day at 09:00, until Fri 23 Oct 2026", "Fri 23 Oct 09:00 BST"),
        ("every mon 9:00 1 time", "every Mon at 09:00, 1 time", "Mon 26 Oct 09:00 GMT"),
    ],
)  # fmt: skip
def test_what_is_understood(text: str, expected: str, last: str) -> None:
    """Written on Wed 21 Oct 2026 at 10:00."""
    found = rule(text)
    assert f"{expected} (Europe/London)" == spelled(found, SAY)
    assert last == shown(list(occurrences(found, NOW))[-1], LONDON, SAY, NOW)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "I cannot read that as a rule"),
        ("monday 9:00", "I cannot read that as a rule"),
        ("every day", "I cannot read that as a rule"),
        ("every month 9:00 3 times", "I cannot read that as a rule"),
        ("every first mon 9:00 3 times", "I cannot read that as a rule"),
        ("every mon 9am x 3", "I cannot read that as a rule"),
        ("every mon 9 3 times", "I cannot read that as a rule"),
        ("every mon 9:00 until christmas", "I cannot read that as a rule"),
        ("every mon 9:00 for 1000000 weeks", "I cannot read that as a rule"),
        ("every mon 9:00 for 3 weeks 😀", "I cannot read that as a rule"),
        ("every " * 2_000, "I cannot read that as a rule"),
        ("every mon 9:00", "say how often, or until when"),
        ("every mon 25:00 3 times", "there is no 25:00 on a clock"),
        ("every mon midnight 3 times", "the time is from 0:00 to 23:59"),
        ("every mon 9:00 101 times", "it can come from 1 to 100 times"),
        ("every day 9:00 for 15 weeks", "it can come from 1 to 100 times"),
        ("every mon 9:00 0 times", "it can come from 1 to 100 times"),
        ("every mon 9:00 for 10 days", "say for how many weeks"),
        ("every 0 days 9:00 3 times", "the interval is from 1 to 12"),
        ("every 13 days 9:00 3 times", "the interval is from 1 to 12"),
        ("every 2 weekday 9:00 3 times", "every weekday is every single one"),
        ("every mon 9:00 until 2027-02-31", "there is no such day to end with"),
        ("every mon 9:00 until 2026-10-25", "it would end before it begins"),
        ("every day 9:00 until 2027-10-01", "that is too often: 100 times at most"),
        ("every day 9:00 until 9999-12-31", "that is too often: 100 times at most"),
        ("every 12 weeks on mon 9:00 50 times", "it would go on for more than 5 years"),
    ],
)
def test_why_it_is_refused(text: str, expected: str) -> None:
    """With examples where the rule itself cannot be read."""
    assert refusal(text).startswith(expected)


def test_every_example_is_read() -> None:
    """The examples of help and of refusals are rules."""
    assert [] == [text for text, meaning in FORMS if not meaning or not spelled(rule(text), SAY)]


def test_the_wall_time_stays_when_the_clocks_change() -> None:
    """Monday 09:00 in summer and in winter; in UTC it is another hour."""
    weekly = rule("every wed 9:30 for 30 weeks")
    assert ["Wed 28 Oct 09:30 GMT", "Wed 4 Nov 09:30 GMT"] == dates(weekly, 1, 2)
    assert ["Wed 24 Mar 2027 09:30 GMT", "Wed 31 Mar 2027 09:30 BST"] == dates(weekly, 22, 23)
    first, second, *_ = occurrences(rule("every wed 9:30 3 times", after=moment("2026-10-20 10:00")), NOW)
    assert 7 * DAY + HOUR == second - first


@pytest.mark.parametrize(
    ("zone", "text", "after", "expected"),
    [
        (LONDON, "every sun 01:30 3 times", "2027-03-20 10:00",
         ["Sun 21 Mar 2027 01:30 GMT", "Sun 28 Mar 2027 02:30 BST", "Sun 4 Apr 2027 01:30 BST"]),
        (LONDON, "every sun 01:30 2 times", "2026-10-21 10:00", ["Sun 25 Oct 01:30 BST", "Sun 1 Nov 01:30 GMT", "none"]),
        (NEW_YORK, "every day 02:15 3 times", "2027-03-12 10:00",
         ["Sat 13 Mar 2027 02:15 EST", "Sun 14 Mar 2027 03:15 EDT", "Mon 15 Mar 2027 02:15 EDT"]),
        (NEW_YORK, "every day 01:30 3 times", "2026-10-30 10:00",
         ["Sat 31 Oct 01:30 EDT", "Sun 1 Nov 01:30 EDT", "Mon 2 Nov 01:30 EST"]),
        (LORD_HOWE, "every sun 02:15 3 times", "2027-09-20 10:00",
         ["Sun 26 Sep 2027 02:15 UTC+10:30", "Sun 3 Oct 2027 02:45 UTC+11", "Sun 10 Oct 2027 02:15 UTC+11"]),
        (LORD_HOWE, "every sun 01:45 3 times", "2027-03-25 10:00",
         ["Sun 28 Mar 2027 01:45 UTC+11", "Sun 4 Apr 2027 01:45 UTC+11", "Sun 11 Apr 2027 01:45 UTC+10:30"]),
    ],
)  # fmt: skip
def test_skipped_times_move_forward_and_of_repeated_ones_it_is_the_first(
    zone: ZoneInfo, text: str, after: str, expected: list[str]
) -> None:
    """Nobody can be asked, and the next occurrence is back at its time."""
    assert expected == dates(rule(text, zone, moment(after, zone)), 1, 2, 3)


def test_the_first_is_today_if_its_time_is_ahead() -> None:
    """At 10:00 a rule for 10:00 begins tomorrow, one for 10:01 today."""
    starts = [dates(rule(f"every day {clock} 2 times"), 1)[0] for clock in ("10:00", "10:01")]
    assert ["Thu 22 Oct 10:00 BST", "Wed 21 Oct 10:01 BST"] == starts


def test_weeks_are_counted_from_the_first_occurrence() -> None:
    """Every second week stays the same second week, wherever one looks from."""
    fortnightly = rule("every 2 weeks on mon, thu 9:00 6 times")
    days = ["Thu 22 Oct 09:00 BST", "Mon 2 Nov 09:00 GMT", "Thu 5 Nov 09:00 GMT", "Mon 16 Nov 09:00 GMT"]
    assert days == dates(fortnightly, 1, 2, 3, 4)
    seen = following(fortnightly, moment("2026-10-26 00:00"))
    assert moment("2026-11-02 09:00") == seen


def test_following_goes_through_all_occurrences_and_ends() -> None:
    """Each leads to the next, and the last to none."""
    weekly = rule("every mon 9:00 5 times")
    expected = list(occurrences(weekly, NOW))
    found, at = [], following(weekly, NOW)
    while at is not None:
        found.append(at)
        at = following(weekly, at)
    assert expected == found
    assert 5 == len(found)


def test_a_rule_that_has_begun_does_not_begin_again() -> None:
    """Whoever asks later counts from the same first day."""
    weekly = rule("every mon 9:00 5 times")
    assert weekly == begun(weekly, NOW + 14 * DAY, SAY)
    assert date(2026, 10, 26) == weekly.first


RULES = st.builds(
    "every {} at {:02}:{:02}, {}".format,
    st.sampled_from(
        ["day", "2 days", "12 days", "weekday", "mon", "other sun", "sat and sun", "3 weeks on tue, wed and sun"]
    ),
    st.integers(0, 23),
    st.integers(0, 59),
    st.sampled_from(["1 times", "7 times", "for 3 weeks", "for 9 weeks", "until 2040-01-01", "until 1999-01-01"]),
)


@given(RULES, st.integers(1_735_689_600_000, 2_335_689_600_000), st.sampled_from([LONDON, NEW_YORK, LORD_HOWE]))
def test_any_rule_is_spelled_so_that_it_is_read_back(text: str, after: Instant, zone: ZoneInfo) -> None:
    """It is bounded, in order, ahead, on its days; and in English what people read is a rule again."""
    read = read_rule(text, SAY, zone)
    assert read == read_rule(spelled(read, SAY).rpartition(" (")[0], SAY, zone)
    try:
        known = begun(read, after, SAY)
    except Unreadable:
        return
    found = list(occurrences(known, after))
    assert 1 <= len(found) <= MOST
    assert after < found[0]
    assert all(early < late for early, late in pairwise(found))
    assert {local(at, zone).weekday() for at in found} <= set(known.weekdays or range(7))


@given(st.text(), RULES)
def test_any_text_is_read_or_refused(text: str, around: str) -> None:
    """Nothing else happens, whatever stands behind a rule."""
    for typed in (text, around + text, text + around):
        try:
            read_rule(typed, SAY, LONDON)
        except Unreadable as refused:
            assert "repeat" == refused.field


def test_the_guide_lists_every_form_of_rule() -> None:
    """With its meaning, its first and its last occurrence at the moment the guide names."""
    guide = (Path(__file__).parents[2] / "content" / "WHEN.md").read_text("utf-8")
    expected = []
    for text, meaning in FORMS:
        found = list(occurrences(rule(text), NOW))
        ends = [shown(at, LONDON, SAY, NOW) for at in (found[0], found[-1])]
        expected.append(f"| `{text}` | {meaning} | {ends[0]} | {ends[1]} |")
    assert expected == [line for line in guide.splitlines() if line.startswith("| `every")]
