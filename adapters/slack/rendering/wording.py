"""What of a card's words is different on Slack: the names of our commands, instants told twice, labels that are too long.

An operator may have prefixed the commands, since a workspace may have a ``/quiz`` of its own already. And where others tell an
instant twice, once counting down, Slack would say the same time two times.
"""

import re
from functools import cache

from msgspec.structs import replace

from adapters.slack.rendering.blocks import LABEL
from bot.kernel.card import Card, Field
from bot.kernel.command import commands
from bot.kernel.lengths import units
from bot.kernel.markup import escape, plain

_AGAIN = re.compile(r" · <t:(-?\d{1,13}):R>(?=[^\n]*<t:\1:[^R]>)")
"""An instant that counts down, and stands in the same line once more as it is on the reader's clock."""


def worded(text: str, prefix: str = "") -> str:
    """Return a text of cards as Slack's readers get it: ``/sb-quiz start`` for ``/quiz start`` where that is the prefix."""
    once = _AGAIN.sub("", text)
    return _ours().sub(rf"/{prefix}\1", once) if prefix else once


def in_card(card: Card, prefix: str = "") -> Card:
    """Return a card with its texts as Slack's readers get them."""
    fields = tuple(Field(worded(each.name, prefix), worded(each.value, prefix)) for each in card.fields)
    body = "\n\n".join(filter(None, [worded(card.body, prefix), _labels(card)]))
    return replace(card, body=body, fields=fields, footer=worded(card.footer, prefix))


def _labels(card: Card) -> str:
    """Return the labels that Slack cuts and that nothing says whole."""
    labels = [each.label for each in card.buttons] + [
        each.label for each in (card.select.options if card.select else ())
    ]
    long = [each for each in labels if units(each) > LABEL]
    said = plain(card.body) if long else ""
    return "\\\n".join(escape(each) for each in long if each not in said)


@cache
def _ours() -> re.Pattern[str]:
    families = "|".join(sorted({re.escape(path.split()[0]) for path in commands()}))
    return re.compile(rf"(?<![\w/.:-])/({families})(?![\w/.-])")
