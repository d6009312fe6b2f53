"""The whole of cards that are too long for a message: a file in the message's thread.

What may never happen: a message that waits for ever for a file that an admin does not allow, or a thread full of them because
a card changes every few seconds.
"""

import structlog
from slack_sdk.errors import SlackApiError

from adapters.slack.outbound.files import Files
from adapters.slack.outbound.posts import Put
from adapters.slack.outbound.sending import mark_of
from adapters.slack.rendering.messages import leftover
from adapters.slack.terms.ids import Spot
from bot.kernel.card import Card
from bot.kernel.clock import MINUTE, Clock, Instant
from bot.kernel.errors import Denied, Gone
from bot.kernel.newest import Newest

APART = 10 * MINUTE
"""How long after a file of a message another one follows, where the card has changed."""

MOST = 5_000
"""Messages of which to remember what was shared."""

log = structlog.get_logger()


class Leftovers:
    """Shares what messages have no room for."""

    def __init__(self, files: Files, clock: Clock, prefix: str) -> None:
        self._files = files
        self._clock = clock
        self._prefix = prefix
        self._shared: Newest[tuple[str, str, str], tuple[Instant, bytes]] = Newest(MOST)

    async def share(self, spot: Spot, key: str, card: Card, put: Put) -> None:
        """Share the whole text of a card beside its message, where that says only the beginning; raises `Busy`."""
        file = leftover(card, prefix=self._prefix)
        if file is None:
            return
        message, now = (spot.workspace, put.channel, put.ts), self._clock.now()
        before = self._shared.get(message)
        if before and (before[1] == file.data or now - before[0] < APART):
            return
        name = mark_of(spot.workspace, put.channel, put.ts, f"{key} {now if before else 'whole'}")
        try:
            await self._files.share(Spot(spot.workspace, put.channel, spot.thread or put.ts), name, (file,))
        except (Denied, Gone, SlackApiError) as error:
            log.warning("a long text stays cut", workspace=spot.workspace, reason=str(error))
        self._shared[message] = (now, file.data)
