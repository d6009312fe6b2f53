"""Readers of other programs' quiz files. A module here with a value named ``IMPORTER`` is a reader; nothing else registers it.

What a reader cannot say in a deck it reports item by item. A hostile file gives an error, never a crash, a hang or execution of
anything in it: readers use linear algorithms on at most `MOST_BYTES`.
"""

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Protocol

from msgspec import Struct

from bot.content.report import Mistake
from bot.decks.model import Deck
from bot.kernel.errors import StudybellError

MOST_BYTES = 8 << 20
"""Of a file to import; several thousand questions."""

_SNIFFED = 64 << 10


class Unimportable(StudybellError):
    """A file nothing can be read from: corrupt, of an unknown format, too large."""


class Imported(Struct, frozen=True):
    """What a reader made of a file.

    `left_out` are whole questions that did not become one of ours; `warnings` are parts of imported ones that are not the
    same any more. Every deck passes ``preflight.check_deck`` and is settled.
    """

    decks: tuple[Deck, ...]
    left_out: tuple[Mistake, ...] = ()
    warnings: tuple[Mistake, ...] = ()

    @property
    def count(self) -> int:
        """How many questions were imported."""
        return sum(len(deck.questions) for deck in self.decks)


class Importer(Protocol):
    """A reader of one format. `name` is what people type, `suffixes` are lower-case with their dot."""

    @property
    def name(self) -> str:
        """The word for ``--format``."""
        ...

    @property
    def suffixes(self) -> tuple[str, ...]:
        """The endings such files have."""
        ...

    def sniff(self, data: bytes) -> bool:
        """Tell whether a file that begins with `data` looks like this format; cheap, and never raises."""
        ...

    def read(self, data: bytes, file: str) -> Imported:
        """Return what a file holds; raises `Unimportable` when nothing can be read. `file` names it in messages."""
        ...


@cache
def importers() -> Mapping[str, Importer]:
    """Return every reader there is, by name."""
    found: dict[str, Importer] = {}
    for module in sorted(iter_modules(__path__), key=lambda module: module.name):
        reader = getattr(import_module(f"{__name__}.{module.name}"), "IMPORTER", None)
        if reader is not None:
            found[reader.name] = reader
    return found


def import_file(path: Path, format: str | None = None) -> Imported:  # noqa: A002 - the word people type
    """Return what the file at `path` holds, read as `format` or as what it looks like. Raises `Unimportable`."""
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise Unimportable(f"{path} cannot be read ({error.strerror}); check its name and rights") from error
    return import_bytes(data, str(path), format)


def import_bytes(data: bytes, file: str, format: str | None = None) -> Imported:  # noqa: A002 - the word people type
    """Return what the bytes of a file hold, read as `format` or as what they look like. Raises `Unimportable`."""
    if len(data) > MOST_BYTES:
        raise Unimportable(f"{file} is larger than {MOST_BYTES >> 20} MiB; split it")
    if not data.strip():
        raise Unimportable(f"{file} is empty")
    return _chosen(data, file, format).read(data, file)


def _chosen(data: bytes, file: str, name: str | None) -> Importer:
    known = importers()
    names = ", ".join(known)
    if name is not None:
        if name.lower() not in known:
            raise Unimportable(f"there is no format '{name}'; known are {names}")
        return known[name.lower()]
    found = recognised(data, file)
    if found is None:
        raise Unimportable(f"{file} looks like none of the known formats; say which with --format: {names}")
    return found


def recognised(data: bytes, file: str) -> Importer | None:
    """Return the reader for what looks like its format, or is called so; None where there is none."""
    suffix = Path(file).suffix.lower()
    named = [reader for reader in importers().values() if suffix in reader.suffixes]
    sniffed = [reader for reader in importers().values() if reader.sniff(data[:_SNIFFED])]
    both = [reader for reader in named if reader in sniffed]
    candidates = (both, named if len(named) == 1 else [], sniffed)
    return next((those[0] for those in candidates if those), None)
