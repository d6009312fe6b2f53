"""The `/study` commands: what people set, and `/study help`, which is made from the declared commands."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated

from msgspec import Meta
from msgspec.structs import replace

from bot.commands import preferences, settings
from bot.engine.door import Opener
from bot.engine.surface import Surface
from bot.kernel.card import Card, Field
from bot.kernel.clock import Instant
from bot.kernel.command import Command, command, commands, usage
from bot.kernel.event import Event
from bot.kernel.markup import escape, shown_length
from bot.kernel.people import Actor, Place
from bot.kernel.session import Reply
from bot.kernel.words import Words, marked, words
from bot.people.book import Book

LONGEST_FIELD = 1_024
"""Characters a field may have: Discord's limit for an embed's (API docs, 2026-08), the narrowest of the platforms."""

LONGEST_LIST = 2_900
"""Characters of a list that stands almost alone in its message: Slack's section of 3,000 is the narrowest place (2026-08)."""

FAMILIES: Mapping[str, str] = {
    "deck": marked("Decks"),
    "discuss": marked("Discussions"),
    "quiz": marked("Live quizzes"),
    "study": marked("You and this group"),
}
"""What the first words of commands are about."""


@command("study help", marked("Show what you can do here"))
class Help(Event, frozen=True, tag="help"):
    """Ask what there is."""

    about: Annotated[
        str, Meta(description=marked("The first word of commands, such as quiz, to hear all about them"))
    ] = ""


def openers(book: Book, surfaces: Mapping[str, Surface]) -> dict[type[Event], Opener]:
    """Return who answers, for the front door; `surfaces` are asked what members are called."""
    return {Help: _help, **settings.openers(book, surfaces), **preferences.openers(book)}


async def _help(event: Event, by: Actor, place: Place, at: Instant) -> Reply:
    del place, at
    say = words(by.locale)
    known = [each for each in commands().values() if by.host or not each.host]
    wanted = event.about.strip().removeprefix("/").lower() if isinstance(event, Help) else ""
    if not wanted:
        return Reply(card=overview(known, say))
    those = [each for each in known if _family(each) == wanted]
    if those:
        return Reply(card=closely(those, say))
    families = ", ".join(dict.fromkeys(_family(each) for each in known))
    text = say("There are no such commands; ask for help about one of: {families}.", families=families)
    return Reply(text=text, refused="unreadable")


def overview(those: Sequence[Command], say: Words) -> Card:
    """Return a field a family: what everybody can do line by line, and the names of what hosts can do besides."""
    families = dict.fromkeys(_family(each) for each in those)
    fields = [_short_field(family, [each for each in those if _family(each) == family], say) for family in families]
    body = say("Begin with / and a command.")
    return Card(title=say("What you can do here"), body=body, fields=tuple(fields))


def closely(those: Sequence[Command], say: Words) -> Card:
    """Return every command of one family with what it does and what else it takes; hosts' commands apart."""
    everybody = [_line(each, say) + _options(each) for each in those if not each.host]
    hosts = [_line(each, say) + _options(each) for each in those if each.host]
    fields = [*_fields(say("Everybody"), everybody, say), *_fields(say("Hosts"), hosts, say)]
    return Card(title=_title(_family(those[0]), say), fields=tuple(fields))


def _short_field(family: str, those: Sequence[Command], say: Words) -> Field:
    lines = [_line(each, say) for each in those if not each.host]
    hosts = [f"`{each.path.partition(' ')[2]}`" for each in those if each.host]
    more = [say("Hosts: {names}", names=" ".join(hosts))] if hosts else []
    more.append(say("More: {command}", command=f"`/study help {family}`"))
    kept = lines
    while kept and shown_length("\\\n".join([*kept, *more])) > LONGEST_FIELD:
        kept = kept[:-1]
    return Field(_title(family, say), "\\\n".join([*kept, *more]))


def _fields(title: str, lines: Iterable[str], say: Words) -> list[Field]:
    """Return the lines in as few fields as hold them."""
    parts: list[list[str]] = []
    for line in lines:
        if parts and shown_length("\\\n".join([*parts[-1], line])) <= LONGEST_LIST:
            parts[-1].append(line)
        else:
            parts.append([line])
    titles = [title, *[say("{title}, continued", title=title)] * len(parts)]
    return [Field(name, "\\\n".join(part)) for name, part in zip(titles, parts, strict=False)]


def _line(of: Command, say: Words) -> str:
    """Return how a command is typed with what it needs, and what it does."""
    needed = replace(of, params=tuple(param for param in of.params if param.required))
    return f"`{usage(needed)}` {escape(say(of.about))}"


def _options(of: Command) -> str:
    """Return the names of what may be given besides."""
    names = ", ".join(f"`{param.name}`" for param in of.params if not param.required)
    return f" ({names})" if names else ""


def _family(of: Command) -> str:
    return of.path.partition(" ")[0]


def _title(family: str, say: Words) -> str:
    return say(FAMILIES[family]) if family in FAMILIES else family.capitalize()
