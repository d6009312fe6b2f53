"""Prompts that come again: a rule, in the zone and wall time of the group, and the instants that follow from it.

A rule is spelled, never a list of instants, so that Monday 09:00 stays Monday 09:00 on both sides of a clock change. Nobody is
there to be asked when an occurrence falls due: a time the clocks skip moves forward past the gap, and of one that happens twice
it is the first (`zones.settled`). A rule always ends.
"""

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import cache
from itertools import count, islice, takewhile
from zoneinfo import ZoneInfo

from msgspec import Struct
from msgspec.structs import replace

from bot.kernel.clock import Instant
from bot.kernel.errors import Unreadable
from bot.kernel.when import FARTHEST
from bot.kernel.when.asked import WHOLE_DAY
from bot.kernel.when.days import FARTHEST_YEARS
from bot.kernel.when.daytime import read_hour
from bot.kernel.when.text import cleaned, pattern
from bot.kernel.when.vocabulary import Vocabulary, language_of, vocabulary
from bot.kernel.words import Words, marked
from bot.kernel.zones import WEEKDAYS, day_text, local, settled

MOST = 100
"""Occurrences of one rule."""

WEEK = 7
WORKDAYS = (0, 1, 2, 3, 4)

FORMS: tuple[tuple[str, str], ...] = (
    ("every monday 09:00 for 10 weeks", marked("once a week, ten times")),
    ("every mon, wed 09:00 for 5 weeks", marked("twice a week, ten times")),
    ("every 2 weeks on tue 14:30, 6 times", marked("every second Tuesday, six times")),
    ("every other tue 14:30, 6 times", marked("the same")),
    ("every weekday 08:00 until 2026-12-18", marked("Monday to Friday; the last day is included")),
    ("every day 9:00, 14 times", marked("day after day, two weeks long")),
    ("every 3 days at noon until 18 dec 2026", marked("every third day")),
)
"""What a host can write, as examples and what they mean."""

_RULE = (
    r"<EVERY> (?:(?:(?P<interval>\d{1,2}|<COUNT>) |(?P<other><OTHER>) )?"
    r"(?:(?P<day><DAY_WORD>)|(?P<week><WEEK_WORD>) on (?P<on><ANY_WEEKDAY>(?: (?:<JOINED> )?<ANY_WEEKDAY>){0,6})"
    r"|(?P<workday><WORKDAY>)|(?P<days><ANY_WEEKDAY>(?: (?:<JOINED> )?<ANY_WEEKDAY>){0,6})))"
    r" <AT><TIME> "
    r"(?:(?:<LASTING> )?(?P<times>\d{1,3}|<COUNT>) ?<TIMES>"
    r"|<LASTING> (?P<length>\d{1,3}|<COUNT>) (?:(?P<for_days><DAY_WORD>)|<WEEK_WORD>)"
    r"|<UNTIL> (?:<ANY_WEEKDAY> )?(?:(?P<iso>\d{4}-\d{2}-\d{2})"
    r"|(?P<date>\d{1,2})(?:st|nd|rd|th|\.)? (?:of )?<MONTH> (?P<year>\d{4})))"
)
_MOST_INTERVAL = 12


class Rule(Struct, frozen=True):
    """Every `interval` weeks on `weekdays` (0 is Monday), or every `interval` days where there are none.

    `minute` is the wall time in `zone`, in minutes of its day. It ends after `times` occurrences or with the
    day `until`, whichever is given. `first` is the day of the first occurrence; a rule that was only
    read has none yet (see `begun`).
    """

    minute: int
    zone: str
    weekdays: tuple[int, ...] = ()
    interval: int = 1
    times: int = 0
    until: date | None = None
    first: date | None = None


def read_rule(text: str, say: Words, zone: ZoneInfo, *, language: str = "en") -> Rule:
    """Return the rule that `text` spells, in wall time of `zone`. Raises `Unreadable` with examples for anything else.

    It is bounded, but not begun: who opens the first prompt calls `begun`.
    """
    spoken = language_of(language)
    typed = cleaned(text)
    found = _pattern(spoken).fullmatch(typed) if typed else None
    words = vocabulary(spoken)
    if not found:
        endless = bool(typed) and _pattern(spoken).fullmatch(f"{typed} 1 {words.times[0]}")
        raise _refusal(say("say how often, or until when") if endless else say("I cannot read that as a rule"), say)
    weekdays = _weekdays(found, words)
    interval = 2 if found["other"] else _count(found["interval"] or "1", words)
    if found["workday"] and interval != 1:
        raise _refusal(say("every weekday is every single one"), say)
    if not 1 <= interval <= _MOST_INTERVAL:
        raise _refusal(say("the interval is from 1 to {n}", n=_MOST_INTERVAL), say)
    until, times = _until(found, words, say), _times(found, weekdays, interval, words, say)
    if until is None and not 1 <= times <= MOST:
        raise _refusal(say("it can come from 1 to {n} times", n=MOST), say)
    return Rule(_minute(found, words, say), zone.key, weekdays, interval, times, until)


def begun(rule: Rule, after: Instant, say: Words) -> Rule:
    """Return `rule` with its first occurrence the next one after `after`, from which weeks and times are counted.

    Raises `Unreadable` when it has no occurrence left, more than `MOST`, or one more than five years ahead.
    """
    known = _beginning(rule, after)
    found = list(islice(_instants(known), MOST + 1))
    if not found:
        raise Unreadable("repeat", say("it would end before it begins: write a later day after until"))
    if len(found) > MOST:
        raise Unreadable("repeat", say("that is too often: {n} times at most", n=MOST))
    if found[-1] > after + FARTHEST:
        raise Unreadable("repeat", say("it would go on for more than {n} years", n=FARTHEST_YEARS))
    return known


