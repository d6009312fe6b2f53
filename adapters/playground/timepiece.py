"""How far the playground's clock has got, remembered over a restart.

A clock that ran fast is ahead of the machine's. What may never happen: a start at which it shows an earlier instant than it did
before a kill; what was written, decided and promised by then would lie in the future.
"""

import asyncio

import structlog
from msgspec import Struct

from adapters.playground.shelf import Shelf
from bot.engine.clock import ScaledClock, SystemClock
from bot.kernel.clock import SECOND, Clock, Instant
from bot.store.contract import Store, StoreBroken

ROUND = 1.0
"""Seconds of the machine's between two notes."""

AHEAD = 3
"""How many of those seconds each note allows for, at the clock's speed: a kill comes without a word."""

log = structlog.get_logger()


class Reached(Struct, frozen=True):
    """The instant that the clock will not have passed before the next note."""

    at: Instant


class Timepiece:
    """Remembers how far `clock` has got, and lets it go on from there."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._shelf: Shelf[Reached] = Shelf(store, "playground:clock", Reached)
        self._clock = clock
        self._machine = SystemClock()

    async def resume(self, newest: Instant) -> None:
        """Go on where the clock had got to, and no earlier than `newest`, which is known to have happened."""
        if not isinstance(self._clock, ScaledClock):
            return
        await self._shelf.load()
        reached = self._shelf.get("reached")
        self._clock.jump_to(max(newest, reached.at if reached else 0))
        await self.note()

    async def run(self) -> None:
        """Take notes until cancelled."""
        while True:
            await asyncio.sleep(ROUND)
            try:
                await self.note()
            except StoreBroken as error:
                log.error("how far the clock has got is not saved", reason=str(error))

    async def note(self) -> None:
        """Remember how far the clock may get until the next note; one that shows the machine's time needs none."""
        if not isinstance(self._clock, ScaledClock):
            return
        ahead = round(AHEAD * ROUND * SECOND * self._clock.speed)
        at = self._clock.now() + ahead
        if at > self._machine.now() + 2 * AHEAD * round(ROUND * SECOND):
            await self._shelf.keep("reached", Reached(at))
