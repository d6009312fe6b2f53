"""The table of all forms in which a deadline can be written. What is not in it is not read, however near it comes."""

import re
from collections.abc import Callable
from datetime import date
from functools import cache

from msgspec import Struct

from bot.kernel.clock import HOUR, MINUTE, Instant
from bot.kernel.when import days
from bot.kernel.when.asked import Asked, Hour
from bot.kernel.when.text import pattern
from bot.kernel.words import marked
from bot.kernel.zones import later

ReadDay = Callable[[re.Match[str], Asked, Hour], date]
ReadMoment = Callable[[re.Match[str], Asked], Instant]


class Day(Struct, frozen=True):
    """A form that names a day; a time of day may stand behind it or, where `turned`, before it.

    Only where `alone` it may stand without one, and then the usual time is meant. `joint` is what may stand between the two,
    `tail` what may follow and says nothing.
    """

    example: str
    meaning: str
    source: str
    read: ReadDay
    alone: bool = True
    turned: bool = True
    joint: str = " <AT>"
    tail: str = ""


class Moment(Struct, frozen=True):
    """A form that names an instant all by itself."""

    example: str
    meaning: str
    source: str
    read: ReadMoment


def _stamp(found: re.Match[str], _asked: Asked) -> Instant:
    return int(found["stamp"]) * 1_000


def _after(found: re.Match[str], asked: Asked) -> Instant:
    """Days are those of the calendar, hours and minutes are elapsed; the result is a whole minute, never too early."""
    if not any(found[part] for part in ("weeks", "days", "hours", "minutes")):
        raise asked.refusal()
    ahead = days.WEEK * days.count(found["weeks"], asked) + days.count(found["days"], asked)
    if ahead > (days.FARTHEST_YEARS + 1) * 366:
        raise days.too_far(asked)
    tenths = found["hours"] if found["hours"] and "." in found["hours"] else None
    hours = round(float(tenths) * HOUR) if tenths else days.count(found["hours"], asked) * HOUR
    minutes = (days.count(found["minutes"], asked) + int(found["rest"] or 0)) * MINUTE
    at = later(asked.now, asked.zone, ahead) + hours + minutes
    return -(-at // MINUTE) * MINUTE


_ECHO = " <WITHIN> (?:<LENGTH>|<INSTANTLY>)"
_DATE_WORD = r"<MAYBE_WEEKDAY>(?P<day>\d{1,2})(?:st|nd|rd|th|\.)? ?(?:of )?<MONTH>(?: (?P<year>\d{4}))?"
_WORD_DATE = r"<MAYBE_WEEKDAY><MONTH> ?(?P<day>\d{1,2})(?:st|nd|rd|th)?(?: (?P<year>\d{4}))?"
_ISO = r"<MAYBE_WEEKDAY>(?P<year>\d{4})-(?P<number>\d{1,2})-(?P<day>\d{1,2})"
_DOTTED = r"<MAYBE_WEEKDAY>(?P<day>\d{1,2})\. ?(?P<number>\d{1,2})(?:\.(?: ?(?P<year>\d{4}))?|(?= ))"
_SLASHED = r"<MAYBE_WEEKDAY>(?P<day>\d{1,2})/(?P<number>\d{1,2})(?:/(?P<year>\d{4}))?"

FORMS: tuple[Day | Moment, ...] = (
    Day("fri 17:00", marked("the next Friday, today if 17:00 is still ahead"), "<WEEKDAY>", days.weekday),
    Day("this fri 5pm", marked("Friday of this week, Monday to Sunday"), "<THIS> <WEEKDAY>", days.weekday_this_week),
    Day("next fri 17:00", marked("Friday of next week, Monday to Sunday"), "<NEXT> <WEEKDAY>", days.weekday_next_week),
    Day("tomorrow 9am", marked("today, tonight or tomorrow, at that time"), "<NAMED>", days.named),
    Day("17:00", marked("today if that is ahead, else tomorrow"), "", days.next_hour, alone=False, turned=False, joint="<AT>"),
    Moment("in 2 h", marked("so many hours from now, by the stopwatch"), "<WITHIN> <LENGTH>", _after),
    Moment("in 90 min", marked("so many minutes from now"), "<WITHIN> <LENGTH>", _after),
    Moment("in 1h30", marked("hours and minutes from now"), "<WITHIN> <LENGTH>", _after),
    Moment("in 3 days", marked("so many days from now, at the same time of day"), "<WITHIN> <LENGTH>", _after),
    Moment("in 2 weeks", marked("the same day of the week and time of day, so many weeks on"), "<WITHIN> <LENGTH>", _after),
    Day(
        "in 3 days at 9:00", marked("so many days or weeks from today, at that time"), "<WITHIN> (?:<WEEKS>)?(?: ?<DAYS>)?",
        days.after_days, alone=False, turned=False,
    ),
    Day("2026-12-01 09:00", marked("year, month, day"), _ISO, days.iso, joint="(?: <AT>|t)"),
    Day(
        "2026-12-01T09:00+02:00", marked("the same with its own offset from UTC, or Z for UTC itself"),
        r"(?P<year>\d{4})-(?P<number>\d{2})-(?P<day>\d{2})", days.iso, alone=False, turned=False, joint="t",
    ),
    Day("1 dec 9:00", marked("the next 1 December"), _DATE_WORD, days.month_named, tail=f"(?:{_ECHO})?"),
    Day("1 December 2026 17:00", marked("the same with its year"), _DATE_WORD, days.month_named),
    Day("dec 1 9:00", marked("the month may come first"), _WORD_DATE, days.month_named),
    Day("1.12. 17:00", marked("with dots: always the day, then the month"), _DOTTED, days.dotted),
    Day("1.12.2026 17:00", marked("the same with its year"), _DOTTED, days.dotted),
    Day("25/12 17:00", marked("with a slash: only if one of the two cannot be a month"), _SLASHED, days.slashed),
    Moment(
        "<t:1798794000>", marked("a moment copied from Discord, or handed in by a date picker"),
        r"<LEAD><t:(?P<stamp>-?\d{1,12})(?::[tdfrs])?>", _stamp,
    ),
)  # fmt: skip


@cache
def compiled(language: str) -> tuple[tuple[Day | Moment, tuple[re.Pattern[str], ...]], ...]:
    """Return the forms, each with the patterns by which it is read in `language`; those that share theirs stand there once."""
    unique = {(form.source, form.tail if isinstance(form, Day) else ""): form for form in FORMS}
    return tuple((form, tuple(_patterns(form, language))) for form in unique.values())


def _patterns(form: Day | Moment, language: str) -> list[re.Pattern[str]]:
    if isinstance(form, Moment):
        return [pattern(form.source, language)]
    mark = r"(?:<MARK>|(?P<minus>-\d{2}:?\d{2}))?" if form.joint == "t" else "<MARK>?"
    optional = "?" if form.alone else ""
    lead = "<LEAD>" if form.source else ""
    found = [pattern(f"{lead}{form.source}(?:{form.joint}<TIME>{mark}){optional}{form.tail}", language)]
    if form.turned:
        found.append(pattern(f"<LEAD><TIME><MARK>? <LEAD>{form.source}", language))
    return found
