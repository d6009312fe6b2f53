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
    Report,
    Reveal,
    Status,
)
from bot.discussion.model import Draft
from bot.discussion.phases import Closed, Drafting, Dropped, Ended, Open, Scheduled
from bot.kernel.clock import DAY, HOUR, MINUTE
from bot.kernel.event import CaughtUp, Event, Heard, Tick
from bot.kernel.markup import plain
from bot.kernel.message import Message
from bot.kernel.people import ENGINE
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
