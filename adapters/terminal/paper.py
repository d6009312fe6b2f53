"""What is printed, in the order in which it is read: what stands in a thread behind a dotted bar, answers before news.

A line tells which thread it is whenever that is another one than before.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from adapters.terminal.text import clean
from bot.kernel.people import Place

BAR = "┆ "
"""What stands before every line of a thread."""


class Paper:
    """Takes blocks of lines, and hands them to `write` as they are printed. `home` is the channel that needs no name."""

    def __init__(self, write: Callable[[str], None], home: str) -> None:
        self._write = write
        self._home = home
        self._held: list[tuple[Place, str]] | None = None
        self._thread: Place | None = None
        self.threads: dict[Place, str] = {}

    def write(self, place: Place, text: str) -> None:
        """Print something in `place` at once."""
        if not place.thread:
            self._write(text)
            return
        lines = text.split("\n")
        if place != self._thread:
            self._thread = place
            lines.insert(0, f"{self.channel(place)}in “{clean(self.threads.get(place, place.thread))}”:")
        self._write("\n".join(f"{BAR}{line}".rstrip() for line in lines))

    def print(self, place: Place, text: str) -> None:
        """Print something that may be held back."""
        if self._held is None:
            self.write(place, text)
        else:
            self._held.append((place, text))

    @contextmanager
    def holding(self) -> Iterator[None]:
        """Hold back what is printed for everybody until the answer to an act stands, so that answers come first."""
        self._held = [] if self._held is None else self._held
        try:
            yield
        finally:
            held, self._held = self._held, None
            for place, text in held:
                self.write(place, text)

    def marked(self, place: Place, mark: str = "") -> str:
        """Return `mark` with the name of the channel before it where that has to be said, and the line does not say it."""
        return f"{'' if place.thread else self.channel(place)}{mark}".rstrip()

    def channel(self, place: Place) -> str:
        """Return the channel's name and a blank, "" for the one that needs none."""
        return "" if place.channel == self._home else f"#{clean(place.channel)} "
