"""Reading what somebody gave in a form or on a line: all of it, so that every mistake is told at once."""

from collections.abc import Callable, Mapping
from typing import Any

from msgspec import Struct

from bot.kernel.errors import Unreadable
from bot.kernel.event import Event
from bot.kernel.markup import escape
from bot.kernel.session import Reply
from bot.kernel.words import Words, sentence


class Entry(Struct, frozen=True):
    """One thing that can be set: what the form calls it, and how it is read (raises `Unreadable`)."""

    label: str
    read: Callable[[str, Words], Any]


def read_given(event: Event, entries: Mapping[str, Entry], say: Words) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the values read from the fields of `event` that were given, and a sentence for each that cannot be read."""
    values: dict[str, Any] = {}
    problems: dict[str, str] = {}
    for name, entry in entries.items():
        given = getattr(event, name)
        if given is None:
            continue
        try:
            values[name] = entry.read(given, say)
        except Unreadable as error:
            problems[name] = escape(f"{say(entry.label)}: {sentence(error.problem)}")
    return values, problems


def refused(problems: Mapping[str, str]) -> Reply:
    """Return the refusal that tells all problems at once; where there is one alone, with the field it is about."""
    return Reply(
        text="\\\n".join(problems.values()),
        refused="unreadable",
        field=next(iter(problems)) if len(problems) == 1 else "",
    )
