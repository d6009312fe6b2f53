"""Commands that reach beyond one session: they find a deck, open a session, change settings. The engine does the rest."""
