"""Who is measured over the wire of a platform: processes of their own, whose spending is read from outside.

So nothing of the measuring is in what is measured.
"""

import asyncio
import os
import sys
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from msgspec import Struct

import bot
from bot.bench.meter import resident_of

TITLE = """---
title: The solar system
---
"""
QUESTION = """
## Which planet is meant by clue number {number}: it needs the **shortest** time for its year?

- [x] Mercury, the innermost
- [ ] Venus, under its clouds
- [ ] Mars, the red one
- [ ] Neptune, the outermost

> The nearer to the sun, the faster it goes.
"""
DECKS = {"bench": 1, "lesson": 3, "drill": 12}
"""How many questions each deck has."""

GRACE = 10.0
"""Seconds a process gets to end after it was asked to."""


class Contender(Struct, frozen=True):
    """A running process, and the monotonic second at which it was started."""

    process: asyncio.subprocess.Process
    since: float

    def cpu(self) -> float:
        """Return the seconds of processor time it has spent so far, all its threads."""
        return time.clock_gettime(
            (~self.process.pid << 3) | 2
        )  # CPUCLOCK_SCHED of that process: Linux, posix-cpu-timers

    def memory(self) -> int:
        """Return the bytes of memory it holds."""
        return resident_of(self.process.pid)


@asynccontextmanager
async def empty(module: str, *arguments: str) -> AsyncIterator[Contender]:
    """Yield the program `module`, which only answers; it is killed at the end."""
    since = time.perf_counter()
    command = (sys.executable, "-m", module, *arguments)
    process = await asyncio.create_subprocess_exec(*command, env=_surroundings(), stdin=asyncio.subprocess.DEVNULL)
    try:
        yield Contender(process, since)
    finally:
        process.kill()
        await process.wait()


@asynccontextmanager
async def studybell(folder: Path, database: str, settings: Mapping[str, str]) -> AsyncIterator[Contender]:
    """Yield ``studybell run`` with our decks, on the database of this address; it is ended politely.

    `settings` are those of the platform, by their names without ``STUDYBELL_``.
    """
    _write_decks(folder / "content" / "decks")
    env = _surroundings() | {f"STUDYBELL_{name}": value for name, value in settings.items()}
    env |= {
        "STUDYBELL_DATABASE_URL": database,
        "STUDYBELL_DATA_DIR": str(folder),
        "STUDYBELL_CONTENT_DIR": str(folder / "content"),
        "STUDYBELL_LOG_LEVEL": "warning",
    }
    since = time.perf_counter()
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "run", cwd=folder, env=env, stdin=asyncio.subprocess.DEVNULL
    )
    try:
        yield Contender(process, since)
    finally:
        with suppress(ProcessLookupError):
            process.terminate()
        try:
            await asyncio.wait_for(process.wait(), GRACE)
        except TimeoutError:
            process.kill()
            await process.wait()


def _write_decks(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, many in DECKS.items():
        questions = (QUESTION.format(number=number + 1) for number in range(many))
        (folder / f"{name}.md").write_text(TITLE + "".join(questions), "utf-8")


def _surroundings() -> dict[str, str]:
    """Return the environment of both: no setting of the operator's, and what Python has compiled may be kept, as installed."""
    ours = {name for name in os.environ if name.upper().startswith("STUDYBELL_")}
    clean = {name: os.environ[name] for name in os.environ.keys() - ours - {"PYTHONDONTWRITEBYTECODE"}}
    return clean | {"PYTHONPATH": _paths()}


def _paths() -> str:
    root = str(Path(bot.__file__).parent.parent)
    return os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH"))))
