"""Scores do not depend on the order in which news of messages comes, nor on how often it does."""

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from bot.discussion.counting import credit, figures, tally
from bot.discussion.events import Respond, Reveal
from bot.kernel.clock import DAY, HOUR
from bot.kernel.event import Heard
from bot.kernel.message import Message, Removed
from bot.kernel.people import ENGINE
from bot.testing.discussions import ANA, BEN, CLASS, MONDAY, Talk, talk, typed

ASKS = typed(rules="1 post, 2 replies, 3 words")
TEXTS = st.sampled_from(("short", "three words here", "four words stand here", None))


@st.composite
def news(draw: st.DrawFn) -> list[Message]:
    """Draw what a platform has to tell: posts of three members, their answers and mentions, edits and deletions."""
    told: list[Message] = []
    for number in range(draw(st.integers(1, 5))):
        by = draw(st.sampled_from(CLASS))
        at = MONDAY + number * HOUR + draw(st.sampled_from((0, 4 * DAY)))
        earlier = [each.id for each in told if not each.edited_at and not each.removed and each.at <= at]
        message = Message(
            id=f"w{number}",
            author=by.member,
            name=by.name,
            at=at,
            text=draw(TEXTS),
            reply_to=draw(st.sampled_from(("", "unknown", *earlier))),
            mentions=draw(st.lists(st.sampled_from([each.member for each in CLASS]), max_size=2).map(tuple)),
        )
        told.append(message)
        steps = draw(st.lists(st.sampled_from((HOUR, DAY, 6 * DAY)), max_size=2, unique=True))
        told += [replace(message, text=draw(TEXTS), edited_at=message.at + step) for step in steps]
        gone = draw(st.lists(st.sampled_from((Removed.BY_AUTHOR, Removed.BY_MODERATOR)), max_size=2))
        told += [Message(message.id, "", "", 0, removed=who, removed_at=message.at + 9 * DAY) for who in gone]
    return told


def heard(order: list[Message]) -> Talk:
    """Return a discussion that has heard of all of it in this order."""
    open_ = talk(ASKS)
    for message in order:
        by = next((each for each in CLASS if each.member == message.author), ENGINE)
        open_.do(Heard(message), by)
    return open_


@given(news(), st.data())
def test_any_order_leads_to_the_same(told: list[Message], data: st.DataObject) -> None:
    """Everybody's posts, credit and the figures are the same, told in any order and some of it twice."""
    shuffled = data.draw(st.permutations(told))
    again = shuffled + data.draw(st.lists(st.sampled_from(told), max_size=3))
    one, open_ = heard(told).value, heard(again)
    other = open_.value
    members = [each.member for each in CLASS]
    assert [tally(one, member) for member in members] == [tally(other, member) for member in members]
    assert [credit(one, member) for member in members] == [credit(other, member) for member in members]
    assert figures(one) == figures(other)
    assert one.posts == other.posts == open_.thawed().posts


def test_a_sealed_answer_written_anew_stands_where_it_was_written_last() -> None:
    """A restart finds the same order, and the same replies, as the running program had."""
    open_ = talk(typed(rules="1 post, 1 reply, 3 words, sealed", replies_due="mon 17:00"))
    open_.do(Respond("too short"), BEN)
    open_.do(Reveal(sure="yes"))
    open_.after(HOUR)
    open_.post(BEN, "One more thing")
    named = Message("w1", ANA.member, ANA.name, open_.at, "I agree with @Ben", mentions=(BEN.member,))
    open_.do(Heard(named), ANA)
    open_.after(HOUR)
    open_.do(Respond("long enough by now"), BEN)
    assert ["m1", "answer.ben"] == [post.id for post in open_.value.posts[BEN.member]]
    assert open_.thawed().posts == open_.value.posts
