"""When what counts: the dates of a prompt, a member's own dates, and what they allow at an instant.

    opens <= due <= replies_due <= late_until

Each but `due` is optional. Own posts are due at `due`, replies at `replies_due` (or with the posts); until `late_until` both
still count, as late. Grace is added to every end and never announced: nobody loses a night's work to a slow connection.
"""

from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from bot.kernel.clock import MINUTE, Instant
from bot.kernel.words import marked


class Dates(Struct, frozen=True):
    """The dates of a prompt. `grace` in milliseconds; a date that is None was not set.

    `closed` is when a host ended it for everybody, whatever the other dates are; nothing counts after it.
    """

    due: Instant
    opens: Instant | None = None
    replies_due: Instant | None = None
    late_until: Instant | None = None
    grace: int = 5 * MINUTE
    closed: Instant | None = None

    @property
    def replies_by(self) -> Instant:
        """When replies are due: with the posts where no other date was set."""
        return self.due if self.replies_due is None else self.replies_due

    @property
    def last(self) -> Instant:
        """The last announced date: after it (and grace) nothing counts any more."""
        return self.replies_by if self.late_until is None else self.late_until

    @property
    def end(self) -> Instant:
        """When it is really over: the last date with its grace."""
        return self.last + self.grace


class Counts(StrEnum):
    """What a post made now would count as."""

    NOT_YET = "not-yet"
    ON_TIME = "on-time"
    LATE = "late"
    NO_MORE = "no-more"


class Standing(Struct, frozen=True):
    """What a member may do at an instant. `post` and `reply` say what either would count as; the instants are the own ones.

    `posts_owed` and `replies_owed` are what is still to be done by `post_by` and `reply_by`, 0 once it cannot be done any more
    or for who is excused.
    """

    post: Counts
    reply: Counts
    post_by: Instant
    reply_by: Instant
    until: Instant
    posts_owed: int = 0
    replies_owed: int = 0

    @property
    def owes(self) -> bool:
        """Whether anything is left to do."""
        return bool(self.posts_owed or self.replies_owed)


def own_dates(dates: Dates, extension: Instant | None) -> Dates:
    """Return the dates of a member with an extension: no date of theirs comes before it, and none before the group's."""
    if extension is None or extension <= dates.due:
        return dates
    return replace(
        dates,
        due=extension,
        replies_due=None if dates.replies_due is None else max(dates.replies_due, extension),
        late_until=None if dates.late_until is None else max(dates.late_until, extension),
    )


def standing_at(dates: Dates, at: Instant, *, posts: int = 0, replies: int = 0) -> Standing:
    """Return what the dates (a member's own) allow at `at`, for somebody who has still `posts` and `replies` to do."""
    post, reply = _counts(dates, dates.due, at), _counts(dates, dates.replies_by, at)
    return Standing(
        post=post,
        reply=reply,
        post_by=dates.due if post is not Counts.LATE else dates.last,
        reply_by=dates.replies_by if reply is not Counts.LATE else dates.last,
        until=dates.last,
        posts_owed=0 if post is Counts.NO_MORE else posts,
        replies_owed=0 if reply is Counts.NO_MORE else replies,
    )


def counted_at(dates: Dates, at: Instant, *, reply: bool) -> Counts:
    """Return what a post or a reply made at `at` counts as."""
    return _counts(dates, dates.replies_by if reply else dates.due, at)


def frozen_from(dates: Dates, at: Instant, *, reply: bool) -> Instant:
    """Return the instant after which an edit of a post made at `at` changes no credit: the end of the window it was made in."""
    by = dates.replies_by if reply else dates.due
    end = by + dates.grace if at <= by + dates.grace else dates.end
    return end if dates.closed is None else min(end, dates.closed)


def disorder(dates: Dates) -> tuple[str, str]:
    """Return the date that stands in the wrong order and the sentence (to be translated) that says so; "" when none does."""
    if dates.opens is not None and dates.opens > dates.due:
        return "due", marked("It would be due before it opens: let it open earlier, or be due later.")
    if dates.replies_due is not None and dates.replies_due < dates.due:
        return "replies_due", marked(
            "Replies would be due before the posts they answer: give replies a date after the due date."
        )
    if dates.late_until is not None and dates.late_until < dates.replies_by:
        return "late_until", marked(
            "The end for late posts comes before they could be late: give it a date after the last due date."
        )
    return "", ""


def _counts(dates: Dates, by: Instant, at: Instant) -> Counts:
    if dates.opens is not None and at < dates.opens:
        return Counts.NOT_YET
    if dates.closed is not None and at > dates.closed:
        return Counts.NO_MORE
    if at <= by + dates.grace:
        return Counts.ON_TIME
    if dates.late_until is not None and at <= dates.late_until + dates.grace:
        return Counts.LATE
    return Counts.NO_MORE
