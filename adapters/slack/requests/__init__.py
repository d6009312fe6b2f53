"""How Slack is asked and told: its Web API, response addresses, trouble and pace."""
