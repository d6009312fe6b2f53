"""Reading what somebody gave in a form or on a line: all of it, so that every mistake is told at once."""

from collections.abc import Callable, Mapping
from typing import Any

from msgspec import Struct

from bot.kernel.errors import Unreadable
from bot.kernel.event import Event
from bot.kernel.markup import escape
from bot.kernel.words import Words, sentence


class Entry(Struct, frozen=True):
    """One thing that can be set: what the form calls it, and how it is read (raises `Unreadable`)."""

    label: str
    read: Callable[[str, Words], Any]


def read_given(event: Event, entries: Mapping[str, Entry], say: Words) -> tuple[dict[str, Any], list[str]]:
    """Return the values read from the fields of `event` that were given, and a sentence for each that cannot be read."""
    values: dict[str, Any] = {}
    problems: list[str] = []
    for name, entry in entries.items():
        given = getattr(event, name)
        if given is None:
            continue
        try:
            values[name] = entry.read(given, say)
        except Unreadable as error:
            problems.append(escape(f"{say(entry.label)}: {sentence(error.problem)}"))
    return values, problems
