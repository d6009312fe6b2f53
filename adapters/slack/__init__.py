"""Slack: the adapter on slack-bolt. ``README.md`` in this folder tells how to set it up."""
