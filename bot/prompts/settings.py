"""The settings of a prompt, and how each is read. Dates stay words: which instant is meant shows when it is opened."""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.content.front_matter import LONGEST_ABOUT, Readers, language, one_of, text, whole
from bot.content.report import did_you_mean, quoted
from bot.kernel.clock import DAY, HOUR, MINUTE, Instant
from bot.kernel.errors import Unreadable
from bot.kernel.markup import shown_length
from bot.kernel.when import read_when
from bot.kernel.words import words
from bot.kernel.zones import instants
from bot.prompts.preflight import LONGEST_TITLE
from bot.prompts.rules import MOST

LONGEST_DATE = 60
LONGEST_ROLE = 100
"""A role's name: Discord's limit (API docs, resources/guild, 2026-08)."""

MOST_REMINDERS = 5
LONGEST_REMINDER = 28 * DAY
_BEFORE = re.compile(r"([1-9][0-9]{0,2})(h|d|min)")
_UNITS = {"d": DAY, "h": HOUR, "min": MINUTE}
_ANY_YEAR = 2025
_UTC = ZoneInfo("UTC")
_WHO = ("everybody", "whoever")


def _title(typed: str) -> str:
    flat = text(len(typed) + 1)(typed)
    if shown_length(flat) > LONGEST_TITLE:
        msg = f"takes {shown_length(flat):,} characters, at most {LONGEST_TITLE} fit | shorten it: it names the thread"
        raise ValueError(msg)
    return flat


def _yes(typed: str) -> bool:
    return one_of(typed, ["yes", "no"]) == "yes"


def _date(typed: str) -> str:
    """Return the words as they were typed, if there is a moment in which they can be read; which one, nobody knows yet."""
    flat = text(LONGEST_DATE)(typed)
    try:
        read_when(flat, _moment_before(flat), _UTC, words("en"))
    except Unreadable as error:
        problem = error.problem.partition("; try ")[0]
        msg = f"is {quoted(flat)}: {problem} | write it like in 7 days, fri 17:00 or 2026-12-01 09:00"
        raise ValueError(msg) from error
    return flat


def _moment_before(typed: str) -> Instant:
    """Return an instant before any the words may mean: which day it will be when it is opened nobody knows yet."""
    year = re.search(r"\b(20\d\d)\b", typed)
    return instants(datetime(int(year[1]) if year else _ANY_YEAR, 1, 1), _UTC)[0] - DAY  # noqa: DTZ001 - wall time


def _remind(typed: str) -> str:
    parts = typed.lower().split()
    if parts == ["none"]:
        return "none"
    lengths = [_before(part) for part in parts or [""]]
    if len(parts) > MOST_REMINDERS:
        msg = f"has {len(parts)} times | use at most {MOST_REMINDERS}: nobody reads more"
        raise ValueError(msg)
    if len(set(lengths)) < len(lengths):
        msg = "names a time twice | name each time once"
        raise ValueError(msg)
    return " ".join(typed.split())


def _before(part: str) -> int:
    """Return the time before a due date in ms."""
    found = _BEFORE.fullmatch(part)
    length = int(found[1]) * _UNITS[found[2]] if found else 0
    if not length or length > LONGEST_REMINDER:
        why = "is further than 28 days ahead" if length else "is no time before the due date"
        msg = f"has {quoted(part)}, which {why} | write times such as 24h 2h, 3d or 30min, or none"
        raise ValueError(msg)
    return length


def _expect(typed: str) -> str:
    word, _, role = typed.partition(" ")
    if word.lower() == "role" and role.strip():
        return text(LONGEST_ROLE)(role) and f"role {' '.join(role.split())}"
    if typed.lower() not in _WHO:
        hint = did_you_mean(typed, [*_WHO, "role"])
        msg = f"is {quoted(typed)} | {hint}write everybody, whoever, or role and its name"
        raise ValueError(msg)
    return typed.lower()


READERS: Readers = {
    "title": _title,
    "language": language,
    "about": text(LONGEST_ABOUT),
    "source": text(LONGEST_ABOUT),
    "posts": lambda typed: whole(typed, 0, MOST["posts"]),
    "replies": lambda typed: whole(typed, 0, MOST["replies"]),
    "words": lambda typed: whole(typed, 0, MOST["words"]),
    "reply_words": lambda typed: whole(typed, 0, MOST["reply_words"]),
    "sealed": _yes,
    "opens": _date,
    "due": _date,
    "replies_due": _date,
    "late_until": _date,
    "remind": _remind,
    "expect": _expect,
    "template": _yes,
}

OWN = tuple(key for key in READERS if key not in {"title", "language", "about", "source"})
"""The settings that no deck has."""
