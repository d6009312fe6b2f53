"""Decks by name, from folders of Markdown files (C4); how they are found stands in ``content/shelf.py``."""

from collections.abc import Iterable
from pathlib import Path

from bot.content.shelf import MOST_SHOWN, Broken, Missing, Shelf, content_files, content_folder
from bot.decks.format import read_deck_file
from bot.decks.model import Deck

__all__ = ["MOST_SHOWN", "BrokenDeck", "Library", "NoSuchDeck", "content_folder", "content_library", "deck_files"]

NoSuchDeck = Missing
BrokenDeck = Broken


class Library:
    """The decks in `folders`; of two with one name the one in the earlier folder is meant."""

    def __init__(self, folders: Iterable[Path]) -> None:
        self._shelf = Shelf(folders, "deck", deck_files, read_deck_file)

    def names(self) -> list[str]:
        """Return the names of all decks, broken ones too, in order."""
        return self._shelf.names()

    def load(self, name: str) -> Deck:
        """Return the deck of a name, read anew when its file has changed. Raises `NoSuchDeck` or `BrokenDeck`."""
        return self._shelf.load(name)

    def matching(self, typed: str, most: int = MOST_SHOWN) -> list[str]:
        """Return names for what was typed so far: those that begin with it first, then those that have it elsewhere."""
        return self._shelf.matching(typed, most)


def deck_files(folder: Path, *, deep: bool = False) -> list[Path]:
    """Return the files of a folder that are decks by name; `deep` looks below too, but not into ``prompts``."""
    files = content_files(folder, deep=deep)
    return [path for path in files if "prompts" not in path.relative_to(folder).parts]


def content_library(explicit: Path | None = None) -> Library:
    """Return the library of the content folder's decks (its folder ``decks``, or itself where there is none)."""
    folder = content_folder(explicit)
    if folder is None:
        return Library(())
    return Library((folder / "decks" if (folder / "decks").is_dir() else folder,))
