"""The app's settings page: a manifest is entered there, and says what Slack offers people and tells the app.

Source: "App manifest reference" (2026).
"""

from typing import Any

from tests.loopback.slack.telling import Telling


def enter(server: Telling, manifest: dict[str, Any]) -> None:
    """Make of the app what a manifest says: commands, shortcuts, events, tabs, addresses to return to, scopes of new tokens."""
    features, settings = manifest.get("features", {}), manifest.get("settings", {})
    server.commands = {one["command"]: bool(one.get("should_escape")) for one in features.get("slash_commands", [])}
    server.shortcuts = {one["callback_id"]: one["type"] for one in features.get("shortcuts", [])}
    server.subscribed = set(settings.get("event_subscriptions", {}).get("bot_events", []))
    home = features.get("app_home", {})
    server.app.home_tab = bool(home.get("home_tab_enabled"))
    server.app.messages_tab = bool(home.get("messages_tab_enabled")) and not home.get("messages_tab_read_only_enabled")
    server.links.enabled = bool(settings.get("socket_mode_enabled"))
    oauth = manifest.get("oauth_config", {})
    server.installing.redirects = oauth.get("redirect_urls")
    granted = set(oauth.get("scopes", {}).get("bot", []))
    server.scopes = granted
    for grant in server.grants.values():
        if grant.kind == "bot":
            grant.scopes = set(granted)
