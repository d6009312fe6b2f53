"""Which organisation (Enterprise Grid) a workspace belongs to, noted when Slack says so in passing.

What comes back to a workspace goes out with its organisation's token, where that has installed us for all of them; and what we do
by ourselves (a reminder) has no payload that would tell whose that is.
"""

from collections.abc import Sequence

from adapters.slack.terms.ids import workspace_of
from bot.kernel.newest import Newest
from bot.store.contract import Store

SHELF = "slack.grid"
"""By the workspace's name, so that the note goes with everything else of it."""

REMEMBERED = 10_000


class Grid:
    """Remembers on a shelf of the store; everything raises `StoreBroken`."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._noted: Newest[str, str] = Newest(REMEMBERED)

    async def note(self, team: str, enterprise: str) -> None:
        """Remember that `team` belongs to `enterprise`; mostly that is known, and nothing happens."""
        if not team or not enterprise or self._noted.get(team) == enterprise:
            return
        await self._store.keep(SHELF, workspace_of(team), enterprise.encode())
        self._noted[team] = enterprise

    async def of(self, team: str) -> str:
        """Return the organisation of `team`, "" where none is known."""
        if found := self._noted.get(team):
            return found
        kept = await self._store.kept_one(SHELF, workspace_of(team))
        if kept:
            self._noted[team] = kept.decode()
        return kept.decode() if kept else ""

    async def workspaces(self, enterprise: str) -> Sequence[str]:
        """Return the workspaces known to belong to `enterprise`."""
        kept = await self._store.kept(SHELF)
        return [workspace for workspace, of in kept.items() if of.decode() == enterprise]

    async def drop(self, team: str) -> None:
        """Forget to which organisation `team` belongs."""
        self._noted.pop(team, None)
        await self._store.unkeep(SHELF, workspace_of(team))
