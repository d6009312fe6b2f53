"""Our cards as Slack's messages: pure, and one card is always exactly one message.

From top to bottom: the title, whom it rings, the text, the picture, the fields, the controls, the files' names, the small print.
All of it stands in `text` once more, for notifications, and for screen readers, which read it and not the blocks (Slack's docs,
chat.postMessage, 2026-08). What may never happen: a card that Slack refuses. What does not fit is cut where a paragraph ends,
says so, and comes as a file (`leftover`).
"""

from collections.abc import Mapping
from typing import Any

from adapters.slack.rendering import blocks as parts
from adapters.slack.rendering.action_ids import LONGEST, Spelling
from adapters.slack.rendering.layout import Layout, arranged, sign, told
from adapters.slack.rendering.mrkdwn import clipped
from adapters.slack.rendering.wording import in_card
from bot.kernel.card import Card, File
from bot.kernel.fulltext import full_text

TEXT = 3_900
"""Units of a message's `text`: an edit with more than 4,000 is refused (Slack's docs, chat.update, 2026-08)."""

MOST_BLOCKS = 50
"""Blocks of a message (Slack's types, 2026-08)."""

EVENT_TYPE = "studybell_message"
"""The type of our messages' metadata."""

NAMED = "key "
"""What stands before the key in the id of a message's first block."""

Payload = dict[str, Any]


def message(card: Card, key: str = "", *, prefix: str = "", file: str = "", keep: str = "") -> Payload:
    """Return `card` as arguments of ``chat.postMessage``, all but where it goes; ``chat.update`` takes no ``unfurl_``.

    `key` names the message, so that it is found again after a crash. `file` is Slack's id of the picture of its chart. `keep` is
    told for a private message that later news may replace. Where `leftover` gives a file, the message says that it follows.
    """
    card = in_card(card, prefix)
    layout = _layout(card, file, keep)
    shown = _named([*layout.blocks, sign()] if layout.cut else layout.blocks, key)
    return (
        _body(card, shown)
        | {"unfurl_links": False, "unfurl_media": False}
        | ({"metadata": metadata(key)} if key else {})
    )


def leftover(card: Card, *, prefix: str = "") -> File | None:
    """Return the whole text of a card as a file, where its message says only the beginning; it belongs into its thread."""
    card = in_card(card, prefix)
    return full_text(card) if _layout(card, "", "").cut else None


def ephemeral(of: Card | str, keep: str = "", *, prefix: str = "", file: str = "", replaces: bool = False) -> Payload:
    """Return what one person alone is shown, as the body for a response address.

    `keep` names the private message; a press in it tells that name (`action_ids.read_block`). `replaces`: it takes the place of
    the message that was pressed.
    """
    card = in_card(Card(body=of) if isinstance(of, str) else of, prefix)
    shown = _body(card, _layout(card, file, keep).blocks)
    return {"response_type": "ephemeral", "replace_original": replaces} | shown


def key_of(message: Mapping[str, Any]) -> str:
    """Return the key of a message of ours as Slack gives it back, "" where it has none.

    It stands in the metadata and, for where Slack does not show an app its own, in the id of the first block.
    """
    told = message.get("metadata") or {}
    if told.get("event_type") == EVENT_TYPE:
        return str((told.get("event_payload") or {}).get("key") or "")
    first: Mapping[str, Any] = next(iter(message.get("blocks") or ()), {})
    found, _, key = str(first.get("block_id") or "").partition(NAMED)
    return key if not found else ""


def metadata(key: str) -> Payload:
    """Return the metadata of the message with this key."""
    return {"event_type": EVENT_TYPE, "event_payload": {"key": key}}


def _layout(card: Card, file: str, keep: str) -> Layout:
    return arranged(card, MOST_BLOCKS - 1, Spelling(), file=file, keep=keep)


def _named(blocks: list[parts.Block], key: str) -> list[parts.Block]:
    """Return the blocks with the message's key in the id of the first, where that has none."""
    return [{"block_id": f"{NAMED}{key}"[:LONGEST]} | blocks[0], *blocks[1:]] if key else blocks


def _body(card: Card, blocks: list[parts.Block]) -> Payload:
    return {"text": clipped(told(card), TEXT) or parts.NO_WORDS, "blocks": blocks}
