"""Ownership among processes on one PostgreSQL: who is alive, who looks after which session, who wrote to it.

Each process holds a session-level advisory lock on a connection of its own: the server frees the lock the moment the
process is killed, and peers look at the locks five times a second. A process that is frozen or cut off keeps its lock; it is
told by its heartbeat, a time by the server's clock. Whoever finds a peer dead takes its sessions over and raises their
versions, so that a write the dead one may still try is stale. What may never happen: two owners that both can write.

The connection must be to the server itself or to a pooler in session mode.
"""

import asyncio
import logging
from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import Any

import msgspec
from sqlalchemy import TextClause
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.kernel.clock import Instant
from bot.store import peer_sql as sql
from bot.store.contract import StoreBroken
from bot.store.postgres import PostgresDatabase
from bot.store.postgres_dialect import CHANNEL, notes
from bot.store.store import SqlStore

LOOK = 0.2
"""Seconds between looks at the peers' locks."""

BEAT = 1.0
FROZEN = 5.0
"""Seconds between own heartbeats, and after how many without one a peer counts as frozen."""

SAFE = 4.0
"""Seconds after its last heartbeat for which a process may act as owner: before any peer can have taken over."""

GRACE = 1.5
"""Seconds after a new connection in which others are not judged by their locks: a server that was started again has
freed all of them, and the others need a moment to come back."""

URGENT = 2_000
ASLEEP = 500
"""Sessions taken over in one statement: those that are live, unpainted or wake soon, and the others. Between the rounds as
much time is left to everybody's commits as the round took, or whoever wakes meanwhile waits for the disk."""

SLACK = 10_000
"""Facts that may have been numbered before, and committed after, one that was seen."""

_log = logging.getLogger("studybell.store")
_TROUBLE = (SQLAlchemyError, OSError, TimeoutError)


class _DeclaredDead(Exception):
    """A peer has taken this process for dead: it begins anew under another number."""


