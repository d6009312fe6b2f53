"""Instants, and the port through which the program asks for the time.

An instant is a whole number of UTC milliseconds since 1970, in memory and in both databases:
a third encoding of time is how time-zone bugs are made. Only an implementation of `Clock` (in
``bot/engine/clock.py``) may ask the machine what time it is; everybody else is told, as ``at``.
"""

from typing import Protocol

Instant = int
"""UTC milliseconds since 1970-01-01."""

SECOND = 1_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR


class Clock(Protocol):
    """What time it is, and waiting until it is later."""

    def now(self) -> Instant:
        """Return the present instant."""
        ...

    async def sleep_until(self, when: Instant) -> None:
        """Return at `when` or as soon after it as can be; at once when it is past."""
        ...


def seconds(count: float) -> int:
    """Return a length in milliseconds for a length in seconds."""
    return round(count * SECOND)


def whole_second(at: Instant) -> int:
    """Return `at` in UNIX seconds, rounded up, so that a shown end never comes before the true one."""
    return -(-at // SECOND)
