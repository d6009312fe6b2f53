"""Tables lent to a platform's own library, which keeps there which workspaces have let us in: those of slack_sdk 3.47.

It brings the statements; the tables are made, migrated and compared here like all others. Its own definition gives texts a
length, which an encrypted token outgrows; times are UTC without a zone, as it writes them.
"""

from typing import Any

from sqlalchemy import Boolean, Column, DateTime, Integer, Table, Text

from bot.store.tables import index, metadata


def _texts(*names: str) -> list[Column[Any]]:
    return [Column(name, Text) for name in names]


def _bot() -> list[Column[Any]]:
    """Return what both tables tell of a bot and its token."""
    return [
        *_texts("bot_token", "bot_id", "bot_user_id", "bot_scopes", "bot_refresh_token"),
        Column("bot_token_expires_at", DateTime),
    ]


def _id() -> list[Column[Any]]:
    return [
        Column("id", Integer, primary_key=True, autoincrement=True),
        Column("client_id", Text, nullable=False),
        Column("app_id", Text, nullable=False),
    ]


slack_installations = Table(
    "slack_installations",
    metadata,
    *_id(),
    *_texts("enterprise_id", "enterprise_name", "enterprise_url", "team_id", "team_name"),
    *_bot(),
    Column("user_id", Text, nullable=False),
    *_texts("user_token", "user_scopes", "user_refresh_token"),
    Column("user_token_expires_at", DateTime),
    *_texts("incoming_webhook_url", "incoming_webhook_channel", "incoming_webhook_channel_id"),
    *_texts("incoming_webhook_configuration_url"),
    Column("is_enterprise_install", Boolean, nullable=False),
    *_texts("token_type"),
    Column("installed_at", DateTime, nullable=False),
)
"""Who installed us where. Each time is another row, until we are removed."""

slack_bots = Table(
    "slack_bots",
    metadata,
    *_id(),
    *_texts("enterprise_id", "enterprise_name", "team_id", "team_name"),
    *_bot(),
    Column("is_enterprise_install", Boolean, nullable=False),
    Column("installed_at", DateTime, nullable=False),
)
"""The tokens. `team_id` is NULL for that of a whole organisation."""

slack_oauth_states = Table(
    "slack_oauth_states",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("state", Text, nullable=False),
    Column("expire_at", DateTime, nullable=False),
)
"""Installations that were begun in a browser and are not finished yet."""

_where = ("client_id", "enterprise_id", "team_id")
index("slack_installations_idx", *(slack_installations.c[name] for name in (*_where, "user_id", "installed_at")))
index("slack_bots_idx", *(slack_bots.c[name] for name in (*_where, "installed_at")))
