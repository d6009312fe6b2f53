"""The fields of forms as Slack's inputs, and what was filled in.

A field's block is called by its name, so that Slack shows what is wrong with it beside it. Limits: Slack's types, 2026-08.
"""

import re
from collections.abc import Mapping
from typing import Any

from adapters.slack.rendering.blocks import OPTION, Block, options, plain_text
from adapters.slack.rendering.refilling import State
from bot.kernel.card import Input, Option
from bot.kernel.clock import SECOND
from bot.kernel.lengths import clipped, units

TYPED, NAME, HINT = 3_000, 150, 150
"""Characters of a text input, of a label and of a hint; Slack takes 2,000 of the last two, but nobody reads them."""

_MOMENT = re.compile(r"<t:(\d{10})(?::[tTdDfFRs])?>")
_MEMBER = re.compile(r"(?:<@)?([UW][A-Z0-9]+)(?:(?:\|[^>]*)?>)?")
_MEMBERS = re.compile(r"(?:\s*<@[A-Z0-9]+(?:\|[^>]*)?>)+\s*")
_NUMBER = re.compile(r"\s*([+-]?\d{1,15}(?:\.\d{1,9})?)\s*")
_TYPED_ALONE = re.compile(r"(?:\A|\s)-(?:\s|\Z)")
"""What a hint tells to type that no picker can say: a hyphen, which takes a time away."""

_EXAMPLES = re.compile(r"\d")
"""A hint that shows how a time is typed, which helps nobody beside a picker."""

FEW = 4
"""Choices up to which all are shown at once."""

COMPLETED = "complete="
"""The action id of a field whose values are completed while one types: this, and the kind of its values."""


def block(field: Input) -> Block:
    """Return the field with its label, its hint, and what it is filled with."""
    element = _element(field)
    made: Block = {
        "type": "input",
        "block_id": field.name,
        "label": plain_text(field.label, NAME),
        "element": {"action_id": field.name} | element,
        "optional": not field.required,
    }
    pointless = element["type"] == "datetimepicker" and _EXAMPLES.search(field.hint)
    return made | {"hint": plain_text(field.hint, HINT)} if field.hint.strip() and not pointless else made


def _element(field: Input) -> Block:
    found = options(field.options)
    match field.kind:
        case "choice" if found:
            return _choice(field, found)
        case "when" if _picked(field):
            return _moment(field)
        case "member" if not field.value or _MEMBER.fullmatch(field.value):
            return _filled({"type": "users_select"}, "initial_user", _MEMBER.findall(field.value))
        case "members" if not field.value or _MEMBERS.fullmatch(field.value):
            members = list(dict.fromkeys(_MEMBER.findall(field.value)))
            return {"type": "multi_users_select"} | ({"initial_users": members} if members else {})
        case "whole" | "number" if not field.value or _NUMBER.fullmatch(field.value):
            return _number(field)
        case "file":
            return {"type": "file_input", "max_files": 1}
        case "line" if field.completed and units(field.value) <= OPTION:
            return _completed(field)
        case _:
            return _text(field)


def _choice(field: Input, found: list[Block]) -> Block:
    """Return what is chosen from: a few at a glance, unless none may be chosen, as Slack takes no choice back there."""
    chosen = [each for each in found if each["value"] == field.value]
    kind = "radio_buttons" if field.required and len(found) <= FEW else "static_select"
    return _filled({"type": kind, "options": found}, "initial_option", chosen)


def _filled(made: Block, name: str, values: list[Any]) -> Block:
    return made | {name: values[0]} if values else made


def _picked(field: Input) -> bool:
    """Whether a time can be picked: nothing else was typed already, and nothing else is to be typed."""
    return (not field.value or _MOMENT.fullmatch(field.value) is not None) and not _TYPED_ALONE.search(field.hint)


def _moment(field: Input) -> Block:
    found = _MOMENT.fullmatch(field.value)
    stands = [int(found[1])] if found else [field.at // SECOND] if field.at is not None else []
    return _filled({"type": "datetimepicker"}, "initial_date_time", stands)


def _number(field: Input) -> Block:
    made: Block = {"type": "number_input", "is_decimal_allowed": field.kind == "number"}
    number = _NUMBER.fullmatch(field.value)
    return made | {"initial_value": number[1]} if number else made


def _completed(field: Input) -> Block:
    """Return an input whose values Slack asks us for while one types, from the first letter on and before it."""
    made: Block = {"type": "external_select", "action_id": COMPLETED + field.completed, "min_query_length": 0}
    return _filled(made, "initial_option", options([Option(field.value, field.value)]))


def _text(field: Input) -> Block:
    most = min(max(field.most, 1), TYPED)
    made: Block = {"type": "plain_text_input", "multiline": field.kind == "text", "max_length": most}
    value = clipped(field.value, most)
    return made | {"initial_value": value} if value else made


def values(state: State) -> dict[str, Any]:
    """Return what was filled in, by the names of the fields. A choice left open is not in it."""
    filled: dict[str, Any] = {}
    for name, elements in state.items():
        for element in (elements or {}).values():
            value = _value(element or {})
            if value is not None:
                filled[str(name)] = value
    return filled


def attached(state: State) -> dict[str, Mapping[str, Any]]:
    """Return the files that were attached as Slack tells of them, by the names of the fields."""
    return {
        str(name): files[0]
        for name, elements in state.items()
        for element in (elements or {}).values()
        if (element or {}).get("type") == "file_input" and (files := element.get("files") or ())
    }


def _value(element: Mapping[str, Any]) -> str | None:
    match element.get("type"):
        case "file_input":
            return None
        case "datetimepicker":
            at = element.get("selected_date_time")
            return "" if at is None else f"<t:{int(at)}:f>"
        case "static_select" | "external_select" | "radio_buttons":
            chosen = element.get("selected_option")
            return str(chosen["value"]) if chosen else None
        case "users_select":
            return str(element.get("selected_user") or "")
        case "multi_users_select":
            return " ".join(f"<@{each}>" for each in element.get("selected_users") or ())
        case _:
            return str(element.get("value") or "")
