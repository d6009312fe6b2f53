"""What somebody took part in lately: the sessions of a workspace that are over, in order."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the index that is gone through from its end."""
    over = sa.column("over", sa.Boolean).is_(sa.true())
    columns = ["workspace", "kind", "number"]
    op.create_index("sessions_ended", "sessions", columns, sqlite_where=over, postgresql_where=over)
