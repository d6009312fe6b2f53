"""What somebody typed after a slash command, or to us in a message, read as the event `bot.kernel.command` declares.

Slack changes what is typed: mentions and links become tokens in angle brackets, three signs are escaped, and quotes may have been
curled by a keyboard. What may never happen: a value read as another one than was typed, or a member named by anything but an id.
"""

import re
from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace

from adapters.slack.terms.writing import unescaped
from bot.kernel.command import Command, Missing, parse
from bot.kernel.errors import Unreadable
from bot.kernel.event import Event

HELP = "study help"

_TOKEN = re.compile(r"<([@#!]?)([^<>|\s][^<>|]*)(?:\|([^<>]*))?>")
"""A mention or a link as Slack writes it ("Formatting text for app surfaces", docs.slack.dev, 2026-08)."""

_KEPT = re.compile(r"<(?:@|!subteam\^)([A-Z0-9]+)>")
"""A mention of a person or a user group, as it is kept until it is known what it stands in."""

_MENTIONED = re.compile(r"<@[A-Z0-9]+\|([^<>|]*)>")
"""A mention with a name, as a list of members keeps it."""

_ONLY = re.compile(r"\s*(?:<(?:@|!subteam\^)[A-Z0-9]+>[\s,]*)+")

_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»", '"') | dict.fromkeys("‘‚‛", "'") | {"\u00a0": " "})

_APOSTROPHE = re.compile(r"(?<!\w)’|’(?!\w)")
"""A curled quote that is none inside of a word."""


class Line:
    """A typed line: as commands read it, and what those are called who are mentioned in it."""

    __slots__ = ("_names", "text")

    def __init__(self, typed: str) -> None:
        self._names: dict[str, str] = {}
        plain = unescaped(_TOKEN.sub(self._token, typed))
        self.text = _APOSTROPHE.sub("'", plain.translate(_QUOTES)).strip()

    def value(self, text: str, kind: str) -> str:
        """Return a value of a parameter of this kind: with ids, where it names people, else as it was typed.

        Who was typed and not picked stays a name, with an @ before it that no id has.
        """
        if kind == "members":
            return _KEPT.sub(lambda found: f"<@{found[1]}|{self._name(found[1])[1:]}>", text)
        if kind != "rest" and _ONLY.fullmatch(text):
            return " ".join(_KEPT.findall(text))
        typed = _KEPT.sub(lambda found: self._name(found[1]), text)
        return f"@{typed.removeprefix('@')}" if kind == "member" and typed else typed

    def _name(self, named: str) -> str:
        return self._names.get(named, f"@{named}")

    def _token(self, found: re.Match[str]) -> str:
        sign, named, label = found[1], found[2], found[3] or ""
        if sign == "@":
            return self._kept("@", named, label)
        if sign == "#":
            return f"#{label or named}"
        if sign == "!":
            kind, _, rest = named.partition("^")
            return self._kept("!subteam^", rest, label) if kind == "subteam" else label or f"@{named}"
        return label or named

    def _kept(self, sign: str, named: str, label: str) -> str:
        if label:
            self._names[named] = f"@{label.removeprefix('@')}"
        return f"<{sign}{named}>"


def family_of(typed: str, prefix: str) -> str:
    """Return the first word of the commands that a slash command begins: ``/sb-quiz`` is ``quiz``."""
    return typed.removeprefix("/").removeprefix(prefix).lower()


def read_line(family: str, typed: str) -> tuple[Command, Event]:
    """Return the command and the event a line means; with nothing typed, or ``help``, what there is.

    Raises `Unreadable`, `Missing` among it.
    """
    line = Line(typed)
    text = line.text
    if not text or text.split()[0].lower() == "help":
        return parse(_help_about(family, text))
    try:
        of, event = parse(f"/{family} {text}")
    except Missing as lacking:
        raise Missing(lacking.command, _shown(lacking, line), lacking.missing) from None
    except Unreadable as error:
        raise Unreadable(error.field, line.value(error.problem, "rest")) from None
    values = {name: getattr(event, name) for name in event.__struct_fields__}
    texts = {name: value for name, value in values.items() if isinstance(value, str) and type(value) is str}
    return of, replace(event, **_named(of, texts, line))


def _help_about(family: str, text: str) -> str:
    """Return the command that helps: about the family somebody began with, or the one they name."""
    asked = text.partition(" ")[2].split()
    about = asked[0] if asked else family
    return f"/{HELP}" if about == "study" and not asked else f"/{HELP} {about}"


def _shown(lacking: Missing, line: Line) -> dict[str, str]:
    """Return what was typed as a form shows it: who is picked stays mentioned."""
    picked = {param.name for param in lacking.command.params if param.kind == "member"}
    told = _named(lacking.command, lacking.given, line)
    given = lacking.given
    return {name: given[name] if name in picked and given[name][:1] == "<" else value for name, value in told.items()}


def _named(of: Command, values: Mapping[str, str], line: Line) -> dict[str, str]:
    kinds = {param.name: param.kind for param in of.params}
    return {name: line.value(value, kinds.get(name, "text")) for name, value in values.items()}


def as_typed(text: str) -> str:
    """Return a line as a person typed it, to be copied: who was mentioned by name behind an @."""
    line = Line(text)
    return line.value(line.text, "rest")


def typed_texts(event: Event) -> list[str]:
    """Return every text in an event, for who would not like to type it again."""
    texts = [value for name in event.__struct_fields__ if isinstance(value := _field(event, name), str)]
    return [_MENTIONED.sub(r"@\1", text) for text in texts]


def _field(event: Event, name: str) -> Any:  # noqa: ANN401 - any value
    return getattr(event, name)
