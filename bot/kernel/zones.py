"""Wall time and instants: what a clock on the wall of a group shows, and when that is.

A group's zone is a name of the IANA database (Europe/London), never an offset, so that summer time comes and goes by
itself. A wall time that a clock change skips or repeats is never guessed at: who typed it is asked. Only calendar
arithmetic and recurring times, where nobody is there to ask, settle it by a rule (`settled`).
"""

import re
from datetime import UTC, date, datetime, timedelta, tzinfo
from difflib import get_close_matches
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from bot.kernel.clock import DAY, HOUR, MINUTE, Instant
from bot.kernel.errors import Unreadable
from bot.kernel.words import Words, marked

WEEKDAYS = (
    marked("Mon"), marked("Tue"), marked("Wed"), marked("Thu"), marked("Fri"), marked("Sat"), marked("Sun"),
)  # fmt: skip
MONTHS = (
    marked("Jan"), marked("Feb"), marked("Mar"), marked("Apr"), marked("May"), marked("Jun"), marked("Jul"),
    marked("Aug"), marked("Sep"), marked("Oct"), marked("Nov"), marked("Dec"),
)  # fmt: skip

LONGEST_NAME = 64
"""Characters of a zone's name that are looked at; the longest in the database has 32."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NO_PLACE = frozenset({"localtime", "posixrules", "Factory"})
_MOST_SUGGESTIONS = 3

_SKIPPED = marked("{clock} does not exist on {day} in {zone}, because the clocks go forward: say {a} or {b}")
_TWICE = marked(
    "{clock} happens twice on {day} in {zone}, because the clocks go back: "
    "say {clock} {a} or {clock} {b}, or choose another time"
)
_OTHER_MARK = marked(
    "clocks in {zone} show {shows} on {day}, not {mark}: leave it away, or say an offset such as {clock} UTC-5"
)


# -- zones


def zone_named(name: str, say: Words) -> ZoneInfo:
    """Return the zone called `name`, in capitals or not. Raises `Unreadable` that suggests the nearest names."""
    typed = "_".join(name.split()) if len(name) <= LONGEST_NAME else ""
    known = _zones().get(typed.lower())
    if known:
        return ZoneInfo(known)
    near = _near(typed)
    if near:
        raise Unreadable("zone", say("there is no such time zone; did you mean {names}?", names=say(" or ").join(near)))
    problem = say("write the time zone as continent and city, such as Europe/London, America/New_York or Asia/Kolkata")
    raise Unreadable("zone", problem)


@cache
def _zones() -> dict[str, str]:
    """Return the names of all zones by their small letters."""
    names = sorted(name for name in available_timezones() if name not in _NO_PLACE)
    return {name.lower(): name for name in names if not name.startswith(("posix/", "right/"))}


def _near(typed: str) -> list[str]:
    """Return the names whose city is `typed`, else those that look most like it, places before abbreviations."""
    wanted = typed.lower()
    cities: dict[str, list[str]] = {}
    for small, name in _zones().items():
        if "/" in name and not small.startswith("etc/"):
            cities.setdefault(small.rpartition("/")[2], []).append(name)
    city = wanted.rpartition("/")[2]
    if city in cities:
        return cities[city][:_MOST_SUGGESTIONS]
    places = [small for small, name in _zones().items() if "/" in name]
    by_city = [name for near in get_close_matches(city, cities, _MOST_SUGGESTIONS, 0.75) for name in cities[near]]
    by_name = [_zones()[near] for near in get_close_matches(wanted, places, _MOST_SUGGESTIONS, 0.8)]
    return list(dict.fromkeys([*by_name, *by_city]))[:_MOST_SUGGESTIONS]


# -- between wall and instant


def local(at: Instant, zone: tzinfo) -> datetime:
    """Return the wall time at `at` in `zone`, aware, so that it is still the same instant."""
    return (_EPOCH + timedelta(milliseconds=at)).astimezone(zone)


def instants(wall: datetime, zone: tzinfo) -> tuple[Instant, ...]:
    """Return every instant at which clocks in `zone` show `wall` (naive): none, one or two, the first one first."""
    found = {_utc(wall, zone, fold) for fold in (0, 1)}
    return tuple(sorted(at for at in found if local(at, zone).replace(tzinfo=None) == wall))


def settled(wall: datetime, zone: tzinfo) -> Instant:
    """Return the one instant for `wall` where nobody can be asked, as RFC 5545 (3.3.5) has it.

    A skipped time moves forward by as much as the clocks do (01:30 becomes 02:30); of a repeated one it is the first.
    """
    return _utc(wall, zone, fold=0)


def instant(wall: datetime, zone: tzinfo, say: Words, mark: str = "") -> Instant:
    """Return when clocks in `zone` show `wall` (naive); `mark` is the abbreviation that was written with it (BST).

    Raises `Unreadable` when a clock change skips or repeats that time, or when the zone's clocks do not show `mark` then; its
    sentence names what to choose from.
    """
    found = instants(wall, zone)
    if not found:
        raise Unreadable("when", _skipped(wall, zone, say))
    named = [at for at in found if not mark or mark.lower() == zone_name_at(at, zone).lower()]
    if len(named) == 1:
        return named[0]
    values = {"clock": clock(wall), "day": day_text(wall, say), "zone": str(zone)}
    if named:
        raise Unreadable("when", say(_TWICE, a=zone_name_at(found[0], zone), b=zone_name_at(found[1], zone), **values))
    raise Unreadable("when", say(_OTHER_MARK, mark=mark.upper(), shows=zone_name_at(found[0], zone), **values))


def _utc(wall: datetime, zone: tzinfo, fold: int) -> Instant:
    return (wall.replace(tzinfo=zone, fold=fold) - _EPOCH) // timedelta(milliseconds=1)


def _skipped(wall: datetime, zone: tzinfo, say: Words) -> str:
    before, after = (local(_utc(wall, zone, fold), zone) for fold in (1, 0))
    near = [
        clock(other) if other.date() == wall.date() else f"{day_text(other, say)} {clock(other)}"
        for other in (before, after)
    ]
    return say(_SKIPPED, clock=clock(wall), day=day_text(wall, say), zone=zone, a=near[0], b=near[1])


# -- as people read it


def clock(wall: datetime) -> str:
    """Return the time of day of `wall`: 17:00, and its seconds only where it has some."""
    return f"{wall:%H:%M:%S}" if wall.second else f"{wall:%H:%M}"


def day_text(day: date, say: Words) -> str:
    """Return a day without its year: Fri 23 Oct."""
    return say(
        "{weekday} {day} {month}", weekday=say(WEEKDAYS[day.weekday()]), day=day.day, month=say(MONTHS[day.month - 1])
    )


def zone_name_at(at: Instant, zone: tzinfo) -> str:
    """Return what the zone's time is called at `at`: BST, or UTC+5:45 where the database has no letters for it."""
    wall = local(at, zone)
    name = wall.tzname() or ""
    if re.fullmatch("[A-Za-z]{3,5}", name):
        return name
    return offset_name(wall.utcoffset() or timedelta())


