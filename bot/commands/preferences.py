"""What people set for themselves: `/study preferences`, `/study away` and `/study back`. Nobody else is told any of it."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import time
from functools import partial
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from bot.engine.door import Opener
from bot.kernel.card import Card, Field, Form, Input, Option
from bot.kernel.clock import Instant
from bot.kernel.errors import Unreadable
from bot.kernel.event import Event
from bot.kernel.markup import escape
from bot.kernel.people import Actor, Place
from bot.kernel.session import Reply
from bot.kernel.when import When, echo, read_when
from bot.kernel.words import Words, marked, sentence, words
from bot.kernel.zones import now_line, shown, zone_named
from bot.people.away import away_form
from bot.people.book import Book
from bot.people.events import Away, Back, Preferences
from bot.people.given import Entry, read_given, refused
from bot.people.prefs import GROUPS, MemberPrefs, WorkspaceSettings, own_zone, quiet_of, zone_of
from bot.people.quiet import NEVER, QuietHours, quiet_text, read_quiet

MORNING = time(6)
"""When somebody is back who names a day alone: away until Monday means that Monday finds them there."""

_UNSET = frozenset({"", "none", "profile"})


def _read_zone(text: str, say: Words) -> str:
    """Return an own zone, `GROUPS` for the group's, "" for that of the profile where the platform has one."""
    typed = text.strip().lower()
    if typed in _UNSET:
        return ""
    return GROUPS if typed == GROUPS else str(zone_named(text, say))


def _read_quiet(text: str, say: Words) -> QuietHours | None:
    """Return own quiet hours, None for the group's."""
    if text.strip().lower() in {"", "group"}:
        return None
    return read_quiet(text, say) or NEVER


def _read_reminders(text: str, say: Words) -> bool:
    del say
    return text == "on"


ENTRIES: Mapping[str, Entry] = {
    "zone": Entry(marked("Your time zone"), _read_zone),
    "quiet": Entry(marked("Your quiet hours"), _read_quiet),
    "reminders": Entry(marked("Reminders"), _read_reminders),
}
"""What members can set for themselves, by the field of `Preferences` and of `MemberPrefs`."""


def openers(book: Book) -> dict[type[Event], Opener]:
    """Return who changes what a member has set, for the front door: always that of the one who acts."""
    return {
        Preferences: partial(_preferences, book),
        Away: partial(_away, book),
        Back: partial(_back, book),
    }


async def _preferences(book: Book, event: Event, by: Actor, place: Place, at: Instant) -> Reply:
    say = words(by.locale)
    settings = await book.settings(place.workspace)
    if event == Preferences():
        return Reply(form=preferences_form(await book.prefs(place.workspace, by.member), settings, say, by.zone))
    values, problems = read_given(event, ENTRIES, say)
    if problems:
        return refused(problems)
    prefs = await book.change_prefs(place.workspace, by.member, lambda before: replace(before, **values))
    return Reply(card=preferences_card(prefs, settings, say, at, by.zone))


async def _away(book: Book, event: Event, by: Actor, place: Place, at: Instant) -> Reply:
    """Be away until a time that is read on the member's own clock."""
    say = words(by.locale)
    typed = event.until if isinstance(event, Away) else ""
    if not typed.strip():
        return Reply(form=away_form(say))
    prefs = await book.prefs(place.workspace, by.member)
    zone = zone_named(zone_of(prefs, await book.settings(place.workspace), by.zone), say)
    try:
        until = read_until(typed, at, zone, by.locale)
    except Unreadable as error:
        return Reply(text=sentence(escape(error.problem)), refused="unreadable")
    await book.change_prefs(place.workspace, by.member, lambda before: replace(before, away=until.at))
    text = say("You are away until {when}.", when=escape(echo(until, at, zone, say)))
    means = say("Nothing reminds you until then; due dates stay as they are. /study back ends it sooner.")
    return Reply(text=f"{text} {means}")


def read_until(typed: str, at: Instant, zone: ZoneInfo, locale: str) -> When:
    """Return the morning of a day that was named alone; of today, whose morning is past, the end. Raises `Unreadable`."""
    say = words(locale)
    with suppress(Unreadable):
        return read_when(typed, at, zone, say, language=locale, usual=MORNING)
    return read_when(typed, at, zone, say, language=locale)


async def _back(book: Book, event: Event, by: Actor, place: Place, at: Instant) -> Reply:
    del event
    say = words(by.locale)
    was = await book.prefs(place.workspace, by.member)
    prefs = await book.change_prefs(place.workspace, by.member, lambda before: replace(before, away=0))
    if not prefs.reminders:
        return Reply(text=say("You have switched reminders off; /study preferences switches them on again."))
    if was.away <= at:
        return Reply(text=say("You were not away: reminders reach you."))
    return Reply(text=say("Welcome back: reminders reach you again."))


def preferences_form(prefs: MemberPrefs, settings: WorkspaceSettings, say: Words, told: str = "") -> Form:
    """Return the form with what the member has set now; what is empty goes with the group, or with the zone `told` of them."""
    quiet = "" if prefs.quiet is None else quiet_text(prefs.quiet, say)
    groups = say("10pm-7am or none; empty for the group's, {groups}", groups=quiet_text(settings.quiet, say))
    choices = (Option(say("on"), "on"), Option(say("off"), "off"))
    inputs = (
        Input(
            "zone",
            say("Your time zone"),
            value=prefs.zone,
            most=64,
            required=False,
            hint=_zone_hint(settings, say, told),
        ),
        Input("quiet", say("Your quiet hours"), value=quiet, most=40, required=False, hint=groups),
        Input("reminders", say("Reminders"), kind="choice", value="on" if prefs.reminders else "off", options=choices),
    )
    return Form(say("Your preferences"), inputs, Preferences(), say("Save"))


def _zone_hint(settings: WorkspaceSettings, say: Words, told: str) -> str:
    if told:
        return say("Empty: {own} (your profile's); group: {groups}", own=told, groups=settings.zone)
    return say("Such as Europe/London; empty for the group's, {groups}", groups=settings.zone)


def preferences_card(prefs: MemberPrefs, settings: WorkspaceSettings, say: Words, at: Instant, told: str = "") -> Card:
    """Return what holds for the member, all of it, and what of it is the group's, or the zone `told` by their profile."""
    zone = zone_named(zone_of(prefs, settings, told), say)
    values = {
        "zone": _zone(prefs, settings, say, told),
        "quiet": _quiet(prefs, settings, say),
        "reminders": say("on") if prefs.reminders else say("off"),
    }
    fields = [Field(say(entry.label), escape(values[field])) for field, entry in ENTRIES.items()]
    if prefs.away > at:
        fields.append(Field(say("Away until"), escape(shown(prefs.away, zone, say, at))))
    now = now_line(at, zone, say)
    return Card(
        title=say("Your preferences"), body=escape(now), fields=tuple(fields), footer=say("Only you can see this.")
    )


def _zone(prefs: MemberPrefs, settings: WorkspaceSettings, say: Words, told: str) -> str:
    name = zone_of(prefs, settings, told)
    if not own_zone(prefs, told):
        return say("{value} (the group's)", value=name)
    return name if prefs.zone else say("{value} (from your profile)", value=name)


def _quiet(prefs: MemberPrefs, settings: WorkspaceSettings, say: Words) -> str:
    text = quiet_text(quiet_of(prefs, settings), say)
    return text if prefs.quiet is not None else say("{value} (the group's)", value=text)
