"""The paths of our web server that Slack is told of: in the manifest, and in the address of its own page to install us by."""

EVENTS = "/slack/events"
"""Where Slack sends everything that happens: events, commands and what people press."""

INSTALL = "/slack/install"
"""The page by which a workspace installs us."""

REDIRECT = "/slack/oauth_redirect"
"""Where Slack's page leads back to, with a code."""
