"""What counts (D5, D10): who has done how much of what was asked, computed from the posts each time.

- A post that answers another member's is a reply; every other post is one's own, also an answer to oneself.
- One that answers nobody but mentions others who have posted is both: where threads know no replies, that is how one replies.
- Replies count by the *different* other members they answer.
- A post with too few words is not counted until it is edited, before the freeze.
- A post its author deleted is gone; one a moderator deleted still counts.
- Posts after the last date count for nothing; extra ones never hurt.
"""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from statistics import median

from msgspec import Struct

from bot.discussion.dates import Counts, Dates, Standing, counted_at, standing_at
from bot.discussion.model import Own, Post
from bot.discussion.state import State
from bot.kernel.clock import Instant
from bot.prompts.model import Rules


class Tally(Struct, frozen=True):
    """What one member has done. `posts` are own posts that count, `replied` the members answered; `late` how many came late.

    `short` are standing posts with too few words, `void` those that came when nothing counted any more.
    """

    posts: tuple[Post, ...] = ()
    replies: tuple[Post, ...] = ()
    replied: tuple[str, ...] = ()
    late: int = 0
    short: tuple[Post, ...] = ()
    void: tuple[Post, ...] = ()
    flagged: int = 0

    @property
    def counted(self) -> int:
        """How many contributions count."""
        return len(self.posts) + len(self.replies)


class Case(StrEnum):
    """How a member stands in the report."""

    COMPLETE = "complete"
    LATE = "late"
    OWING = "owing"
    SILENT = "silent"
    EXCUSED = "excused"


class Figures(Struct, frozen=True):
    """The public numbers of a discussion (D12). `unanswered` are posts nobody has answered."""

    members: int
    posts: int
    replies: int
    median_words: int | None
    unanswered: int


NOTHING_DONE = Tally()

Posts = Mapping[str, tuple[Post, ...]]

_COUNTING = frozenset({Counts.ON_TIME, Counts.LATE})


def least_words(rules: Rules, post: Post) -> int:
    """Return how many words `post` needs to count."""
    return reply_words(rules) if post.answers else rules.words


def reply_words(rules: Rules) -> int:
    """Return how many words a reply needs to count."""
    return rules.words if rules.reply_words is None else rules.reply_words


def long_enough(rules: Rules, post: Post) -> bool:
    """Whether the post has the words asked for; one whose text the platform hides from us is believed."""
    return post.words is None or post.words >= least_words(rules, post)


def counts_as(dates: Dates, post: Post) -> Counts:
    """Return what the post counts as by when it was written."""
    return counted_at(dates, post.at, reply=bool(post.answers))


def counts_by_name(state: State, member: str, post: Post) -> bool:
    """Whether the post answers nobody, but counts as a reply to those it mentions: what that takes may be fewer words."""
    return _replies_by_name(state.dates_of(member), state.rules, post)


def tally(state: State, member: str) -> Tally:
    """Return what `member` has done."""
    posts = state.posts.get(member)
    if posts is None:
        return NOTHING_DONE
    known: dict[str, tuple[tuple[Post, ...], Dates, Rules, Tally]] = state.__dict__.setdefault("tallies", {})
    dates = state.dates_of(member)
    memory = known.get(member)
    if memory is not None and memory[0] is posts and memory[1] == dates and memory[2] is state.rules:
        return memory[3]
    fresh = _tally(posts, dates, state.rules)
    known[member] = (posts, dates, state.rules, fresh)
    return fresh


def _tally(posts: tuple[Post, ...], dates: Dates, rules: Rules) -> Tally:
    own, replies, short, void = list[Post](), list[Post](), list[Post](), list[Post]()
    late = flagged = 0
    for post in posts:
        if not post.stands:
            continue
        flagged += post.flagged
        when = counts_as(dates, post)
        if _replies_by_name(dates, rules, post):
            replies.append(post)
        if when not in _COUNTING:
            void.append(post)
        elif not long_enough(rules, post):
            short.append(post)
        else:
            (replies if post.answers else own).append(post)
            late += when is Counts.LATE
    replied = tuple(dict.fromkeys(other for post in replies for other in post.to))
    return Tally(tuple(own), tuple(replies), replied, late, tuple(short), tuple(void), flagged)


def _replies_by_name(dates: Dates, rules: Rules, post: Post) -> bool:
    """Whether the post answers nobody, but counts as a reply to those it mentions."""
    if not post.to or post.answers or counted_at(dates, post.at, reply=True) not in _COUNTING:
        return False
    return post.words is None or post.words >= reply_words(rules)


