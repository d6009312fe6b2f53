"""The store, for both databases: reads go straight to the database, everything that writes goes through the one writer."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import cast

from sqlalchemy import Table

from bot.kernel.clock import Instant
from bot.kernel.newest import Newest
from bot.kernel.people import Place
from bot.store import queries, tables
from bot.store.contract import Change, Forgotten, Outcome, Posted, Saved
from bot.store.dialect import Database, Raced
from bot.store.jobs import Beat, Create, Drop, Forget, Job, Painted, Put, Result
from bot.store.settle import settle
from bot.store.trouble import hopeless
from bot.store.writer import Writer

KNOWN = 20_000
"""Of how many sessions to remember the owner: many times what the engine holds in memory."""

UNKNOWN = -1

LOOKS = (False, True, True, True)
"""Whether to look for facts that stand there already, try by try: peers may write the same ones meanwhile."""


class Owners:
    """Who looks after the sessions this process has lately created, loaded or taken over."""

    def __init__(self) -> None:
        self._owners: Newest[str, int] = Newest(KNOWN)

    def note(self, session: str, owner: int) -> None:
        """Remember the owner, and forget that of the session noted longest ago."""
        self._owners[session] = owner

    def of(self, session: str) -> int | None:
        """Return the owner, None when this process does not know the session."""
        return self._owners.get(session)


class SqlStore:
    """`bot.store.contract.Store` over a `Database`.

    `owner` is the number under which this process looks after sessions; `bot/store/ownership.py` sets it.
    """

    def __init__(self, database: Database, *, group: bool = True) -> None:
        """`group` off commits every job alone; only the bench does that, to show what grouping is worth."""
        self.database = database
        self.owner = tables.NOBODY
        self.owners = Owners()
        self._writer = Writer(self._commit, hopeless=hopeless, explain=database.explain, group=group)

    async def _commit(self, jobs: Sequence[Job]) -> list[Result]:
        """Write a batch, at first without looking for repeats: the desk has sorted out those of this process."""
        for look in LOOKS:
            with suppress(Raced):
                return await self.database.write(settle, self.database.dialect, jobs, look=look)
        return await self.database.write(settle, self.database.dialect, jobs)

    async def open(self) -> None:
        """Connect and see that the schema fits; raises `StoreBroken` (newer, locked, read-only, full, unreachable)."""
        await self.database.open()
        self._writer.start()

    async def close(self) -> None:
        """Finish the writes under way and disconnect."""
        await self._writer.finish()
        await self.database.close()

    # -- sessions and the ledger
    async def create(self, saved: Saved) -> None:
        """Add a session and its first facts; raises `Taken` when another holds its place alone, or its id exists."""
        owner = self.owner
        await self._writer.submit(Create(saved, owner))
        self.owners.note(saved.id, owner)

    async def load(self, session: str) -> Saved | None:
        """Return the session with all its facts in the order they were written (one replaced: last), or None."""
        if self.owners.of(session) is None:
            self.owners.note(session, UNKNOWN)  # so that what others write from here on is told to this process
        found = await self.database.read(queries.load, session)
        if found is None:
            return None
        saved, owner = found
        self.owners.note(session, owner)
        return saved

    async def write(self, change: Change) -> Outcome:
        """Apply a change, durably, together with everything else that waits (group commit)."""
        return cast("Outcome", await self._writer.submit(change))

    async def turn(self) -> None:
        """Wait, while there is a crowd, for the moment just before the next commit."""
        await self._writer.turn()

    async def running(self, place: Place, kind: str) -> str | None:
        """Return the id of the session of this kind that runs in `place`."""
        return await self.database.glance(queries.running, place, kind)

    async def latest(self, place: Place, kind: str) -> str | None:
        """Return the id of the newest session of this kind in `place`, running or over."""
        return await self.database.glance(queries.latest, place, kind)

    async def running_in(self, place: Place, kind: str, most: int = 100) -> Sequence[str]:
        """Return running sessions of this kind in the channel of `place` or, where it names none, its workspace, oldest first."""
        return await self.database.glance(queries.running_in, place, kind, most)

    async def ended_in(self, place: Place, kind: str, most: int) -> Sequence[str]:
        """Return the newest sessions of this kind in `place` that are over, newest first."""
        return await self.database.glance(queries.ended_in, place, kind, most)

    async def took_part(self, workspace: str, kind: str, member: str, most: int) -> Sequence[str]:
        """Return the newest sessions of this kind that are over and in which `member` has a row of the ledger."""
        return await self.database.glance(queries.took_part, workspace, kind, member, most)

    async def thread_of(self, thread: Place) -> str | None:
        """Return the id of the session (running or over) one of whose messages begins `thread`."""
        return await self.database.glance(queries.thread_of, thread) if thread.thread else None

    async def slot_of(self, session: str, ref: str) -> str:
        """Return the slot of the session's message at `ref`, "" when none of its messages stands there."""
        return await self.database.glance(queries.slot_of, session, ref) if ref else ""

    async def listening(self) -> Sequence[str]:
        """Return the ids of this process's running sessions that listen, those that wake soonest first."""
        return await self.database.glance(queries.listening, self.owner)

    async def due(self, until: Instant, most: int) -> Sequence[tuple[str, Instant]]:
        """Return (id, wake_at) of this process's sessions to wake at or before `until`, earliest first."""
        return await self.database.glance(queries.due, self.owner, until, most)

    async def next_wake(self) -> Instant | None:
        """Return the earliest `wake_at` among this process's sessions."""
        return await self.database.glance(queries.next_wake, self.owner)

    async def awake(self) -> Sequence[str]:
        """Return this process's sessions that are live, or were changed and not painted since; those when over too."""
        return await self.database.glance(queries.awake, self.owner)

    # -- what stands on the platform
    async def posted(self, session: str) -> Mapping[str, Posted]:
        """Return the session's posted messages by slot."""
        return await self.database.glance(queries.posted, session)

    async def record_post(self, session: str, slot: str, posted: Posted) -> None:
        """Remember that the slot's message stands there now and shows this."""
        shown = {"ref": posted.ref, "whole": posted.whole, "shape": posted.shape}
        await self._put(tables.posts, session=session, slot=slot, **shown)

    async def rung(self, session: str) -> Mapping[str, str]:
        """Return the last stamp of each key whose whispers have been delivered."""
        return await self.database.glance(queries.stamps, session)

    async def record_rung(self, session: str, key: str, stamp: str) -> None:
        """Remember that the news of this key and stamp have been delivered."""
        await self._put(tables.rung, session=session, key=key, stamp=stamp)

    async def record_painted(self, session: str, version: int) -> None:
        """Remember up to which version the platform shows the session; an older one than is known changes nothing."""
        await self._writer.submit(Painted(session, version))

    # -- people and settings
    async def member_prefs(self, workspace: str) -> Mapping[str, bytes]:
        """Return the JSON preferences of every member of the workspace that has any."""
        return await self.database.glance(queries.member_prefs, workspace)

    async def set_member_prefs(self, workspace: str, member: str, prefs: bytes) -> None:
        """Replace the preferences of one member."""
        await self._put(tables.members, workspace=workspace, member=member, prefs=prefs)

    async def workspace_settings(self, workspace: str) -> bytes | None:
        """Return the JSON settings of the workspace."""
        return await self.database.glance(queries.workspace_settings, workspace)

    async def set_workspace_settings(self, workspace: str, settings: bytes) -> None:
        """Replace the settings of the workspace."""
        await self._put(tables.workspaces, workspace=workspace, settings=settings)

    # -- whole workspaces
    async def workspaces(self, platform: str) -> Sequence[str]:
        """Return the workspaces of this platform of which anything is kept: sessions, settings or preferences."""
        return await self.database.glance(queries.workspaces_of, platform)

    async def unsettled(self, workspace: str) -> Sequence[str]:
        """Return the workspace's sessions that run, or whose last state the platform does not show yet."""
        return await self.database.glance(queries.unsettled, workspace)

    async def changed_since(self, workspace: str, since: Instant) -> Sequence[str]:
        """Return the workspace's sessions whose state was saved at `since` or later."""
        return await self.database.glance(queries.changed_since, workspace, since)

    async def forget(self, workspace: str, note: bytes) -> Forgotten:
        """Delete a portion of what is kept of the workspace, as long as `note` is what is noted of its leaving."""
        return cast("Forgotten", await self._writer.submit(Forget(workspace, note)))

    # -- surfaces' own small state
    async def keep(self, shelf: str, key: str, value: bytes) -> None:
        """Put `value` on a surface's own shelf."""
        await self._put(tables.shelf, shelf=shelf, key=key, value=value)

    async def kept(self, shelf: str) -> Mapping[str, bytes]:
        """Return the whole shelf, in the order the keys were first put."""
        return await self.database.glance(queries.kept, shelf)

    async def kept_one(self, shelf: str, key: str) -> bytes | None:
        """Return what lies on the shelf under `key`, None where nothing does."""
        return await self.database.glance(queries.kept_one, shelf, key)

    async def unkeep(self, shelf: str, key: str, value: bytes | None = None) -> None:
        """Take a key off the shelf; nothing happens when it is not there, or with another `value` than the one given."""
        only = {} if value is None else {"value": value}
        await self._writer.submit(Drop(tables.shelf, {"shelf": shelf, "key": key}, only))

    # -- for ownership alone
    async def note_alive(self, at: Instant) -> None:
        """Remember that this process was alive at `at`."""
        await self._writer.submit(Beat(self.owner, at))

    async def live_since(self) -> Sequence[tuple[str, Instant]]:
        """Return this process's live running sessions, and when each was last looked after."""
        return await self.database.read(queries.live_since, self.owner)

    async def _put(self, table: Table, **row: str | bytes) -> None:
        await self._writer.submit(Put(table, row))
