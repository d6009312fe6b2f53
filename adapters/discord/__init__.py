"""Discord: the adapter on discord.py. ``README.md`` in this folder tells how to set it up."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from adapters.discord.adapter import Discord
    from bot.app import App


def open_adapter(app: "App") -> "Discord":
    """Return the adapter of `app`, whose settings have a token."""
    from adapters.discord.adapter import Discord  # noqa: PLC0415 - slow to import, and the doctor looks in without it

    return Discord(app)
