"""Which arguments a method takes, and how they are read from forms, queries and JSON.

Written as in ``channel! ts! text blocks:json limit:number``: `!` is required, what follows the colon is the type, a text if
nothing does. Names and types are those of the methods' pages (docs.slack.dev/reference/methods, 2026).
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from tests.loopback.slack.trouble import wrong


@dataclass(frozen=True)
class Argument:
    """An argument of a method."""

    name: str
    kind: str = "string"
    required: bool = False


@cache
def declared(told: str) -> dict[str, Argument]:
    """Read how a method's arguments are written down."""
    found = {}
    for word in told.split():
        name, _, kind = word.partition(":")
        required = word.endswith("!")
        bare = name.rstrip("!")
        found[bare] = Argument(bare, kind.rstrip("!") or "string", required)
    return found


def read(told: str, sent: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """Return the arguments as a method wants them, and what is strange about how they were sent; refuse what is wrong."""
    known = declared(told)
    strange = [f"unknown argument: {name}" for name in sent if name not in known]
    found: dict[str, Any] = {}
    for name, value in sent.items():
        if name not in known or value is None:
            continue
        found[name] = _READ[known[name].kind](name, value)
    missing = [one.name for one in known.values() if one.required and found.get(one.name, "") == ""]
    if missing:
        raise wrong("invalid_arguments", *(f"missing required field: {name}" for name in missing))
    return found, strange


def _string(name: str, value: Any) -> str:
    if isinstance(value, (bool, dict, list)):
        raise wrong("invalid_arguments", f"must provide a string [json-pointer:/{name}]")
    return str(value)


def _boolean(name: str, value: Any) -> bool:
    if isinstance(value, bool):
        return value
    known = {"true": True, "1": True, "false": False, "0": False}
    if str(value).lower() not in known:
        raise wrong("invalid_arguments", f"must provide a boolean [json-pointer:/{name}]")
    return known[str(value).lower()]


def _number(name: str, value: Any) -> int:
    try:
        return int(value)
    except (TypeError, ValueError):
        raise wrong("invalid_arguments", f"must provide a number [json-pointer:/{name}]") from None


def _json(name: str, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        raise wrong(_FORMAT.get(name, "invalid_arguments"), f"no valid JSON [json-pointer:/{name}]") from None


def _texts(name: str, value: Any) -> list[str]:
    if isinstance(value, str) and not value.startswith("["):
        return [one.strip() for one in value.split(",") if one.strip()]
    return [str(one) for one in _json(name, value)]


_FORMAT = {
    "blocks": "invalid_blocks_format",
    "metadata": "invalid_metadata_format",
    "attachments": "invalid_attachments",
}
_READ: dict[str, Callable[[str, Any], Any]] = {
    "string": _string, "boolean": _boolean, "number": _number, "json": _json, "texts": _texts,
}  # fmt: skip
