"""Slack's terms: its ids, stamps, scopes and paths, and how what people write is read."""
