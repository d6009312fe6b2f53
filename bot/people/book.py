"""The one way to change what is set for members and workspaces: read, change, write, one after the other.

What may never happen in one process: two changes of one member's preferences, or of one workspace's settings, of which only one
is there afterwards. Two processes on one database do not wait for each other: of two changes of the same row within the same
milliseconds the later one stands whole. These are a person's own settings, changed by hand, and read again before they are used.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from weakref import WeakValueDictionary

import msgspec

from bot.people.prefs import MemberPrefs, WorkspaceSettings, prefs_of, settings_of
from bot.store.contract import Store


class Book:
    """Where it is written what members and workspaces have set. One for each store."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._turns: WeakValueDictionary[tuple[str, ...], asyncio.Lock] = WeakValueDictionary()

    async def prefs(self, workspace: str, member: str) -> MemberPrefs:
        """Return a member's preferences, the defaults where nothing was set."""
        return await prefs_of(self._store, workspace, member)

    async def settings(self, workspace: str) -> WorkspaceSettings:
        """Return the workspace's settings, the defaults where nothing was set."""
        return await settings_of(self._store, workspace)

    async def change_prefs(
        self, workspace: str, member: str, change: Callable[[MemberPrefs], MemberPrefs]
    ) -> MemberPrefs:
        """Set a member's preferences to what `change` makes of them, and return these; an equal value is not written."""
        async with self._turn(workspace, member):
            before = await self.prefs(workspace, member)
            after = change(before)
            if after != before:
                await self._store.set_member_prefs(workspace, member, msgspec.json.encode(after))
            return after

    async def change_settings(
        self, workspace: str, change: Callable[[WorkspaceSettings], WorkspaceSettings]
    ) -> WorkspaceSettings:
        """Set the workspace's settings to what `change` makes of them, and return these; an equal value is not written."""
        async with self._turn(workspace):
            before = await self.settings(workspace)
            after = change(before)
            if after != before:
                await self._store.set_workspace_settings(workspace, msgspec.json.encode(after))
            return after

    @asynccontextmanager
    async def _turn(self, *key: str) -> AsyncIterator[None]:
        """Let one change at a time at what `key` names; a lock lives as long as somebody holds it or waits for it."""
        lock = self._turns.setdefault(key, asyncio.Lock())
        async with lock:
            yield
