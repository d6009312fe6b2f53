"""Messages as members write them: which of Slack's many kinds are somebody's words, and what they typed.

What may never happen: what a program wrote, or what Slack itself notes in a channel, taken for a member's word.
"""

import re
from collections.abc import Mapping
from typing import Any

from adapters.slack.terms.ids import SLACKBOT

WRITTEN = frozenset({"", "file_share", "thread_broadcast", "me_message"})
"""Subtypes of messages that people write; all others are Slack's own notes ("message" event, docs.slack.dev, 2026-08)."""

_REFERENCE = re.compile(r"<([^<>\s][^<>]*)>")
_MENTION = re.compile(r"<@([A-Z0-9]{2,60})(?:\|[^<>]*)?>")
_SPECIAL = {"here": "@here", "channel": "@channel", "everyone": "@everyone", "group": "@channel"}


def is_written(raw: Mapping[str, Any]) -> bool:
    """Whether a member wrote this message: no program did, nor Slack."""
    if raw.get("user") in {None, "", SLACKBOT} or raw.get("bot_id") or raw.get("bot_profile"):
        return False
    if raw.get("hidden") or raw.get("is_ephemeral"):
        return False
    return str(raw.get("subtype") or "") in WRITTEN


def mentions(text: str) -> tuple[str, ...]:
    """Return the ids of the members mentioned, each once."""
    return tuple(dict.fromkeys(_MENTION.findall(text)))


def plain(text: str) -> str:
    """Return what a person typed, for what Slack made of it: mentions, links and entities turned back.

    A mention without a label becomes its id after an @, one word as the name would be one.
    """
    return unescaped(_REFERENCE.sub(lambda found: _typed(found[1]), text))


def unescaped(text: str) -> str:
    """Return `text` with the three signs as they are that Slack spells out, and no others ("Formatting", 2026-08)."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _typed(inside: str) -> str:
    """Return what stands for a reference such as ``@U1|ada``, ``#C1|general``, ``!here`` or ``https://..|label``."""
    target, _, label = inside.partition("|")
    if target.startswith("@"):
        return f"@{label or target[1:]}".replace("@@", "@")
    if target.startswith("#"):
        return f"#{label or target[1:]}".replace("##", "#")
    if target.startswith("!date^"):
        return label or target
    if target.startswith("!"):
        name = target[1:].partition("^")[0]
        return label or _SPECIAL.get(name, f"@{name}")
    return label or target.removeprefix("mailto:").removeprefix("tel:")
