"""Wall time and instants: what clocks skip and repeat, calendar days, and how it is written."""

from datetime import UTC, datetime
from gettext import NullTranslations
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.kernel.clock import DAY, HOUR, MINUTE, SECOND, Instant
from bot.kernel.errors import Unreadable
from bot.kernel.words import Words, words
from bot.kernel.zones import (
    instant,
    instants,
    later,
    local,
    settled,
    shown,
    span,
    until,
    zone_name_at,
    zone_named,
)

SAY = words("en")
LONDON, NEW_YORK, LORD_HOWE, KATHMANDU = map(
    ZoneInfo, ("Europe/London", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu")
)


def wall(text: str) -> datetime:
    """Return a wall time written as ``2026-10-25 01:30``."""
    return datetime.fromisoformat(text)


def utc(text: str) -> Instant:
    """Return an instant written as wall time in UTC."""
    return round(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()) * SECOND


# -- zones


@pytest.mark.parametrize("name", ["Europe/Berlin", "europe/berlin", " EUROPE/BERLIN "])
def test_a_zone_is_found_by_its_name(name: str) -> None:
    """In capitals or not, it is called as the database calls it."""
    assert "Europe/Berlin" == zone_named(name, SAY).key


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("Berlin", "Europe/Berlin"),
        ("New York", "America/New_York"),
        ("Europe/Londn", "Europe/London"),
        ("Londn", "Europe/London"),
        ("America/Berlin", "Europe/Berlin"),
    ],
)
def test_a_near_name_is_suggested(name: str, near: str) -> None:
    """A city without its continent, or a slip, is answered with what was meant."""
    with pytest.raises(Unreadable) as refused:
        zone_named(name, SAY)
    assert "zone" == refused.value.field
    assert near in refused.value.problem


@pytest.mark.parametrize(
    "name",
    ["", " ", "..", "../../etc/passwd", "/etc/passwd", "Europe", "Europe/", "tzdata.zi", "localtime", "Factory", "posixrules",
     "posix/Europe/London", "Europe/../Europe/London", "Europe/London\x00", "x" * 10_000, "😀", "\ud800", "C:\\x", "{name}"],
)  # fmt: skip
def test_a_hostile_name_is_refused(name: str) -> None:
    """Nothing but a name of the database gets near the file system."""
    with pytest.raises(Unreadable) as refused:
        zone_named(name, SAY)
    assert "Europe/London" in refused.value.problem


# -- what clocks skip and repeat

OVERLAPS = [
    (LONDON, "2026-10-25 01:30", "BST", "2026-10-25 00:30", "GMT", "2026-10-25 01:30"),
    (NEW_YORK, "2026-11-01 01:30", "EDT", "2026-11-01 05:30", "EST", "2026-11-01 06:30"),
    (LORD_HOWE, "2027-04-04 01:45", "UTC+11", "2027-04-03 14:45", "UTC+10:30", "2027-04-03 15:15"),
]
GAPS = [
    (LONDON, "2027-03-28 01:30", "00:30", "02:30"),
    (NEW_YORK, "2027-03-14 02:00", "01:00", "03:00"),
    (LORD_HOWE, "2026-10-04 02:15", "01:45", "02:45"),
    (ZoneInfo("Africa/Cairo"), "2027-04-30 00:30", "Thu 29 Apr 23:30", "01:30"),
]


@pytest.mark.parametrize(("zone", "twice", "first", "early", "second", "late"), OVERLAPS)
def test_a_time_that_happens_twice_is_asked_about(  # noqa: PLR0913 - both readings of one time
    zone: ZoneInfo, twice: str, first: str, early: str, second: str, late: str
) -> None:
    """The refusal names both readings, and either of them is understood."""
    assert (utc(early), utc(late)) == instants(wall(twice), zone)
    with pytest.raises(Unreadable) as refused:
        instant(wall(twice), zone, SAY)
    assert f"say {twice[11:]} {first} or {twice[11:]} {second}" in refused.value.problem
    assert [utc(early), utc(late)] == [instant(wall(twice), zone, SAY, mark) for mark in (first, second)]
    assert utc(early) == settled(wall(twice), zone)


@pytest.mark.parametrize(("zone", "skipped", "before", "after"), GAPS)
def test_a_time_that_does_not_exist_is_refused(zone: ZoneInfo, skipped: str, before: str, after: str) -> None:
    """The refusal names the neighbours; where nobody can be asked the time moves forward."""
    assert () == instants(wall(skipped), zone)
    with pytest.raises(Unreadable) as refused:
        instant(wall(skipped), zone, SAY)
    assert refused.value.problem.endswith(f"because the clocks go forward: say {before} or {after}")
    assert after == f"{local(settled(wall(skipped), zone), zone):%H:%M}"


def test_the_refusal_is_a_whole_sentence() -> None:
    """It says what, when, where, why, and what to do."""
    with pytest.raises(Unreadable) as refused:
        instant(wall("2026-10-25 01:30"), LONDON, SAY)
    expected = (
        "01:30 happens twice on Sun 25 Oct in Europe/London, because the clocks go back: "
        "say 01:30 BST or 01:30 GMT, or choose another time"
    )
    assert expected == refused.value.problem


def test_a_mark_of_the_other_season_is_refused() -> None:
    """In summer London's clocks show BST; who writes GMT has to say what is meant."""
    with pytest.raises(Unreadable, match="show BST on Fri 23 Oct, not GMT"):
        instant(wall("2026-10-23 17:00"), LONDON, SAY, "gmt")


