"""Work in the background, and whether any of it could go on before the clock moves: tests and the demo wait for that."""

import asyncio
from collections.abc import Collection, Coroutine, Iterator
from contextlib import contextmanager
from typing import Any

from bot.kernel.clock import Clock


class Chores:
    """The tasks of one room of the engine. They are dropped by `stop`; whoever starts them sees to it that this loses nothing."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._tasks: set[asyncio.Task[None]] = set()
        self._waiting = 0
        self._calm = asyncio.Event()

    def start(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Begin `work`."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)
        return task

    @property
    def busy(self) -> bool:
        """Whether anything is done just now; waiting for the clock is not doing."""
        return len(self._tasks) > self._waiting

    async def settle(self) -> None:
        """Wait until everything is done that can be before the clock moves on."""
        while self.busy:
            self._calm.clear()
            await self._calm.wait()

    async def rest(self, milliseconds: int) -> None:
        """Wait for so many milliseconds."""
        with self.waiting():
            await self._clock.sleep_until(self._clock.now() + milliseconds)

    async def until_done(self, tasks: Collection[asyncio.Task[None]]) -> None:
        """Wait for `tasks` that were started here; raises the first of their errors once all have ended."""
        if tasks:
            with self.waiting():
                await asyncio.wait(tasks)
        errors = [task.exception() for task in tasks if not task.cancelled()]
        for error in errors:
            if error is not None:
                raise error

    @contextmanager
    def waiting(self) -> Iterator[None]:
        """Note that the task that enters, one of those started here, waits for the clock or for another that may do so."""
        self._waiting += 1
        self._calm.set()
        try:
            yield
        finally:
            self._waiting -= 1

    def stop(self) -> None:
        """Drop what is under way."""
        for task in self._tasks:
            task.cancel()

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self._calm.set()
