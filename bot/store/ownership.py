"""Ownership on SQLite: there is one process, and it owns everything. PostgreSQL's stands in ``peers.py``."""

import asyncio
from collections.abc import Sequence

from bot.kernel.clock import Instant
from bot.store.store import SqlStore


class SoleOwner:
    """`bot.store.contract.Ownership` without peers. Heartbeats are kept so that a start knows since when nobody was there."""

    def __init__(self, store: SqlStore) -> None:
        self._store = store
        self._left: asyncio.Future[Sequence[tuple[str, Instant]]] | None = None

    async def start(self) -> None:
        """Find what the former process left running, before the first heartbeat of this one hides since when."""
        found = asyncio.get_running_loop().create_future()
        found.set_result(await self._store.live_since())
        self._left = found

    async def stop(self) -> None:
        """Give nothing up: nobody is there to take it."""

    def holds(self) -> bool:
        """Return True: there is nobody else."""
        return True

    def mine(self, session: str) -> bool:  # noqa: ARG002 - whichever it is
        """Return True: there is nobody else."""
        return True

    @property
    def watched(self) -> bool:
        """Nobody watches."""
        return False

    async def beat(self, at: Instant) -> None:
        """Note that this process was alive at `at`; raises `StoreBroken` when that cannot be written."""
        await self._store.note_alive(at)

    async def adopted(self) -> Sequence[tuple[str, Instant]]:
        """Return at the first call after `start` what was left running and live, even if nothing; later calls wait for ever."""
        left, self._left = self._left, None
        return await (left or asyncio.get_running_loop().create_future())

    async def touched(self) -> Sequence[str]:
        """Wait for ever: nobody else writes."""
        never: asyncio.Future[Sequence[str]] = asyncio.get_running_loop().create_future()
        return await never
