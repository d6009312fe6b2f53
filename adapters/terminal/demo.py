"""The demo: a whole live quiz printed as it would be seen in a channel, by its host and by one of the learners.

The program is the real one, on a database of its own that is thrown away afterwards. Nobody waits: the clock is put
forward from one moment at which something happens to the next. The same deck gives the same transcript each time.
"""

import shutil
import sys
import tempfile
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any

from adapters.terminal.overheard import Overheard
from adapters.terminal.stage import PLACE, Stage, open_stage
from adapters.terminal.text import Look, clean
from bot.content.report import Mistake
from bot.decks.format import read_deck_file
from bot.decks.library import content_library
from bot.decks.model import Deck
from bot.kernel.clock import HOUR, MINUTE, SECOND, Instant
from bot.kernel.errors import StudybellError
from bot.kernel.markup import plain
from bot.kernel.people import Actor
from bot.learners import Classroom
from bot.learners.people import learner
from bot.quiz.phases import Asking, Lobby
from bot.quiz.session import Quiz
from bot.settings import shipped_content

HOST = Actor(member="rivera", name="Ms Rivera", host=True)
BUNDLED = "bell-tour"
SEED = "studybell"
START: Instant = 1_788_253_200_000
"""When the lesson begins: 2026-09-01 09:00 UTC."""

LONGEST = 24 * HOUR
GUTTER = 7
"""Columns of the time at the left."""
WIDEST = 100
"""Columns beyond which a line is no longer easily read."""
MOST_NAMES = 8
"""Learners named at the beginning."""


class BrokenDeck(StudybellError):
    """The deck has `mistakes` and cannot be played."""

    def __init__(self, mistakes: list[Mistake]) -> None:
        super().__init__(f"{len(mistakes)} {'mistake' if len(mistakes) == 1 else 'mistakes'}, so nothing was played")
        self.mistakes = mistakes


async def demo(deck: str | None, learners: int, write: Callable[[str], None]) -> None:
    """Play `deck` (a file or the name of one that comes with the program; None: the tour) and hand each line to `write`.

    Raises `BrokenDeck` or another `StudybellError` before anything is played.
    """
    with tempfile.TemporaryDirectory(prefix="studybell-demo-") as name:
        folder = Path(name)
        found, content = _found(deck or BUNDLED, folder)
        scroll = _Scroll(write)
        watched = {HOST.member}
        options: Mapping[str, Any] = {
            "write": scroll.block,
            "watched": watched,
            "quiet": ("panel",),
            "look": _look(),
        }
        async with open_stage(folder, content, options, seed=SEED, start=START) as stage:
            scroll.clock = stage.now
            show = _Show(stage, scroll, watched)
            await show.play(found, learners, moves=_tour if deck is None else _plain)


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
    width = min(shutil.get_terminal_size((WIDEST, 24)).columns, WIDEST)
    return Look(max(width - GUTTER, 40), sys.stdout.isatty())


class _Scroll:
    """What is printed, with the time since the start at the left of everything that happens."""

    def __init__(self, write: Callable[[str], None]) -> None:
        self._write = write
        self.clock: Callable[[], Instant] = lambda: START
        self._shown = -1

    def block(self, text: str) -> None:
        """Print a block: what stands in the chat. One of several lines gets room above it."""
        first, *rest = text.split("\n")
        if rest:
            self._write("")
        self._write(f"{self._time():<{GUTTER}}{first}".rstrip())
        for line in rest:
            self._write(f"{'':<{GUTTER}}{line}".rstrip())

    def deed(self, text: str) -> None:
        """Print what somebody does."""
        self._write("")
        self._write(f"{self._time():<{GUTTER}}{clean(text)}")

    def plain(self, text: str) -> None:
        """Print a line about it all."""
        self._write(text)

    def _time(self) -> str:
        """Return the time when it is another one than that printed last."""
        passed = (self.clock() - START) // SECOND
        if passed == self._shown:
            return ""
        self._shown = passed
        return f"{passed // 60}:{passed % 60:02d}"


