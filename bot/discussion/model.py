"""The plain values of a discussion: what was typed, posted, and granted to one member. Nothing here decides anything."""

from collections.abc import Iterable, Mapping

import msgspec
from msgspec import Struct

from bot.kernel.clock import HOUR, Instant
from bot.kernel.message import Removed
from bot.kernel.people import Place

USUAL_PLAN = (24 * HOUR, 2 * HOUR)
"""How long before a due date members are reminded where the prompt does not say (product line D8)."""

SHORT_WINDOW = 6 * HOUR
"""A prompt that is open for less than this reminds nobody unless it says so (D8)."""

SNOOZE = 3 * HOUR
"""How long a member may put a reminder off (D8)."""


class Draft(Struct, frozen=True):
    """What a host has typed, as typed: a time is read only when the discussion is opened (``bot/kernel/when``)."""

    title: str = ""
    body: str = ""
    due: str = ""
    opens: str = ""
    replies_due: str = ""
    late_until: str = ""
    rules: str = ""
    remind: str = ""
    expect: str = ""
    repeat: str = ""


class Expect(Struct, frozen=True):
    """Who is expected (D7): ``everybody`` who sees the channel, ``whoever`` takes part, or ``role``, those with the one named."""

    who: str = "everybody"
    role: str = ""


class Setup(Struct, frozen=True):
    """What never changes. `zone` is the group's IANA zone when it was made; `number` counts occurrences of a repeated prompt."""

    id: str
    place: Place
    host: str
    host_name: str
    made: Instant
    zone: str = "UTC"
    language: str = "en"
    number: int = 1
    usual: str = ""
    """The name of the prompt it was made from, "" when it was written for the occasion."""
    blanks: tuple[str, ...] = ()
    """What the template it was made from leaves to be filled in, brackets included."""
    texts: bool = True
    """Whether the platform showed us what members write when it was made; if not, words of posts count for nothing in it."""
    texts_take: str = ""
    """The permission that would have changed that, "" where none would."""
    gated: bool = False
    """Whether its platform has private threads, so that a sealed prompt has a gate (``gate.py``)."""
    by_name: bool = False
    """Whether threads there know no replies to single messages, so that who replies to somebody has to name them."""


class Post(Struct, frozen=True, gc=False, omit_defaults=True):
    """One contribution as it counts.

    `words` is None where the platform does not show us the text. `reply_to` is the message it answers and `named` whom it
    mentions, as the platform tells it; from these and everybody's posts follow `answers`, the message of another member it
    answers, and `to`, the other members it answers or mentions (``addressing.py``). `edited` is the last edit, `version` the one
    that `words` and `named` are of; `flagged`: edited after the freeze, which changed no credit. `text` is kept for sealed
    answers alone, `number` orders those and is 0 for all else.
    """

    id: str
    at: Instant
    words: int | None = None
    to: tuple[str, ...] = ()
    answers: str = ""
    reply_to: str = ""
    named: tuple[str, ...] = ()
    edited: Instant = 0
    version: Instant = 0
    flagged: bool = False
    removed: Removed = Removed.BY_NOBODY
    name: str = ""
    text: str = ""
    number: int = 0

    @property
    def stands(self) -> bool:
        """Whether it counts: its author has not taken it away. A moderator's deletion changes no credit (D10)."""
        return self.removed is not Removed.BY_AUTHOR


class Own(Struct, frozen=True, omit_defaults=True):
    """What holds for one member alone. `due` is their extension; `stopped`: no reminders for this prompt; `snoozes` so far."""

    due: Instant | None = None
    excused: bool = False
    stopped: bool = False
    snoozes: int = 0


class Highlighted(Struct, frozen=True):
    """A contribution the host names in the summary."""

    member: str
    name: str
    why: str


class Ending(Struct, frozen=True):
    """One closing: when, by whom ("" by its date), and whether and until when it was opened again."""

    at: Instant
    by: str = ""
    reopened: Instant | None = None
    until: Instant | None = None


class Gate(Struct, frozen=True, omit_defaults=True):
    """Who may see sealed answers, and what there is to see of them (``gate.py``).

    `admitted` are those who have looked at the others', each with when they last asked to be let in; `inside` is the number of
    the last answer at the reveal. `changes` counts answers given or changed since somebody else could see them.
    """

    admitted: Mapping[str, Instant] = {}
    inside: int = 0
    changes: int = 0


def handed_in(posts: Iterable[Post]) -> Post | None:
    """Return the sealed answer among a member's posts, None before there is one."""
    return next((post for post in posts if post.number), None)


NO_OWN = Own()
NO_POSTS: Mapping[str, tuple[Post, ...]] = {}

read_post = msgspec.json.Decoder(Post).decode
read_removed = msgspec.json.Decoder(Removed).decode
write = msgspec.json.Encoder().encode
