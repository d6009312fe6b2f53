"""The settings of a prompt, and how each is read. Dates stay words: they are understood when a discussion is opened."""

import re

from bot.content.front_matter import LONGEST_ABOUT, Readers, language, one_of, text, whole
from bot.content.report import did_you_mean, quoted
from bot.kernel.markup import shown_length
from bot.prompts.preflight import LONGEST_TITLE
from bot.prompts.rules import MOST

LONGEST_DATE = 60
LONGEST_ROLE = 100
"""A role's name: Discord's limit (API docs, resources/guild, 2026-08)."""

MOST_REMINDERS = 5
_BEFORE = re.compile(r"[1-9][0-9]{0,3}(h|d|min)")
_WHO = ("everybody", "whoever")


def _title(typed: str) -> str:
    flat = text(len(typed) + 1)(typed)
    if shown_length(flat) > LONGEST_TITLE:
        msg = f"takes {shown_length(flat):,} characters, at most {LONGEST_TITLE} fit | shorten it: it names the thread"
        raise ValueError(msg)
    return flat


def _yes(typed: str) -> bool:
    return one_of(typed, ["yes", "no"]) == "yes"


def _remind(typed: str) -> str:
    parts = typed.lower().split()
    wrong = next((part for part in parts if not _BEFORE.fullmatch(part)), None)
    if parts == ["none"]:
        return typed
    if wrong or not parts:
        msg = (
            f"is {quoted(wrong or '')}, no time before the due date | write times such as 24h 2h, 3d or 30min, or none"
        )
        raise ValueError(msg)
    if len(parts) > MOST_REMINDERS:
        msg = f"has {len(parts)} times | use at most {MOST_REMINDERS}: nobody reads more"
        raise ValueError(msg)
    if len(set(parts)) < len(parts):
        msg = "names a time twice | name each time once"
        raise ValueError(msg)
    return " ".join(typed.split())


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
    "opens": text(LONGEST_DATE),
    "due": text(LONGEST_DATE),
    "replies_due": text(LONGEST_DATE),
    "late_until": text(LONGEST_DATE),
    "remind": _remind,
    "expect": _expect,
    "template": _yes,
}

OWN = tuple(key for key in READERS if key not in {"title", "language", "about", "source"})
"""The settings that no deck has."""
