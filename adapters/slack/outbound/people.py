"""The roster: who the members of a workspace are, as far as Slack told lately.

What may never happen: a press kept waiting while Slack is asked who pressed, or somebody of another workspace taken for a host
here because they are one at home.
"""

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import structlog
from msgspec import Struct

from adapters.slack.requests.api import Api, Identity
from adapters.slack.requests.paging import pages
from adapters.slack.terms.ids import SLACKBOT, is_id, team_of
from bot.kernel.clock import HOUR, MINUTE, SECOND, Clock, Instant
from bot.kernel.errors import Busy, Gone, StudybellError
from bot.kernel.newest import Newest
from bot.kernel.words import words
from bot.kernel.zones import zone_named

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


class Person(Struct, frozen=True):
    """A member of a workspace.

    `called` is all they are called by, display name, real name and handle, in folded case. `zone` is their IANA zone, `locale`
    their language (BCP 47). `host`: an admin or owner of the workspace. `guest`: they see
    only channels they were let into; `stranger`: they belong to another workspace. `active` False: their account is closed.
    """

    member: str
    name: str
    called: tuple[str, ...] = ()
    zone: str = ""
    locale: str = "en"
    host: bool = False
    bot: bool = False
    guest: bool = False
    stranger: bool = False
    active: bool = True


class _Known(Struct, frozen=True):
    person: Person
    at: Instant


class Roster:
    """Remembers people for an hour, and whether they are admins for five minutes."""

    def __init__(self, api: Api, clock: Clock) -> None:
        self._api = api
        self._clock = clock
        self._known: Newest[tuple[str, str], _Known] = Newest(MOST)
        self._wanted: defaultdict[str, set[str]] = defaultdict(set)
        self._fetching: dict[str, asyncio.Task[None]] = {}

    def known(self, workspace: str, user: str) -> Person | None:
        """Return who it is from memory, None where Slack was not asked yet. Never waits; what is old is better than nothing."""
        known = self._known.get((workspace, user))
        return known.person if known else None

    async def of(self, workspace: str, user: str) -> Person:
        """Return who it is, and ask Slack where that was long ago; raises `Gone`, `Denied` or `Busy`."""
        return await self._within(workspace, user, HOLDS)

    async def host(self, workspace: str, user: str) -> bool:
        """Return whether they are an admin or owner by now; raises as `of`."""
        return (await self._within(workspace, user, HOST_HOLDS)).host

    async def every(self, workspace: str, users: Sequence[str]) -> Mapping[str, Person]:
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
        return {user: known.person for user, known in found if known is not None}

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
    async def _within(self, workspace: str, user: str, holds: int) -> Person:
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

    def _fresh(self, workspace: str, user: str, holds: int) -> Person | None:
        known = self._known.get((workspace, user))
        return known.person if known and self._clock.now() - known.at < holds else None

    async def _ask(self, workspace: str, user: str) -> Person:
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

    def _note(self, workspace: str, raw: Mapping[str, Any], me: Identity) -> Person:
        person = person_of(raw, team_of(workspace), me.enterprise)
        self._known[workspace, person.member] = _Known(person, self._clock.now())
        return person

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


def person_of(raw: Mapping[str, Any], team: str, enterprise: str = "") -> Person:
    """Return the person Slack describes so (``users.info``), as `team` sees them; every field may be missing.

    `enterprise` is the organisation the team belongs to, "" for none.
    """
    profile = raw.get("profile") or {}
    stranger = _is_stranger(raw, team, enterprise)
    active = not raw.get("deleted")
    admin = bool(raw.get("is_admin") or raw.get("is_owner") or raw.get("is_primary_owner"))
    names = (profile.get("display_name"), profile.get("real_name"), raw.get("real_name"), raw.get("name"))
    member = str(raw.get("id") or "")
    return Person(
        member=member,
        name=next((str(name) for name in names if name), member),
        called=tuple(dict.fromkeys(folded(str(name)) for name in names if name)),
        zone=_zone(str(raw.get("tz") or "")),
        locale=str(raw.get("locale") or "en"),
        host=admin and active and not stranger,
        bot=bool(raw.get("is_bot")) or member == SLACKBOT,
        guest=bool(raw.get("is_restricted") or raw.get("is_ultra_restricted")),
        stranger=stranger,
        active=active,
    )


def folded(name: str) -> str:
    """Return a name as names are compared: whatever its case, and however many blanks are in it."""
    return " ".join(name.split()).casefold()


def _is_stranger(raw: Mapping[str, Any], team: str, enterprise: str) -> bool:
    """Whether they belong to another company: of the same organisation (Enterprise Grid) nobody is a stranger."""
    if raw.get("is_stranger"):
        return True
    if str(raw.get("team_id") or team) in {team, enterprise}:
        return False
    theirs = str((raw.get("enterprise_user") or {}).get("enterprise_id") or "")
    return not enterprise or theirs != enterprise


@lru_cache(1_000)
def _zone(name: str) -> str:
    """Return the zone if it is one of the IANA database, else ""."""
    try:
        return zone_named(name, words("en")).key if name else ""
    except StudybellError:
        return ""
