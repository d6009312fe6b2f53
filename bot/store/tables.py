"""The tables, once for both databases. Instants are whole UTC milliseconds; texts that only a feature can read are bytes.

What may never happen: a change here without a new file in ``migrations/versions`` (a test compares the two).
"""

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    and_,
    false,
    not_,
    or_,
    true,
)

metadata = MetaData()

Counter = BigInteger().with_variant(Integer, "sqlite")
"""A number the database counts up by itself; SQLite does so only for a column declared INTEGER."""

PARTIAL = "partial"
"""The word under which an index knows the rows it covers. Each database has another one (``sqlite_where``), which would load the
code of both."""

NOBODY = 0
"""The owner of sessions that no process has taken; on SQLite the one process there is."""


INDEXES: list[Index] = []
"""Every index, in the order in which they are made: of two that would do, SQLite takes the one that was made last."""


def index(name: str, *columns: Column[Any], **more: Any) -> None:  # noqa: ANN401 - what an index takes
    """Declare an index."""
    INDEXES.append(Index(name, *columns, **more))


def _of_session(*, key: bool = True) -> Column[str]:
    return Column("session", Text, ForeignKey("sessions.id", ondelete="CASCADE"), primary_key=key, nullable=False)


sessions = Table(
    "sessions",
    metadata,
    Column("number", Counter, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("kind", Text, nullable=False),
    Column("workspace", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("thread", Text, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("painted", BigInteger, nullable=False, server_default="0"),
    Column("owner", BigInteger, nullable=False, server_default="0"),
    Column("state", LargeBinary, nullable=False),
    Column("wake_at", BigInteger),
    Column("live", Boolean, nullable=False),
    Column("over", Boolean, nullable=False),
    Column("saved_at", BigInteger, nullable=False),
    Column("sole", Boolean, nullable=False, server_default=true()),
    Column("listens", Boolean, nullable=False, server_default=false()),
)

running = not_(sessions.c.over)
ended = sessions.c.over.is_(true())
alone = and_(running, sessions.c.sole)
listening = and_(running, sessions.c.listens)
unfinished = or_(sessions.c.painted < sessions.c.version, and_(sessions.c.live, running))
"""Somebody sits before it, or the platform does not show its last state yet; finished ones too until they are painted."""

_where = (sessions.c.workspace, sessions.c.channel, sessions.c.thread, sessions.c.kind)
_channel = (sessions.c.workspace, sessions.c.kind, sessions.c.channel, sessions.c.number)
_hours = (sessions.c.owner, sessions.c.wake_at)
index("sessions_one_running", *_where, unique=True, info={PARTIAL: alone})
index("sessions_running", *_channel, info={PARTIAL: running})
index("sessions_place", *_where, sessions.c.number)
index("sessions_wake", *_hours, info={PARTIAL: running})
index("sessions_listening", *_hours, info={PARTIAL: listening})
index("sessions_ended", *_channel[:2], sessions.c.number, info={PARTIAL: ended})
index("sessions_awake", sessions.c.owner, info={PARTIAL: unfinished})

contents = Table(
    "contents",
    metadata,
    _of_session(),
    Column("content", LargeBinary, nullable=False),
)
"""What is played, apart from `sessions`, so that a change of state does not write the questions again."""

facts = Table(
    "facts",
    metadata,
    Column("number", Counter, primary_key=True),
    _of_session(key=False),
    Column("item", Text, nullable=False),
    Column("member", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("data", LargeBinary, nullable=False),
    Column("again", Boolean, nullable=False),
    UniqueConstraint("session", "item", "member", name="facts_once"),
)

posts = Table(
    "posts",
    metadata,
    _of_session(),
    Column("slot", Text, primary_key=True),
    Column("ref", Text, nullable=False),
    Column("whole", Text, nullable=False),
    Column("shape", Text, nullable=False),
)
index("posts_ref", posts.c.ref)

rung = Table(
    "rung",
    metadata,
    _of_session(),
    Column("key", Text, primary_key=True),
    Column("stamp", Text, nullable=False),
)

members = Table(
    "members",
    metadata,
    Column("workspace", Text, primary_key=True),
    Column("member", Text, primary_key=True),
    Column("prefs", LargeBinary, nullable=False),
)

workspaces = Table(
    "workspaces",
    metadata,
    Column("workspace", Text, primary_key=True),
    Column("settings", LargeBinary, nullable=False),
)

shelf = Table(
    "shelf",
    metadata,
    Column("number", Counter, primary_key=True),
    Column("shelf", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("value", LargeBinary, nullable=False),
    UniqueConstraint("shelf", "key", name="shelf_once"),
)

processes = Table(
    "processes",
    metadata,
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("seen_at", BigInteger, nullable=False),
    Column("beat_at", BigInteger, nullable=False),
    Column("gone", Boolean, nullable=False),
)
"""Who runs on this database. `seen_at` is by the engine's clock, `beat_at` by the database's own; row 0 is `NOBODY`."""

KEYS = {
    posts: ("session", "slot"),
    rung: ("session", "key"),
    members: ("workspace", "member"),
    workspaces: ("workspace",),
    shelf: ("shelf", "key"),
}
"""By which columns a row of these tables is replaced by a later one."""
