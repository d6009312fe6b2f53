"""Ids and time stamps as Slack makes them.

An id is a letter for its kind, then letters and digits; how many is nobody's business ("treat ids as opaque", Slack's docs,
2026), so here some are longer than others. A message's `ts` is its instant in seconds with six digits behind the point, and
unique in its channel.
"""

from typing import Protocol

from bot.kernel.clock import Instant

_DIGITS = "0123456789ABCDEFGHJKLMNPQRSTVWXYZ"
_MICRO = 1_000_000
_MICROS_PER_MS = 1_000


class Now(Protocol):
    """A clock as far as this server needs one."""

    def now(self) -> Instant:
        """Return the present instant."""
        ...


class Ids:
    """Makes ids that were not there before."""

    def __init__(self) -> None:
        self._made = 0

    def next(self, letter: str) -> str:
        """Return a new id that begins with `letter`; every third one is longer than is usual today."""
        self._made += 1
        number, text = self._made * 7919 + 46_656, ""
        while number:
            number, digit = divmod(number, len(_DIGITS))
            text = _DIGITS[digit] + text
        return letter + text.rjust(13 if self._made % 3 == 0 else 10, "0")


class Stamps:
    """Makes the `ts` of messages, events and actions, each later than the one before."""

    def __init__(self, clock: Now) -> None:
        self._clock = clock
        self._last = 0

    def next(self) -> str:
        """Return the `ts` of what happens now."""
        self._last = max(self._last + 1, self._clock.now() * _MICROS_PER_MS)
        return f"{self._last // _MICRO}.{self._last % _MICRO:06}"


def instant(ts: str) -> Instant:
    """Return the instant of a `ts`."""
    return micros(ts) // _MICROS_PER_MS


def micros(ts: str) -> int:
    """Return a `ts` as whole microseconds, to compare by; ValueError if it is none."""
    seconds, _, rest = ts.partition(".")
    return int(seconds) * _MICRO + int((rest + "000000")[:6])