def following(rule: Rule, after: Instant) -> Instant | None:
    """Return the first occurrence after `after`; None when there is none left."""
    return next((at for at in occurrences(rule, after) if at > after), None)


def occurrences(rule: Rule, first_after: Instant) -> Iterator[Instant]:
    """Yield all occurrences, `MOST` at most; the first is the next after `first_after`, unless `rule` has begun already."""
    return islice(_instants(_beginning(rule, first_after)), MOST)


def spelled(rule: Rule, say: Words) -> str:
    """Return the rule for people: ``every Mon and Wed at 09:00, 10 times (Europe/London)``."""
    days = _spelled_days(rule, say)
    clock = f"{rule.minute // 60:02}:{rule.minute % 60:02}"
    if rule.until is None:
        end = say.many("{n} time", "{n} times", rule.times)
    else:
        end = say("until {day} {year}", day=day_text(rule.until, say), year=rule.until.year)
    return say("{days} at {clock}, {end} ({zone})", days=days, clock=clock, end=end, zone=rule.zone)


@cache
def _pattern(language: str) -> re.Pattern[str]:
    return pattern(_RULE, language)


def _refusal(problem: str, say: Words) -> Unreadable:
    examples = {"a": FORMS[0][0], "b": FORMS[2][0], "c": FORMS[5][0]}
    return Unreadable("repeat", say("{problem}; try “{a}”, “{b}” or “{c}”", problem=problem, **examples))


def _count(typed: str, words: Vocabulary) -> int:
    return words.counts.get(typed) or int(typed)


def _weekdays(found: re.Match[str], words: Vocabulary) -> tuple[int, ...]:
    if found["workday"]:
        return WORKDAYS
    named = (found["on"] or found["days"] or "").split()
    return tuple(sorted({words.weekdays[word] for word in named if word in words.weekdays}))


def _times(found: re.Match[str], weekdays: tuple[int, ...], interval: int, words: Vocabulary, say: Words) -> int:
    """Return how many times are meant; for a length of time as many as fall into it."""
    if found["times"]:
        return _count(found["times"], words)
    length = _count(found["length"] or "0", words)
    if weekdays and found["for_days"]:
        raise _refusal(say("say for how many weeks"), say)
    if weekdays:
        return -(-length // interval) * len(weekdays)
    return -(-(length if found["for_days"] else length * WEEK) // interval)


def _until(found: re.Match[str], words: Vocabulary, say: Words) -> date | None:
    if not (found["iso"] or found["date"]):
        return None
    try:
        if found["iso"]:
            return date.fromisoformat(found["iso"])
        return date(int(found["year"]), words.months[found["month"]], int(found["date"]))
    except ValueError as error:
        raise _refusal(say("there is no such day to end with"), say) from error


def _minute(found: re.Match[str], words: Vocabulary, say: Words) -> int:
    try:
        hour = read_hour(found, words, say)
    except Unreadable as error:
        raise _refusal(error.problem, say) from error
    if hour.seconds % 60 or hour.seconds == WHOLE_DAY:
        raise _refusal(say("the time is from 0:00 to 23:59, in whole minutes"), say)
    return hour.seconds // 60


def _spelled_days(rule: Rule, say: Words) -> str:
    if not rule.weekdays:
        return say.many("every day", "every {n} days", rule.interval)
    if rule.weekdays == WORKDAYS and rule.interval == 1:
        return say("every weekday")
    *others, last = (say(WEEKDAYS[day]) for day in rule.weekdays)
    names = say("{days} and {last}", days=", ".join(others), last=last) if others else last
    return say.many("every {days}", "every {n} weeks on {days}", rule.interval, days=names)


def _beginning(rule: Rule, after: Instant) -> Rule:
    """Return `rule` with the day of its first occurrence."""
    if rule.first is not None:
        return rule
    today = local(after, ZoneInfo(rule.zone)).date()
    coming = (today + timedelta(days=ahead) for ahead in count())
    fitting = (day for day in coming if not rule.weekdays or day.weekday() in rule.weekdays)
    return replace(rule, first=next(day for day in fitting if _at(rule, day) > after))


def _instants(rule: Rule) -> Iterator[Instant]:
    """Yield when a rule that has begun occurs, for as long as it says."""
    if rule.until is None:
        return (_at(rule, day) for day in islice(_days(rule), rule.times))
    end = rule.until
    return (_at(rule, day) for day in takewhile(lambda day: day <= end, _days(rule)))


def _days(rule: Rule) -> Iterator[date]:
    first = rule.first
    if first is None:
        return
    if not rule.weekdays:
        yield from (first + timedelta(days=step) for step in count(0, rule.interval))
    monday = first - timedelta(days=first.weekday())
    for step in count(0, rule.interval * WEEK):
        in_week = (monday + timedelta(days=step + weekday) for weekday in rule.weekdays)
        yield from (day for day in in_week if day >= first)


def _at(rule: Rule, day: date) -> Instant:
    wall = datetime.combine(day, datetime.min.time()) + timedelta(minutes=rule.minute)
    return settled(wall, ZoneInfo(rule.zone))
