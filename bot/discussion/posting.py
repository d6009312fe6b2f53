"""What members write into the thread. The ledger gets one row a post.

News of a message may come twice, late or in any order; the row says what is true by the platform's time. What may never
happen: an edit after the freeze that changes credit, or the text of a post in the ledger.
"""

from collections.abc import Iterable
from typing import TypeVar

from msgspec.structs import replace

from bot.discussion.addressing import addressed, answer_of_slot, readdressed
from bot.discussion.counting import counts_by_name, long_enough
from bot.discussion.dates import frozen_from
from bot.discussion.model import Post, write
from bot.discussion.private import after_post, after_removal
from bot.discussion.state import State
from bot.discussion.texts import Why, no
from bot.discussion.wordcount import count_words
from bot.kernel.clock import SECOND, Instant
from bot.kernel.event import CaughtUp, Heard
from bot.kernel.message import Message, Removed
from bot.kernel.people import Actor
from bot.kernel.session import Fact, Turn
from bot.kernel.words import words

S = TypeVar("S", bound=State)

GONE = "g"
"""What the items begin with that say of a message that it was taken away before it was heard of."""

EARLY = "e"
"""What the items begin with that say of a message that its author was told: it stands below a sealed prompt."""

UNSURE = 10 * SECOND
"""A message this young may have been written after its thread was read, by a clock that differs from ours (milliseconds)."""


# -- posts in the thread
def hear(state: S, heard: Heard, by: Actor) -> Turn[S]:
    """Return what the news of a message leads to."""
    message = heard.message
    if not state.listens:
        return Turn(state)
    known = _known(state, message.id)
    if known is None and _is_early(state, message):
        return _early(state, message, by)
    if known is None:
        turn, kind = (_gone(state, message), None) if message.removed else (_added(state, heard, by), 0)
    elif message.removed:
        turn, kind = _removed(state, *known, message.removed, by), 2
    else:
        turn, kind = _edited(state, *known, message, by), 1
    if not heard.missed or kind is None or turn.state is state:
        return turn
    return replace(turn, state=_missed(turn.state, kind))


def _added(state: S, heard: Heard, by: Actor) -> Turn[S]:
    message, author = heard.message, heard.message.author
    post = Post(
        id=message.id,
        at=message.at,
        words=_words(message),
        reply_to=_answered(state, heard),
        named=tuple(dict.fromkeys(message.mentions)),
        edited=message.edited_at,
        version=message.edited_at,
        removed=state.gone.get(message.id, Removed.BY_NOBODY),
        name=message.name,
    )
    post = addressed(post, author, state.posts, state.authors)
    if post.edited > _freeze(state, author, post):
        post = replace(post, flagged=True)
    turn = _put(state, author, post)
    if post.removed:
        return turn
    to_oneself = bool(post.reply_to) and state.authors.get(post.reply_to) == author
    return replace(turn, reply=after_post(state, turn.state, author, post, by.locale, to_oneself=to_oneself))


def _edited(state: S, member: str, post: Post, message: Message, by: Actor) -> Turn[S]:
    """Take the text as it was last before the freeze, in whatever order edits are heard of; flag it where one came after."""
    freeze, edited = _freeze(state, member, post), message.edited_at
    late, none_in_time = edited > freeze, post.version > freeze
    fresh = replace(post, edited=max(post.edited, edited), flagged=post.flagged or late)
    if (edited < post.version) if none_in_time else (post.version < edited <= freeze):
        fresh = replace(fresh, words=_words(message), named=tuple(dict.fromkeys(message.mentions)), version=edited)
        fresh = addressed(fresh, member, state.posts, state.authors)
    if fresh == post:
        return Turn(state)
    turn = _put(state, member, fresh)
    if edited < post.edited or post.removed:
        return turn
    if late:
        return replace(turn, reply=no(Why.FROZEN, by))
    if _useful(state, member, fresh) == _useful(state, member, post):
        return turn
    return replace(turn, reply=after_post(state, turn.state, member, fresh, by.locale))


def _useful(state: State, member: str, post: Post) -> tuple[bool, bool]:
    """Return whether it is long enough for what it is, and whether it counts as a reply to those it mentions."""
    return long_enough(state.rules, post), counts_by_name(state, member, post)


