"""One performance: the stage it is played on, the scroll it is printed on, and those through whose eyes it is seen."""

from collections.abc import Callable

from msgspec import Struct

from adapters.terminal.stage import Stage
from adapters.terminal.text import DAYS, Look, prose
from bot.kernel.clock import DAY, HOUR, MINUTE, SECOND, Instant
from bot.kernel.people import Actor

HOST = Actor(member="rivera", name="Ms Rivera", host=True)
SEED = "studybell"
START: Instant = 1_788_253_200_000
"""When the lesson begins: Tuesday, 2026-09-01 09:00 UTC."""


class Gutter(Struct, frozen=True):
    """The time at the left: so many columns, and how it is told."""

    width: int
    told: Callable[[Instant], str]


def lesson_time(at: Instant) -> str:
    """Return minutes and seconds since the start."""
    passed = (at - START) // SECOND
    return f"{passed // 60}:{passed % 60:02d}"


def week_time(at: Instant) -> str:
    """Return the day of the week and the time (UTC)."""
    return f"{DAYS[weekday(at)]} {at % DAY // HOUR:02d}:{at % HOUR // MINUTE:02d}"


def weekday(at: Instant) -> int:
    """Return the day of the week (UTC), 0 for Monday. The first of 1970 was a Thursday."""
    return (at // DAY + 3) % 7


LESSON, WEEK = Gutter(7, lesson_time), Gutter(10, week_time)


class Scroll:
    """What is printed, with the time at the left of everything that happens; `look` is that of what stands beside it."""

    def __init__(self, write: Callable[[str], None], look: Look) -> None:
        self._write = write
        self._look = look
        self.clock: Callable[[], Instant] = lambda: START
        self.gutter = LESSON
        self._shown = ""

    def block(self, text: str) -> None:
        """Print a block: what stands in the chat. One of several lines gets room above it."""
        first, *rest = text.split("\n")
        if rest:
            self._write("")
        self._line(self._time(), first)
        for line in rest:
            self._line("", line)

    def deed(self, text: str) -> None:
        """Print what somebody does."""
        self._write("")
        time = self._time()
        for line in prose(text, self._look):
            self._line(time, line)
            time = ""

    def plain(self, text: str) -> None:
        """Print a line about it all."""
        self._write(text)

    def _line(self, time: str, text: str) -> None:
        self._write(f"{time:<{self.gutter.width}}{text}".rstrip())

    def _time(self) -> str:
        """Return the time when it is another one than that printed last."""
        told = self.gutter.told(self.clock())
        if told == self._shown:
            return ""
        self._shown = told
        return told


class Show:
    """One performance. `watched` are the members whose private messages are printed."""

    def __init__(self, stage: Stage, scroll: Scroll, watched: set[str]) -> None:
        self.stage = stage
        self.scroll = scroll
        self.watched = watched

    async def act(self, by: Actor, line: str) -> None:
        """Let somebody do something before everybody's eyes."""
        verb, _, rest = line.partition(" ")
        self.scroll.deed(f"{by.name} {verb} [ {rest} ]" if verb == "presses" else f"{by.name}: {line}")
        await self.stage.act(by, line)

    async def host(self, line: str) -> None:
        """Let the host do something."""
        await self.act(HOST, line)
