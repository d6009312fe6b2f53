"""Cards and forms as Slack's blocks, views and text; pure."""
