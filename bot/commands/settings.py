"""`/study settings`: what holds for a whole group, shown in a form, checked at once, and said back as it was understood."""

from collections.abc import Mapping
from functools import partial

from msgspec.structs import replace

from bot.decks.model import Scoring
from bot.engine.door import Opener
from bot.engine.surface import Surface
from bot.kernel.card import Card, Field, Form, Input, Option
from bot.kernel.clock import Instant
from bot.kernel.errors import StudybellError
from bot.kernel.event import Event
from bot.kernel.markup import escape
from bot.kernel.people import Actor, Place
from bot.kernel.session import Reply
from bot.kernel.words import Words, marked, words
from bot.kernel.zones import now_line, zone_named
from bot.people.book import Book
from bot.people.events import GroupSettings
from bot.people.given import Entry, read_given, refused
from bot.people.hosts import hosts_text, mentioned_hosts, read_hosts
from bot.people.languages import language_text, languages, read_language
from bot.people.prefs import WorkspaceSettings
from bot.people.quiet import quiet_text, read_quiet
from bot.people.roles import LONGEST, read_role, role_text

LONGEST_HOSTS = 1_000
"""Characters of the hosts as they are mentioned in the form."""


def _read_zone(text: str, say: Words) -> str:
    return str(zone_named(text, say))


def _read_scoring(scoring: str, say: Words) -> str:
    del say
    return Scoring(scoring).value


ENTRIES: Mapping[str, Entry] = {
    "zone": Entry(marked("Time zone"), _read_zone),
    "language": Entry(marked("Language"), read_language),
    "host_role": Entry(marked("Host role"), read_role),
    "hosts": Entry(marked("Hosts"), read_hosts),
    "quiet": Entry(marked("Quiet hours"), read_quiet),
    "scoring": Entry(marked("Scoring"), _read_scoring),
}
"""What a host can set, by the field of `GroupSettings` and of `WorkspaceSettings`."""


def openers(book: Book, surfaces: Mapping[str, Surface]) -> dict[type[Event], Opener]:
    """Return who changes settings, for the front door, which lets hosts alone come in with them.

    `surfaces` are asked what members are called.
    """
    return {GroupSettings: partial(_settings, book, surfaces)}


async def _settings(  # noqa: PLR0913 - what is needed at hand, and what an opener gets
    book: Book, surfaces: Mapping[str, Surface], event: Event, by: Actor, place: Place, at: Instant
) -> Reply:
    say = words(by.locale)
    if event == GroupSettings():
        return Reply(form=settings_form(await book.settings(place.workspace), say))
    values, problems = read_given(event, ENTRIES, say)
    if problems:
        return refused(problems)
    settings = await book.change_settings(place.workspace, lambda before: replace(before, **values))
    if "hosts" in values:
        settings = await _named(book, settings, place, surfaces.get(place.platform))
    return Reply(card=settings_card(settings, say, at))


async def _named(book: Book, settings: WorkspaceSettings, place: Place, surface: Surface | None) -> WorkspaceSettings:
    """Return the settings with what the hosts are called now, as far as the platform tells."""
    if surface is None or not settings.hosts:
        return settings
    try:
        there = await surface.present(place, tuple(settings.hosts))
    except StudybellError:
        return settings
    names = {person.member: person.name for person in there}
    return await book.change_settings(
        place.workspace,
        lambda before: replace(
            before, hosts={member: names.get(member) or name for member, name in before.hosts.items()}
        ),
    )


def settings_form(settings: WorkspaceSettings, say: Words) -> Form:
    """Return the form with what is set now."""
    spoken = tuple(Option(language_text(language), language) for language in languages())
    presets = tuple(Option(preset.value, preset.value) for preset in Scoring)
    inputs = (
        Input("zone", say("Time zone"), value=settings.zone, most=64, hint=say("Continent and city: Europe/London")),
        Input("language", say("Language"), kind="choice", value=settings.language, options=spoken),
        Input(
            "host_role",
            say("Host role"),
            value=role_text(settings.host_role, say) if settings.host_role else "",
            most=LONGEST,
            required=False,
            hint=say("Whose members may run sessions, besides the admins; empty for nobody else"),
        ),
        Input(
            "quiet",
            say("Quiet hours"),
            value=quiet_text(settings.quiet, say),
            most=40,
            hint=say("22:00-7:00, 10pm-7am or none; nobody is reminded then"),
        ),
        Input("scoring", say("Scoring"), kind="choice", value=settings.scoring, options=presets),
        Input(
            "hosts",
            say("Hosts"),
            kind="members",
            value=mentioned_hosts(settings.hosts),
            most=LONGEST_HOSTS,
            required=False,
            hint=say("Members who may run sessions, besides the admins and the role"),
        ),
    )
    return Form(say("This group's settings"), inputs, GroupSettings(), say("Save"))


def settings_card(settings: WorkspaceSettings, say: Words, at: Instant) -> Card:
    """Return what is set, all of it, with the time it makes of `at`."""
    told = {
        "zone": settings.zone,
        "language": language_text(settings.language),
        "host_role": role_text(settings.host_role, say),
        "quiet": quiet_text(settings.quiet, say),
        "scoring": settings.scoring,
        "hosts": hosts_text(settings.hosts, say),
    }
    return Card(
        title=say("This group's settings"),
        body=escape(now_line(at, zone_named(settings.zone, say), say)),
        fields=tuple(Field(say(entry.label), escape(told[name])) for name, entry in ENTRIES.items()),
        footer=say("What has begun or has a date already keeps it."),
    )
