"""Content files by name, from folders of Markdown files (C4). Never reads a file outside of its folders.

A name is the slug of a file's stem and is looked up among the files that are there; it never becomes part of a path.
A broken file does not hide the good ones. Reads are synchronous and short: an asyncio caller puts them into a thread.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from pathlib import Path
from typing import Generic, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from bot.content.report import Mistake
from bot.content.texts import slug
from bot.kernel.errors import StudybellError

MOST_SHOWN = 25
"""Completions: Discord's limit of autocomplete choices (API docs, 2026-08)."""

_MOST_FILES = 5_000

T = TypeVar("T")


class Missing(StudybellError):
    """Nothing of this name is there."""


class Broken(StudybellError):
    """The file is there but has `mistakes`; the text names the first of them."""

    def __init__(self, thing: str, name: str, mistakes: tuple[Mistake, ...]) -> None:
        more = f" (and {len(mistakes) - 1} more; run: studybell check)" if len(mistakes) > 1 else ""
        first = replace(mistakes[0], file=Path(mistakes[0].file).name)
        super().__init__(f"the {thing} '{name}' has mistakes: {first}{more}")
        self.name = name
        self.mistakes = mistakes


class _Read(Struct, Generic[T], frozen=True):
    stamp: tuple[str, int, int]
    found: T | None
    mistakes: tuple[Mistake, ...]


class Shelf(Generic[T]):
    """The content files in `folders`; of two with one name the one in the earlier folder is meant.

    `thing` is what one is called, `files` lists those of a folder, and `read` returns what is in one, or its mistakes.
    """

    def __init__(
        self,
        folders: Iterable[Path],
        thing: str,
        files: Callable[[Path], list[Path]],
        read: Callable[[Path], tuple[T | None, list[Mistake]]],
    ) -> None:
        self._folders = tuple(folders)
        self._thing = thing
        self._list = files
        self._reader = read
        self._read: dict[str, _Read[T]] = {}

    def names(self) -> list[str]:
        """Return the names of all files, broken ones too, in order."""
        return sorted(self._files())

    def load(self, name: str) -> T:
        """Return what is there by a name, read anew when its file has changed. Raises `Missing` or `Broken`."""
        files = self._files()
        found = name if name in files else slug(name, "")
        if found not in files:
            raise missing(self._thing, name, files)
        read = self._current(found, files[found])
        if read.found is None:
            raise Broken(self._thing, found, read.mistakes)
        return read.found

    def matching(self, typed: str, most: int = MOST_SHOWN) -> list[str]:
        """Return names for what was typed so far: those that begin with it first, then those that have it elsewhere."""
        return matching(typed, self._files(), most)

    def _current(self, name: str, path: Path) -> _Read[T]:
        try:
            stat = path.stat()
        except OSError as error:
            raise Missing(f"the {self._thing} '{name}' has just gone; choose another") from error
        stamp = (str(path), stat.st_mtime_ns, stat.st_size)
        kept = self._read.get(name)
        if kept and kept.stamp == stamp:
            return kept
        found, mistakes = self._reader(path)
        read = _Read(stamp, found, tuple(mistakes))
        self._read[name] = read
        return read

    def _files(self) -> Mapping[str, Path]:
        files: dict[str, Path] = {}
        for folder in self._folders:
            for path in self._list(folder):
                files.setdefault(slug(path.stem, self._thing), path)
        return files


def matching(typed: str, names: Iterable[str], most: int = MOST_SHOWN) -> list[str]:
    """Return of `names` those for what was typed so far: that begin with it first, then those that have it elsewhere."""
    wanted = slug(typed, "-").strip("-")
    ranked = ((_rank(name, wanted), name) for name in names)
    return [name for rank, name in sorted(ranked) if rank < _FAR][:most]


def missing(thing: str, name: str, names: Collection[str]) -> Missing:
    """Return the error for a `thing` of a name that is none of `names`: it says which may have been meant."""
    close = matching(name, names, 3) or _near(slug(name, ""), names) or sorted(names)[:3]
    hint = f"; try {', '.join(close)}" if close else f"; there are no {thing}s yet"
    return Missing(f"there is no {thing} '{name[:80]}'{hint}")


def content_files(folder: Path, *, deep: bool = False) -> list[Path]:
    """Return the files of a folder that may hold content: ``*.md`` but README.md and hidden ones; `deep` those below too.

    A link that leads outside is not followed.
    """
    try:
        home = folder.resolve(strict=True)
        found = sorted(folder.rglob("*.md") if deep else folder.glob("*.md"))[:_MOST_FILES]
    except OSError:
        return []
    return [path for path in found if _is_content(path, folder, home)]


def _is_content(path: Path, folder: Path, home: Path) -> bool:
    if path.name.lower() == "readme.md" or any(part.startswith(".") for part in path.relative_to(folder).parts):
        return False
    try:
        return path.is_file() and path.resolve(strict=True).is_relative_to(home)
    except (OSError, RuntimeError):
        return False


def content_folder(explicit: Path | None = None, holding: str = "decks") -> Path | None:
    """Return the content folder: the one set, else the first of ``./content``, the one beside the package ``bot``, and the
    packaged one that has a folder named `holding`.
    """  # noqa: D205 - one sentence
    if explicit is not None:
        return explicit
    package = Path(__file__).resolve().parent.parent
    places = (Path("content"), package.parent / "content", package / "_content")
    return next((place for place in places if (place / holding).is_dir()), None)


def _near(typed: str, names: Iterable[str]) -> list[str]:
    """Return the names a slip may have meant, also where only one word of a name was typed."""
    from difflib import get_close_matches  # noqa: PLC0415 - only when something is wrong

    by_word = {word: name for name in sorted(names, reverse=True) for word in (name, *name.split("-"))}
    return list(dict.fromkeys(by_word[word] for word in get_close_matches(typed, by_word, n=3, cutoff=0.7)))


_FAR = 9


def _rank(name: str, wanted: str) -> int:
    if name.startswith(wanted):
        return 0
    if any(word.startswith(wanted) for word in name.split("-")):
        return 1
    return 2 if wanted in name else _FAR
