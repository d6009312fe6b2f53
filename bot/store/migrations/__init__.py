"""How the tables came to be what they are; see ``bot/store/schema.py`` for how these are run."""
