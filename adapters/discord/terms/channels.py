"""Channels: which of their types are threads, and where those begin (API docs, "Channel Types", 2026-08)."""

PRIVATE_THREAD = 12

THREADS = frozenset({10, 11, PRIVATE_THREAD})
"""Threads of announcements, public and private ones."""

BEGIN_THREADS = frozenset({0, 5})
"""Channels at whose messages threads can begin: of text and of announcements (API docs, "Start Thread from Message")."""
