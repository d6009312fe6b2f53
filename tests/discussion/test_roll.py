"""The roll: nothing is decided before it is answered, an answer may take its time, and none at all stops nothing for good."""

from bot.discussion.events import CloseDiscussion, GrantExtension, Reopen
from bot.discussion.phases import Closed, Open
from bot.discussion.state import MOST_CALLS
from bot.kernel.clock import DAY, HOUR, MINUTE
from bot.kernel.event import Roll, Tick
from bot.kernel.people import ENGINE
from bot.testing.discussions import CLASS, HOST, Talk, attendee, talk, typed

EVERYBODY = tuple(map(attendee, (HOST, *CLASS)))


def asking() -> Talk:
    """Return a discussion that is about to remind everybody, and has called the roll for it."""
    seminar = talk(typed(due="in 3 days", rules="1 post", remind="1h"))
    seminar.until(seminar.value.dates.due - HOUR - 1)
    seminar.at += 1
    seminar.do(Tick(), ENGINE)
    return seminar


def later(seminar: Talk) -> None:
    """Let time go by to its next hour, with nobody there to answer."""
    seminar.at = seminar.value.wake_at or seminar.at
    seminar.do(Tick(), ENGINE)


def test_an_answer_that_takes_longer_than_a_call_is_taken() -> None:
    """It was asked once more meanwhile: that is the same question."""
    seminar = asking()
    call = seminar.value.roll_call
    assert call is not None
    later(seminar)
    later(seminar)
    seminar.do(Roll(call.mark, EVERYBODY), ENGINE)
    assert {"ana", "ben", "cleo"} == {member for _, _, member in seminar.reminded()}


def test_without_an_answer_it_goes_on_after_two_hours() -> None:
    """With the roll it knows."""
    seminar = asking()
    began = seminar.at
    for _ in range(MOST_CALLS):
        assert seminar.value.roll_call is not None
        later(seminar)
    assert (None, 127 * MINUTE) == (seminar.value.roll_call, seminar.at - began)


def test_an_answer_to_another_question_is_none() -> None:
    """The host closes while the roll is called: what the thread held before that is not enough to close by."""
    seminar = asking()
    call = seminar.value.roll_call
    assert call is not None
    seminar.do(CloseDiscussion(sure="yes"))
    seminar.do(Roll(call.mark, EVERYBODY), ENGINE)
    assert isinstance(seminar.value.phase, Open)
    seminar.answer_roll()
    assert isinstance(seminar.value.phase, Closed)


def test_who_opens_it_again_does_not_mean_it_to_close() -> None:
    """It had ended but for one member, was being closed for that one, and is opened again before the roll is answered."""
    seminar = talk(typed(due="in 3 days", rules="1 post"))
    seminar.do(GrantExtension(member="ana", until="in 10 days"))
    seminar.after(4 * DAY)
    seminar.do(CloseDiscussion(sure="yes"))
    seminar.do(Reopen(until="in 2 days"))
    seminar.answer_roll()
    assert isinstance(seminar.value.phase, Open)
