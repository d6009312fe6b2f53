"""From draft to summary: what happens by itself, and what hosts do to it (D1, D2, D9, D11, D12)."""

import pytest

from bot.discussion.events import (
    ChangeDates,
    CloseDiscussion,
    Compose,
    ComposeMore,
    DiscussionPanel,
    Drop,
    Edit,
    Excuse,
    GrantExtension,
    Highlight,
    Reopen,
    Report,
    Respond,
    Reveal,
    Status,
)
from bot.discussion.model import Draft
from bot.discussion.phases import Closed, Drafting, Dropped, Ended, Open, Scheduled
from bot.kernel.clock import DAY, HOUR, MINUTE
from bot.kernel.event import CaughtUp, Event, Heard, Tick
from bot.kernel.markup import plain
from bot.kernel.message import Message
from bot.kernel.people import ENGINE, Actor
from bot.testing.discussions import ANA, BEN, MONDAY, Talk, draft, moment_of, talk, typed

FRIDAY = moment_of("2026-10-09 17:00")
LONG = "five words are enough here"


def fields(open_: Talk, event: Event) -> dict[str, str]:
    """Return the fields of the card a host gets for it."""
    card = open_.do(event).card
    assert card is not None
    return {field.name: plain(field.value) for field in card.fields}


# -- the draft


def test_every_mistake_of_a_draft_is_told_and_everything_typed_kept() -> None:
    """All at once, each with its field; the form shows what was typed."""
    written = draft(Draft())
    told = fields(written, Compose(title="", body=" ", due="last friday", opens="soon", rules="many posts"))
    assert {"Title", "What do you ask?", "Due", "Opens", "What counts"} == set(told)
    assert isinstance(written.value.phase, Drafting)
    form = written.do(Edit()).form
    assert form is not None
    assert "last friday" == next(each.value for each in form.inputs if each.name == "due")


def test_a_draft_opens_as_soon_as_all_of_it_can_be_read() -> None:
    """The second form is part of it."""
    written = draft(typed(late_until="in 1 day"))
    assert "Late until" in fields(written, Compose(title="T", body="B", due="fri 17:00"))
    written.do(ComposeMore(late_until="mon 17:00"))
    assert isinstance(written.value.phase, Open)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"opens": "sat 9:00", "due": "2026-10-09 17:00"}, "Due"),
        ({"replies_due": "2026-10-08 17:00"}, "Replies due"),
        ({"late_until": "2026-10-09 12:00"}, "Late until"),
        ({"due": "2026-10-01 17:00"}, "Due"),
        ({"due": "2026-10-09 25:00"}, "Due"),
        ({"body": "x" * 3001}, "What do you ask?"),
        ({"body": "&" * 700}, "What do you ask?"),
        ({"title": "t" * 91}, "Title"),
        ({"rules": "1 post, 1 reply, sealed"}, "Replies due"),
        ({"rules": "0 posts, sealed, 1 reply"}, "What counts"),
        ({"remind": "now"}, "Remind before it is due"),
        ({"expect": "nobody"}, "Who is expected"),
        ({"repeat": "sometimes"}, "Repeat"),
    ],
    ids=lambda each: str(each)[:40],
)
def test_what_is_wrong_with_a_draft_is_said_at_its_field(wrong: dict[str, str], field: str) -> None:
    """In one sentence that says how to mend it; nothing opens."""
    written = draft(typed(**wrong))
    value = written.value.draft
    given = {name: getattr(value, name) for name in ("title", "body", "due", "opens", "rules")}
    told = fields(written, Compose(**given))
    assert field in told
    assert told[field].endswith((".", "?"))
    assert isinstance(written.value.phase, Drafting)
    assert not written.value.view()


def test_a_draft_waits_a_day_for_its_host() -> None:
    """Then it is dropped, and nothing of it ever stood anywhere."""
    written = draft(Draft(title="T")).after(DAY - 1)
    assert isinstance(written.value.phase, Drafting)
    assert isinstance(written.after(1).value.phase, Dropped)
    assert not written.value.view()
    assert "no-draft" == written.do(Compose()).refused


def test_nobody_but_a_host_can_do_anything_to_a_draft() -> None:
    """Nor does anybody learn of it."""
    written = draft()
    for event in (Compose(), Edit(), Drop(), DiscussionPanel()):
        assert "not-host" == written.do(event, ANA).refused
    assert "not-open" == written.do(Status(), ANA).refused


