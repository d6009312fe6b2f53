"""What was filled into a form, checked field by field before it goes anywhere."""

from collections.abc import Mapping, Sequence

from adapters.playground.requests import GivenFile
from bot.kernel.attached import MOST_BYTES, Attached
from bot.kernel.card import Input
from bot.kernel.words import words

_EMPTY_IS_NOTHING = frozenset({"whole", "choice"})


def read_fields(inputs: Sequence[Input], given: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """Return the values to hand on, and the problems by field name; with a problem the values are of no use.

    A number or choice left empty is left out, so that the event's own default stands.
    """
    values: dict[str, str] = {}
    problems: dict[str, str] = {}
    if set(given) - {field.name for field in inputs}:
        problems[""] = words("en")("The form has changed meanwhile; close it and open it again.")
    for field in inputs:
        if field.kind == "file":
            continue
        value = _tidy(field, given.get(field.name, ""))
        problem = _problem(field, value)
        if problem:
            problems[field.name] = problem
        elif value or field.kind not in _EMPTY_IS_NOTHING:
            values[field.name] = value
    return values, problems


def read_files(inputs: Sequence[Input], given: Mapping[str, GivenFile]) -> tuple[dict[str, Attached], dict[str, str]]:
    """Return the files to hand on, and the problems by field name."""
    say = words("en")
    asked = {field.name for field in inputs if field.kind == "file"}
    files = {name: Attached(file.name, file.data) for name, file in given.items() if name in asked}
    most = MOST_BYTES >> 20
    large = say("This file is larger than {n} MB: attach a smaller one, or split it.", n=most)
    return files, {name: large for name, file in files.items() if len(file.data) > MOST_BYTES}


def _tidy(field: Input, value: str) -> str:
    value = value.replace("\r\n", "\n").replace("\x00", "").strip()
    return value if field.kind == "text" else " ".join(value.split())


def _problem(field: Input, value: str) -> str:
    say = words("en")
    if not value:
        return say("Please fill this in.") if field.required else ""
    if len(value) > field.most:
        return say("At most {most} characters; this has {n}.", most=field.most, n=len(value))
    if field.kind == "choice" and value not in {option.value for option in field.options}:
        return say("Choose one of the options.")
    if field.kind == "whole" and not _is_whole(value):
        return say("A whole number, such as 20.")
    return ""


def _is_whole(value: str) -> bool:
    digits = value.removeprefix("-")
    return digits.isascii() and digits.isdigit() and len(digits) <= 15  # noqa: PLR2004 - exact in JSON and in JavaScript
