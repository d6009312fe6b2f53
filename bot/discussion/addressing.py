"""Whom a post answers: it follows from what the platform tells of it, and from everybody's posts.

It is never written down. News comes in any order, and what a post answers may be heard of after it: then it is looked at again.
"""

from base64 import b32encode
from collections.abc import Mapping
from functools import lru_cache
from hashlib import blake2b

from msgspec.structs import replace

from bot.discussion.model import Post
from bot.discussion.state import State
from bot.kernel.card import Slot

TOP: Slot = "top"
"""The slot of the card that begins it all, and with it the thread."""

ANSWER = "answer"
"""The item of a sealed answer: there is one a member (``sealing.py``)."""

Posts = Mapping[str, tuple[Post, ...]]


def answer_id(member: str) -> str:
    """Return the id of the member's sealed answer."""
    return f"{ANSWER}.{member}"


@lru_cache(maxsize=10_000)
def answer_slot(member: str) -> str:
    """Return the slot of the card with the member's sealed answer; the same whoever else answers, and in any process."""
    return "a" + b32encode(blake2b(member.encode(), digest_size=5).digest()).decode().lower()


@lru_cache(maxsize=10_000)
def gate_slot(member: str) -> str:
    """Return the slot of the card with the member's sealed answer in the gate (``gate.py``)."""
    return f"g{answer_slot(member)}"


def answer_of_slot(state: State, slot: str) -> str:
    """Return the id of the sealed answer that stands in the bot's card of this slot, "" for another card."""
    if not state.rules.sealed:
        return ""
    wanted = slot.removeprefix("g")
    members = (member for member in state.posts if answer_slot(member) == wanted and answer_id(member) in state.authors)
    return next(map(answer_id, members), "")


def addressed(post: Post, author: str, posts: Posts, authors: Mapping[str, str]) -> Post:
    """Return the post with whom it answers.

    Where it answers no message of a member, those it mentions count who had posted by then: not every platform's threads know
    replies.
    """
    if not (post.reply_to or post.named):
        return post
    other = authors.get(post.reply_to)
    to: tuple[str, ...] = (other,) if other is not None and other != author else ()
    answers = post.reply_to if to else ""
    if other is None:
        to = tuple(each for each in post.named if each != author and _posted(posts, each, post))
    return post if (to, answers) == (post.to, post.answers) else replace(post, to=to, answers=answers)


def readdressed(posts: Posts, authors: Mapping[str, str], author: str, new: Post) -> Posts:
    """Return `posts`, after `new` was added to them, with whom those answer that were written later but heard of before it."""
    changed: dict[str, tuple[Post, ...]] = {}
    for member, those in posts.items():
        if those[-1].at < new.at:
            continue
        fresh = tuple(
            addressed(each, member, posts, authors) if each.reply_to == new.id or author in each.named else each
            for each in those
        )
        if any(one is not other for one, other in zip(fresh, those, strict=True)):
            changed[member] = fresh
    return {**posts, **changed} if changed else posts


def all_addressed(posts: Posts, authors: Mapping[str, str]) -> dict[str, tuple[Post, ...]]:
    """Return all posts with whom they answer."""
    return {member: tuple(addressed(post, member, posts, authors) for post in those) for member, those in posts.items()}


def _posted(posts: Posts, member: str, by: Post) -> bool:
    those = posts.get(member, ())
    return bool(those) and those[0].at <= by.at
