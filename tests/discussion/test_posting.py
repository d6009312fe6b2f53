"""News of messages: twice, late, out of order, edited, taken away; and whom a post answers."""

from itertools import permutations

import pytest

from bot.discussion.counting import tally
from bot.discussion.events import CloseDiscussion, GrantExtension, Respond, Reveal
from bot.kernel.clock import DAY, HOUR, MINUTE, SECOND
from bot.kernel.event import CaughtUp, Heard
from bot.kernel.message import Message, Removed
from bot.kernel.people import ENGINE
from bot.testing.discussions import ANA, BEN, CLEO, DAN, HOST, MONDAY, WORDS, Talk, talk, typed

ASKS = typed(rules="1 post, 2 replies, 5 words")
LONG = "five words are enough here"


def counts(state: Talk, member: str) -> tuple[int, tuple[str, ...], int]:
    """Return how many own posts count, whom the member has answered, and how many posts are too short."""
    done = tally(state.value, member)
    return len(done.posts), done.replied, len(done.short)


def told(words: str, **more: object) -> Message:
    """Return a message of Ana's as the platform tells it."""
    return Message("x", "ana", "Ana", MONDAY + MINUTE, words, **more)  # type: ignore[arg-type]


# -- the same news again


def test_the_same_news_twice_is_one_post() -> None:
    """A message that is told again changes nothing, and is answered with nothing."""
    open_ = talk(ASKS)
    open_.do(Heard(told(LONG)), ANA)
    once = open_.value
    assert "" == open_.do(Heard(told(LONG)), ANA).text
    assert once is open_.value


def test_a_text_is_never_in_the_ledger() -> None:
    """Of a post its id, time and number of words are kept, and not what it says."""
    open_ = talk(ASKS)
    open_.post(ANA, "unmistakable secret words")
    assert all(b"unmistakable" not in fact.data for fact in open_.facts)


WRITTEN, LONGER, AFTER = told("too short"), told(LONG, edited_at=MONDAY + HOUR), told("cut", edited_at=MONDAY + 9 * DAY)


@pytest.mark.parametrize("order", list(permutations((WRITTEN, LONGER, AFTER))))
def test_the_last_text_before_the_freeze_counts_in_whatever_order_it_is_heard_of(order: tuple[Message, ...]) -> None:
    """Of three versions the middle one counts, for it was the last in time; the one after the deadline is flagged."""
    open_ = talk(ASKS)
    for message in order:
        open_.do(Heard(message), ANA)
    assert (1, (), 0) == counts(open_, "ana")
    assert 1 == tally(open_.value, "ana").flagged
    assert open_.value == open_.thawed()


GONE = Message("x", "", "", 0, removed=Removed.BY_AUTHOR, removed_at=MONDAY + 2 * HOUR)
BY_MODERATOR = Message("x", "", "", 0, removed=Removed.BY_MODERATOR, removed_at=MONDAY + 2 * HOUR)


@pytest.mark.parametrize("order", list(permutations((WRITTEN, LONGER, GONE))))
def test_a_post_its_author_took_away_is_gone_in_whatever_order_it_is_heard_of(order: tuple[Message, ...]) -> None:
    """Also when the deletion is heard of first, before there was anything to delete."""
    open_ = talk(ASKS)
    for message in order:
        open_.do(Heard(message), ANA)
    assert (0, (), 0) == counts(open_, "ana")
    assert open_.value == open_.thawed()


@pytest.mark.parametrize("order", list(permutations((WRITTEN, LONGER, BY_MODERATOR, GONE))))
def test_what_a_moderator_took_away_still_counts(order: tuple[Message, ...]) -> None:
    """Who says it was a moderator knows more than who does not; the text before it counts."""
    open_ = talk(ASKS)
    for message in order:
        open_.do(Heard(message), ANA)
    assert (1, (), 0) == counts(open_, "ana")
    assert open_.value == open_.thawed()


def test_a_deletion_of_something_unknown_changes_no_credit_and_is_remembered_once() -> None:
    """It is one fact, of nobody."""
    open_ = talk(ASKS)
    open_.remove("never-heard-of")
    open_.remove("never-heard-of")
    assert [("gnever-heard-of", "")] == [(fact.item, fact.member) for fact in open_.facts]


# -- whom it answers


