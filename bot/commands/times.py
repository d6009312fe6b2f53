"""Completing times while they are typed: what was understood, on the clock it is read on, before anybody sends it.

A completion is the moment itself, with its offset from UTC, so that it means in every command what it showed. What cannot be
read stays as it was typed, first in the list and with the reason, so that no example is ever sent by mistake.
"""

from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial
from zoneinfo import ZoneInfo

from bot.commands.preferences import read_until
from bot.engine.door import Completer
from bot.kernel.card import Option
from bot.kernel.clock import MINUTE, Clock, Instant
from bot.kernel.errors import Unreadable
from bot.kernel.names import clipped
from bot.kernel.people import Actor, Place
from bot.kernel.when import When, echo, read_when
from bot.kernel.when.asked import examples
from bot.kernel.when.vocabulary import language_of, vocabulary
from bot.kernel.words import Words, sentence, words
from bot.kernel.zones import local, offset_name, zone_named
from bot.people.book import Book
from bot.people.prefs import zone_of

LONGEST = 100
"""Characters of a completion and of its label: Discord's limit (API docs, 2026-08)."""

NO_TIME = "-"
"""What stands for no date, where one may be taken away."""

Read = Callable[[str], When]
"""Reads what was typed; raises `Unreadable`."""


def completers(book: Book, clock: Clock) -> dict[str, Completer]:
    """Return who completes times, for the front door: those on the group's clock, and those on a member's own."""
    return {"when": partial(_groups, book, clock), "own-when": partial(_own, book, clock)}


async def _groups(book: Book, clock: Clock, place: Place, typed: str, by: Actor) -> Sequence[Option]:
    say, now = words(by.locale), clock.now()
    zone = zone_named((await book.settings(place.workspace)).zone, say)
    return completions(typed, lambda text: read_when(text, now, zone, say), now, zone, say)


async def _own(book: Book, clock: Clock, place: Place, typed: str, by: Actor) -> Sequence[Option]:
    say, now = words(by.locale), clock.now()
    prefs, settings = await book.prefs(place.workspace, by.member), await book.settings(place.workspace)
    zone = zone_named(zone_of(prefs, settings, by.zone), say)
    return completions(typed, lambda text: read_until(text, now, zone, by.locale), now, zone, say, by.locale)


def completions(  # noqa: PLR0913 - what a time depends on
    typed: str, read: Read, now: Instant, zone: ZoneInfo, say: Words, language: str = "en"
) -> list[Option]:
    """Return what `typed` is read as, at `now` on the clocks of `zone`; or why it is not, and times that can be written."""
    text = " ".join(typed.split())
    if text == NO_TIME:
        return [Option(NO_TIME, NO_TIME)]
    tries = [_moment(read(each), now, zone, say) for each in examples(now, zone, vocabulary(language_of(language)))]
    if not text:
        return tries
    try:
        return [_moment(read(text), now, zone, say)]
    except Unreadable as error:
        return [Option(clipped(sentence(error.problem), LONGEST), clipped(text, LONGEST)), *tries]


def _moment(when: When, now: Instant, zone: ZoneInfo, say: Words) -> Option:
    """Return a moment as the answer to a command would say it back, and the zone whose clocks show it."""
    label = say("{when} ({zone})", when=echo(when, now, zone, say), zone=zone)
    return Option(clipped(label, LONGEST), _exactly(when, zone))


def _exactly(when: When, zone: ZoneInfo) -> str:
    """Return a moment so that it is read as this one anywhere: ``2026-12-01 17:00 UTC+1``."""
    wall = local(when.at, zone)
    offset = offset_name(wall.utcoffset() or timedelta())
    if when.ends_day:
        return f"{wall - timedelta(days=1):%Y-%m-%d} 24:00 {offset}"
    if when.at % MINUTE:
        return f"<t:{when.at // 1_000}>"
    return f"{wall:%Y-%m-%d %H:%M} {offset}"
