"""Messages that call us by name with a command, where Slack has no slash commands: such a message is no post.

Whoever hears of it and whoever reads it back later must agree, so both ask here.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from bot.kernel.command import commands

_CALL = re.compile(r"\s*<@([A-Z0-9]+)(?:\|[^<>]*)?>[\s:,]*")

GREETINGS = frozenset({"", "help", "hi", "hello"})
"""What asks what there is, if nothing follows."""


def families() -> Sequence[str]:
    """Return the first words of our commands."""
    return tuple(dict.fromkeys(path.partition(" ")[0] for path in commands()))


def after_name(text: str, me: str) -> str | None:
    """Return what follows the name of our bot user `me`, None where the text does not begin with it."""
    found = _CALL.match(text)
    return text[found.end() :] if found is not None and found[1] == me else None


def command_in(text: str, prefix: str = "") -> tuple[str, str] | None:
    """Return the family and the rest of a command, with or without a slash and our prefix; None where it is none."""
    first, rest = (*text.split(maxsplit=1), "", "")[:2]
    family, about = first.removeprefix("/").removeprefix(prefix).lower(), rest.strip().lower()
    if family in families():
        return family, rest
    if family in GREETINGS and not about:
        return "study", "help"
    return ("study", f"help {about}") if family == "help" and about in families() else None


def is_call(raw: Mapping[str, Any], me: str, prefix: str = "") -> bool:
    """Whether the message begins with the name of our bot user `me` and a command; `prefix` is that of our commands.

    What was edited is none: it was heard as it stood first, and nobody does it again.
    """
    said = after_name(str(raw.get("text") or ""), me)
    return said is not None and not raw.get("edited") and command_in(said, prefix) is not None
