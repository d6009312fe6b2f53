"""What Discord asks of a modal beside the OpenAPI file. Source: "Component Reference" (2026-08), Label and what it holds."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from tests.loopback.discord.rules_components import Problem, chosen_from, placed

ROW, TEXT_INPUT, TEXT, LABEL, UPLOAD, RADIO, CHECKBOXES = 1, 4, 10, 18, 19, 21, 22
CHOOSERS = (3, 5, 6, 7, 8, UPLOAD, CHECKBOXES)
MOST_TOP = 5


def modal_problems(modal: dict[str, Any]) -> Iterator[Problem]:
    """Yield what is wrong with a modal."""
    top = modal["components"]
    if not 1 <= len(top) <= MOST_TOP:
        yield "components", f"Must be between 1 and {MOST_TOP} in length."
    every = list(placed(top))
    for name in ("custom_id", "id"):
        counted = Counter(one[name] for _, one in every if one.get(name))
        for path, one in every:
            if counted[one.get(name)] > 1:
                yield f"{path}.{name}", f"Component {name} cannot be duplicated"
    for path, one in every:
        if "." not in path.removeprefix("components.") and one["type"] not in (ROW, TEXT, LABEL):
            yield f"{path}.type", "only labels, text displays and rows stand in a modal by themselves"
        if one["type"] == TEXT_INPUT:
            yield from _text(path, one)
        elif one["type"] in CHOOSERS:
            yield from _chooser(path, one)
        elif one["type"] == RADIO:
            yield from chosen_from(path, one.get("options") or [], 1)


def _text(path: str, one: dict[str, Any]) -> Iterator[Problem]:
    least, most = one.get("min_length") or 0, one.get("max_length") or 4000
    if least > most:
        yield f"{path}.min_length", "min_length must not be more than max_length"
    if one.get("value") and not least <= len(one["value"]) <= most:
        yield f"{path}.value", f"Must be between {least} and {most} in length."
    if path.endswith(".component") and one.get("label"):
        yield f"{path}.label", "inside a label a text input has no label of its own"
    if not path.endswith(".component") and not one.get("label"):
        yield f"{path}.label", "This field is required"


def _chooser(path: str, one: dict[str, Any]) -> Iterator[Problem]:
    options = one.get("options") or []
    most = one.get("max_values") or (len(options) if one["type"] == CHECKBOXES else 1)
    least = one.get("min_values")
    if one.get("required", True) and least == 0:
        yield f"{path}.min_values", "Select menus marked as required cannot have a min_values of 0"
    if (1 if least is None else least) > most:
        yield f"{path}.min_values", "min_values must not be more than max_values"
    if options and most > len(options):
        yield f"{path}.max_values", "max_values must not be more than there are options"
    if one.get("disabled"):
        yield f"{path}.disabled", "a select in a modal cannot be disabled"
    yield from chosen_from(path, options, most)
