"""The names of our commands where an operator has prefixed them: a workspace may have a ``/quiz`` of its own already."""

import re
from functools import cache

from msgspec.structs import replace

from bot.kernel.card import Card, Field
from bot.kernel.command import commands


def prefixed(text: str, prefix: str) -> str:
    """Return `text` with every command of ours in it called by its prefixed name: ``/sb-quiz start`` for ``/quiz start``."""
    return _ours().sub(rf"/{prefix}\1", text) if prefix else text


def in_card(card: Card, prefix: str) -> Card:
    """Return `card` with our commands called by their prefixed names."""
    if not prefix:
        return card
    fields = tuple(Field(prefixed(each.name, prefix), prefixed(each.value, prefix)) for each in card.fields)
    return replace(card, body=prefixed(card.body, prefix), fields=fields, footer=prefixed(card.footer, prefix))


@cache
def _ours() -> re.Pattern[str]:
    families = "|".join(sorted({re.escape(path.split()[0]) for path in commands()}))
    return re.compile(rf"(?<![\w/.:-])/({families})(?![\w/.-])")
