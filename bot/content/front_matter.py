"""The settings at the head of a content file, between two lines of ``---``: YAML, of which only ``key: value`` is used."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from msgspec import Struct

from bot.content.report import Report, did_you_mean, quoted

MOST_LINES = 100
"""Lines of front matter: ten times what the settings need."""

LONGEST_ABOUT = 500
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,4}")

Values = dict[str, Any]
Readers = Mapping[str, Callable[[str], Any]]
"""What turns the text of each known setting into its value; raises ValueError ``what | mend``."""


class Head(Struct, frozen=True):
    """The settings of a file by key, the lines (1-based) they stand in, and the line the front matter begins in."""

    values: Values
    lines: dict[str, int]
    line: int = 1


def read_front_matter(text: str, readers: Readers, thing: str, report: Report) -> tuple[Head, str]:
    """Return the settings and the rest of the file, in which the same lines keep the same numbers.

    `thing` is what the file is called in messages: a deck, a prompt. It needs a title.
    """
    lines = text.split("\n")
    start = next((number for number, line in enumerate(lines) if line.strip()), 0)
    if lines[start].rstrip() != "---":
        report.add(1, "there is no front matter", "begin the file with a line ---, then title: ..., then a line ---")
        return Head({}, {}), text
    end = next((n for n in range(start + 1, min(len(lines), MOST_LINES)) if lines[n].rstrip() in {"---", "..."}), None)
    if end is None:
        report.add(start + 1, "the front matter is never closed", "write a line --- after the settings")
        return Head({}, {}, start + 1), "\n" * (start + 1) + "\n".join(lines[start + 1 :])
    values, places = _settings("\n".join(lines[start + 1 : end]), start + 2, readers, report)
    if "title" not in values and not any(
        mistake.what.startswith(("title", "the front matter")) for mistake in report.mistakes
    ):
        report.add(start + 1, f"the {thing} has no title", "add a line title: ... to the front matter")
    return Head(values, places, start + 1), "\n" * (end + 1) + "\n".join(lines[end + 1 :])


def _settings(text: str, line: int, readers: Readers, report: Report) -> tuple[Values, dict[str, int]]:
    from bot.content.pairs import pairs  # noqa: PLC0415 - YAML is loaded with the first file: a start would take 10 ms longer

    values: Values = {}
    seen: dict[str, int] = {}
    for pair in pairs(text, line, report):
        key = pair.key
        if key not in readers:
            hint = did_you_mean(key, list(readers))
            report.add(pair.line, f"unknown setting {quoted(key)}", f"{hint}known are {', '.join(readers)}")
        elif key in seen:
            report.add(pair.line, f"'{key}' is set twice (first in line {seen[key]})", "keep one of the two")
        elif pair.value is None:
            report.add(
                pair.line, f"{key} must be one value, not a list", f"write it as {key}: value, in quotes if need be"
            )
        else:
            seen[key] = pair.line
            _take(values, key, readers[key], pair.value, pair.line, report)
    return values, seen


def _take(  # noqa: PLR0913 - a setting, whole
    values: Values, key: str, read: Callable[[str], Any], text: str, line: int, report: Report
) -> None:
    try:
        values[key] = read(text)
    except ValueError as error:
        what, _, mend = str(error).partition(" | ")
        report.add(line, f"{key} {what}", mend)


def whole(text: str, least: int, most: int) -> int:
    """Return `text` as a whole number; raises ValueError ``what | mend``."""
    if not re.fullmatch(r"[-+]?\d{1,6}", text) or not text.isascii():
        msg = f"is {quoted(text)}, not a whole number | write a number from {least} to {most}"
        raise ValueError(msg)
    if not least <= int(text) <= most:
        msg = f"is {int(text)} | it must be from {least} to {most}"
        raise ValueError(msg)
    return int(text)


def one_of(text: str, known: list[str]) -> str:
    """Return `text` if it is one of `known`; raises ValueError ``what | mend``."""
    if text.lower() not in known:
        msg = f"is {quoted(text)} | {did_you_mean(text, known)}allowed are {', '.join(known)}"
        raise ValueError(msg)
    return text.lower()


def text(most: int) -> Callable[[str], str]:
    """Return a reader of one line of text with at most so many characters."""

    def read(typed: str) -> str:
        flat = " ".join(typed.split())
        if not flat:
            msg = "is empty | write something after the colon, or take the line out"
            raise ValueError(msg)
        if len(flat) > most:
            msg = f"has {len(flat)} characters | use at most {most}"
            raise ValueError(msg)
        return flat

    return read


def language(text: str) -> str:
    """Return a language tag as it was typed; raises ValueError ``what | mend``."""
    if not _LANGUAGE.fullmatch(text):
        msg = f"is {quoted(text)} | write a language tag such as en, de or pt-BR"
        raise ValueError(msg)
    return text
