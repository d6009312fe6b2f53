"""Reading a time of day: 17:00, 5pm, noon, and the zone that may stand behind it."""

import re
from datetime import timedelta

from bot.kernel.errors import Unreadable
from bot.kernel.when.asked import Hour
from bot.kernel.when.vocabulary import Vocabulary
from bot.kernel.words import Words
from bot.kernel.zones import offset_name

LAST_OFFSET = 14 * 60
"""Minutes: no zone on earth is further from UTC."""

_NOON, _END = 12, 24
_OFFSET = re.compile(r"(?:utc|gmt)? ?([+-])(\d{1,2}):?(\d{2})?")

ABBREVIATIONS = frozenset({
    "gmt", "bst", "ist", "wet", "west", "cet", "cest", "eet", "eest", "msk", "cat", "eat", "wat", "sast",
    "est", "edt", "cst", "cdt", "mst", "mdt", "pst", "pdt", "akst", "akdt", "hst", "et", "ct", "mt", "pt",
    "aest", "aedt", "acst", "acdt", "awst", "nzst", "nzdt", "jst", "kst", "sgt", "hkt", "pkt", "wib",
})  # fmt: skip
"""Common names of times: told apart from words that are no name of a time at all."""


def read_hour(found: re.Match[str], words: Vocabulary, say: Words) -> Hour:
    """Return the time of day in `found`, a match of ``<TIME>`` and perhaps ``<MARK>``.

    Raises `Unreadable` with what is wrong with it; the caller knows good examples.
    """
    mark = _mark(found)
    if found["clock"]:
        return Hour(words.clocks[found["clock"]], mark)
    hours = int(found["hour"] or found["hour12"] or found["hour24"])
    minutes, seconds = int(found["minute"] or 0), int(found["second"] or 0)
    half = found["half"] or found["half12"]
    if half:
        hours = _in_half(hours, minutes, half, say)
    elif found["full"] and 1 <= hours <= _NOON:
        raise Unreadable("when", say("in the morning or the evening? Say {n}am or {n}pm", n=hours))
    if hours > _END or minutes >= 60 or seconds >= 60 or (hours == _END and minutes + seconds):  # noqa: PLR2004 - a clock
        raise Unreadable("when", say("there is no {clock} on a clock", clock=f"{hours}:{minutes:02}"))
    return Hour((hours * 60 + minutes) * 60 + seconds, mark, _doubtful(found, hours, minutes))


def _mark(found: re.Match[str]) -> str:
    """Return the name or offset behind a time; an offset as `offset_name` writes it, so that both can be compared."""
    parts = found.groupdict()
    mark = (parts.get("mark") or parts.get("minus") or "").strip()
    offset = read_offset(mark)
    return offset_name(offset).lower() if offset is not None else mark


def read_offset(mark: str) -> timedelta | None:
    """Return the offset from UTC that `mark` is; None for an abbreviation, which can be another one half a year later."""
    if mark in {"z", "utc"}:
        return timedelta()
    found = _OFFSET.fullmatch(mark)
    if not found:
        return None
    minutes = int(found[2]) * 60 + int(found[3] or 0)
    if minutes > LAST_OFFSET or int(found[3] or 0) >= 60:  # noqa: PLR2004 - minutes of an hour
        return None
    return timedelta(minutes=-minutes if found[1] == "-" else minutes)


def _in_half(hours: int, minutes: int, half: str, say: Words) -> int:
    typed = f"{hours}:{minutes:02}{half}m"
    if not 1 <= hours <= _NOON:
        raise Unreadable("when", say("there is no {clock} on a clock", clock=typed))
    if hours == _NOON and not minutes and half == "a":
        raise Unreadable("when", say("12am can be either end of the day: say 0:00 for its start or 24:00 for its end"))
    return hours % _NOON + (_NOON if half == "p" else 0)


def _doubtful(found: re.Match[str], hours: int, minutes: int) -> tuple[int, int] | None:
    """Return day and month if what was typed as a time may be a date: 9.10, but not 9.30 or ``at 9.10``."""
    if found["sep"] != "." or found["half"] or found["second"] or found.groupdict().get("at"):
        return None
    return (hours, minutes) if hours and 1 <= minutes <= 12 else None  # noqa: PLR2004 - months
