"""Rich text in the room there is: how much it takes, cut where it is too much, and in blocks that are not too long.

Slack says of rich text alone how long it may not be: nowhere. So a block of it has what a section may have, and a message less
than what Slack was seen to give up at, counting what stands around the texts as well: some 13,200 characters (slackapi/bolt-js
2509, 2025-04), and 11,300 of rich text (2867, 2026). What may never happen: a text that is lost between two blocks.
"""

import json
import re
from collections.abc import Iterable, Iterator, Sequence

from msgspec.structs import replace

from adapters.slack.rendering.richtext import Part, parts_of, rendered, section, unstyled, words
from bot.kernel.beginnings import beginning
from bot.kernel.card import Card
from bot.kernel.lengths import units
from bot.kernel.markup import tokens

MESSAGE = 10_000
"""Characters of all blocks of a message or view, written down."""

BLOCK = 3_000
"""Characters of one block of rich text, written down; of a section's text (Slack's types, 2026-08)."""

ELLIPSIS = " …"

SOURCE = 2 * MESSAGE
"""Characters of our Markdown of which no more than a message's can be seen: an escaped text is twice as long."""

_WORD = re.compile(r"\s*\S{1,40}|\s+")


def size(of: object) -> int:
    """Return how many characters blocks or their parts take, written down."""
    return units(json.dumps(of, ensure_ascii=False, separators=(",", ":")))


def within_reach(card: Card) -> Card:
    """Return the card with no text in it that is far too long; the card itself where there is none."""
    if max(map(len, (card.body, card.footer, *(each.value for each in card.fields)))) <= SOURCE:
        return card
    fields = tuple(replace(each, value=_head(each.value)) for each in card.fields)
    return replace(card, body=_head(card.body), fields=fields, footer=_head(card.footer))


def _head(text: str) -> str:
    return (
        text
        if len(text) <= SOURCE
        else text[: max(text.rfind("\n\n", 0, SOURCE), text.rfind(" ", 0, SOURCE), SOURCE // 2)]
    )


def uncut(text: str, room: int) -> tuple[Part, ...] | None:
    """Return a text of cards as rich text of at most `room`: without its styles if need be, None if that is too long, too.

    No choice of a question may be missing only because each of them is bold.
    """
    whole = rendered(text)
    if size(whole) <= room:
        return whole
    plainer = unstyled(whole)
    return plainer if size(plainer) <= room else None


def fitted(text: str, room: int) -> tuple[Part, ...]:
    """Return a text of cards as rich text that takes at most `room`; one that is longer ends in an ellipsis."""
    whole = uncut(text, room)
    if whole is not None:
        return whole
    kept = parts_of(
        beginning(tokens(text), room - size([section([words(ELLIPSIS)])]), lambda parsed: size(parts_of(parsed)))
    )
    return _ended(kept) if kept else ()


def _ended(parts: Sequence[Part]) -> tuple[Part, ...]:
    last = parts[-1]
    if last["type"] != "rich_text_section":
        return (*parts, section([words(ELLIPSIS.strip())]))
    return (*parts[:-1], section([*last["elements"], words(ELLIPSIS)]))


def packed(parts: Iterable[Part]) -> Iterator[list[Part]]:
    """Yield the parts in groups, each of which fits one block."""
    group: list[Part] = []
    for part in (piece for each in parts for piece in _pieces(each)):
        if group and size([*group, part]) > BLOCK - 40:
            yield group
            group = []
        group.append(part)
    if group:
        yield group


def _pieces(part: Part) -> Iterator[Part]:
    """Yield a part in pieces that fit: cut where a line ends, else between its elements, else where a word ends."""
    if size(part) <= BLOCK - 40:
        yield part
        return
    inner: list[Part] = []
    for element in (piece for each in part["elements"] for piece in _cut(each)):
        if inner and size({**part, "elements": [*inner, element]}) > BLOCK - 40:
            lines, inner = _at_line_end(inner)
            yield {**part, "elements": lines}
        inner.append(element)
    yield {**part, "elements": inner}


def _at_line_end(elements: list[Part]) -> tuple[list[Part], list[Part]]:
    """Return the lines of a piece that have ended, and the one that has begun; all of it where none ends in its second half."""
    for place in range(len(elements) - 1, len(elements) // 2, -1):
        element = elements[place]
        line, end, begun = str(element.get("text", "")).rpartition("\n")
        if end and element["type"] == "text":
            rest = [{**element, "text": begun}] if begun else []
            return [*elements[:place], {**element, "text": line + end}], [*rest, *elements[place + 1 :]]
    return elements, []


def _cut(element: Part) -> Iterator[Part]:
    most = BLOCK // 2
    if "elements" in element and size(element) > most:
        yield from _pieces(element)
        return
    if element["type"] != "text" or size(element) <= most:
        yield element
        return
    held = ""
    for piece in _WORD.findall(element["text"]):
        if held and size(held + piece) > most - 100:
            yield {**element, "text": held}
            held = ""
        held += piece
    if held:
        yield {**element, "text": held}
