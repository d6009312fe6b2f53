"""What members write into the thread. The ledger gets one row a post.

News of a message may come twice, late or in any order; the row says what is true by the platform's time. What may never
happen: an edit after the freeze that changes credit, or the text of a post in the ledger.
"""

import re
from collections.abc import Iterable
from typing import TypeVar

from msgspec.structs import replace

from bot.discussion.counting import long_enough
from bot.discussion.dates import frozen_from
from bot.discussion.model import Post, write
from bot.discussion.phases import Closed, Ended, Open
from bot.discussion.private import (
    after_post,
)
from bot.discussion.state import State
from bot.discussion.texts import Why, no
from bot.kernel.clock import Instant
from bot.kernel.event import CaughtUp, Heard
from bot.kernel.markup import plain
from bot.kernel.message import Message, Removed
from bot.kernel.people import Actor
from bot.kernel.session import Fact, Turn

S = TypeVar("S", bound=State)

ANSWER = "answer"
"""The item of a sealed answer: there is one a member (``sealing.py``)."""

_WORD = re.compile(r"[^\W_]+(?:[-'’.,@/]?[^\W_]+)*")
_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\u0e00-\u0e7f\uac00-\ud7af]")
_ADDRESS = re.compile(r"https?://\S+|<t:-?\d+:\w>|<[@#][^>]*>")


