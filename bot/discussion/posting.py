"""What members write: into the thread, or as the answer to a sealed prompt. The ledger gets one row a contribution.

News of a message may come twice, late or in any order; the row says what is true by the platform's time. What may never happen: an edit
after the freeze that changes credit, or the text of a post in the ledger where no rule needs it.
"""

import re
from typing import TypeVar

from msgspec.structs import replace

from bot.discussion.counting import long_enough, standing, tally
from bot.discussion.dates import Counts, frozen_from
from bot.discussion.model import Post, write
from bot.discussion.phases import Closed, Ended, Open
from bot.discussion.private import answer_form, after_answer, after_post, others_card, status_card, way_there
from bot.discussion.state import State
from bot.discussion.texts import Why, no
from bot.kernel.clock import Instant
from bot.kernel.event import CaughtUp, Heard
from bot.kernel.markup import plain
from bot.kernel.message import Message, Removed
from bot.kernel.people import Actor
from bot.kernel.session import Fact, Reply, Turn

S = TypeVar("S", bound=State)

ANSWER = "answer"
"""The item of a sealed answer: there is one a member."""

LONGEST_ANSWER = 3_000
"""Characters of a sealed answer (Slack's longest text field)."""

_WORD = re.compile(r"[^\W_]+(?:[-'’.,@/]?[^\W_]+)*")
_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\u0e00-\u0e7f\uac00-\ud7af]")
_ADDRESS = re.compile(r"https?://\S+|<t:-?\d+:\w>|<[@#][^>]*>")


def count_words(text: str) -> int:
    """Return the number of words in `text`, markup, links and mentions left out.

    A word is a run of letters and digits, hyphens and apostrophes inside it included. Chinese, Japanese, Korean and Thai, which part
    words otherwise, count a word for every two characters.
    """
    bare = _ADDRESS.sub(" ", plain(text[:20_000]))
    wide = len(_WIDE.findall(bare))
    return len(_WORD.findall(_WIDE.sub(" ", bare))) + -(-wide // 2)


# -- posts in the thread
def hear(state: S, heard: Heard, by: Actor, at: Instant) -> Turn[S]:
    """Return what the news of a message leads to."""
    message = heard.message
    if not isinstance(state.phase, Open | Ended | Closed) or state.rules.sealed and state.revealed is None:
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
    return replace(turn, reply=after_post(turn.state, message.author, post, by.locale))


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
    return replace(turn, reply=after_post(turn.state, member, fresh, by.locale))


def _removed(state: S, member: str, post: Post, removed: Removed) -> Turn[S]:
    return Turn(state) if post.removed else _put(state, member, replace(post, removed=removed))


def _freeze(state: State, member: str, post: Post) -> Instant:
    return frozen_from(state.dates_of(member), post.at, reply=bool(post.to))


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
    return replace(state, posts={**state.posts, member: posts}, authors={**state.authors, post.id: member})


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


# -- sealed answers
def ask_for_answer(state: S, by: Actor, at: Instant) -> Turn[S]:
    """Return the form, or the way to the thread where answers go."""
    refusal = _closed_to(state, by, at)
    if refusal is not None:
        return Turn(state, refusal)
    if not state.rules.sealed:
        return Turn(state, way_there(state, by.locale))
    if _answer(state, by.member) is not None and not _may_change(state, by.member):
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
    before = _answer(state, by.member)
    if before is not None and before.text == text:
        return Turn(state, after_answer(state, by.member, before, by.locale))
    if before is not None and not _may_change(state, by.member):
        return Turn(state, no(Why.STANDS, by))
    number = before.number if before else 1 + sum(post.number > 0 for posts in state.posts.values() for post in posts)
    post = Post(f"{ANSWER}.{by.member}", at, count_words(text), name=by.name, text=text, number=number)
    value = with_post(state, by.member, post)
    fact = Fact(ANSWER, by.member, at, write(post), again=True)
    return Turn(value, after_answer(value, by.member, post, by.locale), (fact,))


def look_at_others(state: S, page: int, by: Actor, at: Instant) -> Turn[S]:
    """Show the others' answers to who has given one that counts; theirs stands from then on."""
    if not state.rules.sealed:
        return Turn(state, way_there(state, by.locale))
    own = _answer(state, by.member)
    if own is None or not long_enough(state.rules, own):
        return Turn(state, no(Why.SEALED, by))
    card = others_card(state, by.member, page, by.locale)
    if by.member in state.looked or not state.sealed:
        return Turn(state, Reply(card=card, keep="others"))
    fact = Fact("looked", by.member, at, b"{}")
    return Turn(replace(state, looked=state.looked | {by.member}), Reply(card=card, keep="others"), (fact,))


def status(state: S, by: Actor, at: Instant) -> Turn[S]:
    """Tell somebody how they stand."""
    return Turn(state, Reply(card=status_card(state, by.member, at, by.locale), keep="mine"))


def _answer(state: State, member: str) -> Post | None:
    return next((post for post in state.posts.get(member, ()) if post.number), None)


def _may_change(state: State, member: str) -> bool:
    """Whether the answer may still be written anew: nobody has seen it, and its author has not seen theirs."""
    own = _answer(state, member)
    short = own is not None and not long_enough(state.rules, own)
    return short or (state.sealed and member not in state.looked)


def _closed_to(state: State, by: Actor, at: Instant) -> Reply | None:
    if not isinstance(state.phase, Open | Ended):
        return no(Why.CLOSED if state.over else Why.NOT_OPEN, by)
    if standing(state, by.member, at).post is Counts.NO_MORE and state.rules.sealed:
        return no(Why.CLOSED, by)
    return None


def last_post(state: State, member: str) -> Instant:
    """Return when `member` wrote last, 0 for never."""
    return max((max(post.at, post.edited) for post in state.posts.get(member, ())), default=0)


def has_short(state: State, member: str) -> bool:
    """Whether anything the member wrote is too short to count."""
    return bool(tally(state, member).short)
