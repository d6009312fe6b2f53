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
    fields = [param for param in of.params if param.kind in {"member", "members"} and getattr(event, param.name)]
    values = {param.name: (param.kind, getattr(event, param.name)) for param in fields}
    meant = {
        name: with_mentions(typed, members) if kind == "members" else _named(name, typed, members)
        for name, (kind, typed) in values.items()
    }
    return msgspec.structs.replace(event, **meant)


def with_mentions(text: str, members: Sequence[Option]) -> str:
    """Return `text` with the names behind an ``@`` written as mentions; who has one of the names has the longest that fits."""
    called = {one.label.casefold(): one for one in reversed(members)}

    def mention(found: re.Match[str]) -> str:
        one = called[found[1].casefold()]
        return f"<@{one.value}|{one.label}>"

    return re.sub(_NAMED.format(names=_names(members)), mention, text, flags=re.IGNORECASE) if members else text


def as_typed(mentions: str) -> str:
    """Return mentions as one types them here."""
    return re.sub(r"<@[^<>|]+\|([^<>]*)>", r"@\1", mentions)


def matching(typed: str, members: Sequence[Option]) -> list[Option]:
    """Return those whose name or id has what is typed in it."""
    wanted = _bare(typed)
    return [one for one in members if wanted in one.label.casefold() or wanted in one.value]


def mentioned(text: str, members: Sequence[Option]) -> tuple[str, ...]:
    """Return the ids of those whose names stand in `text` behind an ``@``, each once. Of two that fit the longer is meant."""
    if not members or "@" not in text:
        return ()
    called = {one.label.casefold(): one.value for one in reversed(members)}
    found = re.finditer(_NAMED.format(names=_names(members)), text, re.IGNORECASE)
    return tuple(dict.fromkeys(called[name] for each in found if (name := each[1].casefold()) in called))


_NAMED = r"(?<!\w)@({names})(?!\w)"


def _names(members: Sequence[Option]) -> str:
    """Return the names as one of them is looked for, the longest first."""
    longest = sorted(members, key=lambda one: len(one.label), reverse=True)
    return "|".join(re.escape(one.label) for one in longest)


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
