"""Discord's times as instants, as far as they are plausible.

What may never happen: an instant in the future, or one that Discord could not mean (an id that is no snowflake, a clock that
is far off) taken for the time of an act; then it is ours.
"""

from datetime import datetime

from bot.kernel.clock import MINUTE, SECOND, Instant

EPOCH = 1_420_070_400_000
"""The instant from which snowflakes count their milliseconds (API docs, "Snowflakes", 2026-08)."""

OLDEST = 15 * MINUTE
"""What Discord tells at once is no older; an interaction's token is good for as long (API docs, 2026-08)."""


def read(stamp: str | None) -> Instant | None:
    """Return the instant of an ISO 8601 timestamp, None where there is none that can be read."""
    if not stamp:
        return None
    try:
        at = datetime.fromisoformat(stamp)
    except ValueError:
        return None
    return round(at.timestamp() * SECOND) if at.tzinfo is not None else None


def lately(stamp: str | None, now: Instant) -> Instant:
    """Return when something happened that Discord tells of at `now`: by its timestamp, where that is plausible."""
    return _plausible(read(stamp), now)


def happened(number: int, now: Instant) -> Instant:
    """Return when the thing with this id was made, of which Discord tells at `now`: ids need not be snowflakes."""
    return _plausible((number >> 22) + EPOCH, now)


def sometime(stamp: str | None, now: Instant) -> Instant:
    """Return when something happened, however long ago; `now` where Discord does not tell or says that it will."""
    at = read(stamp)
    return now if at is None else min(at, now)


def _plausible(at: Instant | None, now: Instant) -> Instant:
    return now if at is None or at < now - OLDEST else min(at, now)
