"""A slash command as Discord hands it in, read as the event that `bot.kernel.command` declares.

What may never happen: a value put into a parameter of another name or kind; a member named who is not in the server.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct

from adapters.discord.terms.people import name_of
from bot.kernel.command import Command, commands, usage
from bot.kernel.errors import Unreadable
from bot.kernel.event import Event, fill
from bot.kernel.markup import escape
from bot.kernel.params import Param
from bot.kernel.words import Words

SUBCOMMAND, GROUP = 1, 2
"""Application command option types that are words of a command, not values (API docs, 2026-08)."""


class UnknownCommand(Exception):
    """There is no such command; `path` is what was typed."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path


class Typing(Struct, frozen=True):
    """A value that is being typed: the kind of completions its parameter takes, and the text so far."""

    kind: str
    typed: str


def read_command(data: Mapping[str, Any], say: Words) -> tuple[Command, Event]:
    """Return the command and its event; raises `UnknownCommand`, or `Unreadable` with what to give instead."""
    of, options = _found(data)
    params = {param.name: param for param in of.params}
    given: dict[str, Any] = {}
    for option in options:
        param = params.get(str(option["name"]))
        if param is None:
            raise UnknownCommand(of.path)
        given[param.name] = _value(param, option, data.get("resolved") or {}, say)
    missing = [param.name for param in of.params if param.required and param.name not in given]
    if missing:
        raise Unreadable(missing[0], say("it needs {name}: type {usage}", name=missing[0], usage=f"`{usage(of)}`"))
    return of, fill(of.event(**{param.name: param.default for param in of.params}), given)


def read_typing(data: Mapping[str, Any]) -> Typing | None:
    """Return the value somebody is typing, None where it is none of ours."""
    try:
        of, options = _found(data)
    except UnknownCommand:
        return None
    kinds = {param.name: param.completed for param in of.params}
    found = next((option for option in options if option.get("focused")), None)
    if found is None or found["name"] not in kinds:
        return None
    return Typing(kinds[found["name"]], str(found.get("value", "")))


def typed_texts(event: Event) -> list[str]:
    """Return every text in an event, for who would not like to type it again."""
    return [value for name in event.__struct_fields__ if isinstance(value := getattr(event, name), str)]


def _found(data: Mapping[str, Any]) -> tuple[Command, Sequence[Mapping[str, Any]]]:
    """Return the command that the words name, and the values given to it."""
    words, options = [str(data.get("name"))], data.get("options") or ()
    while options and options[0].get("type") in {SUBCOMMAND, GROUP}:
        words.append(str(options[0]["name"]))
        options = options[0].get("options") or ()
    path = " ".join(words)
    found = commands().get(path)
    if found is None:
        raise UnknownCommand(path)
    return found, options


def _value(of: Param, option: Mapping[str, Any], resolved: Mapping[str, Any], say: Words) -> Any:  # noqa: ANN401 - any value
    value = option.get("value")
    if of.kind != "member":
        return value
    member = str(value)
    user = (resolved.get("users") or {}).get(member, {"id": member})
    there = (resolved.get("members") or {}).get(member)
    name = escape(name_of(user, there or {}))
    if user.get("bot"):
        raise Unreadable(of.name, say("{name} is a bot; choose a person.", name=name))
    if there is None and resolved:
        raise Unreadable(of.name, say("{name} is not a member of this server.", name=name))
    return member
