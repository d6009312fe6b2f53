"""Prompts that come again (D4): every occurrence its own dates, right on both sides of a clock change, made once."""

from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from bot.discussion.events import ChangeDates, Drop, Excuse, Highlight
from bot.discussion.phases import Drafting, Dropped, Open, Scheduled
from bot.discussion.session import Discussion
from bot.kernel.clock import DAY, HOUR, Instant
from bot.testing.discussions import ANA, HOST, Talk, draft, moment_of, talk, typed

LONDON, NEW_YORK = "Europe/London", "America/New_York"
AUTUMN, SPRING = "2026-10-12 08:00", "2027-03-08 08:00"
"""Two weeks before the clocks change in London, and at most three before they do in New York."""


def weekly(zone: str = "UTC", at: str = AUTUMN, **fields: str) -> Talk:
    """Return a prompt of every Monday at nine, five times, written an hour before the first."""
    given = {"repeat": "every monday 09:00 for 5 weeks", "due": "fri 17:00"} | fields
    return talk(typed(**given), zone=zone, at=moment_of(at, zone))


def chain(first: Talk) -> list[Discussion]:
    """Return all occurrences, each made by the one before as soon as that has opened."""
    found = [first.value]
    while found[-1].dates.opens is not None:
        now = Talk(found[-1], found[-1].dates.opens, ())
        now.after(0)
        heirs = now.value.heirs()
        if not heirs:
            return found
        found.append(heirs[0])
    return found


def walls(each: Discussion) -> tuple[Instant, Instant]:
    """Return when it opens and is due."""
    return each.dates.opens or 0, each.dates.due


@pytest.mark.parametrize(("zone", "at"), [(LONDON, AUTUMN), (NEW_YORK, AUTUMN), (LONDON, SPRING), (NEW_YORK, SPRING)])
def test_monday_at_nine_stays_monday_at_nine(zone: str, at: str) -> None:
    """On both sides of a clock change, and so does Friday at five: as the clocks of the group show it."""
    found = chain(weekly(zone, at))
    first = datetime.fromisoformat(at[:10])
    expected = [
        (wall(first + timedelta(days=7 * week), 9), wall(first + timedelta(days=7 * week + 4), 17)) for week in range(5)
    ]
    assert [(moment_of(opens, zone), moment_of(due, zone)) for opens, due in expected] == [
        walls(each) for each in found
    ]
    steps = {later - before for (before, _), (later, _) in pairwise(map(walls, found))}
    assert {7 * DAY} < steps


def wall(day: datetime, hour: int) -> str:
    """Return a wall time."""
    return f"{day:%Y-%m-%d} {hour:02}:00"


@pytest.mark.parametrize(
    ("zone", "at", "due", "expected"),
    [
        (LONDON, "2026-10-12 08:00", "sun 1:30", "2026-10-25 00:30"),
        (LONDON, "2027-03-08 08:00", "sun 1:30", "2027-03-28 01:30"),
        (NEW_YORK, "2026-10-12 08:00", "sun 1:30", "2026-11-01 05:30"),
        (NEW_YORK, "2027-03-01 08:00", "sun 2:30", "2027-03-14 07:30"),
    ],
    ids=["London, twice", "London, never", "New York, twice", "New York, never"],
)
def test_a_due_time_within_a_clock_change_goes_on(zone: str, at: str, due: str, expected: str) -> None:
    """Nobody is there to be asked: the first of two, or as much later as the clocks jump (instants in UTC)."""
    first = weekly(zone, at, repeat="every monday 09:00 for 3 weeks", due=due)
    found = chain(first)
    assert 3 == len(found)
    assert moment_of(expected) in {each.dates.due for each in found}


def test_ids_and_numbers_follow_from_the_one_before() -> None:
    """The same ones whoever asks and how often; different for each occurrence."""
    ids = [each.id for each in chain(weekly())]
    assert ids == [each.id for each in chain(weekly())]
    assert 5 == len(set(ids))
    assert all(len(each) == 10 and set(each) <= set("abcdefghijklmnopqrstuvwxyz234567") for each in ids)
    assert [1, 2, 3, 4, 5] == [each.setup.number for each in chain(weekly())]


