"""The way into a server: which permissions we ask for, each with its reason, and the link that asks for them."""

from collections.abc import Mapping
from urllib.parse import urlencode

AUTHORIZE = "https://discord.com/oauth2/authorize"

SCOPES = "bot applications.commands"
"""To be a member of the server, and to have commands there (API docs, "OAuth2 Scopes", 2026-08)."""

PERMISSIONS: Mapping[str, int] = {
    "View Channels": 1 << 10,
    "Send Messages": 1 << 11,
    "Attach Files": 1 << 15,
    "Read Message History": 1 << 16,
    "Manage Threads": 1 << 34,
    "Create Public Threads": 1 << 35,
    "Create Private Threads": 1 << 36,
    "Send Messages in Threads": 1 << 38,
}
"""The permissions asked for, as Discord's settings call them; ``README.md`` says what each is for.

Embed Links is not among them: our messages have components, and no embeds (API docs, issue 8462, 2026-07).
"""


def invite_link(application_id: int | str) -> str:
    """Return the address at which somebody who manages a server lets the application in."""
    asked = {"client_id": application_id, "permissions": sum(PERMISSIONS.values()), "scope": SCOPES}
    return f"{AUTHORIZE}?{urlencode(asked)}"
