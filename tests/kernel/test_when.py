"""What hosts write as a deadline, and what is understood: tables of examples, by zone."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

import pytest

from bot.kernel.clock import Instant
from bot.kernel.errors import Unreadable
from bot.kernel.when import echo, forms, read_when
from bot.kernel.words import words
from bot.kernel.zones import instants

SAY = words("en")
LONDON, NEW_YORK, LORD_HOWE, KATHMANDU = map(
    ZoneInfo, ("Europe/London", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu")
)


def moment(text: str, zone: ZoneInfo) -> Instant:
    """Return when it is ``2026-10-21 10:00`` in `zone`."""
    return instants(datetime.fromisoformat(text), zone)[0]


def understood(text: str, zone: ZoneInfo = LONDON, now: str = "2026-10-21 10:00", usual: time = time(23, 59)) -> str:
    """Return the echo of `text`, typed on Wed 21 Oct 2026 at 10:00."""
    at = moment(now, zone)
    return echo(read_when(text, at, zone, SAY, usual=usual), at, zone, SAY)


def refusal(text: str, zone: ZoneInfo = LONDON, now: str = "2026-10-21 10:00") -> str:
    """Return why `text` is refused."""
    with pytest.raises(Unreadable) as refused:
        read_when(text, moment(now, zone), zone, SAY)
    assert "when" == refused.value.field
    return refused.value.problem


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # weekdays
        ("fri 17:00", "Fri 23 Oct 17:00 BST, in 2 days 7 h"),
        ("friday 5pm", "Fri 23 Oct 17:00 BST, in 2 days 7 h"),
        ("fri at 5 pm", "Fri 23 Oct 17:00 BST, in 2 days 7 h"),
        ("by Friday, 17.00", "Fri 23 Oct 17:00 BST, in 2 days 7 h"),
        ("  5 PM   on FRI. ", "Fri 23 Oct 17:00 BST, in 2 days 7 h"),
        ("next fri 17:00", "Fri 30 Oct 17:00 GMT, in 9 days 7 h"),
        ("next friday", "Fri 30 Oct 23:59 GMT, in 9 days 13 h"),
        ("this fri 17h", "Fri 23 Oct 17:00 BST, in 2 days 7 h"),
        ("next sun noon", "Sun 1 Nov 12:00 GMT, in 11 days 2 h"),
        ("wed 11:00", "Wed 21 Oct 11:00 BST, in 1 h"),
        ("wed 10:00", "Wed 28 Oct 10:00 GMT, in 7 days"),
        ("wed 9:00", "Wed 28 Oct 09:00 GMT, in 6 days 23 h"),
        ("fri", "Fri 23 Oct 23:59 BST, in 2 days 13 h"),
        ("sun 01:30 BST", "Sun 25 Oct 01:30 BST, in 3 days 15 h"),
        ("sun 01:30 gmt", "Sun 25 Oct 01:30 GMT, in 3 days 16 h"),
        ("sun 01:30 UTC+1", "Sun 25 Oct 01:30 BST, in 3 days 15 h"),
        # today and tomorrow
        ("today 17:00", "Wed 21 Oct 17:00 BST, in 7 h"),
        ("tonight", "Wed 21 Oct 23:59 BST, in 13 h 59 min"),
        ("tonight 9pm", "Wed 21 Oct 21:00 BST, in 11 h"),
        ("tomorrow 9am", "Thu 22 Oct 09:00 BST, in 23 h"),
        ("9:00 tomorrow", "Thu 22 Oct 09:00 BST, in 23 h"),
        ("tomorrow at noon", "Thu 22 Oct 12:00 BST, in 1 day 2 h"),
        ("17:00", "Wed 21 Oct 17:00 BST, in 7 h"),
        ("17.30", "Wed 21 Oct 17:30 BST, in 7 h 30 min"),
        ("5:30 p.m.", "Wed 21 Oct 17:30 BST, in 7 h 30 min"),
        ("by 17 o’clock", "Wed 21 Oct 17:00 BST, in 7 h"),
        ("9:00", "Thu 22 Oct 09:00 BST, in 23 h"),
        ("fri 12:30am", "Fri 23 Oct 00:30 BST, in 1 day 14 h"),
        ("fri 12pm", "Fri 23 Oct 12:00 BST, in 2 days 2 h"),
        ("fri midnight", "Fri 23 Oct 24:00 BST, in 2 days 14 h"),
        ("midnight", "Wed 21 Oct 24:00 BST, in 14 h"),
        ("fri 24:00", "Fri 23 Oct 24:00 BST, in 2 days 14 h"),
        ("fri 0:00", "Fri 23 Oct 00:00 BST, in 1 day 14 h"),
        ("eod", "Wed 21 Oct 23:59 BST, in 13 h 59 min"),
        ("fri eod", "Fri 23 Oct 23:59 BST, in 2 days 13 h"),
        # lengths of time
        ("in 3 days", "Sat 24 Oct 10:00 BST, in 3 days"),
        ("in 3 days at 9:00", "Sat 24 Oct 09:00 BST, in 2 days 23 h"),
        ("in a week", "Wed 28 Oct 10:00 GMT, in 7 days"),
        ("in two weeks", "Wed 4 Nov 10:00 GMT, in 14 days"),
        ("in 120 h", "Mon 26 Oct 09:00 GMT, in 4 days 23 h"),
        ("in 2 h", "Wed 21 Oct 12:00 BST, in 2 h"),
        ("in 90 minutes", "Wed 21 Oct 11:30 BST, in 1 h 30 min"),
        ("in 1h30", "Wed 21 Oct 11:30 BST, in 1 h 30 min"),
        ("in 1 h 30 min", "Wed 21 Oct 11:30 BST, in 1 h 30 min"),
        ("in 1.5 hours", "Wed 21 Oct 11:30 BST, in 1 h 30 min"),
        ("in 2 days 7 h", "Fri 23 Oct 17:00 BST, in 2 days 7 h"),
        # dates
        ("2026-12-01 09:00", "Tue 1 Dec 09:00 GMT, in 40 days 23 h"),
        ("２０２６－１２－０１ ０９：００", "Tue 1 Dec 09:00 GMT, in 40 days 23 h"),
        ("2026-12-01", "Tue 1 Dec 23:59 GMT, in 41 days 13 h"),
        ("2026-11-02T17:00Z", "Mon 2 Nov 17:00 GMT, in 12 days 7 h"),
        ("2026-11-02T17:00:00.000Z", "Mon 2 Nov 17:00 GMT, in 12 days 7 h"),
        ("2026-11-02T17:00+02:00", "Mon 2 Nov 15:00 GMT, in 12 days 5 h"),
        ("2026-11-02T17:00-05:00", "Mon 2 Nov 22:00 GMT, in 12 days 12 h"),
        ("1 dec 9:00", "Tue 1 Dec 09:00 GMT, in 40 days 23 h"),
        ("1st of December", "Tue 1 Dec 23:59 GMT, in 41 days 13 h"),
        ("1 December 2026 17:00", "Tue 1 Dec 17:00 GMT, in 41 days 7 h"),
        ("tue, 1 dec, 17:00", "Tue 1 Dec 17:00 GMT, in 41 days 7 h"),
        ("Dec 1", "Tue 1 Dec 23:59 GMT, in 41 days 13 h"),
        ("December 1st, 2026, at 5pm", "Tue 1 Dec 17:00 GMT, in 41 days 7 h"),
        ("5 jan", "Tue 5 Jan 2027 23:59 GMT, in 76 days 13 h"),
        ("1.12. 17:00", "Tue 1 Dec 17:00 GMT, in 41 days 7 h"),
        ("1.12 17:00", "Tue 1 Dec 17:00 GMT, in 41 days 7 h"),
        ("1.12.2026", "Tue 1 Dec 23:59 GMT, in 41 days 13 h"),
        ("25/12 17:00", "Fri 25 Dec 17:00 GMT, in 65 days 7 h"),
        ("12/25/2026", "Fri 25 Dec 23:59 GMT, in 65 days 13 h"),
        *((f"<t:1798794000:{style}>", "Fri 1 Jan 2027 09:00 GMT, in 71 days 23 h") for style in "tTdDfFsSR"),
        ("by <t:1798794000:f>", "Fri 1 Jan 2027 09:00 GMT, in 71 days 23 h"),
        ("<t:1798794020:R>", "Fri 1 Jan 2027 09:00:20 GMT, in 71 days 23 h"),
        ("Fri 23 Oct 17:00 BST, in 2 days 7 h", "Fri 23 Oct 17:00 BST, in 2 days 7 h"),
    ],
)
def test_what_is_understood_in_london(text: str, expected: str) -> None:
    """Summer time ends on Sunday the 25th."""
    assert expected == understood(text)


@pytest.mark.parametrize(
    ("zone", "text", "expected"),
    [
        (NEW_YORK, "fri 17:00", "Fri 23 Oct 17:00 EDT, in 2 days 7 h"),
        (NEW_YORK, "sun 1 nov 01:30 EST", "Sun 1 Nov 01:30 EST, in 10 days 16 h"),
        (NEW_YORK, "in 2 weeks", "Wed 4 Nov 10:00 EST, in 14 days"),
        (NEW_YORK, "fri 17:00 UTC", "Fri 23 Oct 13:00 EDT, in 2 days 3 h"),
        (NEW_YORK, "tomorrow 17:00 utc+9", "Thu 22 Oct 04:00 EDT, in 18 h"),
        (NEW_YORK, "2027-03-14 01:59", "Sun 14 Mar 2027 01:59 EST, in 143 days 15 h"),
        (LORD_HOWE, "fri 17:00", "Fri 23 Oct 17:00 UTC+11, in 2 days 7 h"),
        (LORD_HOWE, "4 apr 01:45 UTC+10:30", "Sun 4 Apr 2027 01:45 UTC+10:30, in 164 days 16 h"),
        (LORD_HOWE, "4 apr 01:45 UTC+11", "Sun 4 Apr 2027 01:45 UTC+11, in 164 days 15 h"),
        (KATHMANDU, "fri 17:00", "Fri 23 Oct 17:00 UTC+5:45, in 2 days 7 h"),
        (KATHMANDU, "fri 17:00 utc+5:45", "Fri 23 Oct 17:00 UTC+5:45, in 2 days 7 h"),
        (KATHMANDU, "2026-10-23T11:15Z", "Fri 23 Oct 17:00 UTC+5:45, in 2 days 7 h"),
        (KATHMANDU, "in a week", "Wed 28 Oct 10:00 UTC+5:45, in 7 days"),
    ],
)
def test_what_is_understood_elsewhere(zone: ZoneInfo, text: str, expected: str) -> None:
    """In zones of whole hours, of half ones, and of quarters."""
    assert expected == understood(text, zone)


@pytest.mark.parametrize(
    ("zone", "text", "expected"),
    [
        (LONDON, "sun 01:30", "say 01:30 BST or 01:30 GMT, or choose another time"),
        (LONDON, "2027-03-28 01:30", "say 00:30 or 02:30"),
        (NEW_YORK, "1 nov 1:30", "say 01:30 EDT or 01:30 EST, or choose another time"),
        (NEW_YORK, "2027-03-14 2:30", "say 01:30 or 03:30"),
        (LORD_HOWE, "4 apr 01:45", "say 01:45 UTC+11 or 01:45 UTC+10:30, or choose another time"),
        (LORD_HOWE, "3 oct 2027 02:15", "say 01:45 or 02:45"),
    ],
)
def test_what_a_clock_change_skips_or_repeats_is_asked_about(zone: ZoneInfo, text: str, expected: str) -> None:
    """Both ways, in three zones."""
    assert refusal(text, zone).endswith(expected)


def test_which_of_two_is_ahead_is_seen_within_the_repeated_hour() -> None:
    """At 01:40 BST the 01:30 of GMT is still to come, that of BST comes again in a week."""
    now = "2026-10-25 01:40"
    assert "Sun 25 Oct 01:30 GMT, in 50 min" == understood("01:30 GMT", now=now)
    assert "Sun 25 Oct 01:30 GMT, in 50 min" == understood("sun 01:30 GMT", now=now)
    assert "Sun 25 Oct 02:30 GMT, in 1 h 50 min" == understood("2:30", now=now)


def test_days_move_past_a_gap_and_take_the_first_of_two() -> None:
    """Where no time was typed nobody can be asked."""
    assert "Sun 28 Mar 02:30 BST, in 1 day" == understood("in 1 day", now="2027-03-27 01:30")
    assert "Sun 25 Oct 01:30 BST, in 1 day" == understood("in 1 day", now="2026-10-24 01:30")


def test_the_usual_time_is_the_groups() -> None:
    """A day without a time means it; so does a weekday, for which it decides whether today is meant."""
    assert "Wed 28 Oct 09:30 GMT, in 6 days 23 h" == understood("wed", usual=time(9, 30))
    assert "Wed 21 Oct 18:00 BST, in 8 h" == understood("wed", usual=time(18))


def test_lengths_end_on_a_whole_minute_and_never_too_early() -> None:
    """At 10:00:12 two hours are over at 12:01."""
    assert "Wed 21 Oct 12:01 BST, in 2 h" == understood("in 2 h", now="2026-10-21 10:00:12")


def test_every_form_of_the_table_is_read() -> None:
    """Its example is what help shows."""
    assert [] == [example for example, meaning in forms() if not meaning or not understood(example)]
