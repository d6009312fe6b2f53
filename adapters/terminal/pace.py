"""Moving a clock by hand through a running program: from one appointment to the next, nothing skipped and nobody waiting.

A week passes in the time its work takes, and the same things happen in the same order each time.
"""

import asyncio

from bot.app import App
from bot.engine.clock import ManualClock
from bot.kernel.clock import DAY, HOUR, MINUTE, SECOND, Instant

UNITS = {"ms": 1, "s": SECOND, "min": MINUTE, "h": HOUR, "day": DAY, "days": DAY}
"""How lengths of time are written, in milliseconds."""

ROUNDS = 25
"""Turns of the event loop after which a task that was woken has begun what it was woken for (the longest chain has six)."""


class Pace:
    """Moves the clock of a program that is being served."""

    def __init__(self, app: App, clock: ManualClock) -> None:
        self._app = app
        self._clock = clock

    async def settle(self) -> None:
        """Wait until nothing more happens unless the clock moves on."""
        calm = 0
        while calm < ROUNDS:
            await asyncio.sleep(0)
            calm += 1
            if self._app.engine.busy:
                await self._app.engine.settle()
                calm = 0

    async def next(self, until: Instant) -> bool:
        """Move to the next appointment that is not after `until`, and let it happen; False when there is none."""
        await self.settle()
        appointment = self._clock.next_sleeper()
        if appointment is None or appointment > until:
            return False
        self._clock.move_to(appointment)
        await self.settle()
        return True

    async def until(self, when: Instant) -> None:
        """Let the time up to `when` pass."""
        while await self.next(when):
            pass
        self._clock.move_to(when)
        await self.settle()
