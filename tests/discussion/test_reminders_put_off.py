"""Reminders that were decided and did not leave, since the program was down: they come later, and not at night."""

from bot.discussion.reminders import PUT_OFF
from bot.kernel.clock import DAY, HOUR, Instant
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


def put_off(open_: Talk) -> list[Instant]:
    """Return when Ana was reminded instead."""
    return [at for at, stage, _ in open_.reminded() if stage == PUT_OFF]


def test_a_reminder_may_leave_until_the_night_begins() -> None:
    """By the member's own clock; where there is no night, until the date it reminds of."""
    assert moment_of("2026-10-06 22:00") == decided().news()["r.d1440.ana"].until
    people = (attendee(HOST), attendee(ANA))
    awake = talk(typed(due="2026-10-07 21:30", rules="1 post", remind="24h"), people=people).until(EVENING)
    assert moment_of("2026-10-07 21:30") == awake.news()["r.d1440.ana"].until


def test_what_did_not_leave_in_the_evening_comes_in_the_morning() -> None:
    """Once, however often it is found that it did not leave."""
    open_ = decided()
    overdue(open_, EVENING + 2 * HOUR)
    overdue(open_, EVENING + 2 * HOUR)
    assert [] == put_off(open_)
    open_.until(moment_of("2026-10-07 09:00"))
    overdue(open_, open_.at)
    open_.until(moment_of("2026-10-07 21:00"))
    assert [moment_of("2026-10-07 07:00")] == put_off(open_)
    assert open_.value == open_.thawed()


def test_who_has_done_it_meanwhile_hears_nothing() -> None:
    """What is owed is looked at again."""
    open_ = decided()
    overdue(open_, EVENING + 2 * HOUR)
    open_.post(ANA)
    open_.until(moment_of("2026-10-07 21:00"))
    assert [] == put_off(open_)


def test_what_is_due_before_the_morning_is_not_put_off() -> None:
    """After the date nobody is reminded of it."""
    people = (attendee(HOST), attendee(ANA, quiet=NIGHT))
    open_ = talk(typed(due="2026-10-06 23:30", rules="1 post", remind="2h"), people=people).until(EVENING)
    open_.until(EVENING + HOUR)
    open_.do(Overdue("r.d120.ana", "d120", "ana"), ENGINE)
    open_.after(DAY)
    assert [] == put_off(open_)
