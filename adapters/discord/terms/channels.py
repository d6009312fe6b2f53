"""Channels: which of their types are threads (API docs, "Channel Types", 2026-08)."""

PRIVATE_THREAD = 12

THREADS = frozenset({10, 11, PRIVATE_THREAD})
"""Threads of announcements, public and private ones."""
