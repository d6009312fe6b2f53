"""The demo: a live quiz and a discussion, printed as they would be seen by their host and by one of the learners.

The program is the real one, on a database of its own that is thrown away afterwards. Nobody waits: the clock is put
forward from one moment at which something happens to the next. The same deck gives the same transcript each time.
"""

import shutil
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from adapters.terminal.acts.discussion import discuss
from adapters.terminal.acts.quiz import QuizAct, tour, untouched
from adapters.terminal.acts.show import HOST, SEED, START, WEEK, Scroll, Show
from adapters.terminal.stage import open_stage
from adapters.terminal.text import Look
from bot.content.report import Mistake
from bot.decks.format import read_deck_file
from bot.decks.library import content_library
from bot.decks.model import Deck
from bot.kernel.clock import MINUTE, SECOND
from bot.kernel.errors import StudybellError
from bot.settings import shipped_content

BUNDLED = "bell-tour"

WIDEST = 100
"""Columns beyond which a line is no longer easily read."""


class BrokenDeck(StudybellError):
    """The deck has `mistakes` and cannot be played."""

    def __init__(self, mistakes: list[Mistake]) -> None:
        super().__init__(f"{len(mistakes)} {'mistake' if len(mistakes) == 1 else 'mistakes'}, so nothing was played")
        self.mistakes = mistakes


async def demo(deck: str | None, learners: int, write: Callable[[str], None]) -> None:
    """Play `deck` (a file or the name of one that comes with the program) and hand each line to `write`.

    None plays both halves: a tour of the quiz, and a discussion. Who brings a deck wants to see that and nothing else.
    Raises `BrokenDeck` or another `StudybellError` before anything is played.
    """
    with tempfile.TemporaryDirectory(prefix="studybell-demo-") as name:
        folder = Path(name)
        found, content = _found(deck or BUNDLED, folder)
        look = _look()
        scroll = Scroll(write, look)
        watched = {HOST.member}
        options: Mapping[str, Any] = {
            "write": scroll.block,
            "watched": watched,
            "quiet": ("panel",),
            "look": look,
        }
        async with open_stage(folder, content, options, seed=SEED, start=START) as stage:
            scroll.clock = stage.now
            show = Show(stage, scroll, watched)
            await QuizAct(show, found, learners).play(tour if deck is None else untouched)
            _look_back(show)
            if deck is None:
                await discuss(show)
            _take_leave(show)


def _found(deck: str, folder: Path) -> tuple[Deck, Path]:
    """Return the deck and the content folder it is in; a file is given a folder of its own."""
    path = Path(deck)
    if not path.is_file():
        if path.suffix or len(path.parts) > 1:
            raise StudybellError(f"{deck}: there is no such file")
        return content_library(shipped_content()).load(deck), shipped_content()
    found, mistakes = read_deck_file(path)
    if found is None:
        raise BrokenDeck(mistakes)
    decks = folder / "content" / "decks"
    decks.mkdir(parents=True)
    shutil.copyfile(path, decks / f"{found.name}.md")
    return found, folder / "content"


def _look() -> Look:
    """Return what fits beside the wider of the gutters."""
    width = min(shutil.get_terminal_size((WIDEST, 24)).columns, WIDEST)
    return Look(max(width - WEEK.width, 40), sys.stdout.isatty())


def _look_back(show: Show) -> None:
    """Say how long the lesson was, and what it leaves."""
    length = show.stage.now() - START
    files = show.stage.terminal.screen.files(HOST.member)
    say = show.scroll.plain
    say("")
    say(f"That was {length // MINUTE} min {length // SECOND % 60} s of a lesson.")
    if files:
        say(f"A real lesson leaves {HOST.name} these files: {', '.join(files)}.")


def _take_leave(show: Show) -> None:
    say = show.scroll.plain
    say("")
    say("Play it yourself in the browser: studybell play")
