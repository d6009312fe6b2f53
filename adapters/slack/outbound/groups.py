"""User groups: who is of one. They need a paid plan ("usergroups", docs.slack.dev, 2026-08)."""

import re
from typing import Any

from adapters.slack.requests.api import Api
from adapters.slack.terms.ids import team_of
from bot.kernel.clock import MINUTE, Clock, Instant
from bot.kernel.errors import Gone
from bot.kernel.newest import Newest

HOLDS = 5 * MINUTE
"""For how long what Slack told of a group is not asked again."""

MOST = 5_000
"""Groups to remember."""

_MENTION = re.compile(r"<!subteam\^([A-Z0-9]+)(?:\|[^<>]*)?>")


class Groups:
    """Knows the user groups of workspaces."""

    def __init__(self, api: Api, clock: Clock) -> None:
        self._api = api
        self._clock = clock
        self._told: Newest[tuple[str, str], tuple[Instant, frozenset[str]]] = Newest(MOST)

    async def of(self, workspace: str, named: str) -> frozenset[str]:
        """Return who is of the user group with this id, handle or name; `Gone` where there is none, `Denied`, `Busy`."""
        known = self._told.get((workspace, named))
        if known and self._clock.now() - known[0] < HOLDS:
            return known[1]
        more = await self._team(workspace)
        group = await self._id(workspace, named, more)
        told = await self._api.call(workspace, "usergroups.users.list", usergroup=group, **more)
        members = frozenset(str(each) for each in told.get("users") or ())
        self._told[workspace, named] = (self._clock.now(), members)
        return members

    def known(self, workspace: str, named: str) -> frozenset[str]:
        """Return who was of the group when Slack was last asked; nobody where it never was."""
        return self._told.get((workspace, named), (0, frozenset[str]()))[1]

    async def _id(self, workspace: str, named: str, more: dict[str, Any]) -> str:
        """Return the group's id: as it is mentioned, or found among all by its id, handle or name."""
        if mention := _MENTION.fullmatch(named.strip()):
            return mention[1]
        wanted = named.strip().removeprefix("@").casefold()
        listed = await self._api.call(workspace, "usergroups.list", **more)
        for group in listed.get("usergroups") or ():
            if wanted in {str(group.get(key) or "").casefold() for key in ("id", "handle", "name")}:
                return str(group["id"])
        raise Gone

    async def _team(self, workspace: str) -> dict[str, Any]:
        """Return the argument that an organisation's token needs, and that others may have."""
        me = await self._api.tokens.me(workspace)
        return {"team_id": team_of(workspace)} if me.enterprise else {}
