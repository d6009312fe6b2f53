"""A modal filled in by a person: what Discord's app would send, or would not let them send."""

from typing import Any

from tests.loopback.discord import bodies
from tests.loopback.discord.bodies import walk
from tests.loopback.discord.seen import (
    CHECKBOX,
    CHECKBOXES,
    LABEL,
    RADIO,
    SELECTS,
    STRING_SELECT,
    TEXT,
    TEXT_INPUT,
    UPLOAD,
)
from tests.loopback.discord.server import Discord
from tests.loopback.discord.trouble import NotPossible

INPUTS = (*SELECTS, TEXT_INPUT, UPLOAD, RADIO, CHECKBOXES, CHECKBOX)


def labelled(modal: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the inputs of a modal by their labels."""
    found = {}
    for item in modal["components"]:
        inner = item.get("component") or (item.get("components") or [None])[0]
        if inner is not None:
            found[item.get("label") or inner.get("label") or inner["custom_id"]] = inner
    return found


def filled(modal: dict[str, Any], values: dict[str, Any]) -> dict[str, Any]:
    """Return `data` of the submission. `values` by label or custom_id; what is not told stays as it was offered."""
    by_label = labelled(modal)
    by_id = {one["custom_id"]: one for one in by_label.values()}
    unknown = [name for name in values if name not in by_label and name not in by_id]
    if unknown:
        raise NotPossible(f"the form has no {unknown}; it has {list(by_label)}")
    told = {(by_label.get(name) or by_id[name])["custom_id"]: value for name, value in values.items()}
    return {
        "custom_id": modal["custom_id"],
        "components": [_sent(one, told, n + 1) for n, one in enumerate(modal["components"])],
    }


def _sent(item: dict[str, Any], told: dict[str, Any], number: int) -> dict[str, Any]:
    here = {"type": item["type"], "id": item.get("id") or number}
    if item["type"] == TEXT:
        return here
    if item["type"] == LABEL:
        return here | {"component": _input(item["component"], told, number + 50)}
    return here | {"components": [_input(one, told, number + 50) for one in item["components"]]}


def _input(one: dict[str, Any], told: dict[str, Any], number: int) -> dict[str, Any]:
    here = {"type": one["type"], "id": one.get("id") or number, "custom_id": one["custom_id"]}
    given = told.get(one["custom_id"])
    if one["type"] == TEXT_INPUT:
        return here | {"value": _text(one, one.get("value") or "" if given is None else str(given))}
    if one["type"] == CHECKBOX:
        return here | {"value": bool(one.get("default") if given is None else given)}
    values = _chosen(one, given)
    if one["type"] == RADIO:
        return here | {"value": values[0] if values else None}
    return here | {"values": values}


def _text(one: dict[str, Any], text: str) -> str:
    least = one.get("min_length") or 0
    if not text and one.get("required", True):
        raise NotPossible(f"{one['custom_id']!r} has to be filled in")
    if text and not least <= len(text) <= (one.get("max_length") or 4000):
        raise NotPossible(f"{one['custom_id']!r}: {len(text)} characters do not fit")
    return text


def _chosen(one: dict[str, Any], given: Any) -> list[str]:
    options = one.get("options") or []
    if given is None:
        values = [option["value"] for option in options if option.get("default")]
        values += [str(default["id"]) for default in one.get("default_values") or []]
    else:
        wanted = given if isinstance(given, (list, tuple, set)) else [given]
        values = [_value(one, options, each) for each in wanted]
    required = one.get("required", True)
    least = one.get("min_values", 1 if required else 0) if one["type"] != RADIO else int(required)
    if (values or required) and not least <= len(values) <= max(
        one.get("max_values") or 1, len(options) if one["type"] == CHECKBOXES else 1
    ):
        raise NotPossible(f"{one['custom_id']!r}: {len(values)} chosen do not fit")
    return values


def _value(one: dict[str, Any], options: list[dict[str, Any]], wanted: Any) -> str:
    if one["type"] not in (STRING_SELECT, RADIO, CHECKBOXES):
        return str(getattr(wanted, "id", wanted))
    for option in options:
        if wanted in (option["label"], option["value"]):
            return str(option["value"])
    raise NotPossible(f"{wanted!r} is none of {[option['label'] for option in options]}")


def picked(data: dict[str, Any]) -> list[str]:
    """Return the ids of people, roles and channels that were chosen in a submission."""
    chosen = [one for one in walk(data["components"]) if one["type"] in SELECTS and one["type"] != STRING_SELECT]
    return [number for one in chosen for number in one["values"]]


def attached(server: Discord, values: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the values with ids in place of files (``{name: bytes}``), and ``{"resolved": ...}`` of these, if there are any."""
    files = {
        label: [bodies.attached(server, *file) for file in value.items()]
        for label, value in values.items()
        if isinstance(value, dict)
    }
    told = {one["id"]: one for each in files.values() for one in each}
    ids = {label: [one["id"] for one in each] for label, each in files.items()}
    return values | ids, ({"resolved": {"attachments": told}} if told else {})


def inputs(modal: dict[str, Any]) -> list[dict[str, Any]]:
    """Return all inputs of a modal."""
    return [one for one in walk(modal["components"]) if one["type"] in INPUTS]
