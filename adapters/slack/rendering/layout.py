"""What a card says, as blocks in the order they are read; and all of it as one text."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from msgspec import Struct

from adapters.slack.rendering import blocks as parts
from adapters.slack.rendering import mrkdwn
from adapters.slack.rendering.action_ids import Spelling, spell_block
from adapters.slack.rendering.blocks import Block
from adapters.slack.rendering.escaping import escaped
from adapters.slack.rendering.richtext import Part, merged, rendered, section, styled, words
from adapters.slack.rendering.sizing import MESSAGE, fitted, packed, size, uncut, within_reach
from bot.kernel.card import Card, Field
from bot.kernel.fulltext import NAME
from bot.kernel.lengths import units
from bot.kernel.markup import plain
from bot.kernel.words import words as in_words

RUNG = 2_900
"""Characters of the line of those a message rings: some two hundred members."""

TITLE, FOOT, FIELD_NAME = 300, 500, 120
"""Characters of a title that is said below the heading, of the small print, and of a field's name at most."""

BRIEF = 60
"""Characters up to which a field's value stands behind its name."""

LEAST = 200
"""Characters that are worth beginning a field in, written down."""

LEAST_ROOM = 2_000
"""Characters that text and fields have, however much there is to choose from."""


class Layout(Struct, frozen=True):
    """The blocks of a card. `cut`: the card has more to say than they do."""

    blocks: list[Block]
    cut: bool


