"""Our cards as Slack's messages: pure, and one card is always exactly one message.

From top to bottom: the title, whom it rings, the text, the picture, the fields, the controls, the small print. All of it stands
in `text` once more, for notifications, and for screen readers, which read it and not the blocks (Slack's docs, chat.postMessage,
2026-08). What may never happen: a card that Slack refuses. What does not fit is cut where a paragraph ends, and says so.
"""

from typing import Any

from adapters.slack.rendering import blocks as parts
from adapters.slack.rendering.layout import arranged, told
from adapters.slack.rendering.mrkdwn import clipped
from adapters.slack.rendering.prefix import in_card
from bot.kernel.card import Card

TEXT = 3_900
"""Units of a message's `text`: an edit with more than 4,000 is refused (Slack's docs, chat.update, 2026-08)."""

MOST_BLOCKS = 50
"""Blocks of a message (Slack's types, 2026-08)."""

EVENT_TYPE = "studybell_message"
"""The type of our messages' metadata."""

Payload = dict[str, Any]


def message(card: Card, key: str = "", *, prefix: str = "", file: str = "", keep: str = "") -> Payload:
    """Return `card` as arguments of ``chat.postMessage`` and ``chat.update``, all but where it goes.

    `key` names the message, so that it is found again after a crash. `file` is Slack's id of the picture of its chart; without
    it the chart is told in words. `keep` is told for a private message that later news may replace.
    """
    return _shown(card, prefix, file, keep) | _marked(key)


def said(text: str, key: str = "", *, prefix: str = "") -> Payload:
    """Return a sentence, our Markdown, as arguments of ``chat.postMessage``."""
    return message(Card(body=text), key, prefix=prefix)


def ephemeral(of: Card | str, *, prefix: str = "", keep: str = "", file: str = "", replaces: bool = False) -> Payload:
    """Return what one person alone is shown, as the body for a response address.

    `keep` names the private message; a press in it tells that name (`action_ids.read_block`). `replaces`: it takes the place of
    the message that was pressed.
    """
    card = Card(body=of) if isinstance(of, str) else of
    shown = _shown(card, prefix, file, keep)
    return {
        "response_type": "ephemeral",
        "replace_original": replaces,
        "text": shown["text"],
        "blocks": shown["blocks"],
    }


def metadata(key: str) -> Payload:
    """Return the metadata of the message with this key."""
    return {"event_type": EVENT_TYPE, "event_payload": {"key": key}}


def _marked(key: str) -> Payload:
    return {"metadata": metadata(key)} if key else {}


def _shown(card: Card, prefix: str, file: str, keep: str) -> Payload:
    card = in_card(card, prefix)
    return {
        "text": clipped(told(card), TEXT) or parts.NO_WORDS,
        "blocks": arranged(card, MOST_BLOCKS, file=file, keep=keep),
        "unfurl_links": False,
        "unfurl_media": False,
    }