def offset_name(offset: timedelta) -> str:
    """Return an offset in whole minutes as people write it: UTC, UTC+3, UTC-9:30."""
    total = round(offset.total_seconds() / 60)
    hours, minutes = divmod(abs(total), 60)
    return "UTC" + (f"{'-' if total < 0 else '+'}{hours}" + (f":{minutes:02}" if minutes else "") if total else "")


def shown(at: Instant, zone: tzinfo, say: Words, now: Instant, *, ends_day: bool = False) -> str:
    """Return `at` on the group's clocks: ``Fri 23 Oct 17:00 BST``; with its year unless it is that of `now`.

    `ends_day` writes a midnight as the end of the day before it, ``Fri 23 Oct 24:00 BST``.
    """
    wall = local(at, zone)
    day, time_of_day = (wall - timedelta(days=1), "24:00") if ends_day else (wall, clock(wall))
    values = {"day": day_text(day, say), "clock": time_of_day, "zone": zone_name_at(at, zone)}
    if day.year == local(now, zone).year:
        return say("{day} {clock} {zone}", **values)
    return say("{day} {year} {clock} {zone}", year=day.year, **values)


def now_line(at: Instant, zone: tzinfo, say: Words) -> str:
    """Return what clocks in `zone` show at `at`, to the minute; the zone's name once, where its time is called like it."""
    when, name = shown(at - at % MINUTE, zone, say, at), str(zone)
    if name.rpartition("/")[2] == zone_name_at(at, zone):
        return say("It is now {when}.", when=when)
    return say("It is now {when} in {zone}.", when=when, zone=name)


def span(length: int, say: Words) -> str:
    """Return a length in ms in its two largest units, rounded down: ``2 days 7 h``, ``7 h 5 min``, ``3 min``.

    A day here is 24 hours; `until` counts those of the calendar.
    """
    days, rest = divmod(length, DAY)
    return _spelled(days, rest, say)


def until(at: Instant, now: Instant, zone: tzinfo, say: Words) -> str:
    """Return how far `at` lies ahead of `now`: whole calendar days of the zone first, then hours and minutes.

    Before the end of a day of 25 hours it may be an hour more.
    """
    days = max(0, (local(at, zone).date() - local(now, zone).date()).days)
    while days and later(now, zone, days) > at:
        days -= 1
    rest = at - later(now, zone, days)
    return _spelled(days, min(rest, DAY - MINUTE) if days else rest, say)


def _spelled(days: int, rest: int, say: Words) -> str:
    hours, minutes = rest // HOUR, rest % HOUR // MINUTE
    parts = [
        say.many("{n} day", "{n} days", days) if days else "",
        say.many("{n} h", "{n} h", hours) if hours else "",
        say.many("{n} min", "{n} min", minutes) if minutes and not days else "",
    ]
    return " ".join(part for part in parts if part) or say("less than a minute")


# -- the calendar


def later(at: Instant, zone: tzinfo, days: int) -> Instant:
    """Return the same wall time `days` calendar days after `at`; what a clock change skips or repeats is `settled`."""
    if not days:
        return at
    return settled(local(at, zone).replace(tzinfo=None) + timedelta(days=days), zone)
