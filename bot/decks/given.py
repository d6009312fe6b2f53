"""What a host gives to be added, read: our Markdown, or any format that can be imported, recognised by what it looks like.

Nothing is raised for anything that may be given, nothing is half-read, and nothing is dropped in silence. Reading takes as long
as the readers' own limits allow: a caller with a loop puts it into a thread.
"""

import re
from pathlib import PurePath

from msgspec import Struct
from msgspec.structs import replace

from bot.content.report import Mistake
from bot.content.texts import slug
from bot.decks.format import free_name, read_deck_bytes
from bot.decks.importers import Imported, Importer, Unimportable, import_bytes, recognised
from bot.decks.model import Deck
from bot.decks.own import Head, Written
from bot.decks.write import write_deck

_MARKDOWN = frozenset({".md", ".markdown"})
_FRONT_MATTER = re.compile(rb"\s*(\xef\xbb\xbf)?\s*---[ \t]*[\r\n]")


class Given(Struct, frozen=True):
    """The `decks` in what was given, by the names they are to have; none where there are `mistakes` (all) or a `problem`.

    `left_out` are questions of another format that did not become one of ours, and what of others is not the same any more.
    """

    decks: dict[str, Written] = {}
    mistakes: tuple[Mistake, ...] = ()
    left_out: tuple[Mistake, ...] = ()
    problem: str = ""


def read_given(data: bytes, file: str, name: str) -> Given:
    """Return what `data` holds; `file` is what it was called, "" for typed text, `name` the deck's to be, "" for its title's."""
    reader = _reader(data, file)
    if reader is not None:
        return _imported(data, file or name or "Deck", reader, name)
    if file and not _is_text(data):
        return Given(problem=f"{file} is none of the kinds of files I can read")
    deck, mistakes = read_deck_bytes(data, file or "text")
    if deck is None:
        return Given(mistakes=tuple(mistakes))
    text = data.removeprefix(b"\xef\xbb\xbf")
    return Given({_name(name or deck.title): Written(text, _head(deck))})


def _reader(data: bytes, file: str) -> Importer | None:
    """Return who reads another program's format, None where it is our own."""
    if PurePath(file).suffix.lower() in _MARKDOWN or _FRONT_MATTER.match(data):
        return None
    return recognised(data, file) if data.strip() else None


def _imported(data: bytes, file: str, reader: Importer, name: str) -> Given:
    try:
        found = import_bytes(data, file, reader.name)
    except Unimportable as error:
        return Given(problem=str(error))
    decks, lost = _written(found, file, name)
    if not decks:
        return Given(
            mistakes=(*found.left_out, *lost), problem="" if found.left_out or lost else f"{file} has no questions"
        )
    return Given(decks, left_out=(*found.left_out, *lost, *found.warnings))


def _written(found: Imported, file: str, name: str) -> tuple[dict[str, Written], list[Mistake]]:
    """Return the decks as files, each read back, and why one of them is not among them."""
    decks: dict[str, Written] = {}
    lost: list[Mistake] = []
    for deck in found.decks:
        called = free_name(_name(name or deck.title), set(decks))
        text = write_deck(replace(deck, name=called)).encode()
        again, mistakes = read_deck_bytes(text, file)
        if again is None:
            lost.append(replace(mistakes[0], what=f"“{deck.title}” does not fit: {mistakes[0].what}"))
        else:
            decks[called] = Written(text, _head(again))
    return decks, lost


def _head(deck: Deck) -> Head:
    return Head(deck.title, len(deck.questions))


def _name(text: str) -> str:
    return slug(text, "deck")


def _is_text(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return b"\x00" not in data
