"""Leaving: a workspace has removed us. Its sessions end at once and without a word, what is kept of it is deleted after a while.

That it has left is noted on a shelf before anything else is done, and the note goes last: whatever a kill cuts short is found
again by the next look, of this process or another. What may never happen: anything deleted of a workspace that came back in time,
or of one that was merely out of reach.
"""

import asyncio
from collections.abc import Iterable, Mapping

import msgspec
import structlog
from msgspec import Struct

from bot.engine.chores import Chores
from bot.engine.desk import Desk
from bot.kernel.clock import DAY, HOUR, MINUTE, Clock, Instant
from bot.kernel.event import Back, Left
from bot.kernel.people import ENGINE
from bot.store.contract import LEFT, Store, StoreBroken

RETENTION = 30 * DAY
"""How long what is kept of a workspace is left alone after it has removed us, where the operator does not say."""

EVERY = DAY
"""How often it is looked for what is to be deleted, at least."""

TRY_AGAIN = MINUTE
"""How long until it is looked again where something could not be done."""

DATED = HOUR
"""By how much an event may be dated before the leaving that is written down together with it, and more."""

AT_ONCE = 200
"""Sessions ended at a time."""

UNDONE = frozenset({"busy", "not-saved"})
"""Replies of the desk that say that nothing has happened."""

log = structlog.get_logger()


class Note(Struct, frozen=True, omit_defaults=True):
    """What is noted of a workspace: since when it has left, and whether it is back and its sessions have to hear of it."""

    at: Instant
    back: bool = False


class Leaving:
    """Knows who has left, and does what follows from it."""

    def __init__(self, desk: Desk, store: Store) -> None:
        self._desk = desk
        self._store = store
        self._noted = asyncio.Event()

    async def left(self, workspace: str, at: Instant) -> None:
        """Note that the workspace has removed us at `at`; told again, it is the first time that counts. Raises `StoreBroken`."""
        known = (await self._notes()).get(workspace)
        if known is None or known.back:
            await self._store.keep(LEFT, workspace, _written(Note(at)))
        self._noted.set()

    async def returned(self, workspace: str) -> None:
        """Note that the workspace has let us in again: nothing more of it is deleted from here on. Raises `StoreBroken`."""
        known = (await self._notes()).get(workspace)
        if known is not None:
            await self._store.keep(LEFT, workspace, _written(Note(known.at, back=True)))
            self._noted.set()

    async def run(self, clock: Clock, chores: Chores, retention: int) -> None:
        """Do what is to be done, at once, whenever somebody leaves or returns, and every day, until cancelled."""
        while True:
            self._noted.clear()
            found: list[Instant] = []
            await chores.start(self._look(clock.now(), retention, found))
            waits = [asyncio.create_task(clock.sleep_until(found[0])), asyncio.create_task(self._noted.wait())]
            try:
                await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for wait in waits:
                    wait.cancel()

    async def end(self) -> bool:
        """End every session of those who have left; whether all of them have heard of it. Raises `StoreBroken`."""
        heard = True
        for workspace, note in (await self._notes()).items():
            if not note.back:
                heard &= await self._end(workspace, note)
        return heard

    async def _end(self, workspace: str, note: Note) -> bool:
        """End what runs there; where it came back meanwhile, as another process was told, that is said last."""
        sessions = await self._store.unsettled(workspace)
        heard = await self._tell(sessions, Left(), note.at)
        if sessions and (await self._notes()).get(workspace) != note:
            heard &= await self._tell(sessions, Back(), note.at)
        return heard

    async def round(self, now: Instant, retention: int) -> Instant:
        """End, bring back and delete what is due at `now`; return when there is something to do again. Raises `StoreBroken`."""
        done = await self.end()
        hours = [now + EVERY]
        for workspace, note in (await self._notes()).items():
            if note.back:
                done &= await self._bring_back(workspace, note, now)
            elif now >= note.at + retention:
                await self._forget(workspace, note)
            else:
                hours.append(note.at + retention)
        return min(hours) if done else now + TRY_AGAIN

    async def _look(self, now: Instant, retention: int, found: list[Instant]) -> None:
        try:
            found.append(await self.round(now, retention))
        except StoreBroken as error:
            log.error("what is left of workspaces that have left was not looked after", reason=str(error))
            found.append(now + TRY_AGAIN)
        except Exception:
            log.exception("what is left of workspaces that have left was not looked after")
            found.append(now + EVERY)

    async def _bring_back(self, workspace: str, note: Note, now: Instant) -> bool:
        """Let the sessions know that they can be shown again, then take the note off, unless there is another one by now."""
        sessions = await self._store.changed_since(workspace, note.at - DATED)
        if not await self._tell(sessions, Back(), now):
            return False
        await self._store.unkeep(LEFT, workspace, _written(note))
        log.info("a workspace has let us in again", workspace=workspace)
        return True

    async def _forget(self, workspace: str, note: Note) -> None:
        """Delete all that is kept of the workspace, in portions between which everybody else's writes go on."""
        more = True
        while more:
            gone = await self._store.forget(workspace, _written(note))
            self._desk.forget(gone.sessions)
            more = gone.more
        log.info("what was kept of a workspace that has left is deleted", workspace=workspace)

    async def _tell(self, sessions: Iterable[str], signal: Left | Back, at: Instant) -> bool:
        """Submit the signal to each; whether every one of them has taken it."""
        those, taken = list(sessions), True
        for start in range(0, len(those), AT_ONCE):
            some = those[start : start + AT_ONCE]
            replies = await asyncio.gather(*(self._desk.submit(each, signal, ENGINE, at) for each in some))
            taken &= not any(reply.refused in UNDONE for reply in replies)
        return taken

    async def _notes(self) -> Mapping[str, Note]:
        kept = await self._store.kept(LEFT)
        return {workspace: msgspec.json.decode(note, type=Note) for workspace, note in kept.items()}


def _written(note: Note) -> bytes:
    return msgspec.json.encode(note)
