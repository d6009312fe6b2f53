"""What hosts do to a discussion that stands: open it again, change its dates, grant, excuse, highlight (D9, D11, D12)."""

import pytest

from bot.discussion.events import (
    ChangeDates,
    CloseDiscussion,
    DiscussionPanel,
    Excuse,
    GrantExtension,
    Highlight,
    Reopen,
    Respond,
    Reveal,
)
from bot.discussion.phases import Closed, Open
from bot.kernel.clock import DAY, HOUR, MINUTE
from bot.kernel.event import Event
from bot.kernel.markup import plain
from bot.kernel.people import Actor
from bot.testing.discussions import ANA, MONDAY, Talk, moment_of, talk, typed

FRIDAY = moment_of("2026-10-09 17:00")
LONG = "five words are enough here"


def fields(open_: Talk, event: Event) -> dict[str, str]:
    """Return the fields of the card a host gets for it."""
    card = open_.do(event).card
    assert card is not None
    return {field.name: plain(field.value) for field in card.fields}


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
    assert "unreadable" == reply.refused
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


# -- what the others hear of it, and what is asked back


def test_a_press_told_twice_excuses_once() -> None:
    """Only a press that says so takes it back (L7 holds here, too)."""
    open_ = talk()
    for _ in range(2):
        open_.do(Excuse("ana"))
        assert open_.value.own_of("ana").excused
    open_.do(Excuse("ana", "no"))
    assert not open_.value.own_of("ana").excused


def test_changed_dates_are_told_in_the_thread() -> None:
    """A message of its own for each change, since an edited card rings nobody; none where nothing changed."""
    open_ = talk()
    open_.do(ChangeDates(due="sat 17:00"))
    open_.do(ChangeDates(due="sat 17:00"))
    open_.do(ChangeDates(due="sun 17:00"))
    cards = open_.value.view()
    assert ["dates1", "dates2"] == [slot for slot in cards if slot.startswith("dates")]
    assert "Sat 10 Oct 17:00" in plain(cards["dates1"].body)
    assert "Sun 11 Oct 17:00" in plain(cards["dates2"].body)
    assert "top" == cards["dates1"].under


def test_what_opens_later_can_get_other_dates() -> None:
    """It still opens at its hour, and nobody hears of a change before."""
    later = talk(typed(opens="wed 9:00"))
    opens = later.value.wake_at
    later.do(ChangeDates(due="sat 17:00"))
    assert opens == later.value.wake_at
    assert moment_of("2026-10-10 17:00") == later.value.dates.due
    assert {} == later.value.view()


def test_before_the_seal_is_broken_the_host_is_asked() -> None:
    """It can't be taken back."""
    sealed = talk(typed(rules="1 post, sealed"))
    card = sealed.do(Reveal()).card
    assert card is not None
    assert sealed.value.sealed
    sealed.do(next(button.press for button in card.buttons if button.press == Reveal("yes")))
    assert not sealed.value.sealed