def count_words(text: str) -> int:
    """Return the number of words in `text`, markup, links and mentions left out.

    A word is a run of letters and digits, hyphens and apostrophes inside it included. Of Chinese, Japanese, Korean and Thai,
    which part words otherwise, two characters count as a word.
    """
    bare = _ADDRESS.sub(" ", plain(text[:20_000]))
    wide = len(_WIDE.findall(bare))
    return len(_WORD.findall(_WIDE.sub(" ", bare))) + -(-wide // 2)


# -- posts in the thread
def hear(state: S, heard: Heard, by: Actor) -> Turn[S]:
    """Return what the news of a message leads to."""
    message = heard.message
    if not isinstance(state.phase, Open | Ended | Closed) or (state.rules.sealed and state.revealed is None):
        return Turn(state)
    known = _known(state, message.id)
    if known is None:
        return Turn(state) if message.removed else _added(state, heard, by)
    member, post = known
    if message.removed:
        return _removed(state, member, post, message.removed)
    if message.edited_at > post.edited and post.removed is Removed.BY_NOBODY:
        return _edited(state, member, post, message, by)
    return Turn(state)


def _added(state: S, heard: Heard, by: Actor) -> Turn[S]:
    message = heard.message
    words = None if message.text is None else count_words(message.text)
    to, answers = _addressed(state, message, heard.slot)
    edited = message.edited_at
    post = Post(message.id, message.at, words, to, answers, edited, name=message.name)
    if edited and edited > _freeze(state, message.author, post):
        post = replace(post, flagged=True)
    turn = _put(state, message.author, post)
    if heard.missed:
        turn = replace(turn, state=_missed(turn.state, 0))
    to_oneself = bool(message.reply_to) and state.authors.get(message.reply_to) == message.author
    reply = after_post(state, turn.state, message.author, post, by.locale, to_oneself=to_oneself)
    return replace(turn, reply=reply)


def _edited(state: S, member: str, post: Post, message: Message, by: Actor) -> Turn[S]:
    """Take the new text as it counts, or flag it where it came after the freeze."""
    if message.edited_at > _freeze(state, member, post):
        turn = _put(state, member, replace(post, edited=message.edited_at, flagged=True))
        return replace(turn, reply=no(Why.FROZEN, by))
    words = None if message.text is None else count_words(message.text)
    to = post.to if post.answers else _mentioned(state, message)
    fresh = replace(post, edited=message.edited_at, words=words, to=to)
    turn = _put(state, member, fresh)
    if long_enough(state.rules, fresh) == long_enough(state.rules, post):
        return turn
    return replace(turn, reply=after_post(state, turn.state, member, fresh, by.locale))


def _removed(state: S, member: str, post: Post, removed: Removed) -> Turn[S]:
    return Turn(state) if post.removed else _put(state, member, replace(post, removed=removed))


def _freeze(state: State, member: str, post: Post) -> Instant:
    return frozen_from(state.dates_of(member), post.at, reply=bool(post.answers))


def _addressed(state: State, message: Message, slot: str) -> tuple[tuple[str, ...], str]:
    """Return whom the message answers, others than its author only, and which message."""
    author, answers = _author_of_slot(state, slot), f"{ANSWER}.{_author_of_slot(state, slot)}"
    if not author:
        author, answers = state.authors.get(message.reply_to, ""), message.reply_to
    if author:
        return ((author,), answers) if author != message.author else ((), "")
    return _mentioned(state, message), ""


def _mentioned(state: State, message: Message) -> tuple[str, ...]:
    """Return the members it names who have posted: where a platform's threads know no replies, a mention is one."""
    named = dict.fromkeys(message.mentions)
    return tuple(member for member in named if member != message.author and state.posts.get(member))


def _author_of_slot(state: State, slot: str) -> str:
    """Return whose sealed answer stands in the bot's card of this slot, "" when it is another card."""
    if not slot.startswith("a") or not slot[1:].isdecimal():
        return ""
    number = int(slot[1:])
    for member, posts in state.posts.items():
        if any(post.number == number for post in posts):
            return member
    return ""


def _known(state: State, message: str) -> tuple[str, Post] | None:
    member = state.authors.get(message)
    if member is None:
        return None
    return next(((member, post) for post in reversed(state.posts[member]) if post.id == message), None)


def _put(state: S, member: str, post: Post) -> Turn[S]:
    """Add the post to the ledger, or put it in place of what was known of it."""
    fact = Fact(f"p{post.id}", member, post.at, write(post), again=True)
    return Turn(with_post(state, member, post), facts=(fact,))


def with_post(state: S, member: str, post: Post) -> S:
    """Return the value with the post, in place of the one with its id."""
    before = state.posts.get(member, ())
    if post.id in state.authors:
        posts = tuple(post if each.id == post.id else each for each in before)
        return replace(state, posts={**state.posts, member: posts})
    posts = (*before, post)
    if before and _order(post) < _order(before[-1]):
        posts = in_order(posts)
    return replace(state, posts={**state.posts, member: posts}, authors={**state.authors, post.id: member})


def in_order(posts: Iterable[Post]) -> tuple[Post, ...]:
    """Return a member's posts in the order they were written."""
    return tuple(sorted(posts, key=_order))


def _order(post: Post) -> tuple[Instant, str]:
    return post.at, post.id


# -- what was missed
def catch_up(state: S, news: CaughtUp, at: Instant) -> Turn[S]:
    """Take away what is gone, and say what was recovered (D13)."""
    gone: list[Fact] = []
    value = state
    if news.since is not None:
        for member, post in _standing_since(state, news.since):
            if post.id not in news.standing:
                turn = _put(value, member, replace(post, removed=Removed.BY_AUTHOR))
                value, gone = _missed(turn.state, 2), [*gone, *turn.facts]
    if not any(value.missed):
        return Turn(state)
    return Turn(replace(value, recovered=value.missed, missed=(0, 0, 0), missed_at=at), facts=tuple(gone))


def _standing_since(state: State, since: Instant) -> list[tuple[str, Post]]:
    return [
        (member, post)
        for member, posts in state.posts.items()
        for post in posts
        if post.at >= since and not post.removed and not post.number
    ]


def _missed(state: S, which: int) -> S:
    """Count one more of what was missed: 0 posts, 1 edits, 2 deletions."""
    counts = list(state.missed)
    counts[which] += 1
    return replace(state, missed=(counts[0], counts[1], counts[2]))


def last_post(state: State, member: str) -> Instant:
    """Return when `member` wrote last, 0 for never."""
    return max((max(post.at, post.edited) for post in state.posts.get(member, ())), default=0)
