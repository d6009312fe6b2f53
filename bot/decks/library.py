"""The library: the decks of the content folders, by the name people type. Reading files blocks; callers use a thread.

What may never happen: a name that leads out of the folders; a broken deck that hides the good ones.
"""

import re
from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path

from msgspec import Struct

import bot
from bot.decks.format import read_deck_file
from bot.decks.model import Deck, Mistake
from bot.kernel.errors import StudybellError

DECKS = "decks"
"""The folder of decks inside a content folder."""

MOST_COMPLETIONS = 25
MISTAKES_TOLD = 5
_NAME = re.compile(r"[\w][\w.-]{0,99}")


class DeckTrouble(StudybellError):
    """A deck that cannot be played; the text says why and what to do."""


class _Read(Struct, frozen=True):
    stamp: tuple[int, int]
    deck: Deck | None
    mistakes: tuple[Mistake, ...]


def content_folders(chosen: Path | None = None) -> list[Path]:
    """Return where content is looked for: the folder chosen, else ./content, else the checkout's, else what came with the package."""
    package = Path(bot.__file__).parent
    places = [chosen] if chosen else [Path.cwd() / "content", package.parent / "content", package / "_content"]
    return [next((place for place in places if (place / DECKS).is_dir()), places[-1])]


class Library:
    """The decks of `folders` (content folders, each with a folder ``decks``). A deck in an earlier folder wins over its namesake."""

    def __init__(self, folders: Sequence[Path]) -> None:
        self._folders = tuple(folder / DECKS for folder in folders)
        self._read: dict[Path, _Read] = {}

    def names(self) -> list[str]:
        """Return the names of all decks, sorted; a file that has mistakes is named too."""
        return sorted(self._files())

    def matching(self, typed: str, most: int = MOST_COMPLETIONS) -> list[str]:
        """Return the names that begin with what is typed, then those that contain it."""
        wanted = typed.strip().casefold()
        names = [name for name in self.names() if wanted in name.casefold()]
        return sorted(names, key=lambda name: (not name.casefold().startswith(wanted), name))[:most]

    def load(self, name: str) -> Deck:
        """Return the deck called `name`; raises `DeckTrouble` when there is none, or it has mistakes."""
        typed = name.strip().removesuffix(".md").casefold()
        files = {each.casefold(): path for each, path in self._files().items()}
        path = files.get(typed)
        if path is None:
            raise DeckTrouble(self._unknown(name))
        read = self._fresh(path)
        if read.deck is None:
            raise DeckTrouble(_told(path, read.mistakes))
        return read.deck

    def _files(self) -> dict[str, Path]:
        found: dict[str, Path] = {}
        for folder in reversed(self._folders):
            try:
                entries = sorted(folder.glob("*.md"))
            except OSError:
                continue
            found.update({path.stem: path for path in entries if _NAME.fullmatch(path.stem) and path.stem != "README"})
        return found

    def _fresh(self, path: Path) -> _Read:
        """Return what the file holds, read again only when it has changed."""
        try:
            status = path.stat()
        except OSError as error:
            raise DeckTrouble(f"The deck {path.stem} cannot be read ({error.strerror}).") from error
        stamp = (status.st_mtime_ns, status.st_size)
        known = self._read.get(path)
        if known is None or known.stamp != stamp:
            deck, mistakes = read_deck_file(path)
            known = self._read[path] = _Read(stamp, deck, tuple(mistakes))
        return known

    def _unknown(self, name: str) -> str:
        names = self.names()
        if not names:
            places = ", ".join(str(folder) for folder in self._folders)
            return f"There are no decks yet. Put Markdown files into {places}."
        near = get_close_matches(name.strip().casefold(), names, n=3, cutoff=0.5) or names[:5]
        return f"There is no deck called {name.strip()[:60]!r}. Try: {', '.join(near)}."


def _told(path: Path, mistakes: Sequence[Mistake]) -> str:
    lines = [f"line {mistake.line}: {mistake.what} - {mistake.mend}" for mistake in mistakes[:MISTAKES_TOLD]]
    more = len(mistakes) - len(lines)
    if more > 0:
        lines.append(f"and {more} more; `studybell check` lists all")
    return f"The deck {path.stem} has mistakes and is not played. " + "; ".join(lines)
