"""What Discord asks of commands beside the OpenAPI file. Source: "Application Commands" (2026-08)."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from typing import Any

from tests.loopback.discord.rules_components import Problem

CHAT_INPUT, SUB_COMMAND, GROUP, STRING, INTEGER, NUMBER = 1, 1, 2, 3, 4, 10
MOST_CHARACTERS = 8000
MOST = {1: 100, 2: 15, 3: 15}
_SIGNS = "-_'"


def tree_problems(commands: list[dict[str, Any]]) -> Iterator[Problem]:
    """Yield what is wrong with all commands of one scope together."""
    kinds = Counter(one.get("type", 1) for one in commands)
    for kind, count in kinds.items():
        if count > MOST.get(kind, 100):
            yield "", f"Maximum number of application commands reached ({MOST.get(kind, 100)})."
    names = Counter((one.get("type", 1), one["name"]) for one in commands)
    for number, one in enumerate(commands):
        if names[one.get("type", 1), one["name"]] > 1:
            yield f"{number}.name", "Application command names must be unique"
        yield from command_problems(str(number), one)


def command_problems(path: str, command: dict[str, Any]) -> Iterator[Problem]:
    """Yield what is wrong with one command."""
    if command.get("type", 1) != CHAT_INPUT:
        if command.get("description") or command.get("options"):
            yield path, "a command of a context menu has neither description nor options"
        return
    if not command.get("description"):
        yield f"{path}.description", "This field is required"
    yield from _names(path, command)
    if (size := characters(command)) > MOST_CHARACTERS:
        yield path, f"Command exceeds maximum size ({MOST_CHARACTERS}): {size}"
    yield from _options(path, command.get("options") or [], depth=0)


def characters(one: dict[str, Any]) -> int:
    """Return what counts towards 8,000: names, descriptions, values; of localisations the longest."""
    total = 0
    for name in ("name", "description"):
        total += max(len(text or "") for text in [one.get(name), *(one.get(f"{name}_localizations") or {}).values()])
    if isinstance(one.get("value"), str):
        total += len(one["value"])
    return total + sum(characters(inner) for inner in [*(one.get("options") or []), *(one.get("choices") or [])])


def _names(path: str, one: dict[str, Any]) -> Iterator[Problem]:
    for where, name in [
        ("name", one["name"]),
        *((f"name_localizations.{key}", name) for key, name in (one.get("name_localizations") or {}).items()),
    ]:
        if not is_name(name):
            yield f"{path}.{where}", f"Command name is invalid: {name!r}"


def is_name(name: str) -> bool:
    r"""Whether a name matches ``^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$`` and is in lower case."""

    def fits(sign: str) -> bool:
        return (
            sign in _SIGNS
            or unicodedata.category(sign)[0] in "LN"
            or bool(re.match(r"[\u0900-\u097f\u0e00-\u0e7f]", sign))
        )

    return 1 <= len(name) <= 32 and name == name.lower() and all(fits(sign) for sign in name)


def _options(path: str, options: list[dict[str, Any]], depth: int) -> Iterator[Problem]:
    names = Counter(one["name"] for one in options)
    nested = [one["type"] in (SUB_COMMAND, GROUP) for one in options]
    if any(nested) and not all(nested):
        yield (
            f"{path}.options",
            "Sub-command and sub-command group option types are mutually exclusive to all other types",
        )
    optional = False
    for number, one in enumerate(options):
        here = f"{path}.options.{number}"
        if names[one["name"]] > 1:
            yield f"{here}.name", "Option names must be unique"
        if one.get("required") and optional:
            yield f"{here}.required", "Required options must be placed before non-required options"
        optional = optional or not one.get("required")
        yield from _names(here, one)
        if one["type"] in (SUB_COMMAND, GROUP):
            yield from _nested(here, one, depth)
        else:
            yield from _plain(here, one)


def _nested(path: str, one: dict[str, Any], depth: int) -> Iterator[Problem]:
    if (one["type"] == GROUP and depth) or depth > 1:
        yield f"{path}.type", "Sub-commands and groups cannot be nested so deep"
    if one["type"] == GROUP and any(inner["type"] != SUB_COMMAND for inner in one.get("options") or []):
        yield f"{path}.options", "A group holds sub-commands only"
    yield from _options(path, one.get("options") or [], depth + 1)


def _plain(path: str, one: dict[str, Any]) -> Iterator[Problem]:
    choices = one.get("choices") or []
    if choices and one.get("autocomplete"):
        yield f"{path}.autocomplete", "autocomplete may not be set to true if choices are present"
    if (choices or one.get("autocomplete")) and one["type"] not in (STRING, INTEGER, NUMBER):
        yield path, "choices and autocompletion only fit texts and numbers"
    if len({choice["name"] for choice in choices}) < len(choices):
        yield f"{path}.choices", "Choice names must be unique"
    for least, most in (("min_value", "max_value"), ("min_length", "max_length")):
        if None not in (one.get(least), one.get(most)) and one[least] > one[most]:
            yield f"{path}.{least}", f"must not be more than {most}"
