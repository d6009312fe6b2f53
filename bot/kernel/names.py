"""Names of people on cards: never longer than a card bears, never read as markup."""

from collections.abc import Iterable

from bot.kernel.markup import escape
from bot.kernel.words import Words

LONGEST_NAME = 40
"""Characters of a name on a card; longer ones end in an ellipsis (Discord's own limit is 32, Slack's 80)."""

MOST_NAMES = 20
"""Names in a line; of more the first, and how many are left out."""

ROOM = 900
"""Characters for a line of names, escapes included: Discord's limit for a field is 1,024 (API docs, 2026-08)."""


def clipped(text: str, most: int = LONGEST_NAME) -> str:
    """Return `text` on one line, cut to `most` characters."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def names_line(names: Iterable[str], say: Words) -> str:
    """Return `names` in one line, the first of many, made harmless for a card."""
    everybody = tuple(names)
    shown = [escape(clipped(name)) for name in everybody[:MOST_NAMES]]
    while len(shown) > 1 and sum(len(name) + 2 for name in shown) > ROOM:
        shown.pop()
    more = len(everybody) - len(shown)
    line = ", ".join(shown)
    return line if more <= 0 else say("{names} and {count} more", names=line, count=more)