@given(
    st.integers(0, 2**41),
    st.sampled_from([LONDON, NEW_YORK, LORD_HOWE, KATHMANDU, ZoneInfo("Africa/Cairo"), ZoneInfo("Pacific/Apia")]),
)
def test_every_instant_is_found_again(at: Instant, zone: ZoneInfo) -> None:
    """The wall time of an instant leads back to it, milliseconds and all."""
    there = local(at, zone)
    assert at in instants(there.replace(tzinfo=None), zone)


# -- calendar days


@pytest.mark.parametrize(
    ("zone", "start", "days", "expected"),
    [
        (LONDON, "2026-10-21 09:00", 7, "2026-10-28 10:00"),
        (LONDON, "2027-03-27 09:00", 1, "2027-03-28 08:00"),
        (LONDON, "2026-10-24 00:30", 1, "2026-10-25 00:30"),
        (LONDON, "2027-03-27 01:30", 1, "2027-03-28 01:30"),
        (NEW_YORK, "2026-10-31 13:00", 1, "2026-11-01 14:00"),
        (NEW_YORK, "2027-03-13 07:30", 1, "2027-03-14 07:30"),
        (LORD_HOWE, "2026-10-02 15:45", 1, "2026-10-03 15:45"),
        (LORD_HOWE, "2027-04-02 23:00", 1, "2027-04-03 23:30"),
        (KATHMANDU, "2026-10-21 10:00", 3, "2026-10-24 10:00"),
    ],
)
def test_days_are_days_of_the_calendar(zone: ZoneInfo, start: str, days: int, expected: str) -> None:
    """The same wall time, past a gap where it is skipped, the first where it is repeated. Times here are UTC."""
    assert utc(expected) == later(utc(start), zone, days)


# -- as people read it


@pytest.mark.parametrize(
    ("at", "zone", "expected"),
    [
        ("2026-10-23 16:00", LONDON, "Fri 23 Oct 17:00 BST"),
        ("2027-01-04 09:00", LONDON, "Mon 4 Jan 2027 09:00 GMT"),
        ("2026-10-23 16:00:20", NEW_YORK, "Fri 23 Oct 12:00:20 EDT"),
        ("2026-10-23 16:00", KATHMANDU, "Fri 23 Oct 21:45 UTC+5:45"),
        ("2026-10-23 16:00", LORD_HOWE, "Sat 24 Oct 03:00 UTC+11"),
        ("2026-10-23 16:00", ZoneInfo("America/Sao_Paulo"), "Fri 23 Oct 13:00 UTC-3"),
        ("2026-10-23 16:00", ZoneInfo("UTC"), "Fri 23 Oct 16:00 UTC"),
    ],
)
def test_an_instant_is_shown_on_the_clocks_of_the_group(at: str, zone: ZoneInfo, expected: str) -> None:
    """With the name of its time, and with the year only when it is another."""
    assert expected == shown(utc(at), zone, SAY, utc("2026-10-21 09:00"))


def test_the_end_of_a_day_is_written_as_such() -> None:
    """24:00 of the day before, of the year before too."""
    now = utc("2026-10-21 09:00")
    assert "Fri 23 Oct 24:00 BST" == shown(utc("2026-10-23 23:00"), LONDON, SAY, now, ends_day=True)
    assert "Thu 31 Dec 24:00 GMT" == shown(utc("2027-01-01 00:00"), LONDON, SAY, now, ends_day=True)


@pytest.mark.parametrize(
    ("length", "expected"),
    [
        (2 * DAY + 7 * HOUR + 59 * MINUTE, "2 days 7 h"),
        (DAY, "1 day"),
        (7 * HOUR + 5 * MINUTE, "7 h 5 min"),
        (HOUR, "1 h"),
        (3 * MINUTE + 59 * SECOND, "3 min"),
        (59 * SECOND, "less than a minute"),
        (0, "less than a minute"),
    ],
)
def test_a_length_is_written_in_its_two_largest_units(length: int, expected: str) -> None:
    """Rounded down."""
    assert expected == span(length, SAY)


@pytest.mark.parametrize(
    ("now", "at", "expected"),
    [
        ("2026-10-21 09:00", "2026-10-28 10:00", "7 days"),
        ("2026-10-24 23:30", "2026-10-25 23:59", "24 h 29 min"),
        ("2026-10-21 09:00", "2026-10-25 09:00", "3 days 23 h"),
        ("2027-03-27 09:00", "2027-03-28 08:00", "1 day"),
    ],
)
def test_days_until_are_days_of_the_calendar(now: str, at: str, expected: str) -> None:
    """A week over a clock change is a week, in London."""
    assert expected == until(utc(at), utc(now), LONDON, SAY)


def test_numbers_take_the_plural_of_the_language() -> None:
    """Days and hours go through the plural forms of the catalogue."""

    class German(NullTranslations):
        def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
            return {"{n} days": "{n} Tage", "{n} h": "{n} Std."}.get(msgid2, super().ngettext(msgid1, msgid2, n))

    assert "2 Tage 7 Std." == span(2 * DAY + 7 * HOUR, Words(German()))


def test_a_zone_is_called_by_what_its_clocks_show() -> None:
    """BST in summer, GMT in winter."""
    assert ["BST", "GMT"] == [zone_name_at(utc(day), LONDON) for day in ("2026-07-01 00:00", "2026-12-01 00:00")]
