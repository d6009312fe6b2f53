"""Messages that call us by name with a command, where Slack has no slash commands: such a message is no post.

Whoever hears of it and whoever reads it back later must agree, so both ask here.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from bot.kernel.command import commands

_CALL = re.compile(r"\s*<@(?P<who>[A-Z0-9]+)(?:\|[^<>]*)?>\s*/?(?P<word>\S*)")


def families() -> Sequence[str]:
    """Return the first words of our commands."""
    return tuple(dict.fromkeys(path.partition(" ")[0] for path in commands()))


def is_call(raw: Mapping[str, Any], me: str, prefix: str = "") -> bool:
    """Whether the message begins with the name of our bot user `me` and a command; `prefix` is that of our commands.

    What was edited is none: it was heard as it stood first, and nobody does it again.
    """
    found = _CALL.match(str(raw.get("text") or ""))
    if found is None or found["who"] != me or raw.get("edited"):
        return False
    return found["word"].removeprefix(prefix).lower() in {"help", *families()}