# -- opening


def test_it_opens_at_its_hour() -> None:
    """Until then nobody sees it; then its card begins a thread."""
    planned = talk(typed(opens="tue 9:00"))
    assert isinstance(planned.value.phase, Scheduled)
    assert not planned.value.view()
    planned.until(MONDAY + DAY - 1)
    assert not planned.value.view()
    planned.after(1)
    assert planned.value.title == planned.value.view()["top"].thread


def test_times_of_a_planned_one_are_counted_from_its_opening() -> None:
    """Three days are three days for everybody."""
    assert MONDAY + 4 * DAY == talk(typed(opens="tue 9:00", due="in 3 days")).value.dates.due


def test_it_opens_late_after_downtime() -> None:
    """Its dates stay; what was planned for before is left out."""
    planned = talk(typed(opens="tue 9:00"))
    planned.at = FRIDAY - HOUR
    planned.after(0)
    assert Open(FRIDAY - HOUR) == planned.value.phase
    assert [] == planned.until(FRIDAY + DAY).reminded()


def test_one_whose_whole_time_went_by_is_dropped() -> None:
    """It would only be opened to be closed."""
    planned = talk(typed(opens="tue 9:00"))
    planned.at = FRIDAY + DAY
    planned.after(0)
    assert Dropped(FRIDAY + DAY, missed=True) == planned.value.phase


def test_a_planned_one_can_be_dropped_and_an_open_one_cannot() -> None:
    """An open one is closed."""
    planned, open_ = talk(typed(opens="tue 9:00")), talk()
    assert "" == planned.do(Drop()).refused
    assert isinstance(planned.value.phase, Dropped)
    assert "begun" == open_.do(Drop()).refused


# -- the end


def test_it_ends_when_the_last_date_and_its_grace_are_past() -> None:
    """With a note in the thread, which is locked, and a summary in the channel; the host gets the report."""
    open_ = talk().until(FRIDAY + 5 * MINUTE - 1)
    assert isinstance(open_.value.phase, Open)
    open_.after(1)
    view = open_.value.view()
    assert isinstance(open_.value.phase, Closed)
    assert view["top"].locked
    assert ("top", "") == (view["close1"].under, view["sum"].under)
    assert "report" in open_.news()
    assert open_.value.whisper("report", "host").files


def test_nothing_is_closed_before_what_was_missed_is_known() -> None:
    """At the end the thread is read first: a post found by then counts, and is in the summary."""
    open_ = talk(typed(rules="1 post"))
    open_.at = open_.value.dates.end
    open_.do(Tick(), ENGINE)
    assert isinstance(open_.value.phase, Open)
    open_.do(Heard(Message("x", "ana", "Ana", FRIDAY, LONG), missed=True), ANA)
    open_.do(CaughtUp(None), ENGINE)
    open_.answer_roll()
    assert "1 member took part" in open_.value.view()["sum"].body
    assert "1 post recovered" in open_.value.view()["missed"].body


def test_who_has_more_time_goes_on_after_the_group() -> None:
    """The summary stands, the thread stays open for them, and closes with the last of them."""
    open_ = talk(typed(rules="1 post"))
    open_.do(GrantExtension("ana", "2026-10-13 17:00"))
    open_.until(FRIDAY + DAY)
    assert isinstance(open_.value.phase, Ended)
    assert not open_.value.view()["top"].locked
    assert "Complete" in open_.post(ANA, LONG).text
    assert "does not count" in open_.post(BEN, LONG).text
    open_.until(FRIDAY + 5 * DAY)
    assert isinstance(open_.value.phase, Closed)
    assert 1 == len(open_.value.endings)


def test_an_excused_extension_keeps_nothing_open() -> None:
    """Who owes nothing needs no time."""
    open_ = talk(typed(rules="1 post"))
    open_.do(GrantExtension("ana", "2026-10-13 17:00"))
    open_.do(Excuse("ana"))
    assert isinstance(open_.until(FRIDAY + DAY).value.phase, Closed)


def test_closing_asks_back_and_reads_the_thread_first() -> None:
    """Then it closes for everybody, whoever has more time."""
    open_ = talk()
    open_.do(GrantExtension("ana", "2026-10-13 17:00"))
    before = open_.value
    card = open_.do(CloseDiscussion()).card
    assert card is not None
    assert CloseDiscussion(sure="yes") == card.buttons[0].press
    assert before is open_.value
    open_.do(CloseDiscussion(sure="yes"))
    assert isinstance(open_.value.phase, Open)
    open_.answer_roll()
    assert isinstance(open_.value.phase, Closed)


