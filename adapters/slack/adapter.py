"""Slack plugged into the app: the parts put together, served until cancelled, and left in order.

What may never happen: an act that was taken and not answered because the program stops, or a program that serves nobody and says
nothing of it because its token is wrong.
"""

import asyncio
from typing import TYPE_CHECKING

import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.inbound.inbound import Inbound
from adapters.slack.installs.authorizing import Authorize
from adapters.slack.installs.tokens import Installs, OneToken, WrongToken
from adapters.slack.outbound.people import Roster
from adapters.slack.outbound.surface import SlackSurface
from adapters.slack.requests.api import Api
from adapters.slack.requests.client import open_session, web_client
from adapters.slack.requests.trouble import code_of
from adapters.slack.transports.loglines import quieten
from adapters.slack.transports.registration import bolt, register
from adapters.slack.transports.ways import Ways
from bot.engine.surface import Surface
from bot.kernel.clock import SECOND
from bot.kernel.errors import Busy, Denied, StudybellError

if TYPE_CHECKING:
    from adapters.slack.installs.opening import ManyWorkspaces
    from bot.app import App

UNDER_WAY = 1.5
"""Seconds that what was taken in gets to be answered when the program stops."""

log = structlog.get_logger()


class Refused(StudybellError):
    """Slack has something against us that another token would not mend, or that nobody here has heard of."""

    def __init__(self, code: str) -> None:
        super().__init__(
            f"Slack does not say who we are ({code}). Open https://api.slack.com/apps, your app, and look whether it asks for "
            "something; check STUDYBELL_SLACK_API_URL and STUDYBELL_SLACK_BOT_TOKEN; `studybell doctor` tells more."
        )


class Slack:
    """The adapter. Its settings are the app's, ``slack_*`` and ``http_*``."""

    name = "slack"

    def __init__(self, app: "App") -> None:
        settings, clock = app.settings, app.clock
        quieten()
        self._clock = clock
        self._session = open_session()
        client = web_client(self._session, settings.slack_api_url)
        self._many = _many(app, client)
        self._one = OneToken(client, settings.slack_bot_token.reveal() if settings.slack_bot_token else "", clock)
        installs: Installs = self._many.installed if self._many else self._one
        api = Api(client, installs, clock)
        roster = Roster(api, clock)
        prefix = settings.slack_command_prefix
        self._surface = SlackSurface(api, installs, app.store, clock, roster, prefix)
        self.surface: Surface = self._surface
        self._inbound = Inbound(app, api, self._surface, roster, installs, prefix)
        if self._many:
            self._many.installed.left = self._inbound.left
        hears = bolt(client, Authorize(installs))
        register(hears, self._inbound)
        self.ways = Ways(hears, settings, clock, self._many.oauth.pages() if self._many else {})
        self.serving = asyncio.Event()

    async def run(self) -> None:
        """Serve until cancelled; raises `StudybellError` where Slack refuses us for good, or nobody may listen."""
        async with self._session:
            if self._many:
                await self._many.open()
            else:
                await self._introduced()
            reached = asyncio.create_task(self.ways.run())
            try:
                async with asyncio.TaskGroup() as group:
                    group.create_task(_ended(reached))
                    group.create_task(self._lost())
                    await self.ways.begin()
                    self.serving.set()
                    group.create_task(self._inbound.compare())
                    log.info("Studybell serves Slack", by=", ".join(self.ways.open))
            finally:
                await self._leave(reached)

    async def _introduced(self) -> None:
        """Ask Slack who we are, however often it takes; raises `WrongToken`."""
        while True:
            try:
                me = await self._one.known()
            except Denied:
                raise WrongToken from None
            except SlackApiError as error:
                raise Refused(code_of(error)) from None
            except Busy as busy:
                log.warning("Slack cannot be asked who we are", again_in=f"{busy.retry_after:g} s")
                await self._clock.sleep_until(self._clock.now() + round(busy.retry_after * SECOND))
            else:
                log.info("Slack knows us", team=me.team, bot=me.user)
                return

    async def _lost(self) -> None:
        """Wait until Slack does not take the one token any more, which nothing mends but another one."""
        await self._one.lost.wait()
        raise WrongToken

    async def _leave(self, reached: "asyncio.Task[None]") -> None:
        """Take nothing more, answer what was taken, and say goodbye."""
        loop = asyncio.get_running_loop()
        until = loop.time() + UNDER_WAY
        await self.ways.deafen(UNDER_WAY)
        await self._inbound.stop(max(until - loop.time(), 0))
        await self._surface.stop()
        reached.cancel()
        await asyncio.gather(asyncio.wait([reached]), self.ways.close())
        if self._many:
            await self._many.close()


def open_adapter(app: "App") -> Slack:
    """Return the adapter of `app`, whose settings have tokens."""
    return Slack(app)


def _many(app: "App", client: AsyncWebClient) -> "ManyWorkspaces | None":
    """Return what serves many workspaces, None where the settings are of one."""
    if not app.settings.slack_client_id:
        return None
    from adapters.slack.installs.opening import ManyWorkspaces  # noqa: PLC0415 - what encrypts is slow to load

    if app.settings.slack_bot_token:
        log.warning("STUDYBELL_SLACK_BOT_TOKEN is not used: with STUDYBELL_SLACK_CLIENT_ID, workspaces install the app")
    return ManyWorkspaces(app.settings, app.store, client, app.clock, app.door.returned)


async def _ended(task: "asyncio.Task[None]") -> None:
    """Wait for `task`, which is not cancelled with whoever waits for it."""
    await asyncio.shield(task)
