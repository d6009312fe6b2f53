"""The whole of a card that is too long for a message, as a file: our Markdown, for people to read."""

import re
from datetime import UTC, datetime

from bot.kernel.card import Card, File

NAME = "full-text.md"

_MARKS = re.compile(
    r"(?P<code>```.*?```|`[^`\n]*`)|<t:(?P<at>\d{1,11}):\w>|\\(?P<end>\n)|\\(?P<sign>[^\w\s])", re.DOTALL
)


def full_text(card: Card) -> File:
    """Return everything the card says; moments in UTC, since a file counts no time."""
    parts = [f"# {card.title}" if card.title else "", card.body]
    parts += [f"## {each.name}\n\n{each.value}" for each in card.fields]
    parts.append(card.footer)
    text = "\n\n".join(_MARKS.sub(_read, part) for part in parts if part)
    return File(NAME, "text/markdown; charset=utf-8", f"{text}\n".encode("utf-8", "replace"))


def _read(found: re.Match[str]) -> str:
    if found["at"]:
        return f"{datetime.fromtimestamp(int(found['at']), UTC):%Y-%m-%d %H:%M} UTC"
    return "  \n" if found["end"] else found["code"] or found["sign"]
