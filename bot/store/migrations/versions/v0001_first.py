"""The first schema."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create every table of the first release."""
    _sessions()
    _of_sessions()
    _people()
    processes = op.create_table(
        "processes",
        sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("seen_at", sa.BigInteger, nullable=False),
        sa.Column("beat_at", sa.BigInteger, nullable=False),
        sa.Column("gone", sa.Boolean, nullable=False),
    )
    op.bulk_insert(processes, [{"number": 0, "seen_at": 0, "beat_at": 0, "gone": True}])
    if op.get_bind().dialect.name == "postgresql":
        op.execute("CREATE SEQUENCE process_numbers AS integer CYCLE")


def _counter() -> sa.Column[int]:
    return sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True)


def _sessions() -> None:
    op.create_table(
        "sessions",
        _counter(),
        sa.Column("id", sa.Text, nullable=False, unique=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("workspace", sa.Text, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("thread", sa.Text, nullable=False),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("painted", sa.BigInteger, nullable=False, server_default="0"),
        sa.Column("owner", sa.BigInteger, nullable=False, server_default="0"),
        sa.Column("state", sa.LargeBinary, nullable=False),
        sa.Column("wake_at", sa.BigInteger),
        sa.Column("live", sa.Boolean, nullable=False),
        sa.Column("over", sa.Boolean, nullable=False),
        sa.Column("saved_at", sa.BigInteger, nullable=False),
    )
    place = ["workspace", "channel", "thread", "kind"]
    over, live = sa.column("over", sa.Boolean), sa.column("live", sa.Boolean)
    unfinished = sa.or_(sa.column("painted") < sa.column("version"), sa.and_(live, sa.not_(over)))
    running: dict[str, Any] = {"sqlite_where": sa.not_(over), "postgresql_where": sa.not_(over)}
    op.create_index("sessions_one_running", "sessions", place, unique=True, **running)
    op.create_index("sessions_place", "sessions", [*place, "number"])
    op.create_index("sessions_wake", "sessions", ["owner", "wake_at"], **running)
    op.create_index("sessions_awake", "sessions", ["owner"], sqlite_where=unfinished, postgresql_where=unfinished)


def _session(*, key: bool) -> sa.Column[str]:
    owner = sa.ForeignKey("sessions.id", ondelete="CASCADE")
    return sa.Column("session", sa.Text, owner, primary_key=key, nullable=False)


def _of_sessions() -> None:
    op.create_table("contents", _session(key=True), sa.Column("content", sa.LargeBinary, nullable=False))
    op.create_table(
        "facts",
        _counter(),
        _session(key=False),
        sa.Column("item", sa.Text, nullable=False),
        sa.Column("member", sa.Text, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("data", sa.LargeBinary, nullable=False),
        sa.Column("again", sa.Boolean, nullable=False),
        sa.UniqueConstraint("session", "item", "member", name="facts_once"),
    )
    op.create_table(
        "posts",
        _session(key=True),
        sa.Column("slot", sa.Text, primary_key=True),
        sa.Column("ref", sa.Text, nullable=False),
        sa.Column("whole", sa.Text, nullable=False),
        sa.Column("shape", sa.Text, nullable=False),
    )
    op.create_table(
        "rung",
        _session(key=True),
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("stamp", sa.Text, nullable=False),
    )


def _people() -> None:
    op.create_table(
        "members",
        sa.Column("workspace", sa.Text, primary_key=True),
        sa.Column("member", sa.Text, primary_key=True),
        sa.Column("prefs", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "workspaces",
        sa.Column("workspace", sa.Text, primary_key=True),
        sa.Column("settings", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "shelf",
        _counter(),
        sa.Column("shelf", sa.Text, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("value", sa.LargeBinary, nullable=False),
        sa.UniqueConstraint("shelf", "key", name="shelf_once"),
    )