def test_replies_count_by_different_other_members() -> None:
    """Two answers to one member are one reply."""
    open_ = talk(ASKS)
    open_.post(BEN, LONG)
    open_.post(BEN, LONG)
    for to in ("m1", "m2"):
        open_.post(ANA, LONG, to=to)
    assert (0, ("ben",), 0) == counts(open_, "ana")


def test_an_answer_to_oneself_is_a_post_of_ones_own() -> None:
    """It is no reply, and its author is told so."""
    open_ = talk(ASKS)
    open_.post(ANA, LONG)
    reply = open_.post(ANA, LONG, to="m1")
    assert (2, (), 0) == counts(open_, "ana")
    assert "You answered yourself" in reply.text


def test_a_reply_heard_of_before_what_it_answers() -> None:
    """Whom it answers is known as soon as that is heard of."""
    open_ = talk(ASKS)
    open_.at += HOUR
    open_.do(Heard(Message("late", "ana", "Ana", open_.at, LONG, reply_to="early")), ANA)
    assert (1, (), 0) == counts(open_, "ana")
    open_.do(Heard(Message("early", "ben", "Ben", open_.at - MINUTE, LONG)), BEN)
    assert (0, ("ben",), 0) == counts(open_, "ana")
    assert open_.value == open_.thawed()


@pytest.mark.parametrize("removed", [Removed.BY_AUTHOR, Removed.BY_MODERATOR])
def test_a_reply_to_a_deleted_post_counts(removed: Removed) -> None:
    """It was written to somebody, whatever became of what it answers."""
    open_ = talk(ASKS)
    open_.post(BEN, LONG)
    open_.remove("m1", removed)
    open_.post(ANA, LONG, to="m1")
    assert (0, ("ben",), 0) == counts(open_, "ana")


def test_a_reply_to_somebody_who_left_counts() -> None:
    """Their posts stay."""
    open_ = talk(ASKS)
    open_.post(BEN, LONG)
    open_.people = tuple(person for person in open_.people or () if person.member != "ben")
    open_.until(open_.value.dates.due - HOUR)
    open_.post(ANA, LONG, to="m1")
    assert "ben" not in open_.value.expected
    assert (0, ("ben",), 0) == counts(open_, "ana")


def test_an_answer_to_nothing_known_is_a_post() -> None:
    """A reply to the bot's own card, or to a message nobody has heard of, is a post of one's own."""
    open_ = talk(ASKS)
    open_.post(ANA, LONG, to="unknown")
    open_.post(BEN, LONG, to="card", slot="top")
    assert [(1, (), 0), (1, (), 0)] == [counts(open_, member) for member in ("ana", "ben")]


def test_a_mention_replies_to_those_who_had_posted() -> None:
    """Where it answers nobody it is a post, and a reply to those it names who wrote before it; to nobody twice, nor oneself."""
    open_ = talk(ASKS)
    open_.post(BEN, LONG)
    open_.at += MINUTE
    open_.post(ANA, LONG, names=(BEN, BEN, CLEO, ANA))
    assert (1, ("ben",), 0) == counts(open_, "ana")
    open_.at += MINUTE
    open_.post(CLEO, LONG)
    assert (1, ("ben",), 0) == counts(open_, "ana")


def test_an_answer_to_a_published_sealed_answer_is_a_reply_to_its_author() -> None:
    """It stands on a card of the bot's, which is known by its slot."""
    sealed = talk(typed(rules="1 post, 1 reply, sealed", replies_due="mon 17:00"))
    for by in (ANA, BEN):
        sealed.do(Respond("what I think of it"), by)
    sealed.do(Reveal())
    slot = next(slot for slot, card in sealed.value.view().items() if card.title == "Ben answers")
    sealed.post(ANA, LONG, to="card-of-ben", slot=slot)
    sealed.post(BEN, LONG, to="card-of-ben", slot=slot)
    assert (("ben",), ()) == (counts(sealed, "ana")[1], counts(sealed, "ben")[1])
    assert sealed.value == sealed.thawed()


def test_slots_of_answers_do_not_depend_on_who_else_answers() -> None:
    """Two processes that take answers at one moment give them two cards."""
    slots = []
    for order in ((ANA, BEN), (BEN, ANA)):
        sealed = talk(typed(rules="1 post, sealed"))
        for by in order:
            sealed.do(Respond("what I think of it"), by)
        sealed.do(Reveal())
        slots.append({card.title: slot for slot, card in sealed.value.view().items() if card.title.endswith("answers")})
    assert slots[0] == slots[1]
    assert 2 == len(set(slots[0].values()))


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
