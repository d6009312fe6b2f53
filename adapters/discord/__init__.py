"""Discord: the adapter on discord.py. ``README.md`` in this folder tells how to set it up."""
