"""What Slack asks of the elements of blocks: buttons, selects, inputs.

Sources: the "Block elements" pages and the published types' comments (2026).
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

from tests.loopback.slack.rules_texts import BOTH, PLAIN, Problem, items, kind_of, length_problems, text_problems

Json = dict[str, Any]

SELECTS = ("static_select", "external_select", "users_select", "conversations_select", "channels_select")
MULTI = tuple(f"multi_{one}" for one in SELECTS)
CHOICES = ("radio_buttons", "checkboxes")
MOMENTS = ("datepicker", "timepicker", "datetimepicker")
INPUTS = ("plain_text_input", "email_text_input", "url_text_input", "number_input", "rich_text_input", "file_input")

IN_ACTIONS = ("button", "overflow", "workflow_button", "rich_text_input", *SELECTS, *MULTI, *CHOICES, *MOMENTS)
IN_SECTION = ("button", "image", "overflow", "workflow_button", *SELECTS, *MULTI, *CHOICES, *MOMENTS)
IN_INPUT = (*INPUTS, *SELECTS, *MULTI, *CHOICES, *MOMENTS)

MOST_ID, MOST_VALUE, MOST_URL, MOST_LABEL, MOST_OPTIONS, MOST_CHOICES, MOST_OVERFLOW = 255, 2000, 3000, 75, 100, 10, 5
MOST_TYPED, MOST_PLACEHOLDER = 3000, 150
STYLES = ("primary", "danger")


def control_problems(one: Any, at: str, kinds: tuple[str, ...]) -> Iterator[Problem]:
    """Find what is wrong with an element that stands where `kinds` may."""
    if kind_of(one) not in kinds:
        yield f"{at}/type", f"unsupported type: {kind_of(one)!r}"
        return
    if "action_id" in one:
        yield from length_problems(one["action_id"], f"{at}/action_id", MOST_ID)
    if "placeholder" in one:
        yield from text_problems(one["placeholder"], f"{at}/placeholder", MOST_PLACEHOLDER)
    if "confirm" in one:
        yield from confirm_problems(one["confirm"], f"{at}/confirm")
    yield from _OF.get(one["type"], _nothing)(one, at)


def confirm_problems(one: Any, at: str) -> Iterator[Problem]:
    """Find what is wrong with a question whether somebody is sure."""
    if not isinstance(one, dict):
        yield at, "must be an object"
        return
    for name, most, kinds in (
        ("title", 100, (PLAIN,)),
        ("text", 300, BOTH),
        ("confirm", 30, (PLAIN,)),
        ("deny", 30, (PLAIN,)),
    ):
        yield from text_problems(one.get(name), f"{at}/{name}", most, kinds)


def image_problems(one: Json, at: str) -> Iterator[Problem]:
    """Find what is wrong with a picture: its address or its file (not both), and its words."""
    if ("image_url" in one) == ("slack_file" in one):
        yield at, "must have either image_url or slack_file"
    if "image_url" in one:
        yield from length_problems(one["image_url"], f"{at}/image_url", MOST_URL)
        if not re.match(r"https?://", str(one["image_url"])):
            yield f"{at}/image_url", "must be an address"
    file = one.get("slack_file", {"id": "F"})
    if not isinstance(file, dict) or ("id" in file) == ("url" in file):
        yield f"{at}/slack_file", "must have either id or url"
    yield from length_problems(one.get("alt_text"), f"{at}/alt_text", 2000)


def _nothing(one: Json, at: str) -> Iterator[Problem]:  # noqa: ARG001 - what all others are called with
    yield from ()


def _button(one: Json, at: str) -> Iterator[Problem]:
    yield from text_problems(one.get("text"), f"{at}/text", MOST_LABEL)
    for name, most in (("value", MOST_VALUE), ("url", MOST_URL), ("accessibility_label", MOST_LABEL)):
        if name in one:
            yield from length_problems(one[name], f"{at}/{name}", most)
    if str(one.get("style", "primary")) not in STYLES:
        yield f"{at}/style", f"must be {' or '.join(STYLES)}"


def _options(options: Any, at: str, most: int, kinds: tuple[str, ...]) -> Iterator[Problem]:
    if not isinstance(options, list) or not 1 <= len(options) <= most:
        yield at, f"must have 1 to {most} items"
        return
    values = []
    for number, one in enumerate(options):
        yield from _option(one, f"{at}/{number}", kinds)
        values.append(one.get("value") if isinstance(one, dict) else None)
    if len(set(map(str, values))) < len(values):
        yield at, "must have a value of its own for each option"


def _option(one: Any, at: str, kinds: tuple[str, ...]) -> Iterator[Problem]:
    if not isinstance(one, dict):
        yield at, "must be an option"
        return
    yield from text_problems(one.get("text"), f"{at}/text", MOST_LABEL, kinds)
    yield from length_problems(one.get("value"), f"{at}/value", MOST_LABEL)
    if "description" in one:
        yield from text_problems(one["description"], f"{at}/description", MOST_LABEL, kinds)


def _static(one: Json, at: str) -> Iterator[Problem]:
    if ("options" in one) == ("option_groups" in one):
        yield at, "must have either options or option_groups"
        return
    if "options" in one:
        yield from _options(one["options"], f"{at}/options", MOST_OPTIONS, (PLAIN,))
        yield from _initial(one, one["options"], at)
        return
    groups = one["option_groups"]
    if not isinstance(groups, list) or not 1 <= len(groups) <= MOST_OPTIONS:
        yield f"{at}/option_groups", f"must have 1 to {MOST_OPTIONS} items"
        return
    for number, group in enumerate(groups):
        if not isinstance(group, dict):
            yield f"{at}/option_groups/{number}", "must be a group"
            return
        yield from text_problems(group.get("label"), f"{at}/option_groups/{number}/label", MOST_LABEL)
        yield from _options(group.get("options"), f"{at}/option_groups/{number}/options", MOST_OPTIONS, (PLAIN,))
    yield from _initial(one, [each for group in groups for each in items(group.get("options"))], at)


def _initial(one: Json, options: Any, at: str) -> Iterator[Problem]:
    options = items(options)
    if "initial_option" in one and one["initial_option"] not in options:
        yield f"{at}/initial_option", "must be one of the options, exactly"
    if "initial_options" in one:
        chosen = one["initial_options"]
        if not isinstance(chosen, list) or not chosen or any(each not in options for each in chosen):
            yield f"{at}/initial_options", "must be some of the options, exactly"
    most = one.get("max_selected_items", 1)
    if not isinstance(most, int) or most < 1:
        yield f"{at}/max_selected_items", "must be more than 0"


def _choices(one: Json, at: str) -> Iterator[Problem]:
    yield from _options(one.get("options"), f"{at}/options", MOST_CHOICES, BOTH)
    yield from _initial(one, one.get("options"), at)


def _overflow(one: Json, at: str) -> Iterator[Problem]:
    yield from _options(one.get("options"), f"{at}/options", MOST_OVERFLOW, (PLAIN,))


def _typed(one: Json, at: str) -> Iterator[Problem]:
    least, most = one.get("min_length", 0), one.get("max_length", MOST_TYPED)
    if not isinstance(least, int) or not 0 <= least <= MOST_TYPED:
        yield f"{at}/min_length", f"must be 0 to {MOST_TYPED}"
    elif not isinstance(most, int) or not max(1, least) <= most <= MOST_TYPED:
        yield f"{at}/max_length", f"must be 1 to {MOST_TYPED}, and not less than min_length"
    elif "initial_value" in one:
        yield from length_problems(one["initial_value"], f"{at}/initial_value", most, max(1, least))


def _number(one: Json, at: str) -> Iterator[Problem]:
    if not isinstance(one.get("is_decimal_allowed"), bool):
        yield f"{at}/is_decimal_allowed", "missing required field"
    for name in ("initial_value", "min_value", "max_value"):
        if name in one and (not isinstance(one[name], str) or not re.fullmatch(r"-?\d+(\.\d+)?", one[name])):
            yield f"{at}/{name}", "must be a number, written as a string"
            return
    told = {name: float(one[name]) for name in ("initial_value", "min_value", "max_value") if name in one}
    least, most = told.get("min_value", float("-inf")), told.get("max_value", float("inf"))
    if least > most or not least <= told.get("initial_value", least) <= most:
        yield at, "must have min_value <= initial_value <= max_value"


def _moment(one: Json, at: str) -> Iterator[Problem]:
    shapes = {"initial_date": r"\d{4}-\d\d-\d\d", "initial_time": r"([01]\d|2[0-3]):[0-5]\d"}
    for name, shape in shapes.items():
        if name in one and not re.fullmatch(shape, str(one[name])):
            yield f"{at}/{name}", f"must be like {shape}"
    seconds = one.get("initial_date_time", 1_000_000_000)
    if not isinstance(seconds, int) or not 1_000_000_000 <= seconds <= 9_999_999_999:
        yield f"{at}/initial_date_time", "must be Unix seconds of ten digits"


_OF: dict[str, Callable[[Json, str], Iterator[Problem]]] = {
    "button": _button, "image": image_problems, "static_select": _static, "multi_static_select": _static,
    "radio_buttons": _choices, "checkboxes": _choices, "overflow": _overflow, "plain_text_input": _typed,
    "number_input": _number, "datepicker": _moment, "timepicker": _moment, "datetimepicker": _moment,
}  # fmt: skip
