"""Writes discussions straight into a database, painted and asleep: ten thousand of them in a few seconds."""

from collections.abc import Iterator
from typing import NamedTuple

import msgspec
from msgspec.structs import replace

from bot.bench.beds import Rows, write
from bot.bench.lesson import session_name
from bot.bench.seminar import Seminar
from bot.bench.wall import PLATFORM
from bot.discussion.session import Discussion, DiscussionKind
from bot.engine.easel import digest, shape
from bot.engine.marks import SHELF
from bot.engine.threads import OPEN, thread_note, thread_slot
from bot.kernel.clock import Instant
from bot.kernel.people import Place
from bot.people.prefs import WorkspaceSettings
from bot.store.tables import NOBODY

SESSIONS = [
    *("id", "kind", "workspace", "channel", "thread", "version", "painted", "owner"),
    *("state", "wake_at", "live", "over", "saved_at", "sole", "listens"),
]
FACTS = ["session", "item", "member", "at", "data", "again"]
POSTS = ["session", "slot", "ref", "whole", "shape"]
MARKS = ["shelf", "key", "value"]

KIND = DiscussionKind()

AWAKE = WorkspaceSettings(quiet=None)
"""It may be measured at any hour, so there are no quiet ones."""


class Course(NamedTuple):
    """`many` discussions like `one`, numbered from `number`; each moved by `step` ms against the one before in all its dates."""

    one: Seminar
    many: int
    step: int = 1
    number: int = 0

    def values(self) -> Iterator[Discussion]:
        """Yield the discussions."""
        value = self.one.value
        for turn in range(self.many):
            number = self.number + turn
            setup = replace(value.setup, id=session_name(number), place=place(number))
            yield replace(value, setup=setup, dates=replace(value.dates, due=value.dates.due + turn * self.step))

    @property
    def names(self) -> list[str]:
        """The ids of the discussions."""
        return [session_name(self.number + turn) for turn in range(self.many)]


def place(number: int) -> Place:
    """Return the channel of discussion `number`."""
    return Place(f"{PLATFORM}:1", f"channel {number}")


def thread(number: int) -> Place:
    """Return the thread of discussion `number`: it begins at the message that stands in its first slot."""
    return replace(place(number), thread=_ref(session_name(number)))


def _ref(session: str) -> str:
    return f"{session}.top"


async def enrol(url: str, course: Course, at: Instant) -> None:
    """Write the discussions into the database at `url`, which has its tables: everything painted and told by `at`."""
    tables = [
        Rows("sessions", SESSIONS, _sessions(course, at)),
        Rows("contents", ["session", "content"], ((each.id, KIND.content(each)) for each in course.values())),
        Rows("facts", FACTS, _facts(course)),
        Rows("posts", POSTS, _posts(course)),
        Rows("rung", ["session", "key", "stamp"], _rung(course)),
        Rows("shelf", MARKS, ((SHELF, name, msgspec.json.encode(at)) for name in course.names)),
        Rows("workspaces", ["workspace", "settings"], [(place(0).workspace, msgspec.json.encode(AWAKE))]),
    ]
    await write(url, tables)


def _sessions(course: Course, at: Instant) -> Iterator[tuple[object, ...]]:
    for each in course.values():
        where = (each.place.workspace, each.place.channel, each.place.thread)
        state, sole = KIND.freeze(each), KIND.sole
        version, owner = 2, NOBODY
        yield (
            *(each.id, KIND.name, *where, version, version, owner, state),
            *(each.wake_at, each.live, each.over, at, sole, each.listens),
        )


def _facts(course: Course) -> Iterator[tuple[object, ...]]:
    for name in course.names:
        for fact in course.one.facts:
            yield name, fact.item, fact.member, fact.at, fact.data, fact.again


def _posts(course: Course) -> Iterator[tuple[object, ...]]:
    for turn, each in enumerate(course.values()):
        for slot, card in each.view().items():
            ref = f"{each.id}.{slot}"
            yield each.id, slot, ref, digest(card), shape(card)
            if card.thread:
                note = thread_note(OPEN, thread(course.number + turn))
                yield each.id, thread_slot(slot), note.ref, note.whole, note.shape


def _rung(course: Course) -> Iterator[tuple[object, ...]]:
    for each in course.values():
        for key, news in each.whispers().items():
            yield each.id, key, news.stamp
