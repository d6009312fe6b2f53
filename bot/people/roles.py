"""The role whose members may run sessions, as a person names it."""

import re

from bot.kernel.errors import Unreadable
from bot.kernel.words import Words

LONGEST = 100
"""Characters of a role's name: Discord's limit (API docs, 2026-08), the wider of the two platforms."""

_MENTION = re.compile(r"<(?:@&|!subteam\^)([A-Za-z0-9]{1,32})(?:\|[^>]*)?>")
"""How a role or user group looks when it was picked, not typed."""


def read_role(text: str, say: Words) -> str:
    """Return the id of a role that was picked, else the name that was typed, without its @; "" for ``none``.

    Raises `Unreadable`.
    """
    typed = " ".join(text.split())
    if picked := _MENTION.fullmatch(typed):
        return picked[1]
    name = typed.removeprefix("@")
    if name.lower() in {"none", say("none").lower()}:
        return ""
    if len(name) > LONGEST or not name.isprintable():
        raise Unreadable("host_role", say("give the name of one role, such as @Teachers, or none"))
    return name


def role_text(role: str, say: Words) -> str:
    """Return the role as people read it."""
    return f"@{role}" if role else say("none")
