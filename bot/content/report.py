"""The list of mistakes of one file, growing while it is read; nothing is raised at the first one."""

from msgspec import Struct


class Mistake(Struct, frozen=True):
    """Something wrong with a content file: where, what, and how to mend it."""

    file: str
    line: int
    what: str
    mend: str

    def __str__(self) -> str:
        """Return the mistake as one line: ``file:line: what - mend``."""
        return f"{self.file}:{self.line}: {self.what} - {self.mend}"


class Report:
    """Collects mistakes of `file`."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.mistakes: list[Mistake] = []

    def add(self, line: int, what: str, mend: str) -> None:
        """Note what is wrong in a line (1-based) and how to mend it."""
        self.mistakes.append(Mistake(self.file, max(line, 1), what, mend))

    def in_order(self) -> list[Mistake]:
        """Return the mistakes by line, each once."""
        return sorted(dict.fromkeys(self.mistakes), key=lambda mistake: mistake.line)


def quoted(text: str, most: int = 60) -> str:
    """Return a text of an author as it can stand in a one-line message."""
    flat = " ".join(text.split())
    return f"'{flat}'" if len(flat) <= most else f"'{flat[: most - 1]}…'"


def did_you_mean(word: str, known: list[str]) -> str:
    """Return ``did you mean 'seconds'? `` for a misspelled word, or nothing."""
    from difflib import get_close_matches  # noqa: PLC0415 - only when something is wrong

    close = get_close_matches(word.lower()[:40], known, n=1, cutoff=0.6)
    return f"did you mean '{close[0]}'? " if close else ""
