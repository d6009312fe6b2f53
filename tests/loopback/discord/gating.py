"""What of an event an application is told: by its intents, and by what its owner was granted.

Sources: Discord's "Gateway" page (2026), "List of Intents" and "Message Content Intent".
"""

from typing import Any

GUILDS, MEMBERS, MODERATION, GUILD_MESSAGES, DIRECT_MESSAGES, CONTENT = 1 << 0, 1 << 1, 1 << 2, 1 << 9, 1 << 12, 1 << 15
PRESENCES = 1 << 8
PRIVILEGED = {MEMBERS: (1 << 14) | (1 << 15), PRESENCES: (1 << 12) | (1 << 13), CONTENT: (1 << 18) | (1 << 19)}
"""The application flags (the full or the limited one) without which an intent is closed with 4014."""
KNOWN = (1 << 26) - 1

_BY_EVENT = {
    "GUILD_CREATE": GUILDS, "GUILD_UPDATE": GUILDS, "GUILD_DELETE": GUILDS, "GUILD_ROLE_CREATE": GUILDS,
    "GUILD_ROLE_UPDATE": GUILDS, "GUILD_ROLE_DELETE": GUILDS, "CHANNEL_CREATE": GUILDS, "CHANNEL_UPDATE": GUILDS,
    "CHANNEL_DELETE": GUILDS, "THREAD_CREATE": GUILDS, "THREAD_UPDATE": GUILDS, "THREAD_DELETE": GUILDS,
    "THREAD_LIST_SYNC": GUILDS, "THREAD_MEMBER_UPDATE": GUILDS, "THREAD_MEMBERS_UPDATE": GUILDS,
    "GUILD_MEMBER_ADD": MEMBERS, "GUILD_MEMBER_UPDATE": MEMBERS, "GUILD_MEMBER_REMOVE": MEMBERS,
    "MESSAGE_DELETE_BULK": GUILD_MESSAGES,
}  # fmt: skip
_MESSAGES = ("MESSAGE_CREATE", "MESSAGE_UPDATE", "MESSAGE_DELETE")


def wanted(name: str, body: dict[str, Any], intents: int) -> bool:
    """Whether a session with these intents is told of an event."""
    if name in _MESSAGES:
        return bool(intents & (GUILD_MESSAGES if "guild_id" in body else DIRECT_MESSAGES))
    needed = _BY_EVENT.get(name)
    return needed is None or bool(intents & needed)


def disallowed(intents: int, flags: int) -> bool:
    """Whether privileged intents are asked for that the application's `flags` do not have."""
    return any(intents & intent and not flags & granted for intent, granted in PRIVILEGED.items())


def unread(body: dict[str, Any], me: int) -> dict[str, Any]:
    """Return a message as somebody without the message content intent is told it.

    Own messages, direct messages, and messages that mention the bot are told whole.
    """
    told = "guild_id" not in body or int(body["author"]["id"]) == me
    if told or any(int(one["id"]) == me for one in body["mentions"]):
        return body
    blind = body | {"content": "", "embeds": [], "attachments": [], "components": []}
    if blind.get("referenced_message"):
        original = blind["referenced_message"] | ({"guild_id": body["guild_id"]})
        blind["referenced_message"] = unread(original, me)
    return blind
