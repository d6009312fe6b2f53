"""Reminders that come at another hour than planned: after the night, snoozed, by other dates (D8, D9)."""

import pytest

from bot.discussion.events import ChangeDates, GrantExtension, Reopen, Snooze
from bot.kernel.clock import DAY, HOUR, MINUTE, Instant
from bot.kernel.people import Attendee
from bot.testing.discussions import ANA, BEN, HOST, Talk, attendee, moment_of, talk, typed

FRIDAY = moment_of("2026-10-09 17:00")
ASKS = typed(rules="1 post, 1 reply")


def room(*others: Attendee) -> tuple[Attendee, ...]:
    """Return the host and these alone."""
    return (attendee(HOST), *others)


def before(open_: Talk, due: Instant = FRIDAY) -> list[tuple[str, str, int]]:
    """Return the reminders so far: for whom, of which stage, and how many minutes before `due`."""
    return [(member, stage, (due - at) // MINUTE) for at, stage, member in open_.reminded()]


# -- quiet hours

NIGHT = (22 * 60, 7 * 60)


@pytest.mark.parametrize(
    ("zone", "expected"),
    [("", "2026-10-08 07:00"), ("America/New_York", "2026-10-08 11:00"), ("Asia/Kolkata", "2026-10-08 03:00")],
)
def test_quiet_hours_end_by_the_members_own_clock(zone: str, expected: str) -> None:
    """What falls into the night is sent in the morning of whoever gets it: here it falls due at three at night, UTC."""
    person = attendee(ANA, quiet=NIGHT, zone=zone)
    open_ = talk(typed(due="fri 3:00", remind="24h"), people=room(person)).until(moment_of("2026-10-09 03:00"))
    assert [moment_of(expected)] == [at for at, _, _ in open_.reminded()]


def test_quiet_hours_within_a_day() -> None:
    """From 13:00 to 15:00 nobody rings, and from 15:00 on they do."""
    open_ = talk(typed(due="fri 14:30", remind="24h"), people=room(attendee(ANA, quiet=(13 * 60, 15 * 60))))
    assert [moment_of("2026-10-08 15:00")] == [at for at, _, _ in open_.until(FRIDAY).reminded()]


def test_what_would_come_after_the_due_date_never_comes() -> None:
    """Due in the night: the morning is too late."""
    assert (
        []
        == talk(typed(due="fri 4:00", remind="2h"), people=room(attendee(ANA, quiet=NIGHT))).after(9 * DAY).reminded()
    )


def test_of_two_that_are_due_at_once_only_the_later_comes() -> None:
    """The night held back a day's and two hours' warning: in the morning there is one, of two hours."""
    person = attendee(ANA, quiet=(22 * 60, 9 * 60))
    open_ = talk(typed(due="fri 9:30", remind="9h 2h"), people=room(person)).until(FRIDAY)
    assert [(moment_of("2026-10-09 09:00"), "d120", "ana")] == open_.reminded()


@pytest.mark.parametrize(
    ("opened", "due", "quiet", "expected"),
    [
        ("2026-10-19 09:00", "2026-10-26 00:30", (22 * 60, 7 * 60), "2026-10-25 07:00"),
        ("2026-10-19 09:00", "2026-10-26 01:20", (60, 90), "2026-10-25 01:30"),
        ("2027-03-22 09:00", "2027-03-29 00:30", (22 * 60, 2 * 60), "2027-03-28 01:00"),
        ("2027-03-22 09:00", "2027-03-29 00:30", (22 * 60, 90), "2027-03-28 01:30"),
    ],
    ids=["autumn", "in the hour that comes twice", "spring", "ends in the hour there is not"],
)
def test_quiet_hours_across_a_clock_change(opened: str, due: str, quiet: tuple[int, int], expected: str) -> None:
    """The night of a change is as long as the clocks of the place make it (London; instants in UTC)."""
    person = attendee(ANA, quiet=quiet, zone="Europe/London")
    open_ = talk(typed(due=due, remind="24h"), people=room(person), at=moment_of(opened)).after(10 * DAY)
    assert [moment_of(expected)] == [at for at, _, _ in open_.reminded()]


def test_a_zone_that_nobody_knows_is_the_groups() -> None:
    """A platform may name zones our database does not have."""
    person = attendee(ANA, quiet=NIGHT, zone="Mars/Olympus")
    open_ = talk(typed(due="fri 3:00", remind="24h"), people=room(person)).until(FRIDAY)
    assert [moment_of("2026-10-08 07:00")] == [at for at, _, _ in open_.reminded()]


# -- snoozed, more time, other dates


def test_snoozed_comes_again_in_three_hours() -> None:
    """Once, if still owed; and the planned ones come all the same."""
    open_ = talk(ASKS, people=room(attendee(ANA))).until(FRIDAY - DAY)
    assert "reminded again" in open_.do(Snooze(), ANA).text
    stages = [("ana", "d1440", 1440), ("ana", "z1", 1440 - 180), ("ana", "d120", 120)]
    assert stages == before(open_.until(FRIDAY))


def test_snoozed_near_the_end_comes_half_an_hour_before_it() -> None:
    """And once that is past, there is nothing to snooze."""
    open_ = talk(ASKS, people=room(attendee(ANA))).until(FRIDAY - 2 * HOUR)
    open_.do(Snooze(), ANA)
    open_.until(FRIDAY - 20 * MINUTE)
    assert ("ana", "z1", 30) == before(open_)[-1]
    assert "soon" == open_.do(Snooze(), ANA).refused


def test_snoozing_twice_moves_it_on() -> None:
    """One appointment a member, nine at most."""
    open_ = talk(ASKS, people=room(attendee(ANA))).until(FRIDAY - DAY)
    for _ in range(8):
        assert not open_.do(Snooze(), ANA).refused
    assert "many-snoozes" == open_.do(Snooze(), ANA).refused
    assert ["d1440", "z8", "d120"] == [stage for _, stage, _ in open_.until(FRIDAY).reminded()]


@pytest.mark.parametrize(("late", "code"), [("", "closed"), ("mon 17:00", "past-due")])
def test_nothing_can_be_snoozed_that_is_past(late: str, code: str) -> None:
    """Nor does anything come after the due date, where late posts still count."""
    open_ = talk(typed(rules="1 post", late_until=late), people=room(attendee(ANA))).until(FRIDAY + HOUR)
    assert code == open_.do(Snooze(), ANA).refused
    known = len(open_.reminded())
    assert known == len(open_.after(20 * DAY).reminded())


def test_more_time_moves_the_reminders() -> None:
    """Only those of who has it, also past the group's end."""
    open_ = talk(ASKS, people=room(attendee(ANA), attendee(BEN)))
    open_.do(GrantExtension("ana", "tue 17:00"))
    open_.do(GrantExtension("ana", "2026-10-13 17:00"))
    open_.until(FRIDAY + 20 * DAY)
    stages = [("ben", "d1440", 1440), ("ben", "d120", 120)]
    mine = [
        ("ana", stage, (FRIDAY + 4 * DAY - at) // MINUTE) for at, stage, member in open_.reminded() if member == "ana"
    ]
    assert stages == [each for each in before(open_) if each[0] == "ben"]
    assert [("ana", "d1440", 1440), ("ana", "d120", 120)] == mine


def test_more_time_than_replies_have_reminds_by_the_own_date_alone() -> None:
    """The group's date for replies means nothing to who has a later one."""
    open_ = talk(typed(rules="1 post, 1 reply", replies_due="sun 17:00", remind="2h"), people=room(attendee(ANA)))
    open_.do(GrantExtension("ana", "2026-10-13 17:00"))
    open_.until(FRIDAY + 20 * DAY)
    assert [moment_of("2026-10-13 15:00")] == [at for at, _, _ in open_.reminded()]


def test_more_time_given_after_the_decision_takes_the_reminder_back() -> None:
    """It would come at the wrong hour."""
    open_ = talk(ASKS, people=room(attendee(ANA))).until(FRIDAY - 2 * HOUR)
    assert "r.d120.ana" in open_.news()
    open_.do(GrantExtension("ana", "2026-10-13 17:00"))
    assert "r.d120.ana" not in open_.news()


def test_another_due_date_reminds_those_who_were_not_reminded_before_it() -> None:
    """One a member and stage, ever: whoever had theirs gets no second one."""
    open_ = talk(typed(rules="1 post", remind="2h"), people=room(attendee(ANA), attendee(BEN, away=FRIDAY)))
    open_.until(FRIDAY - HOUR)
    open_.do(ChangeDates(due="2026-10-13 17:00"))
    open_.until(FRIDAY + 20 * DAY)
    assert [("ana", FRIDAY - 2 * HOUR), ("ben", FRIDAY + 4 * DAY - 2 * HOUR)] == [
        (m, at) for at, _, m in open_.reminded()
    ]


def test_opened_again_reminds_nobody_twice() -> None:
    """Whoever had a stage has had it."""
    open_ = talk(typed(rules="1 post", remind="2h"), people=room(attendee(ANA))).until(FRIDAY + DAY)
    open_.do(Reopen("in 3 days"))
    assert 1 == len(open_.until(FRIDAY + 20 * DAY).reminded())
