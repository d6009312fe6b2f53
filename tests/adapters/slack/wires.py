"""Bolt and its links to a loopback Slack, with nothing of Studybell behind them but somebody who notes what arrives."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from typing import Any

from slack_bolt.authorization import AuthorizeResult

from adapters.slack.requests.client import open_session, web_client
from adapters.slack.transports.links import Links
from adapters.slack.transports.registration import bolt, register
from bot.engine.clock import SystemClock
from bot.kernel.clock import Clock
from tests.loopback.slack import Loopback
from tests.loopback.slack.parcels import INTERACTIVE, Ack, Failure, Parcel


class Listener:
    """Notes the numbers of the presses it hears; `shut`: it acknowledges none before that is set."""

    def __init__(self) -> None:
        self.heard: list[int] = []
        self.shut = asyncio.Event()
        self.shut.set()
        self._came = asyncio.Event()

    async def hears(self) -> None:
        """Wait until it has heard something, five seconds at most."""
        async with asyncio.timeout(5):
            await self._came.wait()

    async def action(self, body: dict[str, Any], ack: Any) -> None:
        """Hear a press."""
        self.heard.append(body["actions"][0]["value"])
        self._came.set()
        await self.shut.wait()
        await ack()

    view = view_closed = command = shortcut = event = options = action


async def whoever(**_: Any) -> AuthorizeResult:
    """Know everybody, as Bolt asks of each request."""
    return AuthorizeResult(enterprise_id=None, team_id="T1")


class Wire:
    """The links, and presses that come through them."""

    def __init__(self, slack: Loopback, links: Links, listener: Listener) -> None:
        self.slack = slack
        self.links = links
        self.listener = listener
        self.done = asyncio.create_task(links.run())
        self._number = 0

    async def ready(self, count: int = 2) -> None:
        """Wait until Slack has so many links to choose from, and none that is on its way out."""
        await self.slack.until(lambda: count == len(self.slack.links.links) == len(self.open))

    @property
    def open(self) -> list[Any]:
        """Slack's ends of the links through which something new may come."""
        return [link for link in self.slack.links.links if link.open]

    def presses(self, count: int) -> list["asyncio.Task[Ack | Failure]"]:
        """Press so many times at once."""
        return [asyncio.create_task(self._press()) for _ in range(count)]

    async def _press(self) -> Ack | Failure:
        self._number += 1
        action = {"action_id": "a", "block_id": "b", "value": self._number}
        payload = {"type": "block_actions", "actions": [action], "team": {"id": "T1"}, "user": {"id": "U1"}}
        return await self.slack.links.carry(Parcel(INTERACTIVE, payload))

    async def all_heard(self, presses: Iterable["asyncio.Task[Ack | Failure]"]) -> None:
        """See that each was acknowledged, and everything so far heard once."""
        assert [] == [told for told in await asyncio.gather(*presses) if isinstance(told, Failure)]
        assert list(range(1, self._number + 1)) == sorted(self.listener.heard)


@asynccontextmanager
async def wired(
    slack: Loopback, clock: Clock | None = None, token: str = "", authorize: Any = whoever
) -> AsyncIterator[Wire]:
    """Yield links to a Slack, as they open."""
    listener = Listener()
    async with open_session() as session:
        app = bolt(web_client(session, slack.api_url), authorize)
        register(app, listener)
        wire = Wire(slack, Links(app, token or slack.app_token, clock or SystemClock()), listener)
        try:
            yield wire
        finally:
            wire.done.cancel()
            await asyncio.wait([wire.done])
