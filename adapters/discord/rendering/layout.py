"""What a card says, in pieces that fit a message: the head with title and text, the fields, the small print.

A message holds 4,000 characters over all its texts (Discord's API docs, component reference, 2026-08); they are counted in UTF-16
units (`lengths.units`).
"""

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct

from adapters.discord.rendering.markdown import rendered
from adapters.discord.rendering.shortening import shortened
from bot.kernel.card import Card, Field
from bot.kernel.fulltext import NAME
from bot.kernel.lengths import units
from bot.kernel.words import words

MOST = 4000

TITLE, FOOT, FIELD_NAME = 300, 500, 120
"""Units of a title, of the small print and of a field's name at most; the longest titles have 150 characters."""

LARGE = 70
"""Units of a title that still looks well in large letters, on a phone too."""

BRIEF = 60
"""Units up to which a field's value stands behind its name, where that is not one bold text beside another."""

_MARKED = re.compile(r"\n|\*\*|^[>-]|`")

LEAST = 80
"""Units that are worth beginning a field in."""

NOTHING = "…"
"""What a message says that has nothing to say: Discord takes no empty text."""


class Texts(Struct, frozen=True):
    """The texts of a message as Discord's Markdown. `cut`: the card has more to say than they do."""

    head: str
    fields: tuple[str, ...]
    foot: str
    cut: bool

    def fields_in(self, most: int) -> tuple[str, ...]:
        """Return the fields in at most `most` texts, and one if there is no room: what is left goes together."""
        last = max(most, 1) - 1
        return self.fields if len(self.fields) <= last + 1 else (*self.fields[:last], "\n\n".join(self.fields[last:]))


def said_in(text: str) -> str:
    """Return a sentence as the text of a message."""
    return shortened(text, MOST) or NOTHING


def texts_of(card: Card, rung: Sequence[str]) -> Texts:
    """Return the texts of a card that rings the members `rung`.

    They are named between title and text: Discord rings nobody whose mention stands nowhere.
    """
    title, foot = _title(card.title), _small(card.footer)
    top = "\n".join(part for part in (title, " ".join(f"<@{member}>" for member in rung)) if part)
    body, fields = rendered(card.body), [_field(each, MOST) for each in card.fields]
    if _taken([top, body, *fields, foot]) <= MOST and not _too_long(card):
        return _texts(top, body, fields, foot)
    foot = "\n".join(part for part in (_SIGN.format(words("en")("It goes on in {file}.", file=NAME)), foot) if part)
    room = MOST - _taken([top, foot])
    kept = _kept(card.fields, fields, min(_taken(fields), max(room - _taken([body]), room // 2)))
    return _texts(top, shortened(card.body, room - _taken([*kept, ""])), kept, foot, cut=True)


_SIGN = "-# ✂️ {}"


def _texts(top: str, body: str, fields: Sequence[str], foot: str, *, cut: bool = False) -> Texts:
    head = "\n".join(part for part in (top, body) if part)
    grouped = tuple(_grouped(fields))
    return Texts(head or ("" if grouped else NOTHING), grouped, foot, cut)


def _taken(texts: Sequence[str]) -> int:
    """Return how many units texts take, with what is put between two of them."""
    return sum(units(each) + 2 for each in texts)


def _title(title: str) -> str:
    """Return a title as a heading; a long one is smaller."""
    line = shortened(" ".join(title.split()), TITLE).replace("\n", " ")
    return line and f"{'##' if units(line) <= LARGE else '###'} {line}"


def _small(footer: str) -> str:
    return "\n".join(f"-# {line}" for line in shortened(footer, FOOT).split("\n") if line.strip())


def _too_long(card: Card) -> bool:
    """Whether title or small print have lost something."""
    return units(rendered(card.title)) > TITLE or units(rendered(card.footer)) > FOOT


def _field(field: Field, most: int) -> str:
    """Return a field: a short plain value behind its name, another one below it; "" where there is neither."""
    name, value = shortened(field.name, FIELD_NAME).replace("\n", " "), shortened(field.value, most)
    if not name or not value:
        return value or (f"**{name}**" if name else "")
    behind = units(value) <= BRIEF and not _MARKED.search(value)
    return f"**{name}:** {value}" if behind else f"**{name}**\n{value}"


def _kept(fields: Sequence[Field], written: Sequence[str], room: int) -> list[str]:
    """Return the fields that fit, the last of them cut."""
    kept: list[str] = []
    for field, text in zip(fields, written, strict=True):
        left = room - _taken(kept) - 2
        if units(text) > left:
            short = _field(field, left - FIELD_NAME - 8) if left > LEAST + FIELD_NAME else ""
            return [*kept, short] if short and units(short) <= left else kept
        kept.append(text)
    return kept


def _grouped(fields: Sequence[str]) -> Iterator[str]:
    """Yield the fields: short ones that follow one another together, the others each for itself."""
    together: list[str] = []
    for field in filter(None, fields):
        if "\n" in field:
            if together:
                yield "\n".join(together)
            together = []
            yield field
        else:
            together.append(field)
    if together:
        yield "\n".join(together)
