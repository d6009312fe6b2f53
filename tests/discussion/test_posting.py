"""News of messages: twice, late, out of order, edited, taken away; and whom a post answers."""

from itertools import permutations

import pytest

from bot.discussion.counting import tally
from bot.discussion.events import Respond, Reveal
from bot.kernel.clock import DAY, HOUR, MINUTE
from bot.kernel.event import Heard
from bot.kernel.message import Message, Removed
from bot.testing.discussions import ANA, BEN, CLEO, MONDAY, Talk, talk, typed

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
    sealed.do(Reveal("yes"))
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
        sealed.do(Reveal("yes"))
        slots.append({card.title: slot for slot, card in sealed.value.view().items() if card.title.endswith("answers")})
    assert slots[0] == slots[1]
    assert 2 == len(set(slots[0].values()))


def test_a_reply_by_mention_that_is_too_short_for_a_post_is_no_mistake() -> None:
    """Where threads know no replies one mentions whom one answers; the words asked for are those of a reply."""
    made = talk(typed(rules="1 post, 1 reply, 8 words, 4 words a reply"))
    made.post(BEN, "eight words are what a post of one needs")
    reply = made.post(ANA, "how do you know", names=[BEN])
    assert ("", "Counted. Still to do: 1 post.") == (reply.refused, reply.text)
    assert "short" == made.post(ANA, "no, really", names=[BEN]).refused


def test_an_edit_that_makes_a_reply_by_mention_long_enough_is_told() -> None:
    """As for any other post."""
    made = talk(typed(rules="1 post, 1 reply, 8 words, 4 words a reply"))
    made.post(BEN, "eight words are what a post of one needs")
    made.post(ANA, "why", names=[BEN])
    message = Message("m2", "ana", "Ana", 0, "and why is that so", mentions=("ben",), edited_at=made.at)
    assert "Counted. Still to do: 1 post." == made.do(Heard(message), ANA).text


def test_who_replies_without_a_name_where_threads_know_no_replies_is_told_how_one_does() -> None:
    """It counts as a post, and nobody could tell why the reply is still owed."""
    made = talk(typed(rules="1 post, 1 reply"), by_name=True)
    made.post(BEN, "a thought of mine")
    made.post(ANA, "a thought of mine, too")
    again = made.post(ANA, "and I do not share the first one")
    how = "To reply to somebody, name them with @ in your text."
    assert f"Counted. Still to do: a reply to 1 more member. {how}" == again.text
    assert how in "".join(field.value for field in made.value.view()["top"].fields)
    assert "Complete" in made.post(ANA, "and I do not share that one", names=[BEN]).text
