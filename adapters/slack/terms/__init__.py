"""Slack's terms: ids, stamps, scopes, limits."""
