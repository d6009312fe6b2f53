"""The channel that a form asks for besides: where a session is to be opened by somebody who is in none right now."""

from collections.abc import Mapping
from typing import Any

from adapters.slack.rendering.refilling import State
from bot.kernel.words import Words

CHANNEL = "channel"
"""The block, and the action, of the input that asks for it."""


def asking_where(view: Mapping[str, Any], say: Words) -> dict[str, Any]:
    """Return the view of a form that asks for a channel, too; where it has no inputs, its title is not said twice."""
    element = {
        "type": "conversations_select",
        "action_id": CHANNEL,
        "default_to_current_conversation": True,
        "filter": {"include": ["public", "private"], "exclude_bot_users": True},
    }
    label = {"type": "plain_text", "text": say("In which channel"), "emoji": False}
    block = {"type": "input", "block_id": CHANNEL, "label": label, "element": element}
    more = [
        each for each in view["blocks"] if each["type"] != "header" or each["text"]["text"] != view["title"]["text"]
    ]
    return {**view, "blocks": [block, *more]}


def chosen(state: State) -> tuple[str, State]:
    """Return the channel chosen in a form, "" where none was asked for, and the rest of what was filled in."""
    rest = dict(state)
    said = (rest.pop(CHANNEL, {}) or {}).get(CHANNEL) or {}
    if said.get("type") not in {None, "conversations_select"}:
        return "", state
    return str(said.get("selected_conversation") or ""), rest
