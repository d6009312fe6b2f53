"""One shard's connection: how it comes back when it is lost, with the session it had wherever Discord still keeps that.

discord.py begins a new session as soon as one try to reach Discord failed, and what was written meanwhile would be missed. What
may never happen: a loop of connections without a pause.
"""

import asyncio
import time
from collections import deque
from collections.abc import Callable
from typing import Any

from discord.backoff import ExponentialBackoff
from discord.gateway import DiscordWebSocket, ReconnectWebSocket
from discord.shard import AutoShardedClient, Shard

from adapters.discord.gateway.attention import Attention
from adapters.discord.gateway.pulse import follow

SESSION_GONE = (4007, 4009)
"""Closes after which the session cannot be taken up: an invalid sequence, and one that timed out (API docs, "Gateway Close
Event Codes", 2026-08)."""

DOUBLINGS = 5
"""The longest pause between two tries is 2 to the power of this, in seconds."""

AT_ONCE = 3
LATELY = 60.0
"""So many connections within so many seconds are made without a pause."""

BREATH = 2.0
"""Seconds before each further one."""


class Link(Shard):
    """A shard that resumes; `attention` knows how far it has told everything."""

    def __init__(
        self,
        ws: DiscordWebSocket,
        client: AutoShardedClient,
        queue_put: Callable[[Any], None],
        attention: Attention,
    ) -> None:
        super().__init__(ws, client, queue_put)
        self._attention = attention
        self._backoff = ExponentialBackoff()
        self._backoff._max = DOUBLINGS  # noqa: SLF001 - it has no setting; 1,024 s would be too long
        self._lately: deque[float] = deque(maxlen=AT_ONCE)

    def launch(self) -> None:
        """Begin to hear what comes on the present connection."""
        follow(self.ws, self.id, self._attention)
        super().launch()

    async def reidentify(self, exc: ReconnectWebSocket) -> None:
        """Connect again: resume, unless Discord said that the session is no more."""
        if self.ws.socket.close_code in SESSION_GONE or self.ws.session_id is None:
            self.ws.session_id = self.ws.sequence = None
            exc = ReconnectWebSocket(self.id, resume=False)
        if len(self._lately) == AT_ONCE and time.monotonic() - self._lately[0] < LATELY:
            await asyncio.sleep(BREATH)
        self._lately.append(time.monotonic())
        await super().reidentify(exc)

    async def reconnect(self) -> None:
        """Try once more after Discord could not be reached."""
        await self.reidentify(ReconnectWebSocket(self.id, resume=True))
