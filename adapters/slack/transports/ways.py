"""How Slack reaches us, by the settings: Socket Mode where there is an app token, else HTTP; and pages where many may install us.

What may never happen: an act taken after the stop began, which nobody would answer any more.
"""

import asyncio
from collections.abc import Mapping
from typing import TYPE_CHECKING

from slack_bolt.app.async_app import AsyncApp

from adapters.slack.transports.link import within
from adapters.slack.transports.links import Links
from adapters.slack.transports.web import Entrance, Page, Web
from bot.kernel.clock import Clock

if TYPE_CHECKING:
    from bot.settings import Settings


class Ways:
    """The links, the web server, or both. `pages` are those to install us by."""

    def __init__(self, hears: AsyncApp, settings: "Settings", clock: Clock, pages: Mapping[str, Page]) -> None:
        token, secret = settings.slack_app_token, settings.slack_signing_secret
        self._serving = False
        self._links = Links(hears, token.reveal(), clock) if token else None
        self._entrance = Entrance(hears, secret.reveal()) if secret else None
        self.web: Web | None = None
        if pages or self._links is None:
            self.web = Web(settings.http_host, settings.http_port, lambda: self.open, pages)
        if self.web and self._entrance:
            self.web.hear(self._entrance)

    @property
    def open(self) -> tuple[str, ...]:
        """By which ways Slack reaches us by now."""
        if not self._serving:
            return ()
        if self._links is None:
            return ("Slack over HTTP",)
        return ("Slack over Socket Mode",) if self._links.hears else ()

    async def run(self) -> None:
        """Keep the links until cancelled, or wait for that; raises `StudybellError` where there are none to be had."""
        if self._links:
            await self._links.run()
        else:
            await asyncio.Event().wait()

    async def begin(self) -> None:
        """Let Slack reach us, and return once it can; raises `PortTaken`. `run` is under way."""
        if self.web:
            await self.web.open()
        if self._links:
            await self._links.up.wait()
        self._serving = True

    async def deafen(self, seconds: float) -> None:
        """Take nothing more, and wait that long at most until what was taken is acknowledged."""
        if self.web:
            await self.web.deafen()
        async with asyncio.TaskGroup() as group:
            if self._entrance:
                group.create_task(within(seconds, self._entrance.settle()))
            if self._links:
                group.create_task(self._links.deafen(seconds))

    async def close(self) -> None:
        """End what `begin` began; the links end with `run`."""
        if self.web:
            await self.web.close()
