"""Our forms and cards as Slack's modals, and what a member's Home tab shows.

Limits: Slack's types, 2026-08. What may never happen: a view that Slack refuses because a text is too long.
"""

from collections.abc import Iterable
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from adapters.slack.rendering import blocks as parts
from adapters.slack.rendering.action_ids import Spelling
from adapters.slack.rendering.inputs import block
from adapters.slack.rendering.layout import arranged
from adapters.slack.rendering.wording import in_card, worded
from bot.kernel.card import Card, Form, Input
from bot.kernel.event import spell_press
from bot.kernel.lengths import units
from bot.kernel.words import words

TITLE = 24
"""Characters of a view's title, and of what its buttons say."""

MOST_BLOCKS = 100

FORM, SHOWN, HOME = "studybell.form", "studybell.shown", "studybell.home"
"""The callback ids of our views: one that is sent, one that shows something, and the Home tab."""


class Where(Struct, frozen=True):
    """Where a view was opened, carried in it: channel, thread ("" for none), the token its sending presses, and its language.

    `home`: it was opened from the Home tab.
    """

    channel: str = ""
    thread: str = ""
    token: str = ""
    locale: str = "en"
    home: bool = False


def read_where(private_metadata: str) -> Where:
    """Return what a view carries; nothing where it is none of ours."""
    try:
        return msgspec.json.decode(private_metadata, type=Where)
    except (msgspec.DecodeError, UnicodeEncodeError):
        return Where()


def form_view(form: Form, where: Where, *, prefix: str = "") -> dict[str, Any]:
    """Return a form as a modal; its token goes with `where`. Raises ValueError when the event it sends is too long for one."""
    made = [parts.header(form.title)] if units(form.title) > TITLE else []
    made += [block(replace(each, hint=worded(each.hint, prefix))) for each in _inputs(form)]
    sent = replace(where, token=spell_press(form.session, form.press))
    return _modal(form.title, made, FORM, sent) | {
        "submit": parts.plain_text(form.send, TITLE),
        "close": parts.plain_text(words(where.locale)("Cancel"), TITLE),
    }


def _inputs(form: Form) -> Iterable[Input]:
    """Return the inputs of a form, of those of one name the first."""
    known: dict[str, Input] = {}
    for each in form.inputs:
        known.setdefault(each.name, each)
    return known.values()


def card_view(of: Card | str, where: Where, title: str, *, file: str = "", prefix: str = "") -> dict[str, Any]:
    """Return a card or a sentence as a modal with nothing to send; controls in it work. Its own title is not said twice."""
    card = in_card(Card(body=of) if isinstance(of, str) else of, prefix)
    if card.title.strip() == title.strip() and units(title) <= TITLE:
        card = replace(card, title="")
    shown = arranged(card, MOST_BLOCKS, Spelling(), file=file)
    close = parts.plain_text(words(where.locale)("Close"), TITLE)
    return _modal(title, shown.blocks, SHOWN, where) | {"close": close}


def home_view(cards: Iterable[Card], *, prefix: str = "") -> dict[str, Any]:
    """Return what a member's Home tab shows: the cards, as many as there is room for, a line between two of them."""
    made: list[parts.Block] = []
    ids = Spelling()
    for card in cards:
        line = [{"type": "divider"}] if made else []
        shown = arranged(in_card(card, prefix), MOST_BLOCKS, ids).blocks
        if len(made) + len(line) + len(shown) >= MOST_BLOCKS:
            return _home([*made, parts.small(parts.NO_WORDS)])
        made += [*line, *shown]
    return _home(made)


def _home(made: list[parts.Block]) -> dict[str, Any]:
    return {"type": "home", "callback_id": HOME, "blocks": made or [parts.small(parts.NO_WORDS)]}


def _modal(title: str, made: list[parts.Block], callback_id: str, where: Where) -> dict[str, Any]:
    return {
        "type": "modal",
        "callback_id": callback_id,
        "title": parts.plain_text(title, TITLE),
        "blocks": (made or [parts.header(title)])[:MOST_BLOCKS],
        "private_metadata": msgspec.json.encode(where).decode(),
    }