def arranged(card: Card, most: int, ids: Spelling, *, file: str = "", keep: str = "") -> Layout:
    """Return the blocks of a card, at most `most`; what does not fit is cut where a paragraph or a word ends, and ends in "…".

    `file` is Slack's id of the picture of its chart; `keep` names the private message that it is.
    """
    whole, card = card, within_reach(card)
    head, tail = _head(card), [*_controls(card, ids, keep), *_foot(card)]
    shown = _chart(card, file)
    room = max(MESSAGE - size([*head, *shown, *tail]), LEAST_ROOM)
    body, fields = fitted(card.body, room), [_field(each, room) for each in card.fields]
    cut = size([*body, *fields]) > room or uncut(card.body, room) is None
    if cut:
        fields = _kept(card.fields, fields, min(size(fields), max(room - size(body), room // 2)))
        body = fitted(card.body, room - size(fields))
    made = [*head, *_rich([body]), *shown, *_rich(_grouped(fields))]
    cut = cut or whole is not card or len(made) + len(tail) > most or units(plain(card.title)) > TITLE
    blocks = [*made[: most - len(tail)], *tail]
    return Layout(blocks or [parts.rich([section([words(parts.NO_WORDS)])])], cut)


def told(card: Card) -> str:
    """Return everything a card says as one text in mrkdwn; not more than can be seen of it."""
    card = within_reach(card)
    lines = [
        _title(card),
        _rung(card),
        mrkdwn.said(card.body),
        *map(escaped, _in_words(card)),
        *map(_line, card.fields),
        *_files(card),
    ]
    return "\n".join(filter(None, [*lines, mrkdwn.said(card.footer)]))


# -- from top to bottom
def _title(card: Card) -> str:
    return mrkdwn.said(" ".join(card.title.split()))


def _head(card: Card) -> list[Block]:
    """Return the title as a heading; one that is too long is said whole below it."""
    title, rung = " ".join(plain(card.title).split()), _rung(card)
    long = [parts.rich([section([words(title, {"bold": True})])])] if parts.HEADER < units(title) <= TITLE else []
    return [*([parts.header(title)] if title else []), *long, *([parts.line(rung)] if rung else [])]


def _rung(card: Card) -> str:
    """Return the mentions of those the card may ping: they alone stand in mrkdwn, which Slack is sure to read as such."""
    members = dict.fromkeys(each for each in card.mentions if each.isascii() and each.isalnum())
    return mrkdwn.clipped(" ".join(f"<@{each}>" for each in members), RUNG)


def _chart(card: Card, file: str) -> list[Block]:
    """Return the picture of the chart; without one it is told in words."""
    if card.chart is None or file:
        return [parts.image(file, card.chart.alt)] if card.chart else []
    return [parts.rich([section([words(each)])]) for each in _in_words(card)]


def _in_words(card: Card) -> list[str]:
    """Return in words what the chart shows, where the text does not say it anyway."""
    if card.chart is None:
        return []
    said = plain(card.body)
    known = all(re.search(rf"\b{re.escape(bar.label)}\b", said) for bar in card.chart.bars)
    return [] if known else [f"{card.chart.title}: {card.chart.alt}" if card.chart.title else card.chart.alt]


def _line(field: Field) -> str:
    name, value = mrkdwn.said(field.name), mrkdwn.said(field.value)
    return f"{name}:{chr(10) if chr(10) in value else ' '}{value}" if name and value else name or value


def _files(card: Card) -> list[str]:
    return [f"📎 {', '.join(escaped(each.name) for each in card.files)}"] if card.files else []


def _controls(card: Card, ids: Spelling, keep: str) -> list[Block]:
    made = parts.select(card.select, card.session, ids) if card.select else []
    made += parts.rows(card.buttons, card.session, ids)
    return [each | {"block_id": spell_block(keep, n)} for n, each in enumerate(made, start=1)] if keep else made


def _foot(card: Card) -> list[Block]:
    texts = [*_files(card), mrkdwn.said(card.footer)]
    return [parts.small(mrkdwn.clipped(each, FOOT)) for each in texts if each]


def sign() -> Block:
    """Return the small print of a message that was cut and whose whole text follows."""
    return parts.small(f"✂️ {escaped(in_words('en')('It goes on in {file}.', file=NAME))}")


# -- fields
def _field(field: Field, most: int) -> list[Part]:
    """Return a field: a short plain value behind its name, another one below it."""
    name = styled(rendered(field.name), "bold")
    value = list(fitted(field.value, most))
    if not name or not value:
        return [section(name)] if name else value
    first, *rest = value
    if first["type"] != "rich_text_section":
        return [section(name), *value]
    brief = not rest and _is_brief(first["elements"])
    between = [words(":", {"bold": True}), words(" ")] if brief else [words("\n")]
    return [section(merged([*name, *between, *first["elements"]])), *rest]


def _is_brief(elements: Sequence[Part]) -> bool:
    told = "".join(each.get("text", "") for each in elements)
    return units(told) <= BRIEF and "\n" not in told and not any("bold" in each.get("style", {}) for each in elements)


def _kept(fields: Sequence[Field], written: Sequence[list[Part]], room: int) -> list[list[Part]]:
    """Return the fields that fit, the last of them cut."""
    kept: list[list[Part]] = []
    for field, made in zip(fields, written, strict=True):
        left = room - size(kept)
        if size(made) > left:
            short = _field(field, left - 2 * FIELD_NAME) if left > LEAST + 2 * FIELD_NAME else []
            return [*kept, short] if short and size(short) <= left else kept
        kept.append(made)
    return kept


def _grouped(fields: Iterable[list[Part]]) -> Iterator[list[Part]]:
    """Yield the fields: short ones that follow one another together, one below the other, the others each for itself."""
    for short, group in groupby(filter(None, fields), key=_is_line):
        if short:
            lines = [each[0]["elements"] for each in group]
            yield [section(part for n, line in enumerate(lines) for part in ([words("\n")] if n else []) + line)]
        else:
            yield from group


def _is_line(field: Sequence[Part]) -> bool:
    return (
        len(field) == 1
        and field[0]["type"] == "rich_text_section"
        and "\n" not in "".join(each.get("text", "") for each in field[0]["elements"])
    )


def _rich(groups: Iterable[Sequence[Part]]) -> list[Block]:
    return [parts.rich(each) for group in groups for each in packed(group)]
