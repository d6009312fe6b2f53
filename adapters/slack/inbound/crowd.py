"""Acts under way: each is a task of ours, since Slack gets its acknowledgement before the work is done.

What may never happen: more acts taken on than can be answered, one that fails without a line in the log, or one cut short by a
stop that had time to end.
"""

import asyncio
import itertools
from collections.abc import Callable, Coroutine
from typing import Any, Generic, TypeVar

import structlog

from bot.kernel.newest import Newest

MOST_AT_ONCE = 5_000
"""Acts under way; whoever acts beyond them is asked to do it again, without more work than that."""

MOST_SEEN = 20_000
"""Acts of which to remember that they came: those of a few minutes of very busy workspaces."""

T = TypeVar("T")

log = structlog.get_logger()


class Crowd:
    """The tasks of the acts under way, and which acts have come."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[Any]] = set()
        self._seen: Newest[str, None] = Newest(MOST_SEEN)
        self._references = itertools.count(1)

    def again(self, act: str) -> bool:
        """Whether the act of this name has come before; it has from now on. One without a name never has."""
        if not act:
            return False
        if act in self._seen:
            return True
        self._seen[act] = None
        return False

    @property
    def too_many(self) -> bool:
        """Whether more is going on than can be answered."""
        return len(self._tasks) >= MOST_AT_ONCE

    def start(self, work: Coroutine[Any, Any, T]) -> "asyncio.Task[T]":
        """Begin the work of an act, which sees to its own errors."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    def reference(self, error: BaseException, at: int, **about: object) -> str:
        """Log an act that failed; return the reference by which the line is found. `at` is when it reached us."""
        reference = f"slack-{next(self._references)}-{at}"
        log.error("an act failed", reference=reference, exc_info=error, **about)
        return reference

    async def stop(self, seconds: float) -> None:
        """Wait at most that long for what is under way, then end it."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=seconds)
        left = list(self._tasks)
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)
        if left:
            log.warning("acts were cut short by the stop", acts=len(left))


class Once(Generic[T]):
    """Does what comes twice once: whoever brings it again is given what came, or comes, of the first time.

    What failed is done again when it is brought again.
    """

    def __init__(self, crowd: Crowd, most: int) -> None:
        self._crowd = crowd
        self._begun: Newest[str, asyncio.Task[T]] = Newest(most)

    def begin(self, name: str, work: Callable[[], Coroutine[Any, Any, T]]) -> "asyncio.Task[T]":
        """Return the work of this name, begun now unless it was before; work without a name is always begun."""
        task = self._begun.get(name)
        if task is None or not name:
            task = self._crowd.start(work())
            if name:
                self._begun[name] = task
                task.add_done_callback(lambda done: self._ended(name, done))
        return task

    def forget(self, name: str) -> None:
        """Let the work of this name be done again when it is brought again: it has changed nothing."""
        self._begun.pop(name, None)

    def _ended(self, name: str, task: "asyncio.Task[T]") -> None:
        if task.cancelled() or task.exception() is not None:
            self._begun.pop(name, None)
