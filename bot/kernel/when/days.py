"""Which day is meant: the readers of the forms that name one. A time of day comes with it, so that today can be ahead."""

import re
from datetime import date, timedelta

from bot.kernel.errors import Unreadable
from bot.kernel.when.asked import Asked, Hour, at_hour
from bot.kernel.zones import MONTHS, clock, day_text

WEEK = 7
EVENING = 17 * 3_600
"""Seconds of the day from which on it is tonight."""

RECENT = 92
"""Days. A date without a year that passed less than this ago is taken for a slip, not for next year's."""

FARTHEST_YEARS = 5
_LEAP, _MONTHS = 2028, 12


def next_hour(_found: re.Match[str], asked: Asked, hour: Hour) -> date:
    """Return today if `hour` is ahead, else tomorrow."""
    _no_date(asked, hour)
    return asked.today + timedelta(days=0 if asked.ahead(asked.today, hour) else 1)


def weekday(found: re.Match[str], asked: Asked, hour: Hour) -> date:
    """Return the next such day: today if it is that day and `hour` is ahead."""
    _no_date(asked, hour)
    days = (asked.words.weekdays[found["weekday"]] - asked.today.weekday()) % WEEK
    day = asked.today + timedelta(days=days)
    return day if days or asked.ahead(day, hour) else day + timedelta(days=WEEK)


def weekday_this_week(found: re.Match[str], asked: Asked, hour: Hour) -> date:
    """Return that day of this week, Monday to Sunday, past or not."""
    _no_date(asked, hour)
    return asked.today + timedelta(days=asked.words.weekdays[found["weekday"]] - asked.today.weekday())


def weekday_next_week(found: re.Match[str], asked: Asked, hour: Hour) -> date:
    """Return that day of next week, Monday to Sunday."""
    return weekday_this_week(found, asked, hour) + timedelta(days=WEEK)


def named(found: re.Match[str], asked: Asked, hour: Hour) -> date:
    """Return today or tomorrow; tonight has to be in the evening."""
    if found["named"] in asked.words.nights and hour.seconds < EVENING:
        typed = clock(at_hour(asked.today, hour))
        raise asked.refusal(asked.say("{clock} is not in the evening", clock=typed))
    return asked.today + timedelta(days=asked.words.days[found["named"]])


def after_days(found: re.Match[str], asked: Asked, _hour: Hour) -> date:
    """Return the day so many days or weeks after today."""
    days = WEEK * count(found["weeks"], asked) + count(found["days"], asked)
    if days > (FARTHEST_YEARS + 1) * 366:
        raise too_far(asked)
    return asked.today + timedelta(days=days)


def iso(found: re.Match[str], asked: Asked, _hour: Hour) -> date:
    """Return a day written as year, month, day."""
    day = _in_year(int(found["year"]), int(found["number"]), int(found["day"]), asked)
    return _fitting(day, found.groupdict().get("weekday"), asked)


def month_named(found: re.Match[str], asked: Asked, hour: Hour) -> date:
    """Return a day whose month was written as a word."""
    return _dated(found, int(found["day"]), asked.words.months[found["month"]], asked, hour)


def dotted(found: re.Match[str], asked: Asked, hour: Hour) -> date:
    """Return a day written with dots: always day, then month."""
    return _dated(found, int(found["day"]), int(found["number"]), asked, hour)


def slashed(found: re.Match[str], asked: Asked, hour: Hour) -> date:
    """Return a day written with a slash, if only one order can be meant: 25/12 and 12/25, but not 1/12."""
    first, second = int(found["day"]), int(found["number"])
    if first != second and min(first, second) >= 1 and max(first, second) <= _MONTHS:
        values = {"a": f"{first} {asked.say(MONTHS[second - 1])}", "b": f"{second} {asked.say(MONTHS[first - 1])}"}
        raise Unreadable("when", asked.say("{a} or {b}? Write the month as a word", **values))
    day, month = (second, first) if second > _MONTHS else (first, second)
    return _dated(found, day, month, asked, hour)


def count(typed: str | None, asked: Asked) -> int:
    """Return the number in `typed`, digits or a word; 0 where nothing was typed."""
    words = (typed or "0").strip()
    return asked.words.counts.get(words) or int(words)


def too_far(asked: Asked) -> Unreadable:
    """Return the refusal of what lies beyond the five years in which anybody plans."""
    return asked.refusal(asked.say("that is more than {n} years ahead", n=FARTHEST_YEARS))


def _dated(found: re.Match[str], day: int, month: int, asked: Asked, hour: Hour) -> date:
    year = found["year"]
    meant = _in_year(int(year), month, day, asked) if year else _next_date(month, day, asked, hour)
    return _fitting(meant, found["weekday"], asked)


def _fitting(day: date, weekday: str | None, asked: Asked) -> date:
    """Return `day` if it falls on the `weekday` that was written with it."""
    if weekday and asked.words.weekdays[weekday] != day.weekday():
        text = asked.say("{day} {year}", day=day_text(day, asked.say), year=day.year)
        raise asked.refusal(asked.say("the day of the week does not fit: it is {date}", date=text))
    return day


def _next_date(month: int, day: int, asked: Asked, hour: Hour) -> date:
    """Return the next such day; one that has just passed is returned as past, to be refused."""
    year = asked.today.year
    here = _date(year, month, day)
    if here and (asked.ahead(here, hour) or (asked.today - here).days < RECENT):
        return here
    return _in_year(year + 1, month, day, asked)


def _in_year(year: int, month: int, day: int, asked: Asked) -> date:
    if year > asked.today.year + FARTHEST_YEARS + 1:  # which instant is too far is told later
        raise too_far(asked)
    meant = _date(year, month, day)
    if meant is None:
        raise asked.refusal(_no_such_day(year, month, day, asked))
    if year < asked.today.year - 1:
        raise asked.refusal(asked.say("that is long past"))
    return meant


def _no_such_day(year: int, month: int, day: int, asked: Asked) -> str:
    if not 1 <= month <= _MONTHS:
        return asked.say("there is no month {n}", n=month)
    text = f"{day} {asked.say(MONTHS[month - 1])}"
    if _date(_LEAP, month, day) is None:
        return asked.say("there is no {date}", date=text)
    return asked.say("there is no {date} in {year}; say the year that is meant", date=text, year=year)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _no_date(asked: Asked, hour: Hour) -> None:
    """Refuse a time that may as well be a date."""
    if hour.typed is None:
        return
    day, month = hour.typed
    time, written = f"{day}:{month:02}", f"{day} {asked.say(MONTHS[month - 1])}"
    raise Unreadable("when", asked.say("{a} or {b}? Write it like that", a=time, b=written))
