"""Reminders (D8): to whom, when, once; and to whom never."""

import pytest

from bot.discussion.events import AwayForm, CloseDiscussion, Excuse, Mute
from bot.kernel.clock import DAY, HOUR, MINUTE, SECOND, Instant
from bot.kernel.event import Tick, Unreached
from bot.kernel.markup import plain
from bot.kernel.people import ENGINE, Attendee
from bot.testing.discussions import ANA, BEN, CLASS, HOST, Talk, attendee, moment_of, talk, typed

FRIDAY = moment_of("2026-10-09 17:00")
ASKS = typed(rules="1 post, 1 reply")


def room(*others: Attendee) -> tuple[Attendee, ...]:
    """Return the host and these alone."""
    return (attendee(HOST), *others)


def before(open_: Talk, due: Instant = FRIDAY) -> list[tuple[str, str, int]]:
    """Return the reminders so far: for whom, of which stage, and how many minutes before `due`."""
    return [(member, stage, (due - at) // MINUTE) for at, stage, member in open_.reminded()]


# -- by plan


def test_a_day_and_two_hours_before_it_is_due() -> None:
    """Everybody who owes something, at both stages, each once."""
    open_ = talk(ASKS).until(FRIDAY + 9 * DAY)
    assert [(m, s, n) for s, n in (("d1440", 1440), ("d120", 120)) for m in ("ana", "ben", "cleo")] == before(open_)
    assert open_.value == open_.thawed()


def test_the_plan_of_a_prompt_goes_before_the_usual_one() -> None:
    """Also the empty one."""
    assert [("ana", "d30", 30)] == before(talk(typed(remind="30min"), people=room(attendee(ANA))).until(FRIDAY))
    assert [] == before(talk(typed(remind="none")).until(FRIDAY))


def test_what_is_open_for_less_than_six_hours_reminds_nobody() -> None:
    """Unless the host says so."""
    assert [] == talk(typed(due="in 5 h")).after(DAY).reminded()
    assert 3 == len(talk(typed(due="in 5 h", remind="1h")).after(DAY).reminded())


def test_stages_that_are_past_when_it_opens_are_left_out() -> None:
    """Nobody is reminded of something new: seven hours are left, so only the later one is sent."""
    open_ = talk(typed(due="in 7 h"), people=room(attendee(ANA))).after(DAY)
    assert ["d120"] == [stage for _, stage, _ in open_.reminded()]


def test_replies_with_a_later_date_have_stages_of_their_own() -> None:
    """Who has posted is reminded of replies alone; who has not, of a post first."""
    open_ = talk(
        typed(rules="1 post, 1 reply", replies_due="sun 17:00", remind="2h"), people=room(*map(attendee, CLASS))
    )
    open_.post(ANA, "m1")
    open_.until(FRIDAY + 9 * DAY)
    found = {(stage, member) for _, stage, member in open_.reminded()}
    assert {("d120", "ben"), ("d120", "cleo"), ("r120", "ana"), ("r120", "ben"), ("r120", "cleo")} == found


def test_a_reminder_says_what_can_still_be_done() -> None:
    """A post that is too late is not asked for, nor a date that is past told."""
    open_ = talk(typed(rules="1 post, 1 reply", replies_due="sun 17:00", remind="2h"), people=room(attendee(ANA)))
    open_.until(FRIDAY + 2 * DAY - HOUR)
    text = plain(open_.value.whisper("r.r120.ana", "ana").body)
    assert "a reply to 1 more member" in text
    assert "1 post" not in text
    assert "Sun 11 Oct 17:00" in text


def test_nobody_is_reminded_of_posts_that_are_too_late() -> None:
    """Where replies are done, nothing is left that could be."""
    open_ = talk(typed(rules="1 post, 1 reply", replies_due="sun 17:00", remind="2h"), people=room(attendee(ANA)))
    open_.post(BEN, "m1")
    open_.post(ANA, "a reply", to="m1")
    open_.until(FRIDAY + 9 * DAY)
    assert ["d120"] == [stage for _, stage, _ in open_.reminded()]


# -- to whom


def test_never_to_the_complete() -> None:
    """A post one second before it suppresses it."""
    open_ = talk(typed(rules="1 post"), people=room(attendee(ANA), attendee(BEN)))
    open_.until(FRIDAY - DAY - SECOND)
    open_.post(ANA)
    assert ["ben"] == [member for _, _, member in open_.until(FRIDAY - DAY).reminded()]


def test_a_post_between_decision_and_delivery_takes_the_reminder_back() -> None:
    """What is rung is looked up in the newest value."""
    open_ = talk(typed(rules="1 post"), people=room(attendee(ANA), attendee(BEN))).until(FRIDAY - DAY)
    assert {"r.d1440.ana", "r.d1440.ben"} <= set(open_.news())
    open_.post(ANA)
    assert "r.d1440.ana" not in open_.news()
    assert "r.d1440.ben" in open_.news()
    open_.remove("m1")
    assert "r.d1440.ana" in open_.news()


@pytest.mark.parametrize("change", [{"reminders": False}, {"away": FRIDAY + DAY}, {"host": True}])
def test_never_to_who_wants_none_is_away_or_a_host(change: dict[str, object]) -> None:
    """As it is set when the hour comes, not when it opened."""
    open_ = talk(ASKS, people=room(attendee(ANA)))
    open_.people = room(attendee(ANA, **change))
    assert [] == open_.until(FRIDAY).reminded()


def test_who_comes_back_is_reminded_then() -> None:
    """Away until an hour before it is due: once, of what still makes sense."""
    open_ = talk(ASKS, people=room(attendee(ANA, away=FRIDAY - HOUR)))
    assert [("ana", "d120", 60)] == before(open_.until(FRIDAY))


def test_never_to_the_excused_or_who_left() -> None:
    """Nor to who stopped it for this prompt."""
    open_ = talk(ASKS)
    open_.do(Excuse("ana"))
    open_.do(Mute(), BEN)
    open_.people = room(attendee(ANA), attendee(BEN))
    assert [] == open_.until(FRIDAY).reminded()


def test_stopping_can_be_taken_back() -> None:
    """The next one comes again."""
    open_ = talk(ASKS, people=room(attendee(ANA)))
    open_.do(Mute(), ANA)
    open_.until(FRIDAY - DAY)
    open_.do(Mute(on=False), ANA)
    assert ["d120"] == [stage for _, stage, _ in open_.until(FRIDAY).reminded()]


def test_held_back_for_half_an_hour_after_a_post() -> None:
    """Who is writing is left in peace; half an hour later it comes, if still owed."""
    open_ = talk(ASKS, people=room(attendee(ANA), attendee(BEN)))
    for by in (ANA, BEN):
        open_.post(by, at=FRIDAY - DAY - 10 * MINUTE)
    open_.until(FRIDAY - DAY + 15 * MINUTE)
    assert [] == open_.reminded()
    open_.post(ANA, "done", to="m2")
    assert [("ben", "d1440", 1440 - 20)] == before(open_.until(FRIDAY - DAY + HOUR))


# -- nothing after the end


def test_nothing_is_rung_that_was_decided_before_the_host_closed() -> None:
    """Closing takes back what was not delivered yet."""
    open_ = talk(ASKS, people=room(attendee(ANA))).until(FRIDAY - 2 * HOUR)
    open_.do(CloseDiscussion(sure="yes"))
    open_.answer_roll()
    assert not [key for key in open_.news() if key.startswith("r.")]


def test_what_could_not_be_delivered_for_an_hour_is_dropped() -> None:
    """The program was down over the decision: what is old by then is not rung."""
    open_ = talk(typed(rules="1 post", remind="9h 2h"), people=room(attendee(ANA))).until(FRIDAY - 9 * HOUR)
    assert "r.d540.ana" in open_.news()
    open_.until(FRIDAY - 2 * HOUR)
    assert {"r.d120.ana"} == {key for key in open_.news() if key.startswith("r.")}


def test_missed_reminders_are_one() -> None:
    """The program was down for days: the latest that still makes sense is sent, once."""
    open_ = talk(ASKS, people=room(attendee(ANA)))
    open_.at = FRIDAY - HOUR
    open_.do(Tick(), ENGINE)
    open_.answer_roll()
    assert [("ana", "d120", 60)] == before(open_)
    open_.at = FRIDAY + HOUR
    open_.do(Tick(), ENGINE)
    open_.answer_roll()
    assert 1 == len(open_.reminded())


# -- the roll


def test_nothing_is_decided_before_the_roll_is_answered() -> None:
    """At its hour it asks who is there; until then nobody is reminded."""
    open_ = talk(ASKS, people=room(attendee(ANA)))
    open_.at = FRIDAY - DAY
    open_.do(Tick(), ENGINE)
    assert open_.value.roll_call is not None
    assert not [fact for fact in open_.facts if fact.item.startswith("r")]


def test_a_roll_that_is_never_answered_holds_nothing_up_for_ever() -> None:
    """It is called again and again, ever more rarely; after two hours things go on with the roll that is known."""
    open_ = talk(ASKS, people=room(attendee(ANA)))
    open_.at = FRIDAY - DAY
    for _ in range(12):
        open_.do(Tick(), ENGINE)
        open_.at = open_.value.wake_at or 0
    at, stage, member = open_.reminded()[0]
    assert ("d1440", "ana") == (stage, member)
    assert FRIDAY - DAY + HOUR < at <= FRIDAY - DAY + 3 * HOUR


def test_a_platform_that_tells_no_roll() -> None:
    """Those are expected who have written; nobody rings at night, since nobody said what is set for them."""
    open_ = talk(typed(rules="1 post, 1 reply", due="fri 6:00", remind="24h 8h"), people=None)
    open_.people = None
    open_.post(ANA)
    open_.post(HOST)
    assert ("ana",) == open_.value.expected
    open_.until(FRIDAY)
    assert [(moment_of("2026-10-08 07:00"), "d1440", "ana")] == open_.reminded()


# -- whom no direct message reaches


def test_those_no_message_reaches_are_named_together_in_a_new_message() -> None:
    """An edited message pings nobody; so they are gathered for a moment, and later ones get a message of their own."""
    open_ = talk(ASKS).until(FRIDAY - DAY)
    for by in (ANA, BEN):
        open_.do(Unreached(f"r.d1440.{by.member}", "d1440", by.member), ENGINE)
    assert not [slot for slot in open_.value.view() if slot.startswith("n")]
    open_.after(MINUTE)
    open_.do(Unreached("r.d1440.cleo", "d1440", "cleo"), ENGINE)
    open_.do(Unreached("r.d1440.ana", "d1440", "ana"), ENGINE)
    open_.after(MINUTE)
    cards = {slot: card for slot, card in open_.value.view().items() if slot.startswith("nd")}
    assert [("ana", "ben"), ("cleo",)] == [card.mentions for card in cards.values()]
    assert {"top"} == {card.under for card in cards.values()}
    assert all("owe" not in card.body for card in cards.values())
    assert open_.value == open_.thawed()


def test_who_wrote_meanwhile_is_not_named() -> None:
    """Nor who is excused."""
    open_ = talk(typed(rules="1 post")).until(FRIDAY - DAY)
    for by in CLASS:
        open_.do(Unreached(f"r.d1440.{by.member}", "d1440", by.member), ENGINE)
    open_.post(ANA)
    open_.do(Excuse("ben"))
    open_.after(MINUTE)
    assert [("cleo",)] == [card.mentions for slot, card in open_.value.view().items() if slot.startswith("n")]


def test_of_a_sealed_prompt_they_are_named_in_the_channel_for_good() -> None:
    """There is no thread yet, and a message never moves."""
    open_ = talk(typed(rules="1 post, sealed", late_until="mon 17:00")).until(FRIDAY - DAY)
    open_.do(Unreached("r.d1440.ana", "d1440", "ana"), ENGINE)
    open_.after(MINUTE)
    assert "" == open_.value.view()["nd1440.1"].under
    open_.until(FRIDAY + HOUR)
    assert "" == open_.value.view()["nd1440.1"].under


# -- the card


def test_a_reminder_can_be_acted_on() -> None:
    """Answer, snooze, be away, stop (D8); and it says until when."""
    open_ = talk(ASKS, people=room(attendee(ANA))).until(FRIDAY - DAY)
    card = open_.value.whisper("r.d1440.ana", "ana")
    assert ["Answer now", "Remind me in 3 h", "Away until…", "Stop for this prompt"] == [
        each.label for each in card.buttons
    ]
    assert "1 post and a reply to 1 more member" in plain(card.body)
    assert "Fri 9 Oct 17:00 UTC" in plain(card.body)
    assert open_.do(AwayForm(), ANA).form is not None


def test_what_is_due_within_three_hours_is_not_put_off_for_three() -> None:
    """Everything else can be done about it."""
    card = talk(ASKS, people=room(attendee(ANA))).until(FRIDAY - 2 * HOUR).value.whisper("r.d120.ana", "ana")
    assert ["Answer now", "Away until…", "Stop for this prompt"] == [each.label for each in card.buttons]
