"""Sealed prompts (D6): answers come through a form, and nobody sees anything of others before an own answer that counts.

What may never happen: an answer written anew after its author could have seen the others'.
"""

from typing import TypeVar

from msgspec.structs import replace

from bot.discussion.addressing import ANSWER, all_addressed, answer_id
from bot.discussion.counting import long_enough, standing
from bot.discussion.dates import Counts
from bot.discussion.gate import let_in, noticed
from bot.discussion.model import Post, write
from bot.discussion.phases import Ended, Open
from bot.discussion.posting import in_order, with_post
from bot.discussion.private import (
    LONGEST_ANSWER,
    LONGEST_SHOWN,
    after_answer,
    answer_form,
    others_card,
    quoted,
    way_there,
)
from bot.discussion.state import State
from bot.discussion.status import status_card
from bot.discussion.texts import Why, no
from bot.discussion.wordcount import count_words
from bot.kernel.clock import Instant
from bot.kernel.people import Actor
from bot.kernel.session import Fact, Reply, Turn

S = TypeVar("S", bound=State)

LOOKED = "looked"
"""The item that says a member has seen the others' answers."""


def ask_for_answer(state: S, by: Actor, at: Instant) -> Turn[S]:
    """Return the form, or the way to the thread where answers go."""
    refusal = _closed_to(state, by, at)
    if refusal is not None:
        return Turn(state, refusal)
    if not state.rules.sealed:
        return Turn(state, way_there(state, by.locale))
    if state.answer_of(by.member) is not None and not _may_change(state, by.member):
        return Turn(state, no(Why.STANDS, by))
    return Turn(state, Reply(form=answer_form(state, by.member, by.locale)))


def answer(state: S, text: str, by: Actor, at: Instant) -> Turn[S]:
    """Keep a sealed answer; one that counts may be changed until its author has looked at the others' or it is revealed."""
    refusal = _closed_to(state, by, at)
    if refusal is not None:
        return Turn(state, refusal)
    if not state.rules.sealed:
        return Turn(state, way_there(state, by.locale))
    text = text.strip()
    if not text:
        return Turn(state, no(Why.EMPTY, by))
    if len(text) > LONGEST_ANSWER:
        return Turn(state, no(Why.TOO_LONG, by, n=len(text), most=LONGEST_ANSWER))
    if len(quoted(text)) > LONGEST_SHOWN:
        return Turn(state, no(Why.MANY_SIGNS, by))
    before = state.answer_of(by.member)
    if before is not None and before.text == text:
        return Turn(state, after_answer(state, by.member, before, by.locale))
    if before is not None and not _may_change(state, by.member):
        return Turn(state, no(Why.STANDS, by))
    number = before.number if before else 1 + sum(post.number > 0 for posts in state.posts.values() for post in posts)
    post = Post(answer_id(by.member), at, count_words(text), name=by.name, text=text, number=number)
    value = noticed(_written_anew(state, by.member, post) if before else with_post(state, by.member, post))
    fact = Fact(ANSWER, by.member, at, write(post), again=True)
    return Turn(value, after_answer(value, by.member, post, by.locale), (fact,))


def look_at_others(state: S, page: int, by: Actor, at: Instant) -> Turn[S]:
    """Show the others' answers to who has given one that counts; theirs stands from then on, and the gate is open to them."""
    if not state.rules.sealed:
        return Turn(state, way_there(state, by.locale))
    own = state.answer_of(by.member)
    if own is None or not long_enough(state.rules, own):
        return Turn(state, no(Why.SEALED, by))
    reply = Reply(card=others_card(state, by.member, page, by.locale), keep="answer")
    value = let_in(state, by.member, at)
    if by.member in state.looked or not state.sealed:
        return Turn(value, reply)
    fact = Fact(LOOKED, by.member, at, b"{}")
    return Turn(replace(value, looked=state.looked | {by.member}), reply, (fact,))


def status(state: S, by: Actor, at: Instant) -> Turn[S]:
    """Tell somebody how they stand."""
    return Turn(state, Reply(card=status_card(state, by.member, at, by.locale), keep="mine"))


def _written_anew(state: S, member: str, post: Post) -> S:
    """Return the value with the answer in place of the one before. It is of now: who named its author earlier named nobody."""
    posts = in_order(post if each.id == post.id else each for each in state.posts[member])
    return replace(state, posts=all_addressed({**state.posts, member: posts}, state.authors))


def _may_change(state: State, member: str) -> bool:
    """Whether the answer may still be written anew: nobody has seen it, and its author has not seen theirs."""
    own = state.answer_of(member)
    short = own is not None and not long_enough(state.rules, own)
    return short or (state.sealed and member not in state.looked)


def _closed_to(state: State, by: Actor, at: Instant) -> Reply | None:
    if not isinstance(state.phase, Open | Ended):
        return no(Why.CLOSED if state.over else Why.NOT_OPEN, by)
    if standing(state, by.member, at).post is Counts.NO_MORE and state.rules.sealed:
        return no(Why.TOO_LATE, by)
    return None
