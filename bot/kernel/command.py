"""Commands, declared once on the event they mean and projected to every platform.

Discord's command tree, Slack's slash commands and manifest, the playground's completion and the help text all follow from
`commands()`. A parameter is a field of the event (`bot/kernel/params.py`).
"""

import re
import shlex
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from typing import Annotated, TypeVar

from msgspec import Meta, Struct

from bot.kernel.errors import Unreadable
from bot.kernel.event import Event, fill
from bot.kernel.params import Param, params_of

DeckName = Annotated[str, Meta(extra={"kind": "deck"})]
"""A deck of the workspace; names complete while typing."""

OwnDeckName = Annotated[str, Meta(extra={"kind": "deck", "completed": "own-deck"})]
"""One of the decks that the group itself has added."""

MemberId = Annotated[str, Meta(extra={"kind": "member"})]
"""A member of the workspace, picked or mentioned."""

NEARLY = 0.75
"""From what likeness on (difflib's ratio) a word is taken for a slip of another."""

Members = Annotated[str, Meta(extra={"kind": "members"})]
"""Members of the workspace, mentioned as the platform writes it (``<@U1>``); where names are typed the adapter turns them so."""

Rest = Annotated[str, Meta(extra={"kind": "rest"})]
"""All the text that is left on the line."""

When = Annotated[str, Meta(extra={"kind": "when"})]
"""A time as a person writes it, on the group's clock; what was understood is said back."""

OwnWhen = Annotated[str, Meta(extra={"kind": "when", "completed": "own-when"})]
"""The same on the clock of the member who writes it."""

Phrase = Annotated[str, Meta(extra={"kind": "phrase"})]
"""Several words, up to the next value that is named."""

PromptName = Annotated[str, Meta(extra={"kind": "prompt"})]
"""A prompt file of the workspace; names complete while typing."""

DiscussionId = Annotated[str, Meta(extra={"kind": "discussion"})]
ClosedId = Annotated[str, Meta(extra={"kind": "discussion", "completed": "closed"})]
"""A discussion of the workspace, by its id; found by its title while typing."""


_SEVERAL_WORDS = frozenset({"when", "phrase", "discussion", "members"})
"""Kinds whose values take the words up to the next one that is named."""


class Command(Struct, frozen=True):
    """A slash command: ``path`` is its words without the slash (``quiz start``).

    `host`: it is for hosts alone; `threads`: it begins a thread in the channel it is typed in. `title` is that of the form that
    asks for its parameters, where there is one: 24 characters at most (Slack, Block Kit reference, 2026-08).
    """

    path: str
    about: str
    event: type[Event]
    params: tuple[Param, ...]
    host: bool
    threads: bool = False
    title: str = ""


class Missing(Unreadable):
    """A command that lacks what it needs: the parameters `missing`, in order; `given` is what was typed for the others."""

    def __init__(self, of: Command, given: Mapping[str, str], missing: tuple[str, ...]) -> None:
        super().__init__(missing[0], f"/{of.path} needs {missing[0]}: type {usage(of)}")
        self.command = of
        self.given = given
        self.missing = missing


_commands: dict[str, Command] = {}
E = TypeVar("E", bound=Event)


def command(
    path: str, about: str, *, host: bool = False, threads: bool = False, title: str = ""
) -> Callable[[type[E]], type[E]]:
    """Declare that ``/path`` means the decorated event; see `Command`.

    `host` commands are refused to everybody else, `threads` ones by a platform in places where no thread can begin.
    """

    def declare(event: type[E]) -> type[E]:
        _commands[path] = Command(path, about, event, params_of(event), host, threads, title)
        return event

    return declare


def commands() -> Mapping[str, Command]:
    """Return every command that is declared by now, by path: family by family, and within one in order of declaration.

    Which module happens to be imported first must not show.
    """
    return dict(sorted(_commands.items(), key=lambda item: item[0].partition(" ")[0]))


def may_name(kind: str, *, host: bool) -> bool:
    """Whether any command that a host, or else a member, may use takes a value of this kind."""
    allowed = [param for one in _commands.values() if host or not one.host for param in one.params]
    return any(kind in {param.kind, param.completed} for param in allowed)


def parse(line: str) -> tuple[Command, Event]:
    """Return the command and event a typed line means, such as ``/quiz start capitals seconds:15``.

    Values follow in the order of the parameters or as ``name:value``; quotes keep blanks together. A time takes the words up
    to the next named value (``due:fri 17:00``). Raises `Unreadable` with a sentence that says what to type instead, and
    `Missing` where nothing is wrong but something is not there.
    """
    found, rest = _find(line.strip().removeprefix("/"))
    return found, event_of(found, _given(found, rest))


