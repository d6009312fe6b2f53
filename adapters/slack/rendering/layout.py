"""What a card says, as blocks in the order they are read, and as one text."""

from adapters.slack.rendering import blocks as parts
from adapters.slack.rendering import mrkdwn
from adapters.slack.rendering.action_ids import Spelling, spell_block
from adapters.slack.rendering.blocks import Block
from adapters.slack.rendering.escaping import escaped
from adapters.slack.rendering.richtext import Part, rendered, section, words
from bot.kernel.card import Card, Field
from bot.kernel.markup import plain

MOST_RICH = 3_000
MOST_RUNG = 100
FOOT = 500


def arranged(card: Card, most: int, *, file: str = "", keep: str = "") -> list[Block]:
    """Return the blocks of a card, at most `most`."""
    ids = Spelling()
    made = [parts.header(plain(card.title))] if card.title.strip() else []
    rung = _rung(card)
    if rung:
        made.append(parts.line(" ".join(f"<@{member}>" for member in rung)))
    made += _rich(card.body)
    if card.chart and file:
        made.append(parts.image(file, card.chart.alt))
    for each in card.fields:
        made += _field(each)
    controls = [
        *(parts.select(card.select, card.session, ids) if card.select else ()),
        *parts.rows(card.buttons, card.session, ids),
    ]
    if keep:
        controls = [each | {"block_id": spell_block(keep, number)} for number, each in enumerate(controls, start=1)]
    foot = mrkdwn.clipped(mrkdwn.said(card.footer), FOOT)
    rest = [*controls, *([parts.small(foot)] if foot else [])]
    return [*made[: most - len(rest)], *rest] or _rich(parts.NO_WORDS)


def told(card: Card) -> str:
    """Return everything a card says as one text in mrkdwn."""
    fields = [f"{mrkdwn.said(each.name)}: {mrkdwn.said(each.value)}" for each in card.fields]
    alt = [escaped(card.chart.alt)] if card.chart else []
    rung = " ".join(f"<@{member}>" for member in _rung(card))
    lines = [mrkdwn.said(card.title), rung, mrkdwn.said(card.body), *alt, *fields, mrkdwn.said(card.footer)]
    return "\n".join(filter(None, lines))


def _rung(card: Card) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each for each in card.mentions if each.isascii() and each.isalnum()))[:MOST_RUNG]


def _rich(text: str) -> list[Block]:
    found: list[Part] = list(rendered(text))
    return [parts.rich(found)] if found else []


def _field(field: Field) -> list[Block]:
    value = list(rendered(field.value))
    name = words(plain(field.name), {"bold": True}) if field.name.strip() else None
    return [parts.rich([*([section([name])] if name else []), *value])] if name or value else []
