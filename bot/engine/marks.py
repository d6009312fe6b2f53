"""Marks: up to when the threads of each session have been read. They outlive the process on a shelf of the store.

A mark is written only where something was read: that of a silent thread, and of one where everything was heard when it was
written, stays behind, which costs the next start a longer look and no commit every few minutes now.
"""

import asyncio

import msgspec

from bot.kernel.clock import SECOND, Clock, Instant
from bot.store.contract import Store

SHELF = "heard"

LOOK_AGAIN = 10 * SECOND
"""How often at most the shelf is looked at for marks that another process may have put there (milliseconds)."""


class Marks:
    """The marks of sessions, by id."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._marks: dict[str, Instant] = {}
        self._written: set[str] = set()
        self._look_at: Instant = 0
        self._looking = asyncio.Lock()

    async def of(self, session: str) -> Instant:
        """Return the session's mark, 0 where it has none: then its threads are read from their beginning."""
        if session not in self._marks:
            await self._look()
        return self._marks.get(session, 0)

    async def move(self, session: str, to: Instant, *, written: bool) -> None:
        """Move the mark; only one that is written outlives the process."""
        to = self._marks[session] = max(to, self._marks.get(session, 0))
        if written:
            self._written.add(session)
            await self._store.keep(SHELF, session, msgspec.json.encode(to))

    async def drop(self, session: str) -> None:
        """Forget the mark of a session that is over."""
        await self._look_first()
        self._marks.pop(session, None)
        if session in self._written:
            await self._store.unkeep(SHELF, session)
            self._written.discard(session)

    async def _look_first(self) -> None:
        if not self._look_at:
            await self._look()

    async def _look(self) -> None:
        async with self._looking:
            if self._clock.now() < self._look_at:
                return
            for session, mark in (await self._store.kept(SHELF)).items():
                self._marks.setdefault(session, msgspec.json.decode(mark, type=int))
                self._written.add(session)
            self._look_at = self._clock.now() + LOOK_AGAIN