def event_of(of: Command, given: Mapping[str, str]) -> Event:
    """Return the event a command means with these values as typed, by parameter. Raises `Unreadable`, `Missing` among them."""
    missing = tuple(param.name for param in of.params if param.required and param.name not in given)
    event = fill(of.event(**{param.name: param.default for param in of.params}), given)
    if missing:
        raise Missing(of, given, missing)
    return event


def usage(of: Command) -> str:
    """Return how the command is typed, such as ``/quiz start DECK [seconds:5-300]``."""
    return " ".join([f"/{of.path}", *(_usage(param) for param in of.params)])


def _usage(param: Param) -> str:
    if param.required:
        return param.name.upper()
    if param.choices:
        return f"[{param.name}:{'|'.join(param.choices)}]"
    if param.least is not None and param.most is not None:
        return f"[{param.name}:{param.least:g}-{param.most:g}]"
    return f"[{param.name}:{param.kind}]"


def _find(line: str) -> tuple[Command, str]:
    words = line.split(maxsplit=2)
    for count in (2, 1):
        found = _commands.get(" ".join(words[:count]).lower())
        if found:
            return found, line.split(maxsplit=count)[count] if len(words) > count else ""
    typed, near = " ".join(words[:2]), meant(line)
    hint = f"did you mean /{near}?" if near else "/study help lists all"
    raise Unreadable("command", f"there is no command /{typed}; {hint}")


def meant(line: str) -> str:
    """Return the command that is spelled nearly as a line begins or ends in a word of it (``help``), "" when there is none."""
    typed = " ".join(line.split()[:2]).lower()
    close = get_close_matches(typed, _commands, n=1, cutoff=NEARLY)
    alike = [path for path in _commands if path.split()[-1] in typed.split()]
    return next(iter((*close, *alike)), "")


def _given(of: Command, text: str) -> dict[str, str]:
    """Return the values typed, by parameter; a ``rest`` parameter that comes first takes the text as it stands."""
    if of.params and of.params[0].kind == "rest":
        return _given_around(of, text)
    try:
        typed = shlex.split(text)
    except ValueError:
        typed = text.split()
    names = [param.name for param in of.params]
    free = not of.params or of.params[0].kind in {"text", "rest"}
    given: dict[str, str] = {}
    loose: list[str] = []
    phrases, phrase = [param.name for param in of.params if param.kind in _SEVERAL_WORDS], ""
    for word in typed:
        name, colon, value = word.partition(":")
        if colon and name.lower() in names:
            given[name.lower()] = value
            phrase = name.lower() if name.lower() in phrases else ""
        elif not free and (problem := _misnamed(of, word, phrase)):
            raise Unreadable(name, problem)
        elif phrase:
            given[phrase] = f"{given[phrase]} {word}".strip()
        else:
            loose.append(word)
    for param in of.params:
        if loose and param.name not in given:
            many = param.kind in {"rest", *_SEVERAL_WORDS}
            given[param.name] = " ".join(loose) if many else loose[0]
            loose = [] if many else loose[1:]
    if loose:
        raise Unreadable("command", f"did not understand {loose[0]!r}: type {usage(of)}")
    return given


def _misnamed(of: Command, word: str, phrase: str) -> str:
    """Return what is wrong with a word such as ``colour:red`` where there is none; nothing of hours, addresses, quotations.

    Within a `phrase` only what is spelled nearly as a parameter was meant as one.
    """
    name, _, value = word.partition(":")
    names = [param.name for param in of.params]
    if value and (close := get_close_matches(name.lower(), names, n=1, cutoff=NEARLY)):
        return f"/{of.path} has no {name}; did you mean {close[0]}:{value}?"
    if phrase or not value or not name.isidentifier() or " " in word or value.startswith("//"):
        return ""
    return f"there is no {name} here; /{of.path} takes {', '.join(names)}"


def _given_around(of: Command, text: str) -> dict[str, str]:
    """Return the values named before and after a text that stays as it was typed, quotes and colons in it included.

    It may have its own name before it, and quotes around all of it then.
    """
    text, given = text.strip(), {}
    names = "|".join(param.name for param in of.params[1:])
    named = rf"""({names}):("[^"]*"|'[^']*'|[^\s"']\S*)"""
    ends = (rf"^{named}(?:\s+|$)", rf"(?:^|\s){named}$") if names else ()
    for end in ends:
        while found := re.search(end, text, re.IGNORECASE):
            value = found[2]
            given[found[1].lower()] = value[1:-1] if value[0] in "\"'" else value
            text = (text[: found.start()] + text[found.end() :]).strip()
    own = re.fullmatch(rf"""{of.params[0].name}:\s*(?:"(.*)"|'(.*)'|(.*))""", text, re.IGNORECASE | re.DOTALL)
    text = own[own.lastindex or 0].strip() if own else text
    return given | ({of.params[0].name: text} if text else {})
