"""Slack's times as instants, as far as they are plausible.

What may never happen: an instant in the future, or one that Slack could not mean, taken for the time of an act; then it is ours.
"""

from decimal import Decimal, InvalidOperation

from bot.kernel.clock import DAY, MINUTE, SECOND, Instant

OLDEST = 15 * MINUTE
"""What Slack tells at once is no older: it delivers an event again for some six minutes ("Events API", 2026-08)."""

LATEST = 400_000 * DAY
"""No instant lies after it: what is beyond is no time, whatever it looks like."""


def read(ts: object) -> Instant | None:
    """Return the instant of a `ts` such as ``1700000000.123456`` (seconds, or a number of them), None where it is none.

    It is cut to the millisecond: rounded up it would lie after what was written at that moment.
    """
    try:
        seconds = Decimal(str(ts))
    except InvalidOperation:
        return None
    if not seconds.is_finite() or not 0 < seconds * SECOND < LATEST:
        return None
    return int(seconds * SECOND)


def spelled(at: Instant) -> str:
    """Return the `ts` of an instant, as `oldest` and `latest` take it."""
    at = max(at, 0)
    return f"{at // SECOND}.{at % SECOND:03}000"


def lately(ts: object, now: Instant) -> Instant:
    """Return when something happened that Slack tells of at `now`: by its `ts`, where that is plausible."""
    at = read(ts)
    return now if at is None or at < now - OLDEST else min(at, now)


def sometime(ts: object, now: Instant) -> Instant:
    """Return when something happened, however long ago; `now` where Slack does not tell or says that it will."""
    at = read(ts)
    return now if at is None else min(at, now)
