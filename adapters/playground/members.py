"""Who is meant by a name that was typed, in a command or behind an ``@`` in a message.

Discord and Slack let one pick a person; here a person may type anything.

What may never happen: a command goes on with a member nobody has, as if it had been heeded.
"""

import re
from collections.abc import Sequence

import msgspec

from bot.kernel.card import Option
from bot.kernel.command import Command
from bot.kernel.errors import Unreadable
from bot.kernel.event import Event
from bot.kernel.markup import escape
from bot.kernel.words import words

MOST_NAMED = 10
"""Names given as examples when none fits."""


def with_members(of: Command, event: Event, members: Sequence[Option]) -> Event:
    """Return `event` with ids in place of the names typed for members. Raises `Unreadable` for somebody who is not here."""
    fields = [param.name for param in of.params if param.kind == "member" and getattr(event, param.name)]
    return msgspec.structs.replace(event, **{field: _named(field, getattr(event, field), members) for field in fields})


def matching(typed: str, members: Sequence[Option]) -> list[Option]:
    """Return those whose name or id has what is typed in it."""
    wanted = _bare(typed)
    return [one for one in members if wanted in one.label.casefold() or wanted in one.value]


def mentioned(text: str, members: Sequence[Option]) -> tuple[str, ...]:
    """Return the ids of those whose names stand in `text` behind an ``@``, each once. Of two that fit the longer is meant."""
    longest = sorted(members, key=lambda one: len(one.label), reverse=True)
    names = "|".join(re.escape(one.label) for one in longest)
    if not names or "@" not in text:
        return ()
    called = {one.label.casefold(): one.value for one in reversed(longest)}
    found = re.finditer(rf"(?<!\w)@({names})(?!\w)", text, re.IGNORECASE)
    return tuple(dict.fromkeys(called[name] for each in found if (name := each[1].casefold()) in called))


def _named(field: str, typed: str, members: Sequence[Option]) -> str:
    wanted = _bare(typed)
    for one in members:
        if wanted in {one.value, one.label.casefold()}:
            return one.value
    say = words("en")
    known = escape(", ".join(one.label for one in members[:MOST_NAMED]))
    raise Unreadable(
        field, say("there is nobody called {typed} here; there are {names}.", typed=escape(typed), names=known)
    )


def _bare(typed: str) -> str:
    return " ".join(typed.split()).removeprefix("@").casefold()
