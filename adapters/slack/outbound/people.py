"""The roster: who the members of a workspace are, as far as Slack told lately.

What may never happen: a press kept waiting while Slack is asked who pressed.
"""

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import structlog
from msgspec import Struct

from adapters.slack.requests.api import Api, Identity
from adapters.slack.requests.paging import pages
from adapters.slack.terms.ids import is_id, team_of
from adapters.slack.terms.members import Member, member_of
from bot.kernel.clock import HOUR, MINUTE, SECOND, Clock, Instant
from bot.kernel.errors import Busy, Gone, StudybellError
from bot.kernel.newest import Newest

HOLDS = HOUR
"""For how long what Slack told of somebody is not asked again."""

HOST_HOLDS = 5 * MINUTE
"""The same for whether they are an admin."""

SINGLY = 20
"""So many are asked for one by one; for more the workspace's members are listed, which may be asked for less often."""

PAGE = 500
"""Members listed at a time ("users.list": less than 1,000, docs.slack.dev, 2026-08)."""

MOST = 50_000
"""People to remember, of all workspaces."""

log = structlog.get_logger()


class _Known(Struct, frozen=True):
    member: Member
    at: Instant


class Roster:
    """Remembers people for an hour, and whether they are admins for five minutes."""

    def __init__(self, api: Api, clock: Clock) -> None:
        self._api = api
        self._clock = clock
        self._known: Newest[tuple[str, str], _Known] = Newest(MOST)
        self._wanted: defaultdict[str, set[str]] = defaultdict(set)
        self._fetching: dict[str, asyncio.Task[None]] = {}

    def known(self, workspace: str, user: str) -> Member | None:
        """Return who it is from memory, None where Slack was not asked yet. Never waits; what is old is better than nothing."""
        known = self._known.get((workspace, user))
        return known.member if known else None

    async def of(self, workspace: str, user: str) -> Member:
        """Return who it is, and ask Slack where that was long ago; raises `Gone`, `Denied` or `Busy`."""
        return await self._within(workspace, user, HOLDS)

    async def host(self, workspace: str, user: str) -> bool:
        """Return whether they are an admin or owner by now; raises as `of`."""
        return (await self._within(workspace, user, HOST_HOLDS)).host

    async def every(self, workspace: str, users: Sequence[str]) -> Mapping[str, Member]:
        """Return who these are, without those Slack knows nothing of; raises `Denied` or `Busy`.

        What was told until Slack was busy is remembered, so that who comes again gets further.
        """
        missing = [user for user in users if not self._fresh(workspace, user, HOLDS)]
        if len(missing) > SINGLY:
            await self._list(workspace, set(missing))
            missing = [user for user in missing if not self._fresh(workspace, user, HOLDS)]
        for user in missing:
            try:
                await self._ask(workspace, user)
            except Gone:
                continue
        found = ((user, self._known.get((workspace, user))) for user in users)
        return {user: known.member for user, known in found if known is not None}

    def notice(self, workspace: str, users: Iterable[str]) -> None:
        """Note that these will be asked for soon: those not known, or known from long ago, are fetched beside."""
        self._wanted[workspace] |= {user for user in users if not self._fresh(workspace, user, HOLDS)}
        if self._wanted[workspace] and workspace not in self._fetching:
            task = asyncio.get_running_loop().create_task(self._fetch(workspace))
            self._fetching[workspace] = task

    def forget(self, workspace: str) -> None:
        """Forget everybody of a workspace that has removed us."""
        self._wanted.pop(workspace, None)
        for key in [key for key in self._known if key[0] == workspace]:
            del self._known[key]

    async def stop(self) -> None:
        """Fetch nobody any more."""
        tasks = tuple(self._fetching.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    # -- asking
    async def _within(self, workspace: str, user: str, holds: int) -> Member:
        fresh = self._fresh(workspace, user, holds)
        if fresh:
            return fresh
        try:
            return await self._ask(workspace, user)
        except Busy:
            known = self._fresh(workspace, user, HOLDS)
            if known is None:
                raise
            return known

    def _fresh(self, workspace: str, user: str, holds: int) -> Member | None:
        known = self._known.get((workspace, user))
        return known.member if known and self._clock.now() - known.at < holds else None

    async def _ask(self, workspace: str, user: str) -> Member:
        if not is_id(user):
            raise Gone
        me = await self._api.tokens.me(workspace)
        answer = await self._api.call(workspace, "users.info", user=user, include_locale=True)
        return self._note(workspace, answer.get("user") or {"id": user}, me)

    async def _list(self, workspace: str, wanted: set[str]) -> None:
        """Page through the workspace's members until all that are wanted were told, or all were."""
        me = await self._api.tokens.me(workspace)
        team: dict[str, Any] = {"team_id": team_of(workspace)} if me.enterprise else {}
        async for page in pages(self._api, workspace, "users.list", limit=PAGE, include_locale=True, **team):
            wanted -= {self._note(workspace, each, me).member for each in page.get("members") or ()}
            if not wanted:
                return

    def _note(self, workspace: str, raw: Mapping[str, Any], me: Identity) -> Member:
        member = member_of(raw, team_of(workspace), me.enterprise)
        self._known[workspace, member.member] = _Known(member, self._clock.now())
        return member

    async def _fetch(self, workspace: str) -> None:
        """Fetch who was noticed, until nobody is left; what cannot be had is left for whoever really needs it."""
        try:
            while wanted := self._wanted.pop(workspace, None):
                try:
                    await self.every(workspace, sorted(wanted))
                except Busy as error:
                    self._wanted[workspace] |= wanted
                    await self._clock.sleep_until(self._clock.now() + round(error.retry_after * SECOND))
                    self._wanted[workspace] = {
                        user for user in self._wanted[workspace] if not self._fresh(workspace, user, HOLDS)
                    }
        except StudybellError as error:
            log.info("the members of a workspace are not told", workspace=workspace, reason=str(error))
        except Exception:
            log.exception("members could not be fetched", workspace=workspace)
        finally:
            self._fetching.pop(workspace, None)