def test_closing_twice_is_one_ending() -> None:
    """Also while the roll is being called for the first."""
    open_ = talk()
    for _ in range(2):
        open_.do(CloseDiscussion(sure="yes"))
    open_.answer_roll()
    assert "closed" == open_.do(CloseDiscussion(sure="yes")).refused
    assert 1 == len(open_.value.endings)


@pytest.mark.parametrize(
    "event", [ChangeDates(due="in 3 days"), GrantExtension("ana", "in 9 days"), Excuse("ana"), Reveal()]
)
def test_what_is_closed_takes_no_more_but_reports_and_highlights(event: Event) -> None:
    """It has to be opened again first."""
    open_ = talk()
    open_.post(ANA, LONG)
    open_.do(CloseDiscussion(sure="yes"))
    open_.answer_roll()
    assert "closed" == open_.do(event).refused
    assert ["", ""] == [open_.do(each).refused for each in (Report(), Highlight("ana", "good"))]
    assert "Ana" in plain(" ".join(field.value for field in open_.value.view()["sum"].fields))


# -- open again


@pytest.mark.parametrize(
    ("dates", "end"),
    [
        ({}, "due"),
        ({"replies_due": "sun 17:00"}, "replies_by"),
        ({"late_until": "mon 17:00"}, "last"),
        ({"replies_due": "sun 17:00", "late_until": "mon 17:00"}, "last"),
    ],
    ids=["due", "replies", "late", "both"],
)
@pytest.mark.parametrize("closed", [MONDAY + HOUR, FRIDAY + HOUR, FRIDAY + 9 * DAY])
def test_opened_again_it_ends_when_the_host_says(dates: dict[str, str], end: str, closed: int) -> None:
    """Whichever dates it had, and however early it was closed: the last date is the new end."""
    open_ = talk(typed(rules="1 post, 1 reply", **dates)).until(closed)
    if not isinstance(open_.value.phase, Closed):
        open_.do(CloseDiscussion(sure="yes"))
        open_.answer_roll()
    old = open_.value.dates
    open_.do(Reopen("in 26 h"))
    new = open_.value.dates
    assert closed + 26 * HOUR == getattr(new, end) == new.last
    assert new.due <= max(old.due, new.last)
    assert (end == "due") or new.due == min(old.due, new.last)
    assert isinstance(open_.value.phase, Open)
    assert isinstance(open_.until(closed + 26 * HOUR + 4 * MINUTE).value.phase, Open)
    assert isinstance(open_.after(2 * MINUTE).value.phase, Closed)


def test_opening_again_is_told_and_unlocks() -> None:
    """The old note stays, a new one says until when; the summary waits, and comes anew at the second end."""
    open_ = talk(typed(rules="1 post")).until(FRIDAY + DAY)
    open_.do(Reopen("in 2 days"))
    view = open_.value.view()
    assert ["top", "close1", "again1", "sum"] == list(view)
    assert not view["top"].locked
    assert "open again" in view["sum"].body
    assert "report" not in open_.news()
    open_.answer_roll()
    open_.post(ANA, LONG)
    view = open_.after(5 * DAY).value.view()
    assert ["top", "close1", "again1", "close2", "sum"] == list(view)
    assert "1 member took part" in view["sum"].body
    assert 2 == sum(key == "report" for _, key in open_.rung)


def test_what_was_late_stays_late() -> None:
    """Only the last date moves where late posts count."""
    open_ = talk(typed(rules="1 post", late_until="mon 17:00")).until(FRIDAY + 9 * DAY)
    open_.do(Reopen("in 2 days"))
    open_.answer_roll()
    assert "late" in open_.post(ANA, LONG).text


@pytest.mark.parametrize(("until", "code"), [("yesterday", "unreadable"), ("2026-10-01 9:00", "unreadable")])
def test_a_new_end_has_to_be_ahead(until: str, code: str) -> None:
    """A refused one leaves it closed."""
    open_ = talk().until(FRIDAY + DAY)
    assert code == open_.do(Reopen(until)).refused
    assert isinstance(open_.value.phase, Closed)


