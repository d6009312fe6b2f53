"""How Slack reaches us: Socket Mode and HTTP."""
