"""Socket Mode: two links that are renewed one after the other, each before it ends; so Slack always finds one that hears.

What may never happen: both renewed at one time; a link closed that has taken what it has not acknowledged; a storm of new
connections, whatever Slack does; or a token that is good no more tried for ever.
"""

import asyncio
from collections import deque
from random import Random

import structlog
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.errors import SlackApiError

from adapters.slack.requests.trouble import TOO_MANY, TROUBLE, code_of, status_of, told, wait_of
from adapters.slack.transports.link import LOST, Link, within
from bot.kernel.clock import MINUTE, SECOND, Clock, Instant
from bot.kernel.errors import Busy, StudybellError

COUNT = 2
"""Links; Slack allows ten to an app ("Using Socket Mode", 2026-08)."""

MOST_A_MINUTE = 12
"""Links opened in a minute, all told. More would be a storm; apps.connections.open is of a low tier."""

OPENING = 10.0
"""Seconds a link has to open."""

LONGEST = 60 * SECOND
"""The longest pause between two tries while Slack cannot be reached."""

STAYS = 12.0
"""Seconds a link that is asked to go is kept, as what is on its way to it has to be heard; Slack warns ten before."""

GREETED = 5.0
"""Seconds after which Slack will have said for how long a link lasts."""

EMPTYING = 5.0
"""Seconds what it took gets to be acknowledged before it is closed all the same."""

CROWDED = "too_many_websockets"
DISABLED = "link_disabled"
SWITCH = "https://api.slack.com/apps, your app, Socket Mode: switch it on"

log = structlog.get_logger()


class NoLink(StudybellError):
    """Slack opens no link for our app token, and will not however often it is asked."""

    def __init__(self, code: str) -> None:
        super().__init__(
            f"Slack opens no link for STUDYBELL_SLACK_APP_TOKEN ({code}). Open https://api.slack.com/apps, your app, Basic "
            "Information, App-Level Tokens: generate one with the scope connections:write, put it (xapp-...) into "
            "STUDYBELL_SLACK_APP_TOKEN, and start again. Socket Mode has to be switched on there, too."
        )


_FOR_GOOD = frozenset(
    {"invalid_auth", "not_authed", "not_allowed_token_type", "token_revoked", "token_expired", "account_inactive"}
    | {"missing_scope", "no_permission", "is_bot", "missing_args"}
)
"""Refusals that the same token would meet again (docs.slack.dev, "apps.connections.open", 2026-08)."""


