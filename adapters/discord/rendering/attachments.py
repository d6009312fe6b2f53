"""Files that go with a message: names Discord leaves as they are, and the words that tell a picture."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import count

from msgspec.structs import replace

from adapters.discord.rendering.charts import picture
from bot.kernel.card import Card, File

MOST = 10
"""Files of a message (Discord's API docs, 2026-08)."""

LONGEST_NAME = 80

_ENDING = re.compile(r"\.([A-Za-z0-9]{1,8})$")
_PICTURES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})


def attached(card: Card, full: File | None) -> tuple[File, ...]:
    """Return the files of a card: its chart first, then the full text where there is one, then its own."""
    every = [*([picture(card.chart)] if card.chart else []), *([full] if full else []), *card.files]
    return tuple(_named(every))[:MOST]


def is_picture(file: File) -> bool:
    """Whether the file is shown rather than offered."""
    return file.media_type in _PICTURES


def _named(files: Iterable[File]) -> Iterator[File]:
    """Yield the files under names of letters, digits, dots and hyphens, each once: others Discord would change."""
    taken: set[str] = set()
    for file in files:
        ending = found[0] if (found := _ENDING.search(file.name)) else ""
        stem = _plain(file.name[: len(file.name) - len(ending)]) or "file"
        names = (f"{stem}{f'-{n}' if n > 1 else ''}{ending}" for n in count(1))
        name = next(name for name in names if name not in taken)
        taken.add(name)
        yield replace(file, name=name)


def _plain(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text[:LONGEST_NAME]).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9.]+", "-", letters).strip("-.")[:LONGEST_NAME]
