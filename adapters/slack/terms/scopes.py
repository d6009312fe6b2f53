"""What we ask Slack for, least as it is: each scope with why, and which methods and events it is needed for.

By the methods' and events' pages on docs.slack.dev (2026-08). A test holds the methods against what the adapter calls and the
events against what it hears; what may never happen: a scope that nothing here needs.
"""

from collections.abc import Mapping

SCOPES: Mapping[str, str] = {
    "app_mentions:read": "to be called by its name in a thread, where Slack has no commands",
    "channels:history": "to know who posted in the thread of a discussion, in public channels it was invited to",
    "channels:read": "to see whether it is in a public channel, and who could take part in a discussion there",
    "chat:write": "questions, boards, the cards of discussions, reminders",
    "commands": "its commands and shortcuts",
    "files:read": "decks that a host attaches to a form, and no other file",
    "files:write": "charts of results, tables of answers for the host, and a text that is too long for one message",
    "groups:history": "the same as channels:history, in private channels it was invited to",
    "groups:read": "the same as channels:read, in private channels it was invited to",
    "im:history": "to answer what somebody writes to it in a direct message, and to send none twice after a crash",
    "im:write": "reminders and results as direct messages",
    "usergroups:read": "to expect the members of a user group in a discussion, and to have one for hosts",
    "users:read": "names, time zones, and who is an admin of the workspace, and so a host",
}
"""What the bot may do, and what for."""

METHODS: Mapping[str, tuple[str, ...]] = {
    "apps.connections.open": (),
    "auth.test": (),
    "chat.delete": ("chat:write",),
    "chat.postEphemeral": ("chat:write",),
    "chat.postMessage": ("chat:write",),
    "chat.update": ("chat:write",),
    "conversations.history": ("channels:history", "groups:history", "im:history"),
    "conversations.info": ("channels:read", "groups:read"),
    "conversations.members": ("channels:read", "groups:read"),
    "conversations.open": ("im:write",),
    "conversations.replies": ("channels:history", "groups:history"),
    "files.completeUploadExternal": ("files:write",),
    "files.getUploadURLExternal": ("files:write",),
    "files.info": ("files:read",),
    "oauth.v2.access": (),
    "usergroups.list": ("usergroups:read",),
    "usergroups.users.list": ("usergroups:read",),
    "users.conversations": ("channels:read", "groups:read"),
    "users.info": ("users:read",),
    "users.list": ("users:read",),
    "views.open": (),
    "views.publish": (),
    "views.update": (),
}
"""The methods of the Web API that we call, and the scopes without which they refuse."""

EVENTS: Mapping[str, tuple[str, ...]] = {
    "app_home_opened": (),
    "app_mention": ("app_mentions:read",),
    "app_uninstalled": (),
    "channel_left": ("channels:read",),
    "group_left": ("groups:read",),
    "member_left_channel": ("channels:read", "groups:read"),
    "message.channels": ("channels:history",),
    "message.groups": ("groups:history",),
    "message.im": ("im:history",),
    "team_access_granted": (),
    "team_access_revoked": (),
    "tokens_revoked": (),
}
"""The events that we subscribe to, and their scopes. Messages are named by the kind of channel, and all arrive as ``message``."""
