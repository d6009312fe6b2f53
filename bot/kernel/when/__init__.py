"""When: the closed grammar in which a host writes a deadline, and the echo of what was understood.

Nothing is guessed. What is not one of the forms of the table (`forms.FORMS`, shown to people in ``content/WHEN.md``), what
is past, and what a clock change skips or repeats is refused with a sentence that says what to write instead.
"""

import re
from collections.abc import Sequence
from datetime import time, timezone
from zoneinfo import ZoneInfo

from msgspec import Struct
from msgspec.structs import replace

from bot.kernel.clock import DAY, Instant
from bot.kernel.errors import Unreadable
from bot.kernel.when.asked import WHOLE_DAY, Asked, Hour, at_hour, seconds_of
from bot.kernel.when.days import FARTHEST_YEARS, too_far
from bot.kernel.when.daytime import ABBREVIATIONS, read_hour, read_offset
from bot.kernel.when.forms import FORMS, Day, compiled
from bot.kernel.when.text import cleaned
from bot.kernel.when.vocabulary import language_of, vocabulary
from bot.kernel.words import Words
from bot.kernel.zones import instants, local, shown, until, zone_name_at

USUAL = time(23, 59)
"""When something is due whose day alone was written."""

FARTHEST = (FARTHEST_YEARS * 365 + 2) * DAY


class When(Struct, frozen=True):
    """An instant that was read; `ends_day` says it was written as the end of a day, and is echoed like that (24:00)."""

    at: Instant
    ends_day: bool = False


def read_when(  # noqa: PLR0913 - what a time depends on
    text: str, now: Instant, zone: ZoneInfo, say: Words, *, language: str = "en", usual: time = USUAL
) -> When:
    """Return the moment that `text`, typed at `now` by somebody in `zone`, means; it is always ahead.

    A day without a time of day means `usual`. Raises `Unreadable` for anything else, with what to write instead.
    """
    spoken = language_of(language)
    asked = Asked(now, zone, say, vocabulary(spoken))
    typed = cleaned(text)
    if not typed:
        raise asked.refusal()
    for form, patterns in compiled(spoken):
        found = next(filter(None, (pattern.fullmatch(typed) for pattern in patterns)), None)
        if found and isinstance(form, Day):
            return _on_day(form, found, asked, usual)
        if found and not isinstance(form, Day):
            return When(_bounded(form.read(found, asked), asked))
    raise _unread(typed, asked)


def echo(when: When, now: Instant, zone: ZoneInfo, say: Words) -> str:
    """Return what was understood: ``Fri 23 Oct 17:00 BST, in 2 days 7 h``. In English `read_when` reads it back."""
    text = shown(when.at, zone, say, now, ends_day=when.ends_day)
    return say("{when}, in {span}", when=text, span=until(when.at, now, zone, say))


def forms() -> Sequence[tuple[str, str]]:
    """Return every form as an example and what it means, the latter to be translated by whoever shows it."""
    return [(form.example, form.meaning) for form in FORMS]


def _on_day(form: Day, found: re.Match[str], asked: Asked, usual: time) -> When:
    hour = _hour(found, asked) if _timed(found) else Hour(seconds_of(usual))
    there = _there(form, found, asked, hour)
    at = _bounded(there.at(form.read(found, there, hour), hour), asked)
    return When(at, ends_day=hour.seconds == WHOLE_DAY and not seconds_of(local(at, asked.zone).time()))


def _timed(found: re.Match[str]) -> bool:
    return any(found[part] for part in ("hour", "hour12", "hour24", "clock"))


def _hour(found: re.Match[str], asked: Asked) -> Hour:
    try:
        return read_hour(found, asked.words, asked.say)
    except Unreadable as error:
        raise asked.refusal(error.problem) from error


def _there(form: Day, found: re.Match[str], asked: Asked, hour: Hour) -> Asked:
    """Return `asked` where its time counts: in the group's zone, or with the offset that was written, if that is another."""
    if not hour.mark:
        return asked
    wall = at_hour(form.read(found, asked, hour), hour)
    if hour.mark in {zone_name_at(at, asked.zone).lower() for at in instants(wall, asked.zone)}:
        return asked
    elsewhere = read_offset(hour.mark)
    if elsewhere is None and hour.mark not in ABBREVIATIONS:
        raise asked.refusal()
    return asked if elsewhere is None else replace(asked, zone=timezone(elsewhere))


def _bounded(at: Instant, asked: Asked) -> Instant:
    """Return `at` if it is ahead, and not by more than five years."""
    if at > asked.now + FARTHEST:
        raise too_far(asked)
    if at <= asked.now - FARTHEST:
        raise asked.refusal(asked.say("that is long past"))
    if at <= asked.now:
        raise asked.past(at)
    return at


def _unread(typed: str, asked: Asked) -> Unreadable:
    """Return why `typed` is no form at all, as far as that can be told."""
    words = asked.words
    if typed in words.vague:
        return asked.refusal(asked.say("everybody reads that as another day"))
    if any(gone in typed.split() for gone in words.gone):
        return asked.refusal(asked.say("that is past"))
    return asked.refusal()
