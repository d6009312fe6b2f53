"""Discord: the adapter on discord.py. ``README.md`` in this folder tells how to set it up."""

from adapters.discord.adapter import Discord, open_adapter

__all__ = ["Discord", "open_adapter"]
