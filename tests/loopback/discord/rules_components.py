"""What Discord asks of components beside the OpenAPI file: totals, uniqueness, what may stand in what.

Sources: "Component Reference" (2026-08) and Discord's own refusals as people report them (codes in `_errors`).
"""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from tests.loopback.discord.bodies import walk
from tests.loopback.discord.emoji import is_emoji

Problem = tuple[str, str]
ROW, BUTTON, STRING_SELECT, TEXT = 1, 2, 3, 10
SELECTS = (3, 5, 6, 7, 8)
MOST_COMPONENTS, MOST_TEXT, MOST_ROWS = 40, 4000, 5
LINK, PREMIUM = 5, 6
MOST_CUSTOM_ID, MOST_LABEL = 100, 80


def placed(components: list[dict[str, Any]], path: str = "components") -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every component with its path."""
    for number, one in enumerate(components):
        here = f"{path}.{number}"
        yield here, one
        yield from placed(one.get("components") or [], f"{here}.components")
        for name in ("accessory", "component"):
            if isinstance(one.get(name), dict):
                yield f"{here}.{name}", one[name]


def component_problems(components: list[dict[str, Any]], *, v2: bool) -> Iterator[Problem]:
    """Yield what is wrong with the components of a message."""
    every = list(placed(components))
    yield from _unique(every)
    yield from (_totals(components) if v2 else _legacy(components))
    for path, one in every:
        if one["type"] == ROW:
            yield from _row(path, one)
        elif one["type"] == BUTTON:
            yield from _button(path, one)
        elif one["type"] in SELECTS:
            yield from _select(path, one)


def _unique(every: list[tuple[str, dict[str, Any]]]) -> Iterator[Problem]:
    named = Counter(one["custom_id"] for _, one in every if one.get("custom_id"))
    numbered = Counter(one["id"] for _, one in every if one.get("id"))
    for path, one in every:
        if len(one.get("custom_id") or "") > MOST_CUSTOM_ID:
            yield f"{path}.custom_id", f"Must be between 1 and {MOST_CUSTOM_ID} in length."
        if named[one.get("custom_id")] > 1:
            yield f"{path}.custom_id", "Component custom id cannot be duplicated"
        if numbered[one.get("id")] > 1:
            yield f"{path}.id", "Component id cannot be duplicated"


def _totals(components: list[dict[str, Any]]) -> Iterator[Problem]:
    every = list(walk(components))
    if len(every) > MOST_COMPONENTS:
        yield "components", f"{len(every)} components; the total number of components must not exceed {MOST_COMPONENTS}"
    text = sum(len(one["content"]) for one in every if one["type"] == TEXT)
    if text > MOST_TEXT:
        yield "components", f"Components displayable text size exceeds maximum size of {MOST_TEXT}: {text}"


def _legacy(components: list[dict[str, Any]]) -> Iterator[Problem]:
    if len(components) > MOST_ROWS:
        yield "components", f"Must be {MOST_ROWS} or fewer in length."
    for number, one in enumerate(components):
        if one["type"] != ROW:
            yield (
                f"components.{number}.type",
                'Value of field "type" must be one of (1,): the IS_COMPONENTS_V2 flag is not set',
            )


def _row(path: str, row: dict[str, Any]) -> Iterator[Problem]:
    kinds = [one["type"] for one in row["components"]]
    selects = sum(kind in SELECTS for kind in kinds)
    if selects and len(kinds) > 1:
        yield f"{path}.components", "The specified component exceeds the maximum width"
    if len(kinds) > 5:
        yield f"{path}.components", "Must be between 1 and 5 in length."


def _button(path: str, one: dict[str, Any]) -> Iterator[Problem]:
    style = one.get("style")
    if style == LINK:
        if not one.get("url"):
            yield f"{path}.url", "A url is required"
        elif not str(one["url"]).startswith(("http://", "https://", "discord://")):
            yield f"{path}.url", "Scheme must be one of ('http', 'https', 'discord')."
        if one.get("custom_id"):
            yield f"{path}.custom_id", "A custom id and url cannot both be specified"
    elif style != PREMIUM and not one.get("custom_id"):
        yield f"{path}.custom_id", "A custom id is required"
    if style != LINK and one.get("url"):
        yield f"{path}.url", "Only link buttons have a url"
    if style != PREMIUM and not one.get("label") and not one.get("emoji"):
        yield path, "A button must have a label or emoji"
    if len(one.get("label") or "") > MOST_LABEL:
        yield f"{path}.label", f"Must be {MOST_LABEL} or fewer in length."
    yield from _emoji(path, one)


def _emoji(path: str, one: dict[str, Any]) -> Iterator[Problem]:
    emoji = one.get("emoji")
    if emoji and not emoji.get("id") and not is_emoji(emoji.get("name") or ""):
        yield f"{path}.emoji.name", f"Invalid emoji: {emoji.get('name')!r}"


def _select(path: str, one: dict[str, Any]) -> Iterator[Problem]:
    options = one.get("options") or []
    least = one.get("min_values", 1)
    least, most = 1 if least is None else least, one.get("max_values") or 1
    if least > most:
        yield f"{path}.min_values", "min_values must not be more than max_values"
    if one.get("required") and least == 0:
        yield f"{path}.min_values", "Select menus marked as required cannot have a min_values of 0"
    if one["type"] == STRING_SELECT:
        if most > len(options):
            yield f"{path}.max_values", "max_values must not be more than there are options"
        yield from chosen_from(path, options, most)
    elif len(one.get("default_values") or []) > most:
        yield f"{path}.default_values", "more default values than max_values"


def chosen_from(path: str, options: list[dict[str, Any]], most: int) -> Iterator[Problem]:
    """Yield what is wrong with the options of a select, radio or checkbox group."""
    values = Counter(option["value"] for option in options)
    for number, option in enumerate(options):
        if values[option["value"]] > 1:
            yield f"{path}.options.{number}.value", "The specified option value is already used"
        yield from _emoji(f"{path}.options.{number}", option)
    if sum(bool(option.get("default")) for option in options) > most:
        yield f"{path}.options", "more options are the default than can be chosen"
