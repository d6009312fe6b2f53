"""Quiet hours: between which times of the local day nobody may ring. Read from what people type, and said back."""

import re
from typing import TypeAlias

from bot.kernel.errors import Unreadable
from bot.kernel.when.text import cleaned
from bot.kernel.words import Words

QuietHours: TypeAlias = tuple[int, int]
"""From and to, in minutes of the local day (0 to 1439); over midnight when from > to."""

NIGHT: QuietHours = (22 * 60, 7 * 60)
"""What holds where nothing was set: reminders are welcome between seven in the morning and ten at night."""

NEVER: QuietHours = (0, 0)
"""No time at all: how a member says that the group's quiet hours are not theirs."""

_NONE = frozenset({"none", "off", "never", "no"})
_SPAN = re.compile(r"(.+?) ?(?:-|\bto\b) ?(.+)")
_OF_24 = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])|24:00")
_OF_12 = re.compile(r"(1[0-2]|0?[1-9])(?::([0-5][0-9]))? ?([ap])\.?m\.?")


def read_quiet(text: str, say: Words) -> QuietHours | None:
    """Return the quiet hours a person typed: ``22:00-7:00``, ``10pm-7am``, ``10:30 pm to 6 am``; None for ``none``.

    Raises `Unreadable`, also for two equal times: nobody could say whether that is the whole day or nothing.
    """
    typed = cleaned(text) or ""
    if typed in _NONE or text.strip().lower() == say("none").lower():
        return None
    found = _SPAN.fullmatch(typed)
    begin, end = (_minutes(found[1]), _minutes(found[2])) if found else (None, None)
    if begin is None or end is None:
        raise Unreadable("quiet", say("write 22:00-7:00 or 10pm-7am, or none for no quiet hours"))
    if begin == end:
        raise Unreadable("quiet", say("let them begin and end at different times, or write none"))
    return begin, end


def quiet_text(quiet: QuietHours | None, say: Words) -> str:
    """Return quiet hours as people read them: ``22:00-07:00``, or that there are none. `read_quiet` reads it back in English."""
    if quiet is None or quiet == NEVER:
        return say("none")
    return f"{_clock(quiet[0])}-{_clock(quiet[1])}"


def _minutes(text: str) -> int | None:
    """Return the minute of the day of ``7:00``, ``19:30``, ``7am`` or ``7:30 pm``, 0 for 24:00; None for all else."""
    if found := _OF_24.fullmatch(text):
        return int(found[1] or 0) * 60 + int(found[2] or 0)
    if found := _OF_12.fullmatch(text):
        return (int(found[1]) % 12 + 12 * (found[3] == "p")) * 60 + int(found[2] or 0)
    return None


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"
