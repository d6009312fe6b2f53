"""Reminders that were decided and did not leave, since the program was down: they come later, and not at night."""

from bot.kernel.clock import HOUR, Instant
from bot.kernel.event import Overdue
from bot.kernel.people import ENGINE
from bot.testing.discussions import ANA, HOST, Talk, attendee, moment_of, talk, typed

EVENING = moment_of("2026-10-06 21:30")
NIGHT = (22 * 60, 7 * 60)


def decided() -> Talk:
    """Return a discussion that has decided at half past nine in the evening to remind Ana, whose night begins at ten."""
    people = (attendee(HOST), attendee(ANA, quiet=NIGHT))
    return talk(typed(due="2026-10-07 21:30", rules="1 post", remind="24h"), people=people).until(EVENING)


def overdue(open_: Talk, at: Instant) -> None:
    """Let the engine find at `at` that the reminder has not left in time."""
    open_.until(at)
    open_.do(Overdue("r.d1440.ana", "d1440", "ana"), ENGINE)


def ringing(open_: Talk) -> list[str]:
    """Return the keys of the reminders that are to be rung by now."""
    return [key for key in open_.news() if key.startswith("r.")]


def test_a_reminder_may_leave_until_the_night_begins() -> None:
    """By the member's own clock; where there is no night, until the date it reminds of."""
    assert moment_of("2026-10-06 22:00") == decided().news()["r.d1440.ana"].until
    people = (attendee(HOST), attendee(ANA))
    awake = talk(typed(due="2026-10-07 21:30", rules="1 post", remind="24h"), people=people).until(EVENING)
    assert moment_of("2026-10-07 21:30") == awake.news()["r.d1440.ana"].until


def test_what_did_not_leave_in_the_evening_comes_in_the_morning() -> None:
    """However often it is found that it did not leave. It is the same reminder: where it did leave, it is not sent again."""
    open_ = decided()
    overdue(open_, EVENING + 2 * HOUR)
    overdue(open_, EVENING + 2 * HOUR)
    assert [] == ringing(open_)
    open_.until(moment_of("2026-10-07 06:59"))
    assert [] == ringing(open_)
    open_.until(moment_of("2026-10-07 07:00"))
    assert ["r.d1440.ana"] == ringing(open_)
    assert moment_of("2026-10-07 21:30") == open_.news()["r.d1440.ana"].until
    assert open_.value == open_.thawed()


def test_who_has_done_it_meanwhile_hears_nothing() -> None:
    """What is owed is looked at again."""
    open_ = decided()
    overdue(open_, EVENING + 2 * HOUR)
    open_.post(ANA)
    open_.until(moment_of("2026-10-07 07:00"))
    assert [] == ringing(open_)


def test_what_is_due_before_the_morning_is_not_put_off() -> None:
    """After the date nobody is reminded of it."""
    people = (attendee(HOST), attendee(ANA, quiet=NIGHT))
    open_ = talk(typed(due="2026-10-06 23:30", rules="1 post", remind="2h"), people=people).until(EVENING)
    open_.until(EVENING + HOUR)
    open_.do(Overdue("r.d120.ana", "d120", "ana"), ENGINE)
    assert {} == open_.value.later
