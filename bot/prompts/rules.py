"""The rules of a prompt as one short line: ``1 post, 2 replies, 50 words, sealed``.

A closed grammar, for forms and commands: parts in any order, each at most once, with commas, semicolons or "and" between them.

    N posts · N replies · N words · N words a reply (or: replies of N words) · sealed

What is not named keeps its value in `Rules`: one post, and nothing else. ``read_rules(spell_rules(rules)) == rules`` for all
rules that do not clash.
"""

import re
from collections.abc import Mapping

from msgspec import Struct

from bot.kernel.errors import Unreadable
from bot.kernel.words import Words, marked, words
from bot.prompts.model import Rules

EXAMPLE = "1 post, 2 replies, 50 words, sealed"

MOST: Mapping[str, int] = {"posts": 10, "replies": 10, "words": 1_000, "reply_words": 1_000}
"""The most of each that can be asked for; the least is 0."""

LONGEST = 200
"""Characters of a line that are looked at; the longest canonical one has 62."""

_BETWEEN = re.compile(r"[,;]|\band\b")
_COUNTED = {
    "posts": re.compile(r"([0-9]{1,9}) posts?"),
    "replies": re.compile(r"([0-9]{1,9}) repl(?:y|ies)"),
    "words": re.compile(r"([0-9]{1,9}) words?"),
    "reply_words": re.compile(r"([0-9]{1,9}) words? a reply|replies of ([0-9]{1,9}) words?"),
}
_TOO_MANY = {
    "posts": marked("{n} posts are too many, at most {most} can be asked for."),
    "replies": marked("{n} replies are too many, at most {most} can be asked for."),
    "words": marked("{n} words are too many, at most {most} can be asked for."),
    "reply_words": marked("{n} words a reply are too many, at most {most} can be asked for."),
}


class Clash(Struct, frozen=True):
    """Rules that make no sense together: the field to change, what is wrong, and how to mend it (to be translated)."""

    field: str
    what: str
    mend: str


_NOTHING = Clash("posts", marked("nothing is asked for"), marked("ask for at least one post or reply"))
_SEALED = Clash(
    "sealed",
    marked("a sealed prompt without a post would never open"),
    marked("ask for at least one post, or take sealed out"),
)
_NO_REPLIES = Clash(
    "reply_words",
    marked("words a reply are set, but no replies are asked for"),
    marked("ask for at least one reply, or take the words a reply out"),
)


def clash(rules: Rules) -> Clash | None:
    """Return what makes no sense in `rules`, the first thing to mend, or None."""
    if not rules.posts and not rules.replies:
        return _NOTHING
    if rules.sealed and not rules.posts:
        return _SEALED
    return _NO_REPLIES if rules.reply_words is not None and not rules.replies else None


def read_rules(text: str, say: Words | None = None) -> Rules:
    """Return the rules a line asks for. Raises `Unreadable` (field ``rules``) with what to write instead."""
    say = say or words("en")
    found: dict[str, int | bool] = {}
    for part in _parts(text, say):
        field, value = _read(part, say)
        if field in found:
            raise Unreadable("rules", say("'{part}' says what another part says already; keep one.", part=part))
        found[field] = value
    rules = Rules(**found)  # type: ignore[arg-type]  # the switch is read as one, the numbers as numbers
    wrong = clash(rules)
    if wrong:
        raise Unreadable("rules", f"{say(wrong.what)}; {say(wrong.mend)}.")
    return rules


def spell_rules(rules: Rules) -> str:
    """Return the one line for `rules` that `read_rules` reads. It is the grammar's own English, whatever the language."""
    parts = [_many(rules.posts, "post", "posts")]
    if rules.replies:
        parts.append(_many(rules.replies, "reply", "replies"))
    if rules.words:
        parts.append(_many(rules.words, "word", "words"))
    if rules.reply_words is not None:
        parts.append(_many(rules.reply_words, "word", "words") + " a reply")
    return ", ".join([*parts, *(["sealed"] if rules.sealed else [])])


def _parts(text: str, say: Words) -> list[str]:
    """Return the parts of a line in small letters with single blanks."""
    flat = " ".join(text[: LONGEST + 1].lower().split())
    parts = [part.strip() for part in _BETWEEN.split(flat)]
    parts = [part for part in parts if part]
    if not parts or len(text) > LONGEST:
        raise Unreadable("rules", say("say in a few words what counts, such as: {example}.", example=EXAMPLE))
    return parts


def _read(part: str, say: Words) -> tuple[str, int | bool]:
    if part == "sealed":
        return "sealed", True
    for field, pattern in _COUNTED.items():
        found = pattern.fullmatch(part)
        if not found:
            continue
        number = int(next(group for group in found.groups() if group))
        if number > MOST[field]:
            raise Unreadable("rules", say(_TOO_MANY[field], n=f"{number:,}", most=f"{MOST[field]:,}"))
        return field, number
    problem = say("'{part}' is no rule; write for example: {example}.", part=_short(part), example=EXAMPLE)
    raise Unreadable("rules", problem)


def _short(part: str) -> str:
    return part if len(part) <= 40 else part[:39] + "…"  # noqa: PLR2004 - fits into a sentence


def _many(n: int, one: str, other: str) -> str:
    return f"{n} {one if n == 1 else other}"