class PeerOwner:
    """`bot.store.contract.Ownership` for one of several processes on one PostgreSQL."""

    def __init__(self, store: SqlStore, database: PostgresDatabase) -> None:
        self._store = store
        self._database = database
        self._dialect = database.dialect
        self._link: AsyncConnection | None = None
        self._task: asyncio.Task[None] | None = None
        self._beaten = self._judging_from = 0.0
        self._mark: int | None = None
        self._own: dict[str, Instant] = {}
        self._came = asyncio.Event()
        self._written: set[str] = set()
        self._heard = asyncio.Event()

    async def start(self) -> None:
        """Register this process and take over what nobody owns; raises `StoreBroken`.

        What is live is this process's own on return; 100,000 sleeping sessions follow within seconds.
        """
        try:
            await self._connect()
            self._judging_from = 0.0
            await self._round(self._living())
        except _TROUBLE as error:
            await self._disconnect()
            raise StoreBroken(self._database.explain(error)) from error
        self._came.set()
        self._task = asyncio.create_task(self._watch(), name="store peers")

    async def stop(self) -> None:
        """Give everything up at once, so that a peer goes on without waiting."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
            self._task = None
        if self._link is not None:
            with suppress(*_TROUBLE):
                async with asyncio.timeout(SAFE):
                    await self._ask(self._link, sql.LEAVE, number=self._store.owner)
        await self._disconnect()

    def holds(self) -> bool:
        """Whether the last heartbeat that reached the server is recent enough that no peer took over."""
        return self._link is not None and asyncio.get_running_loop().time() - self._beaten < SAFE

    def mine(self, session: str) -> bool:
        """Whether this process is the owner as far as it knows; false for a session it has not created, loaded or taken."""
        return self._store.owners.of(session) == self._store.owner

    @property
    def watched(self) -> bool:
        """Peers watch."""
        return True

    async def beat(self, at: Instant) -> None:
        """Note that this process was alive at `at`, by the engine's clock; raises `StoreBroken` when that cannot be written.

        The heartbeats that peers watch are not these: the process sends them by itself.
        """
        await self._store.note_alive(at)

    async def adopted(self) -> Sequence[tuple[str, Instant]]:
        """Wait for live sessions that became this process's own; the first call after `start` returns at once.

        May return nothing when only sleeping sessions came; look at `Store.next_wake` after each return.
        """
        await self._came.wait()
        self._came.clear()
        own, self._own = self._own, {}
        return tuple(own.items())

    async def touched(self) -> Sequence[str]:
        """Wait for sessions to which another process has written: what is held of them in memory is old.

        Anybody's sessions, as long as this process has created, loaded or taken them over: what it never held is not told.
        """
        await self._heard.wait()
        self._heard.clear()
        written, self._written = self._written, set()
        return tuple(written)

    # -- the connection
    async def _connect(self) -> None:
        link = await self._database.link()
        try:
            driver: Any = (await link.get_raw_connection()).driver_connection
            await driver.add_listener(CHANNEL, self._hear)
            driver.add_termination_listener(self._cut)
            await self._register(link)
            if self._mark is not None:
                missed = await self._ask(link, sql.MISSED, mark=max(0, self._mark - SLACK))
                self._note_written(row.id for row in missed)
            self._mark = (await self._ask(link, sql.MARK))[0][0]
        except BaseException:
            await _hang_up(link)
            raise
        self._judging_from = asyncio.get_running_loop().time() + GRACE
        self._link = link

    async def _register(self, link: AsyncConnection) -> None:
        """Go on under the former number if nobody has taken this process for dead, else under a new one."""
        began = asyncio.get_running_loop().time()
        former = self._store.owner
        if former and await self._lock(link, former) and await self._ask(link, sql.BEAT, number=former):
            self._beaten = began
            return
        number: int = (await self._ask(link, sql.NEW_NUMBER))[0][0]
        await self._lock(link, number)
        await self._ask(link, sql.REGISTER, number=number)
        if former:
            await self._ask(link, sql.LEAVE, number=former)
        self._store.owner, self._beaten = number, began

    async def _lock(self, link: AsyncConnection, number: int) -> bool:
        return bool((await self._ask(link, sql.LOCK, locks=sql.LOCKS, number=number))[0][0])

    async def _disconnect(self) -> None:
        link, self._link = self._link, None
        if link is not None:
            await _hang_up(link)

    def _living(self) -> AsyncConnection:
        if self._link is None:
            msg = "the connection to the peers is lost"
            raise ConnectionError(msg)
        return self._link

    def _cut(self, _driver: object) -> None:
        """Own nothing from here on: the connection was closed on the other side, so the lock is free."""
        self._beaten = -SAFE

    async def _ask(self, link: AsyncConnection, statement: TextClause, **values: object) -> Sequence[Any]:
        result = await link.execute(statement, values)
        return result.all() if result.returns_rows else ()

    # -- watching
    async def _watch(self) -> None:
        pause = LOOK
        clock = asyncio.get_running_loop().time
        while True:
            await asyncio.sleep(pause)
            began = clock()
            try:
                async with asyncio.timeout(SAFE):
                    if self._link is None:
                        await self._connect()
                    more = await self._round(self._living())
                pause = clock() - began if more else LOOK
            except _DeclaredDead:
                _log.warning("a peer took this process for dead and goes on with its sessions")
                await self._disconnect()
            except _TROUBLE as error:
                _log.warning("lost the connection to the peers: %s", self._database.explain(error))
                await self._disconnect()
                pause = BEAT

    async def _round(self, link: AsyncConnection) -> bool:
        """Beat, look who died, take over; return whether there is more to take over."""
        number = self._store.owner
        now = asyncio.get_running_loop().time()
        if now - self._beaten >= BEAT:
            if not await self._ask(link, sql.BEAT, number=number):
                raise _DeclaredDead
            self._beaten = now
        if now >= self._judging_from:
            await self._ask(link, sql.BURY, number=number, locks=sql.LOCKS, limit=int(FROZEN * 1000))
        orphans = [row.owner for row in await self._ask(link, sql.ORPHANS, number=number)]
        return bool(orphans) and await self._adopt(link, orphans)

    async def _adopt(self, link: AsyncConnection, orphans: Sequence[int]) -> bool:
        taken = {"number": self._store.owner, "orphans": orphans}
        urgent = await self._ask(link, sql.ADOPT_URGENT, **taken, most=URGENT)
        rest: list[Any] = []
        if len(urgent) < URGENT:
            rest += await self._ask(link, sql.ADOPT_SOON, **taken, most=URGENT)
            rest += await self._ask(link, sql.ADOPT_REST, **taken, most=ASLEEP)
        known = [row for row in rest if self._store.owners.of(row.id) is not None]
        for row in (*urgent, *known):
            self._store.owners.note(row.id, self._store.owner)
        self._own.update((row.id, row.since) for row in urgent if row.live)
        self._note_written(row.id for row in urgent if not row.live)
        if urgent:
            told = notes(self._dialect.token, [row.id for row in urgent])
            await self._ask(link, sql.TELL, channel=CHANNEL, notes=told)
        if urgent or rest:
            self._came.set()
        if not rest:
            await self._ask(link, sql.FORGET)
        return bool(urgent or rest)

    # -- news
    def _hear(self, _driver: object, _pid: int, _channel: str, note: object) -> None:
        with suppress(msgspec.DecodeError, msgspec.ValidationError, ValueError):
            token, *sessions = msgspec.json.decode(str(note), type=list[str])
            if token != self._dialect.token:
                self._note_written(sessions)

    def _note_written(self, sessions: Iterable[str]) -> None:
        self._written.update(session for session in sessions if self._store.owners.of(session) is not None)
        if self._written:
            self._heard.set()


async def _hang_up(link: AsyncConnection) -> None:
    """Close for good, not back into the pool: the lock must not outlive the wish to hold it."""
    with suppress(*_TROUBLE):
        await link.invalidate()
    with suppress(*_TROUBLE):
        await link.close()
