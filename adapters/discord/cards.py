"""Our cards as Discord's messages: pure, one card is always exactly one message.

Every message uses Components V2: one order for eyes and screen readers, controls beside what they act on, pictures with
their words.
"""

import hashlib
from typing import Any

from msgspec import Struct

from adapters.discord import components as parts
from bot.kernel.card import Card, File

V2 = 1 << 15
"""The flag of a message that is made of components alone."""

MOST_MENTIONED = 100


class Payload(Struct, frozen=True):
    """A message for Discord: the body of the request, and the files that go with it, in the order of `body["attachments"]`."""

    body: dict[str, Any]
    files: tuple[File, ...] = ()


def tag(key: str) -> int:
    """Return the id of the outer component of the message with this key: from 1 to 2^31 - 1, always the same."""
    return int.from_bytes(hashlib.blake2b(key.encode("utf-8", "replace"), digest_size=4).digest()) % (2**31 - 1) + 1


def message(card: Card, key: str = "", guild: str = "") -> Payload:
    """Return `card` as a message. `guild` is told for what goes to a direct message."""
    ids = parts.Spelling(card.session, guild)
    texts = [f"## {card.title}", card.body, *(f"**{each.name}**\n{each.value}" for each in card.fields)]
    inner = [parts.text(each) for each in texts if each.strip("# ")]
    inner += parts.select(card.select, ids) if card.select else []
    inner += parts.rows(card.buttons, ids)
    inner += [parts.text(f"-# {card.footer}")] if card.footer else []
    container = {"type": parts.CONTAINER, "components": inner or [parts.text("…")]}
    return _payload(container, key, card.mentions)


def said(text: str, key: str = "") -> Payload:
    """Return a sentence as a message."""
    return _payload(parts.text(text or "…"), key)


def _payload(outer: parts.Component, key: str, mentions: tuple[str, ...] = (), files: tuple[File, ...] = ()) -> Payload:
    body = {
        "components": [{**outer, "id": tag(key)} if key else outer],
        "flags": V2,
        "allowed_mentions": {"parse": [], "users": list(mentions), "replied_user": False},
        "attachments": [{"id": str(index), "filename": file.name} for index, file in enumerate(files)],
    }
    return Payload(body, files)
