"""`/study help`: what this person can do here, made from the declared commands."""

from msgspec.structs import replace

from bot.engine.door import Opener
from bot.kernel.card import Card, Field
from bot.kernel.clock import Instant
from bot.kernel.command import Command, command, commands, usage
from bot.kernel.event import Event
from bot.kernel.markup import escape
from bot.kernel.people import Actor, Place
from bot.kernel.session import Reply
from bot.kernel.words import Words, marked, words
from bot.people.book import Book


@command("study help", marked("Show what you can do here"))
class Help(Event, frozen=True, tag="help"):
    """Ask what there is."""


def openers(book: Book) -> dict[type[Event], Opener]:
    """Return who answers, for the front door."""
    del book
    return {Help: _help}


async def _help(event: Event, by: Actor, place: Place, at: Instant) -> Reply:
    del event, place, at
    say = words(by.locale)
    known = commands().values()
    fields = [Field(say("Everybody"), _lines([each for each in known if not each.host], say))]
    if by.host:
        fields.append(Field(say("Hosts"), _lines([each for each in known if each.host], say)))
    body = say("Begin with / and a command; names and values complete while you type.")
    return Reply(card=Card(title=say("What you can do here"), body=body, fields=tuple(fields)))


def _lines(those: list[Command], say: Words) -> str:
    """Return a line a command: how it is typed with what it needs, and what it does."""
    return "\\\n".join(f"`{_short(each)}` {escape(say(each.about))}" for each in those)


def _short(of: Command) -> str:
    needed = replace(of, params=tuple(param for param in of.params if param.required))
    return usage(needed)
