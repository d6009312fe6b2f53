"""The pieces of a message as Discord knows them (Components V2), made of our values.

Numbers and limits: Discord's API docs, component reference, 2026-08. What may never happen: a piece that Discord refuses because
it is empty, too long, or says the same as another one in a place where that is not allowed.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

from adapters.discord.rendering import custom_ids
from bot.kernel.card import Button, Option, Select, Tone
from bot.kernel.event import Event, spell_press
from bot.kernel.lengths import cut, units
from bot.kernel.signs import mended

ROW, BUTTON, STRING_SELECT, TEXT_INPUT = 1, 2, 3, 4
TEXT_DISPLAY, GALLERY, FILE, SEPARATOR, CONTAINER, LABEL, FILE_UPLOAD = 10, 12, 13, 14, 17, 18, 19

MOST_IN_ROW, MOST_BUTTONS, MOST_OPTIONS = 5, 25, 25
BUTTON_LABEL, OPTION, PLACEHOLDER, ALT = 80, 100, 150, 1024

Component = dict[str, Any]

STYLES = {Tone.PLAIN: 2, Tone.MAIN: 1, Tone.GOOD: 3, Tone.DANGER: 4}
"""Discord's button styles: secondary, primary, success and danger."""


class Spelling:
    """The custom ids of one message: no two are the same."""

    def __init__(self, session: str, guild: str) -> None:
        self._session = session
        self._guild = guild
        self._turns: dict[tuple[str, str], int] = {}

    def of(self, press: Event, field: str = "") -> str:
        """Return an id for the event; raises ValueError when it is too long to be one."""
        token = spell_press(self._session, press)
        return custom_ids.spell(token, self._guild, field, self._turn(token, field))

    def of_nothing(self) -> str:
        """Return an id that means no event, for what cannot be pressed."""
        return f"-{self._turn('', '')}"

    def _turn(self, token: str, field: str) -> int:
        turn = self._turns[token, field] = self._turns.get((token, field), 0) + 1
        return turn


def text(content: str) -> Component:
    """Return a text display. `content` is Discord's Markdown and not empty."""
    return {"type": TEXT_DISPLAY, "content": content}


def rule() -> Component:
    """Return a fine line between what stands above and below."""
    return {"type": SEPARATOR, "divider": True, "spacing": 1}


def gallery(pictures: Iterable[tuple[str, str]]) -> Component:
    """Return pictures side by side, each the name of an attachment and what it shows in words."""
    return {"type": GALLERY, "items": [_picture(name, alt) for name, alt in pictures]}


def _picture(name: str, alt: str) -> Component:
    media = {"media": {"url": f"attachment://{name}"}}
    described = cut(alt, ALT)
    return {**media, "description": described} if described else media


def file(name: str) -> Component:
    """Return an attached file to download."""
    return {"type": FILE, "file": {"url": f"attachment://{name}"}}


def rows(buttons: Sequence[Button], ids: Spelling) -> list[Component]:
    """Return the buttons in as few rows as hold them, none much shorter than the others.

    Where several are the main one, none is: buttons of equal significance all look alike (Discord's API docs, button design
    guidelines, 2026-08). One whose event is too long to be sent stands there and cannot be pressed.
    """
    alike = sum(each.tone is Tone.MAIN for each in buttons) > 1
    styles = STYLES | {Tone.MAIN: STYLES[Tone.PLAIN]} if alike else STYLES
    made = [_button(each, styles[each.tone], ids) for each in buttons[:MOST_BUTTONS]]
    number = -(-len(made) // MOST_IN_ROW)
    edges = [-(-len(made) * row // number) for row in range(number + 1)] if number else []
    return [{"type": ROW, "components": made[a:b]} for a, b in pairwise(edges)]


def _button(button: Button, style: int, ids: Spelling) -> Component:
    made = {"type": BUTTON, "style": style, "label": cut(button.label, BUTTON_LABEL) or "…"}
    try:
        return made | {"custom_id": ids.of(button.press)}
    except ValueError:
        return made | {"custom_id": ids.of_nothing(), "disabled": True}


def select(of: Select, ids: Spelling) -> list[Component]:
    """Return the select in a row of its own; nothing where there is nothing to choose, or its event is too long to be sent."""
    found = options(of.options)
    try:
        custom_id = ids.of(of.press, of.field)
    except ValueError:
        return []
    if not found:
        return []
    least = min(max(of.least, 0), len(found))
    most = min(max(of.most, least, 1), len(found))
    made: Component = {
        "type": STRING_SELECT,
        "custom_id": custom_id,
        "options": found,
        "min_values": least,
        "max_values": most,
    }
    prompt = cut(of.prompt, PLACEHOLDER)
    if prompt:
        made["placeholder"] = prompt
    return [{"type": ROW, "components": [made]}]


def options(of: Iterable[Option], chosen: str = "") -> list[Component]:
    """Return the lines of a select, at most 25, those with one value once; the one whose value is `chosen` is chosen."""
    known = {each.value: each for each in reversed(tuple(of)) if 0 < units(each.value) <= OPTION}
    made = []
    for value, each in reversed(known.items()):
        one: Component = {"label": cut(each.label, OPTION) or "…", "value": mended(value)}
        made.append(one | {"default": True} if chosen and value == chosen else one)
    return made[:MOST_OPTIONS]


def count(component: Component) -> int:
    """Return how many components it is, with those in it."""
    return 1 + sum(map(count, component.get("components", ())))
