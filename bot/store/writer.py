"""The one task that writes: it gathers the jobs of all tasks, commits them together, and only then answers each.

What may never happen: an answer before its transaction is durable; a job that fails because of another's bad row.
Why there is a group commit, and the wait for company, stands in ``bot/README.md``.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence

from bot.store.contract import StoreBroken
from bot.store.jobs import Job, Result, weight
from bot.store.trouble import NOT_OPEN, broken

LINGER = 0.005
"""Seconds to wait for company when few rows wait."""

LINGER_BUSY = 0.02
"""Seconds to wait when the last batch showed a crowd: a commit costs the same for one row as for fifty."""

CROWD = 8
"""Rows in one batch from which on there is a crowd."""

ENOUGH = 256
"""Rows from which on waiting for more gains nothing."""

MOST = 2_000
"""Jobs in one transaction, so that the first of a long queue are not kept waiting for the last."""

Commit = Callable[[Sequence[Job]], Awaitable[list[Result]]]


class Writer:
    """Group commit over `commit`, which writes a batch in one transaction and raises when nothing of it was written."""

    def __init__(
        self, commit: Commit, *, hopeless: Callable[[Exception], bool], explain: Callable[[Exception], str], group: bool
    ) -> None:
        """`hopeless` tells errors that every job of the batch would meet; with `group` off each job commits alone."""
        self._commit = commit
        self._hopeless = hopeless
        self._explain = explain
        self._most, self._linger = (MOST, LINGER) if group else (1, 0.0)
        self._crowded = False
        self._turns: list[asyncio.Future[None]] = []
        self._waiting: deque[tuple[Job, asyncio.Future[Result]]] = deque()
        self._rows = 0
        self._came = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._open = False

    def start(self) -> None:
        """Begin to write."""
        self._open = True
        self._task = asyncio.create_task(self._run(), name="store writer")

    async def finish(self) -> None:
        """Write what waits and stop."""
        self._open = False
        self._came.set()
        if self._task is not None:
            await self._task
            self._task = None

    async def submit(self, job: Job) -> Result:
        """Return what became of `job` once that is durable; raises the error it was refused with."""
        if not self._open:
            raise StoreBroken(NOT_OPEN)
        answer: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        self._waiting.append((job, answer))
        self._rows += weight(job)
        self._came.set()
        return await answer

    async def turn(self) -> None:
        """Return just before the next batch is taken while there is a crowd, at once otherwise.

        Whoever gathers work of its own decides as late as this, and nobody waits for two commits where one would do.
        """
        if not (self._crowded and self._open):
            return
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._turns.append(turn)
        self._came.set()
        await turn

    async def _run(self) -> None:
        took = 0.0
        clock = asyncio.get_running_loop().time
        while self._open or self._waiting or self._turns:
            if not self._waiting and not self._turns:
                self._came.clear()
                await self._came.wait()
            linger = LINGER_BUSY if self._crowded else self._linger
            if self._open and self._rows < ENOUGH and took < linger:
                await asyncio.sleep(linger)
            await self._call_in()
            began = clock()
            await self._write(self._take())
            took = clock() - began

    async def _call_in(self) -> None:
        """Let everybody who waits for the turn hand in their jobs."""
        turns, self._turns = self._turns, []
        for turn in turns:
            if not turn.done():
                turn.set_result(None)
        if turns:
            await asyncio.sleep(0)

    def _take(self) -> list[tuple[Job, asyncio.Future[Result]]]:
        batch = [self._waiting.popleft() for _ in range(min(self._most, len(self._waiting)))]
        rows = sum(weight(job) for job, _ in batch)
        self._rows -= rows
        self._crowded = self._linger > 0 and rows >= CROWD
        return batch

    async def _write(self, batch: Sequence[tuple[Job, asyncio.Future[Result]]]) -> None:
        if not batch:
            return
        try:
            results = await self._commit([job for job, _ in batch])
        except Exception as error:  # noqa: BLE001 - whatever it is, each caller has to be told
            if len(batch) > 1 and not isinstance(error, StoreBroken) and not self._hopeless(error):
                for one in batch:
                    await self._write([one])
                return
            results = [broken(error, self._explain) for _ in batch]
        for (_, answer), result in zip(batch, results, strict=True):
            _resolve(answer, result)


def _resolve(answer: asyncio.Future[Result], result: Result) -> None:
    if answer.done():  # its caller was cancelled meanwhile
        return
    if isinstance(result, Exception):
        answer.set_exception(result)
    else:
        answer.set_result(result)
