"""Every route of Discord's REST API that is used with the bot's own name, as the templates `Rest.request` takes.

The permissions a request needs follow from its route (`permits.asked_for`). What belongs to an interaction has routes of its own,
with its token in them (`rest.py`).
"""

CHANNEL = "/channels/{channel_id}"
"""Threads are channels, too."""

MESSAGES = "/channels/{channel_id}/messages"
MESSAGE = "/channels/{channel_id}/messages/{message_id}"

THREAD_AT_MESSAGE = "/channels/{channel_id}/messages/{message_id}/threads"
THREAD_ALONE = "/channels/{channel_id}/threads"
"""One that begins at no message: the private ones."""

ACTIVE_THREADS = "/guilds/{guild_id}/threads/active"
INSIDE = "/channels/{channel_id}/thread-members"
ONE_INSIDE = "/channels/{channel_id}/thread-members/{user_id}"

SERVER = "/guilds/{guild_id}"
MEMBERS = "/guilds/{guild_id}/members"
MEMBER = "/guilds/{guild_id}/members/{user_id}"

CONVERSATIONS = "/users/@me/channels"
"""Direct messages: what is opened here is a channel."""

COMMANDS = "/applications/{application_id}/commands"
COMMANDS_OF_SERVER = "/applications/{application_id}/guilds/{guild_id}/commands"