def _removed(state: S, member: str, post: Post, removed: Removed, by: Actor) -> Turn[S]:
    """Note who took it away; whoever says it was a moderator knows more than who does not."""
    if post.removed in {removed, Removed.BY_MODERATOR}:
        return Turn(state)
    turn = _put(state, member, replace(post, removed=removed))
    return replace(turn, reply=after_removal(state, turn.state, member, by.locale)) if by.member == member else turn


def _gone(state: S, message: Message) -> Turn[S]:
    """Remember that a message is gone whose writing has not been heard of: that news may still come."""
    if state.gone.get(message.id) in {message.removed, Removed.BY_MODERATOR}:
        return Turn(state)
    fact = Fact(f"{GONE}{message.id}", "", message.removed_at, write(message.removed), again=True)
    return Turn(replace(state, gone={**state.gone, message.id: message.removed}), facts=(fact,))


def _is_early(state: State, message: Message) -> bool:
    """Whether it stands below a sealed prompt that was not revealed when it was written, and in no gate."""
    if not state.rules.sealed or state.setup.gated:
        return False
    return state.revealed is None or message.id in state.early or 0 < message.at < state.revealed


def _early(state: S, message: Message, by: Actor) -> Turn[S]:
    """Tell the author once that it counts for nothing and where answers go, as long as these are not shown to all."""
    if not state.sealed or message.removed or message.id in state.early:
        return Turn(state)
    fact = Fact(f"{EARLY}{message.id}", message.author, message.at, b"{}")
    return Turn(
        replace(state, early=state.early | {message.id}), no(Why.THREAD, by, button=words(by.locale)("Answer")), (fact,)
    )


def _words(message: Message) -> int | None:
    return None if message.text is None else count_words(message.text)


def _freeze(state: State, member: str, post: Post) -> Instant:
    return frozen_from(state.dates_of(member), post.at, reply=bool(post.answers))


def _answered(state: State, heard: Heard) -> str:
    """Return the id of the contribution it answers; the bot's own card stands for the sealed answer on it, or for nothing."""
    return answer_of_slot(state, heard.slot) if heard.slot else heard.message.reply_to


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
    authors = {**state.authors, post.id: member}
    everybody = readdressed({**state.posts, member: posts}, authors, member, post)
    return replace(state, posts=everybody, authors=authors)


def in_order(posts: Iterable[Post]) -> tuple[Post, ...]:
    """Return a member's posts in the order they were written."""
    return tuple(sorted(posts, key=_order))


def _order(post: Post) -> tuple[Instant, str]:
    return post.at, post.id


# -- what was missed
def catch_up(state: S, news: CaughtUp, at: Instant) -> Turn[S]:
    """Take away what is gone, and say what was recovered (D13). `at` is when the reading began."""
    gone: list[Fact] = []
    value = state if state.unread == news.unread else replace(state, unread=news.unread)
    if news.since is not None:
        for member, post in _standing_between(state, news.since, at - UNSURE):
            if post.id not in news.standing:
                turn = _put(value, member, replace(post, removed=Removed.BY_AUTHOR))
                value, gone = _missed(turn.state, 2), [*gone, *turn.facts]
    if not any(value.missed):
        return Turn(value)
    return Turn(replace(value, recovered=value.missed, missed=(0, 0, 0)), facts=tuple(gone))


def _standing_between(state: State, since: Instant, until: Instant) -> list[tuple[str, Post]]:
    return [
        (member, post)
        for member, posts in state.posts.items()
        for post in posts
        if since <= post.at <= until and not post.removed and not post.number
    ]


def _missed(state: S, which: int) -> S:
    """Count one more of what was missed: 0 posts, 1 edits, 2 deletions."""
    counts = list(state.missed)
    counts[which] += 1
    return replace(state, missed=(counts[0], counts[1], counts[2]))


def last_post(state: State, member: str) -> Instant:
    """Return when `member` wrote last, 0 for never."""
    return max((max(post.at, post.edited) for post in state.posts.get(member, ())), default=0)
