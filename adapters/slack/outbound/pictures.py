"""The pictures of charts: given to Slack once, and put into a message when Slack has made something of them.

Until then the message says in words what the chart shows. What may never happen: a message that waits for its picture, or a
picture put into a message that shows something else by now.
"""

import asyncio
from collections.abc import Awaitable, Callable
from functools import lru_cache

import structlog
from slack_sdk.errors import SlackApiError

from adapters.slack.outbound.files import Files
from adapters.slack.requests.api import Api
from adapters.slack.requests.trouble import code_of
from adapters.slack.terms.ids import Spot
from bot.kernel.card import Card, Chart, File
from bot.kernel.clock import SECOND, Clock
from bot.kernel.errors import StudybellError
from bot.kernel.newest import Newest

PAUSES = (1 * SECOND, 1 * SECOND, 2 * SECOND)
"""How long Slack gets to look at a picture before each attempt to show it: until then it calls the message's blocks invalid."""

MOST = 1_000
"""Pictures that Slack has, to remember."""

MOST_AT_ONCE = 20
"""Pictures on their way; a chart that comes when there are more is told in words."""

REFUSED = frozenset({"invalid_blocks", "invalid_blocks_format", "file_not_found", "file_deleted"})
"""What Slack says of a message with a picture it has not looked at yet, or has no more."""

log = structlog.get_logger()


@lru_cache(maxsize=64)
def picture(chart: Chart) -> File:
    """Return the picture of a chart, a PNG; drawing it takes some 40 ms."""
    from bot.engine.pictures import draw  # noqa: PLC0415 - when a chart is due, as it says

    return File("chart.png", "image/png", draw(chart))


class Pictures:
    """Knows which charts Slack has pictures of, and brings the others there."""

    def __init__(self, api: Api, files: Files, clock: Clock) -> None:
        self._api = api
        self._files = files
        self._clock = clock
        self._known: Newest[tuple[str, Chart], str] = Newest(MOST)
        self._there: Newest[tuple[str, Chart], str] = Newest(MOST)
        self._tasks: set[asyncio.Task[None]] = set()

    def of(self, workspace: str, card: Card) -> str:
        """Return Slack's id of the picture of the card's chart, "" where there is none that can be shown."""
        return self._known.get((workspace, card.chart), "") if card.chart else ""

    def forget(self, workspace: str, card: Card) -> None:
        """Note that Slack does not show this picture (any more)."""
        if card.chart:
            self._known.pop((workspace, card.chart), None)
            self._there.pop((workspace, card.chart), None)

    def follow(self, spot: Spot, card: Card, show: Callable[[str], Awaitable[bool]]) -> None:
        """Bring the picture of the card's chart to Slack beside everything else, then have it shown.

        `show` edits the message; it returns whether that still was wanted. An edit costs one of the few there are in a
        minute: where these are scarce there is no picture.
        """
        if (
            card.chart is None
            or len(self._tasks) >= MOST_AT_ONCE
            or not self._api.pace.spare(spot.workspace, "chat.update")
        ):
            return
        task = asyncio.get_running_loop().create_task(self._bring(spot, card.chart, show))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def stop(self) -> None:
        """Bring no more."""
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _bring(self, spot: Spot, chart: Chart, show: Callable[[str], Awaitable[bool]]) -> None:
        try:
            file = self._there.get((spot.workspace, chart)) or await self._given(spot, chart)
            if await self._shown(file, show):
                self._known[spot.workspace, chart] = file
        except (StudybellError, SlackApiError) as error:
            log.info(
                "a chart is told in words", workspace=spot.workspace, reason=code_of(error.__cause__) or str(error)
            )
        except Exception:
            log.exception("a chart could not be shown", workspace=spot.workspace)

    async def _given(self, spot: Spot, chart: Chart) -> str:
        """Give Slack the picture; return its id."""
        drawn = await asyncio.to_thread(picture, chart)
        file = await self._files.upload(spot, drawn)
        await self._files.keep(spot, file, chart.title or drawn.name)
        self._there[spot.workspace, chart] = file
        return file

    async def _shown(self, file: str, show: Callable[[str], Awaitable[bool]]) -> bool:
        """Try a few times to show it; whether it was."""
        for pause in PAUSES:
            await self._clock.sleep_until(self._clock.now() + pause)
            try:
                return await show(file)
            except SlackApiError as error:
                if code_of(error) not in REFUSED:
                    raise
        return False
