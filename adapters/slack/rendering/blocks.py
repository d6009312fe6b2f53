"""The pieces of a message or view as Slack knows them (Block Kit), made of our values.

Numbers and limits: Slack's types and Block Kit reference, 2026-08. What may never happen: a piece that Slack refuses because it
is empty, too long, or has the id of another one.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

from adapters.slack.rendering.action_ids import Spelling
from adapters.slack.rendering.escaping import plain
from adapters.slack.rendering.richtext import Part
from bot.kernel.card import Button, Option, Select, Tone
from bot.kernel.lengths import cut, units
from bot.kernel.signs import mended

Block = dict[str, Any]

HEADER, LABEL, OPTION, PLACEHOLDER, ALT = 150, 75, 75, 150, 2000

MOST_OPTIONS = 100

MOST_IN_ROW = 5
"""Buttons in a row: Slack takes 25, but folds away those of a long row on narrow screens."""

NO_WORDS = "…"


def plain_text(text: str, most: int) -> dict[str, Any]:
    """Return a plain text object on one line: nothing in it is markup, and no ``:name:`` an emoji."""
    return {"type": "plain_text", "text": cut(plain(text), most) or NO_WORDS, "emoji": False}


def header(text: str) -> Block:
    """Return a heading."""
    return {"type": "header", "text": plain_text(text, HEADER)}


def rich(parts: Sequence[Part]) -> Block:
    """Return a block of rich text; it has at least one part."""
    return {"type": "rich_text", "elements": list(parts)}


def line(mrkdwn: str) -> Block:
    """Return a paragraph of mrkdwn, at most 3,000 characters and not empty, in which Slack looks for nothing else."""
    return {"type": "section", "text": {"type": "mrkdwn", "text": mrkdwn, "verbatim": True}}


def small(mrkdwn: str) -> Block:
    """Return small print in mrkdwn, at most 3,000 characters and not empty."""
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": mrkdwn, "verbatim": True}]}


def image(file: str, alt: str) -> Block:
    """Return the picture that has been given to Slack under the id `file`, with what it shows in words."""
    return {"type": "image", "slack_file": {"id": file}, "alt_text": cut(plain(alt), ALT) or NO_WORDS}


def rows(buttons: Sequence[Button], session: str, ids: Spelling) -> list[Block]:
    """Return the buttons in as few rows as hold them, none much shorter than the others.

    At most one of them is the main one: with several, none is (Slack's docs, button element: "use with restraint").
    """
    main = [each for each in buttons if each.tone is Tone.GOOD] or [each for each in buttons if each.tone is Tone.MAIN]
    first = main[0] if len(main) == 1 else None
    made = [_button(each, _style(each, first), session, ids) for each in buttons]
    number = -(-len(made) // MOST_IN_ROW)
    edges = [-(-len(made) * row // number) for row in range(number + 1)] if number else []
    return [{"type": "actions", "elements": made[a:b]} for a, b in pairwise(edges)]


def _style(button: Button, main: Button | None) -> str:
    if button.tone is Tone.DANGER:
        return "danger"
    return "primary" if button is main else ""


def _button(button: Button, style: str, session: str, ids: Spelling) -> Block:
    made: Block = {"type": "button", "text": plain_text(button.label, LABEL), "action_id": _id(button, session, ids)}
    return made | {"style": style} if style else made


def _id(button: Button, session: str, ids: Spelling) -> str:
    """Return the id of a button; of one whose event is too long to be sent, one that means nothing."""
    try:
        return ids.of(session, button.press)
    except ValueError:
        return ids.of_nothing()


def select(of: Select, session: str, ids: Spelling) -> list[Block]:
    """Return the select in a row of its own; nothing where there is nothing to choose, or its event is too long to be sent.

    Slack asks nobody to choose at least so many: who chooses fewer than `least` is told so by the session.
    """
    found = options(of.options)
    try:
        action_id = ids.of(session, of.press, of.field)
    except ValueError:
        return []
    if not found:
        return []
    made: Block = {"type": "static_select", "action_id": action_id, "options": found}
    if of.most > 1:
        made |= {"type": "multi_static_select", "max_selected_items": min(of.most, len(found))}
    if of.prompt.strip():
        made["placeholder"] = plain_text(of.prompt, PLACEHOLDER)
    return [{"type": "actions", "elements": [made]}]


def options(of: Iterable[Option]) -> list[Block]:
    """Return the lines of a select, at most 100, those with one value once."""
    known = {each.value: each for each in reversed(tuple(of)) if 0 < units(each.value) <= OPTION}
    made = [{"text": plain_text(each.label, OPTION), "value": mended(value)} for value, each in reversed(known.items())]
    return made[:MOST_OPTIONS]
