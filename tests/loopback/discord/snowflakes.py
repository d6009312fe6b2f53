"""Ids as Discord makes them: 42 bits of milliseconds since 2015, then a number, so that ids sort by time.

Source: Discord's API reference, "Snowflakes" (2026).
"""

from datetime import UTC, datetime
from typing import Protocol

from bot.kernel.clock import SECOND, Instant

EPOCH = 1_420_070_400_000


class Now(Protocol):
    """A clock as far as this server needs one."""

    def now(self) -> Instant:
        """Return the present instant."""
        ...


class Snowflakes:
    """Makes ids of one clock, each greater than the one before."""

    def __init__(self, clock: Now) -> None:
        self._clock = clock
        self._last = 0

    def next(self, at: Instant | None = None) -> int:
        """Return a new id made now, or of the instant `at` if that is told."""
        made = ((self._clock.now() if at is None else at) - EPOCH) << 22
        if at is not None:
            return made | 1
        self._last = max(self._last + 1, made)
        return self._last


def made_at(snowflake: int) -> Instant:
    """Return when an id was made."""
    return (snowflake >> 22) + EPOCH


def stamp(at: Instant) -> str:
    """Write an instant as Discord does."""
    return datetime.fromtimestamp(at / SECOND, UTC).isoformat(timespec="microseconds")
