"""The app's Home tab of a member: what runs where they are, what they owe, their last results.

What may never happen: a tab published for somebody who has not opened it, or a channel shown to who is not in it.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import structlog

from adapters.slack.inbound.hosts import Hosts
from adapters.slack.rendering.views import home_view
from adapters.slack.requests.api import Api
from adapters.slack.requests.paging import pages
from adapters.slack.terms.ids import team_of
from bot.kernel.clock import MINUTE, Clock, Instant
from bot.kernel.errors import Busy, Denied, Gone, StudybellError
from bot.kernel.newest import Newest

if TYPE_CHECKING:
    from bot.app import App

CHANNELS_HOLD = MINUTE
"""For how long it is not asked again in which channels somebody is."""

PAGE, MOST_PAGES = 200, 5
"""Channels told at a time ("users.conversations": no more than 1,000, 200 recommended, docs.slack.dev, 2026-08)."""

MOST_KNOWN = 5_000

log = structlog.get_logger()


class Home:
    """Publishes the tab."""

    def __init__(self, app: "App", api: Api, hosts: Hosts, prefix: str) -> None:
        self._app = app
        self._clock: Clock = app.clock
        self._api = api
        self._hosts = hosts
        self._prefix = prefix
        self._channels: Newest[tuple[str, str], tuple[Instant, tuple[str, ...]]] = Newest(MOST_KNOWN)

    async def show(self, workspace: str, member: str, at: Instant) -> None:
        """Publish the tab of somebody who has it before their eyes."""
        by = await self._hosts.actor(workspace, member)
        cards = await self._app.door.home(workspace, by, await self._of(workspace, member), at)
        view = home_view(cards, prefix=self._prefix)
        try:
            await self._api.call(workspace, "views.publish", user_id=member, view=view)
        except (Busy, Denied, Gone) as error:
            log.info("the Home tab was not published", workspace=workspace, reason=str(error))

    async def _of(self, workspace: str, member: str) -> Sequence[str] | None:
        """Return the channels that somebody shares with us, a minute old at most; where Slack does not say, None or the last."""
        now = self._clock.now()
        until, known = self._channels.get((workspace, member), (0, None))
        if until > now:
            return known
        try:
            found = await self._ask(workspace, member)
        except StudybellError as error:
            log.info("it is not known in which channels somebody is", workspace=workspace, reason=str(error))
            return known
        self._channels[workspace, member] = (now + CHANNELS_HOLD, found)
        return found

    async def _ask(self, workspace: str, member: str) -> tuple[str, ...]:
        found: list[str] = []
        wanted = {"types": "public_channel,private_channel", "exclude_archived": True, "limit": PAGE}
        if (await self._api.tokens.me(workspace)).enterprise:
            wanted["team_id"] = team_of(workspace)
        asked = pages(self._api, workspace, "users.conversations", most=MOST_PAGES, user=member, **wanted)
        async for page in asked:
            found += [str(each["id"]) for each in page.get("channels") or () if each.get("id")]
        return tuple(found)