class Links:
    """Keeps `COUNT` links to Slack. `up` is set as soon as there has been one."""

    def __init__(self, app: AsyncApp, app_token: str, clock: Clock) -> None:
        self._app = app
        self._token = app_token
        self._clock = clock
        self._chance = Random()  # noqa: S311 - it keeps no secret
        self._open: list[Link] = []
        self._parting: dict[asyncio.Task[None], Link] = {}
        self._one_by_one = asyncio.Lock()
        self._opened: deque[Instant] = deque(maxlen=MOST_A_MINUTE)
        self._tries = 0
        self.up = asyncio.Event()

    @property
    def hears(self) -> bool:
        """Whether Slack can reach us by now."""
        return any(link.open for link in self._open)

    async def run(self) -> None:
        """Keep the links until cancelled; raises `NoLink`."""
        try:
            async with asyncio.TaskGroup() as group:
                for seat in range(COUNT):
                    group.create_task(self._keep(seat))
        finally:
            await self._end()

    async def deafen(self, seconds: float) -> None:
        """Take nothing more, and wait that long at most until what was taken is acknowledged."""
        links = [*self._open, *self._parting.values()]
        for link in links:
            link.deafen()
        await within(seconds, asyncio.gather(*(link.settle() for link in links)))

    async def _keep(self, seat: int) -> None:
        """Keep one of the links: whenever it is to end, open another one first.

        The first of each seat but the first is renewed early, so that from then on they do not grow old together.
        """
        link = await self._another()
        if seat:
            await within(GREETED, link.over.wait())
        await within(link.lasts * seat / COUNT or None, link.over.wait())
        while True:
            if link.why == DISABLED:
                log.warning("Socket Mode was switched off", mend=SWITCH)
            if link.why in {LOST, CROWDED}:  # what is gone, or one too many, makes room first
                self._part(link)
            following = await self._another()
            if link in self._open:
                self._part(link)
            log.info("a link to Slack was renewed", why=link.why or "age")
            link = following
            await link.over.wait()

    # -- opening
    async def _another(self) -> Link:
        """Open a link, however often it takes: one at a time, and no more in a minute than `MOST_A_MINUTE`."""
        async with self._one_by_one:
            await self._turn()
            while (link := await self._tried()) is None:
                pass
            self._tries = 0
            self._open.append(link)
            self.up.set()
            return link

    async def _tried(self) -> Link | None:
        """Return a link, None after a pause where there was none to be had; raises `NoLink`."""
        try:
            async with asyncio.timeout(OPENING):
                return await self._connected()
        except TROUBLE as error:
            await self._wait_after(error)
        return None

    async def _connected(self) -> Link:
        answer = await self._app.client.apps_connections_open(app_token=self._token)
        link = Link(str(answer["url"]), self._app, self._token, self._send_elsewhere)
        try:
            await link.connect()
        except BaseException:
            await link.close()
            raise
        return link

    async def _turn(self) -> None:
        """Wait until another link may be opened."""
        now = self._clock.now()
        if len(self._opened) == MOST_A_MINUTE and (wait := self._opened[0] + MINUTE - now) > 0:
            log.warning("links to Slack end faster than they may be opened; waiting", seconds=round(wait / SECOND))
            await self._clock.sleep_until(now + wait)
        self._opened.append(self._clock.now())

    async def _wait_after(self, error: Exception) -> None:
        """Tell what was wrong and wait before the next try; raises `NoLink` where there is no use in one."""
        if (code := code_of(error)) in _FOR_GOOD:
            raise NoLink(code) from None
        self._tries += 1
        pause = self._pause(error)
        what = "Slack opens no link just now" if code else "Slack cannot be reached"
        mend = {} if isinstance(told(error), Busy) else {"mend": SWITCH}
        log.warning(what, reason=code or _reason(error), again_in=f"{pause / SECOND:.1f} s", **mend)
        await self._clock.sleep_until(self._clock.now() + pause)

    def _pause(self, error: Exception) -> int:
        """Return the milliseconds until the next try: as long as Slack asks for, or ever longer."""
        spread = 0.5 + self._chance.random() / 2
        if isinstance(error, SlackApiError) and status_of(error) == TOO_MANY:
            return round((wait_of(error) + spread) * SECOND)
        return round(min(SECOND << min(self._tries - 1, 10), LONGEST) * spread)

    # -- ending
    def _part(self, link: Link) -> None:
        """Let a link end beside: it serves until Slack closes it, or for a while."""
        self._open.remove(link)
        task = asyncio.create_task(_farewell(link))
        self._parting[task] = link
        task.add_done_callback(self._parting.pop)

    async def _end(self) -> None:
        for task in self._parting:
            task.cancel()
        await asyncio.gather(*self._parting, *(link.close() for link in self._open), return_exceptions=True)
        self._open.clear()

    async def _send_elsewhere(self, link: Link, message: str) -> bool:
        for other in self._open:
            if other is not link and await other.sent(message):
                return True
        return False


async def _farewell(link: Link) -> None:
    try:
        await within(STAYS if link.why != CROWDED else 0, link.ended.wait())
        await link.part()
        if not await within(EMPTYING, link.settle()):
            log.warning("a link to Slack was closed with acts that had not been acknowledged")
    finally:
        await link.close()


def _reason(error: Exception) -> str:
    """Return what to log of an error: not the text of one that has an address in it, which lets in whoever has it."""
    said = str(error) if isinstance(error, OSError) else getattr(error, "status", "")
    return f"{type(error).__name__}: {said}" if said else type(error).__name__
