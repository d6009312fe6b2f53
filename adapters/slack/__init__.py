"""Slack: the adapter on slack-bolt. ``README.md`` in this folder tells how to set it up."""

from adapters.slack.adapter import Slack, open_adapter

__all__ = ["Slack", "open_adapter"]