class _Show:
    """One performance."""

    def __init__(self, stage: Stage, scroll: _Scroll, watched: set[str]) -> None:
        self.stage = stage
        self._scroll = scroll
        self._watched = watched
        self._until = stage.now() + LONGEST

    async def play(self, deck: Deck, learners: int, moves: Callable[["_Show"], Awaitable[None]]) -> None:
        """Play the whole of it."""
        names = await self._seat(learners)
        self._announce(deck, names)
        await self.host(f"/quiz start {deck.name}")
        await self.pass_time(lambda quiz: not isinstance(quiz.phase, Lobby) or len(quiz.roster) == learners)
        await self.stage.wait(1)
        await self.host("presses Begin")
        await moves(self)
        await self.pass_time(lambda quiz: quiz.over)
        await self._look_at_result(names[0])
        self._take_leave()

    async def host(self, line: str) -> None:
        """Let the host do something."""
        self._scroll.deed(_told(HOST.name, line))
        await self.stage.act(HOST, line)

    async def asked(self, position: int) -> None:
        """Let time pass until the question at `position` is asked."""
        await self.pass_time(lambda quiz: isinstance(quiz.phase, Asking) and quiz.phase.position == position)

    async def pass_time(self, enough: Callable[[Quiz], bool]) -> None:
        """Let time pass until the quiz stands as wanted, or has ended."""
        while (quiz := await self.stage.quiz()) is not None and not quiz.over and not enough(quiz):
            if not await self.stage.step(self._until):
                return

    async def _seat(self, learners: int) -> list[str]:
        """Let the learners sit down; the first of them is the one whose private messages are shown."""
        app = self.stage.app
        door = Overheard(app.door, self.stage.terminal.screen, self._watched, self._scroll.deed)
        app.classroom = Classroom(app.desk, door, app.clock, seed=SEED)
        names = await app.classroom.add(learners, None, PLACE)
        self._watched.add(learner(0, SEED, None).member)
        return names

    def _announce(self, deck: Deck, names: list[str]) -> None:
        more = len(names) - MOST_NAMES
        some = ", ".join(names[:MOST_NAMES]) + (f" and {more} more" if more > 0 else "")
        many = f"{len(deck.questions)} {'question' if len(deck.questions) == 1 else 'questions'}"
        self._scroll.plain(f"Studybell demo: “{clean(plain(deck.title))}”, {many}, in the channel #{PLACE.channel}.")
        self._scroll.plain(f"{HOST.name} hosts; simulated learners answer: {some}.")
        eyes = f"what {HOST.name} and {names[0]} see alone"
        self._scroll.plain(f"You see what everybody sees, and {eyes}. Nobody waits: time is put forward.")

    async def _look_at_result(self, name: str) -> None:
        """Let the learner whose eyes we look through ask for the own result."""
        quiz = await self.stage.quiz()
        member = (
            next((member for member, player in quiz.players.items() if player.name == name), None) if quiz else None
        )
        if member is not None:
            self._scroll.deed(_told(name, "presses My result"))
            await self.stage.act(Actor(member, name), "presses My result")

    def _take_leave(self) -> None:
        length = self.stage.now() - START
        files = self.stage.terminal.screen.files(HOST.member)
        self._scroll.plain("")
        self._scroll.plain(f"That was {length // MINUTE} min {length // SECOND % 60} s of a lesson.")
        if files:
            self._scroll.plain(f"A real lesson leaves {HOST.name} these files: {', '.join(files)}.")
        self._scroll.plain("Play it yourself in the browser: studybell play")


async def _tour(show: _Show) -> None:
    """Show each of the host's controls once."""
    await show.asked(1)
    await show.stage.wait(4)
    await show.host("presses Pause")
    await show.stage.wait(20)
    await show.host("presses Resume")
    await show.asked(2)
    await show.stage.wait(1)
    await show.host("presses Skip")
    await show.asked(3)
    await show.stage.wait(3)
    await show.host("presses +10 s")


async def _plain(show: _Show) -> None:
    """Let the quiz run by itself: none of somebody's own questions is left out."""
    del show


def _told(name: str, line: str) -> str:
    verb, _, rest = line.partition(" ")
    return f"{name} {verb} [ {rest} ]" if verb == "presses" else f"{name}: {line}"
