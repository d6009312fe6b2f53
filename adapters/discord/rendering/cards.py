"""Our cards as Discord's messages: pure, and one card is always exactly one message.

Every message uses Components V2: one order for eyes and screen readers, controls beside what they act on, pictures with their
words. From top to bottom: the title, whom it rings, the text, the picture, the fields, the controls, the files, the small print.
What may never happen: a card that Discord refuses. What does not fit is cut where a paragraph ends, says so, and comes as a file.
"""

import hashlib
from typing import Any

from msgspec import Struct

from adapters.discord.rendering import components as parts
from adapters.discord.rendering.attachments import attached, is_picture
from adapters.discord.rendering.layout import Texts, said_in, texts_of
from bot.kernel.card import Card, File
from bot.kernel.fulltext import full_text

V2 = 1 << 15
"""The flag of a message that is made of components alone."""

MOST_PARTS = 40
"""Components of a message, those within others counted (Discord's API docs, component reference, 2026-08)."""

AROUND = 6
"""Those of a message that has everything, controls and files aside: box, head, gallery, line, fields, small print."""

MOST_RUNG = 100
"""Members a message may name in `allowed_mentions` (Discord's OpenAPI, 2026-07)."""

LIVE, TOLD, RESTING = 0xFFC24B, 0x2F9E6E, None
"""The bar along a card: one can do something, an answer is shown, or neither. Never the only sign of it."""


class Payload(Struct, frozen=True):
    """A message for Discord: the body of the request, and the files that go with it, in the order of `body["attachments"]`.

    The attachments' ids are "0", "1" and so on, as the parts of the request are named ``files[0]``, ``files[1]``.
    """

    body: dict[str, Any]
    files: tuple[File, ...] = ()


def tag(key: str) -> int:
    """Return the id of the outer component of the message with this key: from 1 to 2^31 - 1, always the same."""
    return int.from_bytes(hashlib.blake2b(key.encode("utf-8", "replace"), digest_size=4).digest()) % (2**31 - 1) + 1


def message(card: Card, key: str = "", guild: str = "") -> Payload:
    """Return `card` as a message. `guild` is told for what goes to a direct message: its controls act there.

    A chart is drawn where `charts.ready` has not drawn it before; that takes some 40 ms.
    """
    rung = tuple(dict.fromkeys(each for each in card.mentions if each.isascii() and each.isdecimal()))[:MOST_RUNG]
    texts = texts_of(card, rung)
    controls = _controls(card, guild)
    left = MOST_PARTS - AROUND - sum(map(parts.count, controls))
    files = attached(card, full_text(card) if texts.cut else None)[:left]
    inner = _arranged(texts, files, _pictures(card, files), controls)
    container: parts.Component = {"type": parts.CONTAINER, "components": inner}
    colour = _colour(card)
    if colour is not None:
        container["accent_color"] = colour
    return _payload(container, key, rung, files)


def said(text: str, key: str = "") -> Payload:
    """Return a sentence as a message."""
    return _payload(parts.text(said_in(text)), key)


def _arranged(
    texts: Texts, files: tuple[File, ...], pictures: list[tuple[str, str]], controls: list[parts.Component]
) -> list[parts.Component]:
    """Return what stands in the container, as many parts as a message may have: of the fields rather fewer than of the rest."""
    downloads = [parts.file(each.name) for each in files if not is_picture(each)]
    head = [parts.text(texts.head)] if texts.head else []
    shown = [parts.gallery(pictures)] if pictures else []
    foot = [parts.text(texts.foot)] if texts.foot else []
    rest = [*shown, *controls, *downloads, *foot]
    room = MOST_PARTS - 2 - len(head) - sum(map(parts.count, rest))
    fields = [parts.text(each) for each in texts.fields_in(room)]
    line = [parts.rule()] if fields and (head or shown) else []
    return [*head, *shown, *line, *fields, *controls, *downloads, *foot]


def _pictures(card: Card, files: tuple[File, ...]) -> list[tuple[str, str]]:
    """Return the pictures among the files, each with what it shows in words."""
    told = [card.chart.alt] if card.chart else []
    names = [each.name for each in files if is_picture(each)]
    return [(name, told[number] if number < len(told) else name) for number, name in enumerate(names)]


def _controls(card: Card, guild: str) -> list[parts.Component]:
    ids = parts.Spelling(card.session, guild)
    return [*(parts.select(card.select, ids) if card.select else ()), *parts.rows(card.buttons, ids)]


def _colour(card: Card) -> int | None:
    if card.chart is not None:
        return TOLD
    return LIVE if (card.buttons or card.select) and not card.locked else RESTING


def _payload(outer: parts.Component, key: str, rung: tuple[str, ...] = (), files: tuple[File, ...] = ()) -> Payload:
    body = {
        "components": [{**outer, "id": tag(key)} if key else outer],
        "flags": V2,
        "allowed_mentions": {"parse": [], "users": list(rung), "replied_user": False},
        "attachments": [{"id": str(number), "filename": file.name} for number, file in enumerate(files)],
    }
    return Payload(body, files)