def test_there_is_no_heir_before_it_opens() -> None:
    """Nor of what does not repeat, nor of a draft."""
    assert () == weekly().value.heirs()
    assert () == talk().value.heirs()
    assert () == draft(typed(repeat="every monday 09:00 for 5 weeks")).value.heirs()


def test_an_heir_starts_afresh() -> None:
    """Nothing of what happened to the one before is taken over, but what was asked."""
    first = weekly().until(moment_of("2026-10-12 09:00"))
    first.post(ANA, "a thought")
    first.do(Excuse("ben"))
    first.do(Highlight("ana", "good"))
    (second,) = first.value.heirs()
    assert isinstance(second.phase, Scheduled)
    assert not second.posts
    assert not second.own
    assert not second.highlights
    assert second.roll is None
    assert (first.value.title, first.value.rules, first.value.plan) == (second.title, second.rules, second.plan)
    assert HOST.member == second.host


def test_an_heir_is_the_same_before_and_after_it_is_read_back() -> None:
    """And whatever was written meanwhile."""
    first = weekly().until(moment_of("2026-10-12 09:00"))
    before = first.value.heirs()
    first.post(ANA, "a thought")
    assert before == first.value.heirs() == first.thawed().heirs()


def test_other_dates_of_one_occurrence_leave_the_series_alone() -> None:
    """The next one opens all the same, by the rule."""
    first = weekly().until(moment_of("2026-10-12 09:00"))
    before = first.value.heirs()
    first.do(ChangeDates(due="2026-10-17 17:00"))
    assert before == first.value.heirs()


def test_the_last_one_has_no_heir() -> None:
    """A rule always ends."""
    last = chain(weekly())[-1]
    opened = Talk(last, last.dates.opens or 0, ()).after(0)
    assert isinstance(opened.value.phase, Open)
    assert () == opened.value.heirs()


def test_one_that_was_missed_is_dropped_and_the_series_goes_on() -> None:
    """The program was down for two weeks: two are dropped, the third opens late."""
    now = moment_of("2026-10-27 12:00")
    first = weekly()
    opened = []
    value: Discussion | None = first.value
    while value is not None and (value.dates.opens or 0) <= now:
        one = Talk(value, now, ()).after(0)
        opened.append(one.value.phase)
        value = next(iter(one.value.heirs()), None)
    assert [Dropped(now, missed=True), Dropped(now, missed=True), Open(now)] == opened


def test_what_its_host_drops_ends_the_series() -> None:
    """It says so beforehand: with it those after it."""
    first = weekly()
    first.do(Drop())
    assert () == first.value.heirs()


@pytest.mark.parametrize("due", ["2026-10-16 17:00", "16 oct 17:00"])
def test_a_due_date_of_the_calendar_cannot_be_repeated(due: str) -> None:
    """It would be the same for all; the host is told how to say it instead."""
    with pytest.raises(AssertionError, match="from its opening on"):
        weekly(due=due)


@pytest.mark.parametrize("due", ["in 3 days", "fri 17:00", "in 26 h", "tomorrow 9am"])
def test_a_due_date_counted_from_the_opening_moves_along(due: str) -> None:
    """Each occurrence has its own."""
    found = [each.dates.due - (each.dates.opens or 0) for each in chain(weekly(due=due))]
    assert 5 == len(found)
    assert 1 == len(set(found))


def test_every_date_moves_along() -> None:
    """Replies and late posts, too."""
    found = chain(weekly(replies_due="sun 17:00", late_until="sun 20:00", rules="1 post, 1 reply"))
    lengths = {
        ((each.dates.replies_due or 0) - each.dates.due, (each.dates.late_until or 0) - each.dates.due)
        for each in found
    }
    assert {(2 * DAY, 2 * DAY + 3 * HOUR)} == lengths


def test_a_rule_that_cannot_be_read_keeps_the_draft() -> None:
    """Endless ones, too."""
    for repeat in ("every monday 09:00", "sometimes", "every 0 days at 9:00, 3 times"):
        with pytest.raises(AssertionError):
            weekly(repeat=repeat)
    assert isinstance(draft(typed(repeat="sometimes")).value.phase, Drafting)
