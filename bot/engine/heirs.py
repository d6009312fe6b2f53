"""Heirs: sessions that have to exist because of another one, such as the next occurrence of what happens every week.

They follow from the value, so nothing is remembered of them: they are opened again and again, and whoever exists is left alone.
"""

import structlog

from bot.engine.desk import Desk
from bot.engine.lane import Standing
from bot.kernel.clock import Clock
from bot.kernel.newest import Newest
from bot.store.contract import Taken

MOST_KNOWN = 10_000
"""Sessions remembered to exist, so that they are not tried again with every change of the one they follow from."""

log = structlog.get_logger()


class Heirs:
    """Opens the heirs of sessions. What may never happen: a session taken for painted whose heirs do not exist."""

    def __init__(self, desk: Desk, clock: Clock) -> None:
        self._desk = desk
        self._clock = clock
        self._known: Newest[str, None] = Newest(MOST_KNOWN)

    async def open(self, standing: Standing) -> None:
        """Open those that do not exist; raises `StoreBroken` when that cannot be written."""
        for heir in standing.value.heirs():
            if heir.id in self._known:
                continue
            try:
                await self._desk.open(standing.kind, heir, self._clock.now())
            except Taken as error:
                if error.session != heir.id:
                    log.warning("an heir has no place", session=standing.value.id, heir=heir.id, holder=error.session)
                    continue
            self._known[heir.id] = None