def owed(state: State, member: str) -> tuple[int, int]:
    """Return how many posts and how many replies `member` still has to do, whatever the hour."""
    if state.own_of(member).excused:
        return 0, 0
    done = tally(state, member)
    return max(state.rules.posts - len(done.posts), 0), max(state.rules.replies - len(done.replied), 0)


def standing(state: State, member: str, at: Instant) -> Standing:
    """Return what `member` may do at `at`, what it would count as, and what is still owed: the one place that says so (D2)."""
    posts, replies = owed(state, member)
    return standing_at(state.dates_of(member), at, posts=posts, replies=replies)


def next_deadline(state: State, member: str, at: Instant) -> Instant:
    """Return the next own date by which `member` has to do something that is owed, 0 when every one is past or nothing is."""
    what, dates = standing(state, member, at), state.dates_of(member)
    by = [*([dates.due] if what.posts_owed else []), *([dates.replies_by] if what.replies_owed else [])]
    return min((each for each in by if each > at), default=0)


def complete(state: State, member: str) -> bool:
    """Whether nothing is left to do."""
    return owed(state, member) == (0, 0)


def credit(state: State, member: str) -> float:
    """Return the share of what was asked that is done, 0 to 1 (partial credit; what is more than asked adds nothing)."""
    asked = state.rules.posts + state.rules.replies
    posts, replies = owed(state, member)
    return 1.0 if not asked else (asked - posts - replies) / asked


def case(state: State, member: str) -> Case:
    """Return how `member` stands in the report."""
    own: Own = state.own_of(member)
    if own.excused:
        return Case.EXCUSED
    done = tally(state, member)
    if complete(state, member):
        return Case.LATE if _late_needed(state, member) else Case.COMPLETE
    return Case.OWING if done.counted or done.short or done.void else Case.SILENT


def _late_needed(state: State, member: str) -> bool:
    """Whether what was asked is complete only with late contributions."""
    done, dates = tally(state, member), state.dates_of(member)
    posts = [post for post in done.posts if counts_as(dates, post) is Counts.ON_TIME]
    in_time = (post for post in done.replies if counted_at(dates, post.at, reply=True) is Counts.ON_TIME)
    on_time = {other for post in in_time for other in post.to}
    return len(posts) < state.rules.posts or len(on_time) < state.rules.replies


def cases(state: State) -> Mapping[Case, tuple[str, ...]]:
    """Return the expected members by how they stand. Computed once for each value: the panel and the report both ask."""
    known: Mapping[Case, tuple[str, ...]] | None = state.__dict__.get("cases")
    if known is None:
        found: dict[Case, list[str]] = {each: [] for each in Case}
        for member in state.expected:
            found[case(state, member)].append(member)
        known = state.__dict__["cases"] = {each: tuple(members) for each, members in found.items()}
    return known


def figures(state: State) -> Figures:
    """Return the public numbers: every standing contribution that came in time or late, of whoever wrote it."""
    known: tuple[Posts, Mapping[str, Own], Dates, Figures] | None = state.__dict__.get("figures")
    if known is not None and known[1] is state.own and known[2] == state.dates and _nothing_new(known[0], state):
        found = known[3]
    else:
        found = _figures(state)
    state.__dict__["figures"] = (state.posts, state.own, state.dates, found)
    return found


def _nothing_new(before: Posts, state: State) -> bool:
    """Whether nothing that counts was written since the posts were `before`."""
    fresh = (member for member, posts in state.posts.items() if before.get(member) is not posts)
    return before is state.posts or all(
        list(_standing_posts(state, member, before.get(member, ()))) == list(_standing_posts(state, member))
        for member in fresh
    )


def _figures(state: State) -> Figures:
    every = [(member, post) for member in state.posts for post in _standing_posts(state, member)]
    own = [(member, post) for member, post in every if not post.to]
    words = [post.words for _, post in every if post.words is not None]
    answered = {post.answers for _, post in every if post.answers}
    last_to: dict[str, Instant] = {}
    for _, post in every:
        if not post.answers:
            last_to |= {other: max(post.at, last_to.get(other, 0)) for other in post.to}
    return Figures(
        members=len({member for member, _ in every}),
        posts=len(own),
        replies=len(every) - len(own),
        median_words=round(median(words)) if words else None,
        unanswered=sum(
            member != state.host
            and long_enough(state.rules, post)
            and post.id not in answered
            and post.at > last_to.get(member, 0)
            for member, post in own
        ),
    )


def _standing_posts(state: State, member: str, posts: tuple[Post, ...] | None = None) -> Iterator[Post]:
    dates = state.dates_of(member)
    return (
        post
        for post in (state.posts[member] if posts is None else posts)
        if post.stands and counts_as(dates, post) in _COUNTING
    )