def test_only_what_is_closed_can_be_opened_again() -> None:
    """An open one has dates to change."""
    assert "still-open" == talk().do(Reopen("in 2 days")).refused


# -- dates, for everybody and for one


def test_other_dates_stand_on_the_card_at_once() -> None:
    """Those left out stay, a lone - takes one away."""
    open_ = talk(typed(late_until="mon 17:00"))
    open_.do(ChangeDates(due="2026-10-10 17:00"))
    assert (FRIDAY + DAY, moment_of("2026-10-12 17:00")) == (open_.value.dates.due, open_.value.dates.late_until)
    assert "Sat 10 Oct 17:00" in plain(open_.value.view()["top"].fields[0].value)
    open_.do(ChangeDates(late_until="-"))
    assert open_.value.dates.late_until is None


@pytest.mark.parametrize(
    "event",
    [
        ChangeDates(replies_due="2026-10-07 17:00"),
        ChangeDates(late_until="2026-10-07 17:00"),
        ChangeDates(due="yesterday"),
        ChangeDates(due="-"),
        GrantExtension("ana", "whenever"),
        GrantExtension("ana", "2026-10-01 9:00"),
    ],
    ids=repr,
)
def test_dates_that_make_no_sense_are_refused(event: Event) -> None:
    """In a sentence; nothing changes."""
    open_ = talk()
    before = open_.value
    reply = open_.do(event)
    assert "unreadable" == reply.refused
    assert reply.text.endswith((".", "?"))
    assert before is open_.value


def test_an_extension_is_later_than_the_due_date() -> None:
    """An earlier one is refused with the date that everybody has (D9)."""
    reply = talk().do(GrantExtension("ana", "2026-10-09 17:00"))
    assert "too-early" == reply.refused
    assert "Fri 9 Oct 17:00" in plain(reply.text)


@pytest.mark.parametrize("event", [GrantExtension("zoe", "in 9 days"), Excuse("zoe"), Highlight("zoe", "good")])
def test_nobody_of_that_name(event: Event) -> None:
    """Who is not there cannot be meant."""
    assert "not-here" == talk().do(event).refused


def test_a_member_is_meant_by_id_or_name() -> None:
    """In any case, with or without @; one of two of a name only by id."""
    for name in ("ana", "Ana", "@ANA", " ana "):
        open_ = talk()
        open_.do(Excuse(name))
        assert open_.value.own_of("ana").excused


def test_an_extension_is_told_to_its_member_alone() -> None:
    """It stands on no public card, and in the host's panel."""
    open_ = talk()
    before = open_.value.view()
    open_.do(GrantExtension("ana", "2026-10-13 17:00"))
    assert before == open_.value.view()
    assert {"own.ana"} == {key for key in open_.news() if key.startswith("own.")}
    assert "Tue 13 Oct 17:00" in plain(open_.value.whisper("own.ana", "ana").body)
    assert "Ana" in fields(open_, DiscussionPanel())["For single members"]


# -- highlights


def test_highlights_stand_in_the_summary_until_taken_back() -> None:
    """One a member; a second reason takes the place of the first."""
    open_ = talk(typed(rules="1 post"))
    open_.post(ANA, LONG)
    open_.do(Highlight("ana", "first"))
    open_.do(Highlight("ana", "asks *what* everything hangs on"))
    assert "no-post" == open_.do(Highlight("ben", "good")).refused
    open_.until(FRIDAY + DAY)
    text = plain(open_.value.view()["sum"].fields[0].value)
    assert "⭐ Ana: asks *what* everything hangs on" == text
    open_.do(Highlight("ana", ""))
    assert not open_.value.view()["sum"].fields


def test_ten_highlights_are_the_most() -> None:
    """Whoever wants another takes one back."""
    open_ = talk(typed(rules="1 post"))
    people = [Actor(f"n{number}", f"N{number}") for number in range(11)]
    for by in people:
        open_.post(by, LONG)
    refused = [open_.do(Highlight(by.member, "good")).refused for by in people]
    assert [*[""] * 10, "many-highlights"] == refused


def test_a_sealed_one_answers_by_form_only_while_it_is_open() -> None:
    """Before and after there is nothing to hand in."""
    planned = talk(typed(rules="1 post, sealed", opens="tue 9:00"))
    assert "not-open" == planned.do(Respond(LONG), ANA).refused
    planned.until(FRIDAY + DAY)
    assert "closed" == planned.do(Respond(LONG), ANA).refused
