"""The way into a server: the link to it, and the permissions that the link asks for."""

from collections.abc import Mapping
from urllib.parse import urlencode

from adapters.discord.terms.permissions import NAMES

AUTHORIZE = "https://discord.com/oauth2/authorize"

SCOPES = "bot applications.commands"
"""To be a member of the server, and to have commands there (API docs, "OAuth2 Scopes", 2026-08)."""

PERMISSIONS: Mapping[str, int] = {name: bit for bit, name in sorted(NAMES.items())}
"""The permissions asked for, as Discord's settings call them; ``README.md`` says what each is for.

Embed Links is not among them: our messages have components, and no embeds (API docs, issue 8462, 2026-07).
"""


def invite_link(application_id: int | str) -> str:
    """Return the address at which somebody who manages a server lets the application in."""
    asked = {"client_id": application_id, "permissions": sum(PERMISSIONS.values()), "scope": SCOPES}
    return f"{AUTHORIZE}?{urlencode(asked)}"
