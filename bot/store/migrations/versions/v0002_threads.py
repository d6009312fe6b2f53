"""Sessions that share a place with others of their kind, and sessions that hear what is written in their threads."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what is asked for at every message; all sessions that are there hold their place alone and do not listen.

    The defaults stay: a process of the former release that still runs writes rows without these columns.
    """
    op.add_column("sessions", sa.Column("sole", sa.Boolean, nullable=False, server_default=sa.true()))
    op.add_column("sessions", sa.Column("listens", sa.Boolean, nullable=False, server_default=sa.false()))
    running = sa.not_(sa.column("over", sa.Boolean))
    alone = sa.and_(running, sa.column("sole", sa.Boolean))
    listening = sa.and_(running, sa.column("listens", sa.Boolean))
    op.drop_index("sessions_one_running", "sessions")
    place = ["workspace", "channel", "thread", "kind"]
    op.create_index("sessions_one_running", "sessions", place, unique=True, sqlite_where=alone, postgresql_where=alone)
    channel = ["workspace", "kind", "channel", "number"]
    op.create_index("sessions_running", "sessions", channel, sqlite_where=running, postgresql_where=running)
    hours = ["owner", "wake_at"]
    op.create_index("sessions_listening", "sessions", hours, sqlite_where=listening, postgresql_where=listening)
    op.create_index("posts_ref", "posts", ["ref"])
