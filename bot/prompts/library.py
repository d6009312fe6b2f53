"""Prompts and templates by name, from folders of Markdown files (C5); how they are found stands in ``content/shelf.py``."""

import os
import re
from collections.abc import Iterable
from pathlib import Path

from bot.content.shelf import MOST_SHOWN, Broken, Missing, Shelf, content_files, content_folder
from bot.prompts.format import read_prompt_file
from bot.prompts.model import Prompt
from bot.prompts.preflight import MOST_BYTES
from bot.prompts.settings import OWN

NoSuchPrompt = Missing
BrokenPrompt = Broken


class Library:
    """The prompts in `folders`; of two with one name the one in the earlier folder is meant."""

    def __init__(self, folders: Iterable[Path]) -> None:
        self._shelf = Shelf(folders, "prompt", content_files, read_prompt_file)

    def names(self) -> list[str]:
        """Return the names of all prompts, templates and broken ones too, in order."""
        return self._shelf.names()

    def load(self, name: str) -> Prompt:
        """Return the prompt of a name, read anew when its file has changed. Raises `NoSuchPrompt` or `BrokenPrompt`."""
        return self._shelf.load(name)

    def matching(self, typed: str, most: int = MOST_SHOWN) -> list[str]:
        """Return names for what was typed so far: those that begin with it first, then those that have it elsewhere."""
        return self._shelf.matching(typed, most)


def prompt_library(explicit: Path | None = None) -> Library:
    """Return the library of the content folder's prompts: its folder ``prompts``, or itself where that is its name."""
    folder = content_folder(explicit, "prompts")
    if folder is None:
        return Library(())
    if (folder / "prompts").is_dir():
        return Library((folder / "prompts",))
    return Library((folder,) if folder.absolute().name == "prompts" else ())


def is_prompt(path: Path) -> bool:
    """Whether a file is meant as a prompt and not as a deck.

    The nearest folder above it that is called ``prompts`` or ``decks`` decides; where there is none, its text does: settings
    that only prompts have, and no heading that begins a question.
    """
    above = Path(os.path.abspath(path)).parent.parts  # noqa: PTH100 - without following links
    kinds = [part for part in above if part in {"prompts", "decks"}]
    if kinds:
        return kinds[-1] == "prompts"
    try:
        with path.open("rb") as file:
            text = file.read(MOST_BYTES).decode("utf-8", "replace").replace("\r", "\n")
    except OSError:
        return False
    return bool(_OWN.search(text)) and not _QUESTION.search(text)


_OWN = re.compile(rf"^(?:{'|'.join(OWN)})\s*:", re.MULTILINE)
_QUESTION = re.compile(r"^## ", re.MULTILINE)
