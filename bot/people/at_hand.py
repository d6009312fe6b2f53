"""What groups have set, held for a few seconds: a class presses hundreds of times a second, and each asks who is a host."""

from bot.kernel.clock import SECOND, Clock, Instant
from bot.kernel.newest import Newest
from bot.people.prefs import WorkspaceSettings, settings_of
from bot.store.contract import Store, StoreBroken

HOLDS = 5 * SECOND
"""For how long a group's settings are not read again."""

MOST = 5_000
"""Groups of which to hold them; those that were read longest ago are let go first."""


class SettingsAtHand:
    """Groups' settings, `HOLDS` old at most."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._held: Newest[str, tuple[Instant, WorkspaceSettings]] = Newest(MOST)

    async def of(self, workspace: str) -> WorkspaceSettings:
        """Return the group's settings; where they cannot be read the last ones, or the usual ones."""
        until, settings = self._held.get(workspace, (0, WorkspaceSettings()))
        return settings if until > self._clock.now() else await self.anew(workspace)

    async def anew(self, workspace: str) -> WorkspaceSettings:
        """Return the group's settings as they are now; where they cannot be read the last ones, or the usual ones."""
        try:
            settings = await settings_of(self._store, workspace)
        except StoreBroken:
            return self.last(workspace)
        self._held[workspace] = (self._clock.now() + HOLDS, settings)
        return settings

    def last(self, workspace: str) -> WorkspaceSettings:
        """Return the settings as they were last read, the usual ones where they never were; asks nobody."""
        return self._held.get(workspace, (0, WorkspaceSettings()))[1]
