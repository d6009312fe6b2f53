"""What was missed while the program was away, and what members are told of their posts (D5, D13)."""

import pytest

from bot.discussion.counting import tally
from bot.discussion.events import CloseDiscussion, GrantExtension
from bot.discussion.panel import panel_card
from bot.discussion.report import report_card
from bot.kernel.card import Card
from bot.kernel.clock import DAY, HOUR, MINUTE, SECOND
from bot.kernel.event import CaughtUp, Heard
from bot.kernel.markup import plain
from bot.kernel.message import Message, Removed
from bot.kernel.people import ENGINE
from bot.testing.discussions import ANA, BEN, DAN, HOST, MONDAY, WORDS, Talk, talk, typed

ASKS = typed(rules="1 post, 2 replies, 5 words")
LONG = "five words are enough here"


def counts(state: Talk, member: str) -> tuple[int, tuple[str, ...], int]:
    """Return how many own posts count, whom the member has answered, and how many posts are too short."""
    done = tally(state.value, member)
    return len(done.posts), done.replied, len(done.short)


def told(words: str, **more: object) -> Message:
    """Return a message of Ana's as the platform tells it."""
    return Message("x", "ana", "Ana", MONDAY + MINUTE, words, **more)  # type: ignore[arg-type]


# -- what is told


def test_a_short_post_is_kept_and_its_author_told_how_much_is_missing() -> None:
    """It does not count until it is edited; then it does, and the reply says what is left."""
    open_ = talk(typed(rules="1 post, 50 words"))
    assert "2 of the 50 words" in open_.post(ANA, "too short").text
    assert (0, (), 1) == counts(open_, "ana")
    assert "Complete" in open_.edit("m1", WORDS, ANA).text
    assert (1, (), 0) == counts(open_, "ana")


def test_an_edit_that_makes_it_too_short_takes_the_credit_back() -> None:
    """Before the freeze what stands there is what counts."""
    open_ = talk(typed(rules="1 post, 50 words"))
    open_.post(ANA, WORDS)
    assert "1 of the 50 words" in open_.edit("m1", "shorter", ANA, open_.at + SECOND).text
    assert (0, (), 1) == counts(open_, "ana")


def test_who_is_complete_hears_nothing_more() -> None:
    """Extra posts never hurt, and nobody is praised twice."""
    open_ = talk(typed(rules="1 post"))
    assert "Complete" in open_.post(ANA, LONG).text
    assert "" == open_.post(ANA, LONG).text


@pytest.mark.parametrize("by", [HOST, DAN])
def test_who_is_not_expected_is_not_told_what_is_missing(by: object) -> None:
    """A host may write a word, and so may a guest."""
    open_ = talk(typed(rules="1 post, 50 words"))
    assert "" == open_.post(by, "short").text  # type: ignore[arg-type]


def test_what_the_platform_hides_is_believed() -> None:
    """Without the text nobody can be asked for words."""
    open_ = talk(typed(rules="1 post, 50 words"))
    assert "Complete" in open_.post(ANA, None).text


def test_a_post_after_the_end_is_told_not_to_count() -> None:
    """Also in a thread the platform could not lock."""
    open_ = talk(typed(rules="1 post"))
    open_.do(CloseDiscussion(sure="yes"))
    open_.answer_roll()
    open_.at = open_.value.dates.end + HOUR
    assert "does not count" in open_.post(ANA, LONG).text
    assert (0, (), 0) == counts(open_, "ana")


def test_a_post_of_the_last_moment_counts_by_the_platforms_time() -> None:
    """It was written in time, though it is heard of after the deadline (D10)."""
    open_ = talk(typed(rules="1 post"))
    open_.until(open_.value.dates.due + 2 * MINUTE)
    reply = open_.do(Heard(Message("x", "ana", "Ana", open_.value.dates.end, LONG), missed=True), ANA)
    assert "Complete" in reply.text


def test_an_edit_counts_until_the_members_own_deadline() -> None:
    """Who has more time may edit for longer."""
    open_ = talk(typed(rules="1 post, 5 words"))
    open_.post(ANA, "short")
    open_.do(GrantExtension("ana", "in 9 days"))
    open_.until(MONDAY + 8 * DAY)
    open_.edit("m1", LONG, ANA)
    assert (1, (), 0) == counts(open_, "ana")


# -- what was missed


def test_what_was_missed_is_told_of_once() -> None:
    """Posts, edits and deletions that were found afterwards are counted, each once, and said in the thread (D13)."""
    open_ = talk(ASKS)
    open_.post(BEN, LONG)
    open_.post(BEN, LONG)
    open_.at += HOUR
    for _ in range(2):
        open_.do(Heard(told(LONG), missed=True), ANA)
        open_.do(Heard(Message("m1", "ben", "Ben", MONDAY, "cut", edited_at=open_.at), missed=True), BEN)
        open_.do(Heard(Message("m2", "", "", 0, removed=Removed.BY_AUTHOR, removed_at=open_.at), missed=True), ENGINE)
    open_.do(CaughtUp(None), ENGINE)
    assert "1 post recovered, 1 edit, 1 deletion" in open_.value.view()["missed"].body
    again = open_.value
    open_.do(CaughtUp(None), ENGINE)
    assert again is open_.value


def test_a_message_that_stands_no_more_was_taken_away() -> None:
    """Of those since the instant that was read from; older ones nobody looked for."""
    open_ = talk(ASKS)
    open_.post(ANA, LONG)
    open_.at += HOUR
    since = open_.at
    open_.post(ANA, LONG)
    open_.at += HOUR
    open_.do(CaughtUp(since, frozenset()), ENGINE)
    assert (1, (), 0) == counts(open_, "ana")
    assert "1 deletion" in open_.value.view()["missed"].body
    assert open_.value == open_.thawed()


def test_a_message_written_while_its_thread_was_read_is_not_taken_for_deleted() -> None:
    """It cannot be among those that stood when the reading began, by a clock that may differ a little from ours."""
    open_ = talk(ASKS)
    open_.at += HOUR
    open_.post(ANA, LONG, at=open_.at - SECOND)
    open_.do(CaughtUp(MONDAY, frozenset()), ENGINE)
    assert (1, (), 0) == counts(open_, "ana")


def test_what_could_not_be_read_is_told_the_host_until_it_was() -> None:
    """In the report and on the panel, with the reason; the group's summary tells what is known."""
    open_ = talk(ASKS)
    open_.do(CaughtUp(None, unread="the scope `channels:history`"), ENGINE)
    for card in (report_card(open_.value, "en"), panel_card(open_.value, open_.at, "en")):
        assert "could not read all that was written, for want of the scope" in told_in(card)
    assert open_.value == open_.thawed()
    open_.do(CaughtUp(None), ENGINE)
    for card in (report_card(open_.value, "en"), panel_card(open_.value, open_.at, "en")):
        assert "could not read" not in told_in(card)


def told_in(card: Card) -> str:
    """Return the texts of a card, as they are read."""
    return plain("\n".join([card.body, *(field.value for field in card.fields)]))
