"""Asking for what a command lacks: a form of all its parameters, filled with what was typed, and the way back to the command.

What may never happen: a value that somebody typed and has to type again; a form that does more than the typed command would.
"""

from collections.abc import Mapping, Sequence
from enum import Enum
from typing import Any

from bot.kernel.card import Form, Input, Option
from bot.kernel.command import Command, commands, event_of
from bot.kernel.errors import Unreadable
from bot.kernel.event import Event
from bot.kernel.params import Param
from bot.kernel.words import Words

MOST_OPTIONS = 25
"""Names to choose from; where there are as many or more, the name is typed, and completed while one types."""

LONGEST_TEXT = 3_000
"""Characters of a long text (Slack's text input, Block Kit reference, 2026-08)."""

LONGEST_LINE = 300

COMPLETED = frozenset({"deck", "prompt", "discussion"})
"""Kinds of parameters whose values are names out of a list."""


class Typed(Event, frozen=True, tag="cmd"):
    """Do the command at `path` with what a form asked for; pressed as a button it asks for that form."""

    path: str


def form_of(of: Command, given: Mapping[str, str], names: Mapping[str, Sequence[Option]], say: Words) -> Form:
    """Return the form that asks for the command's parameters.

    `given` is what was typed, by parameter; `names` are the values to choose from, by kind (`COMPLETED`).
    """
    inputs = tuple(_input(param, given.get(param.name, ""), names.get(param.kind, ()), say) for param in of.params)
    return Form(say(of.title or of.about), inputs, Typed(of.path), say("Send"))


def event_of_form(path: str, values: Mapping[str, Any]) -> tuple[Command, Event]:
    """Return the command at `path` and its event with the values sent; what was left empty was not given.

    Raises `Unreadable`, and `Missing` where something the command needs was left empty.
    """
    found = commands().get(path)
    if found is None:
        raise Unreadable("command", f"there is no command /{path}; /study help lists all")
    sent = {param.name: _one(values.get(param.name)) for param in found.params}
    return found, event_of(found, {name: value for name, value in sent.items() if value})


def _one(value: Any) -> str:  # noqa: ANN401 - a select sends a list, everything else a text
    """Return a value as a person would have typed it."""
    if isinstance(value, list | tuple):
        value = value[0] if value else ""
    return "" if value is None else str(value).strip()


def _input(param: Param, typed: str, names: Sequence[Option], say: Words) -> Input:
    value, options = typed or _usual(param), _options(param, names, say)
    if options and value:
        chosen = [one.value for one in options if value.casefold() in {one.value.casefold(), one.label.casefold()}]
        value, options = (chosen[0], options) if chosen else (value, ())
    kind = "choice" if options else _KINDS.get(param.kind, "line")
    return Input(
        param.name,
        param.name.replace("_", " ").capitalize(),
        kind=kind,
        hint=say(param.about),
        value=value,
        required=param.required,
        most=LONGEST_TEXT if kind == "text" else LONGEST_LINE,
        options=options,
        completed=param.completed if param.kind in COMPLETED else "",
    )


def _options(param: Param, names: Sequence[Option], say: Words) -> tuple[Option, ...]:
    """Return what is to be chosen from; nothing where the value is typed."""
    if param.choices:
        return tuple(Option(choice, choice) for choice in param.choices)
    if param.kind == "switch":
        return (Option(say("yes"), "true"), Option(say("no"), "false"))
    return tuple(names) if param.kind in COMPLETED and len(names) < MOST_OPTIONS else ()


def _usual(param: Param) -> str:
    """Return the value that holds where none is given, as it is typed."""
    match param.default:
        case None:
            return ""
        case Enum(value=value):
            return str(value)
        case bool(value):
            return "true" if value else "false"
        case value:
            return str(value)


_KINDS: Mapping[str, str] = {
    "rest": "text",
    "when": "when",
    "whole": "whole",
    "number": "number",
    "member": "member",
    "members": "members",
}
"""How parameters of a kind are asked for; all others in a line."""
