"""What of a card's words is different on Slack: the names of our commands, and instants told twice.

An operator may have prefixed the commands, since a workspace may have a ``/quiz`` of its own already. And where others tell an
instant twice, once counting down, Slack would say the same time two times.
"""

import re
from functools import cache

from msgspec.structs import replace

from bot.kernel.card import Card, Field
from bot.kernel.command import commands

_AGAIN = re.compile(r" · <t:(-?\d{1,13}):R>(?=[^\n]*<t:\1:[^R]>)")
"""An instant that counts down, and stands in the same line once more as it is on the reader's clock."""


def worded(text: str, prefix: str = "") -> str:
    """Return a text of cards as Slack's readers get it: ``/sb-quiz start`` for ``/quiz start`` where that is the prefix."""
    once = _AGAIN.sub("", text)
    return _ours().sub(rf"/{prefix}\1", once) if prefix else once


def in_card(card: Card, prefix: str = "") -> Card:
    """Return a card with its texts as Slack's readers get them."""
    fields = tuple(Field(worded(each.name, prefix), worded(each.value, prefix)) for each in card.fields)
    return replace(card, body=worded(card.body, prefix), fields=fields, footer=worded(card.footer, prefix))


@cache
def _ours() -> re.Pattern[str]:
    families = "|".join(sorted({re.escape(path.split()[0]) for path in commands()}))
    return re.compile(rf"(?<![\w/.:-])/({families})(?![\w/.-])")
