"""Times that were picked, and not typed: every form takes them as the platforms' pickers give them."""

import pytest

from bot.discussion.events import ChangeDates, Compose, ComposeMore, GrantExtension, Reopen
from bot.discussion.phases import Open
from bot.kernel.clock import DAY, HOUR, SECOND, Instant
from bot.kernel.markup import moment
from bot.testing.discussions import MONDAY, Talk, draft, talk, typed


def picked(at: Instant) -> str:
    """Return a time as a picker gives it."""
    return f"<t:{at // SECOND}:f>"


def test_a_discussion_is_opened_with_times_that_were_picked() -> None:
    """Due and opening on the first form, the rest on the second."""
    made = draft(typed(title="", due=""))
    made.do(Compose("Naps", "Why?", due=picked(MONDAY + 3 * DAY), opens=picked(MONDAY + DAY), rules="1 post, 1 reply"))
    assert (MONDAY + 3 * DAY, MONDAY + DAY) == (made.value.dates.due, made.value.dates.opens)
    more = draft(typed(due="in 3 days"))
    more.do(ComposeMore(replies_due=picked(MONDAY + 4 * DAY), late_until=picked(MONDAY + 5 * DAY)))
    assert (MONDAY + 4 * DAY, MONDAY + 5 * DAY) == (more.value.dates.replies_due, more.value.dates.late_until)


def test_dates_extensions_and_a_new_end_can_be_picked() -> None:
    """The panel's forms."""
    made = talk(typed(rules="1 post"))
    made.do(ChangeDates(due=picked(MONDAY + 6 * DAY)))
    made.do(GrantExtension("ana", picked(MONDAY + 8 * DAY)))
    assert (MONDAY + 6 * DAY, MONDAY + 8 * DAY) == (made.value.dates.due, made.value.dates_of("ana").due)
    made.until(MONDAY + 20 * DAY).do(Reopen(picked(MONDAY + 30 * DAY)))
    assert isinstance(made.value.phase, Open)
    assert MONDAY + 30 * DAY == made.value.dates.last


def test_the_form_for_dates_stands_at_the_due_date_there_is() -> None:
    """Sent back as it is it changes nothing, even if it is past by then; a date that is past is not picked from."""
    made = talk(typed(rules="1 post", due="in 3 days", late_until="in 9 days"))
    due = made.value.dates.due
    form = made.do(ChangeDates()).form
    assert form is not None
    assert [due, None, None] == [each.at for each in form.inputs]
    made.until(due + HOUR).do(ChangeDates(due=picked(due), late_until="in 12 days"))
    assert (due, due + HOUR + 12 * DAY) == (made.value.dates.due, made.value.dates.late_until)
    form = made.do(ChangeDates()).form
    assert form is not None
    assert form.inputs[0].at is None


@pytest.mark.parametrize("suffix", ["", ":f", ":R"])
def test_what_is_wrong_with_a_picked_time_is_told_of_the_time_as_people_read_it(suffix: str) -> None:
    """Not as it is sent."""
    made: Talk = draft(typed(due="in 3 days"))
    late = MONDAY + DAY
    reply = made.do(ComposeMore(late_until=f"<t:{late // SECOND}{suffix}>"))
    assert reply.card is not None
    assert [f"{moment(late, 'f')}: "] == [each.value[: len(moment(late, "f")) + 2] for each in reply.card.fields]
