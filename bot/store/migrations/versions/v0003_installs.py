"""Where slack_sdk keeps which workspaces have installed us: its tables, with texts of any length."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add three empty tables."""
    op.create_table(
        "slack_installations",
        *_id(),
        *_texts("enterprise_id", "enterprise_name", "enterprise_url", "team_id", "team_name"),
        *_bot(),
        sa.Column("user_id", sa.Text, nullable=False),
        *_texts("user_token", "user_scopes", "user_refresh_token"),
        sa.Column("user_token_expires_at", sa.DateTime),
        *_texts("incoming_webhook_url", "incoming_webhook_channel", "incoming_webhook_channel_id"),
        *_texts("incoming_webhook_configuration_url"),
        sa.Column("is_enterprise_install", sa.Boolean, nullable=False),
        *_texts("token_type"),
        sa.Column("installed_at", sa.DateTime, nullable=False),
    )
    op.create_table(
        "slack_bots",
        *_id(),
        *_texts("enterprise_id", "enterprise_name", "team_id", "team_name"),
        *_bot(),
        sa.Column("is_enterprise_install", sa.Boolean, nullable=False),
        sa.Column("installed_at", sa.DateTime, nullable=False),
    )
    op.create_table(
        "slack_oauth_states",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("expire_at", sa.DateTime, nullable=False),
    )
    where = ["client_id", "enterprise_id", "team_id"]
    op.create_index("slack_installations_idx", "slack_installations", [*where, "user_id", "installed_at"])
    op.create_index("slack_bots_idx", "slack_bots", [*where, "installed_at"])


def _texts(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.Text) for name in names]


def _id() -> list[sa.Column[Any]]:
    return [
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("client_id", sa.Text, nullable=False),
        sa.Column("app_id", sa.Text, nullable=False),
    ]


def _bot() -> list[sa.Column[Any]]:
    return [
        *_texts("bot_token", "bot_id", "bot_user_id", "bot_scopes", "bot_refresh_token"),
        sa.Column("bot_token_expires_at", sa.DateTime),
    ]
