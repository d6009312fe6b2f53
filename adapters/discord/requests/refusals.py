"""What Discord refused us lately, so that it is not asked the same again and again.

10,000 refusals in ten minutes and Discord blocks the machine (API docs, "Invalid Request Limit", 2026-08). What may never
happen: a host who gave the permission kept waiting, so a refusal is forgotten as soon as our permissions there change.
"""

from collections.abc import Callable

from msgspec import Struct

from bot.kernel.newest import Newest

FIRST = 1.0
LONGEST = 300.0
"""Seconds until what was refused is asked again: twice as many each time, from the first to the longest."""

LONGEST_UNSURE = 15.0
"""The longest where we cannot see in the server's permissions why it was refused."""

MOST = 5_000
"""Refusals to remember; the oldest of more is forgotten."""


class Asked(Struct, frozen=True):
    """What was asked for: a method, a route's template, and the channel or server.

    `about` is the member it was about, or which fields of a channel were to change; `files`: it had some.
    """

    method: str
    path: str
    place: int
    about: str = ""
    files: bool = False


class _Refusal(Struct):
    permission: str
    missing: int | None
    wait: float
    until: float


class Refusals:
    """Requests that were refused, and until when they are not made again. `now` is in seconds, from any beginning."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._refused: Newest[Asked, _Refusal] = Newest(MOST)

    def knows(self, asked: Asked, missing: Callable[[], int | None]) -> str:
        """Return the permission for want of which this would be refused again, "" where it may be asked."""
        refusal = self._refused.get(asked)
        if refusal is None or self._now() >= refusal.until or missing() != refusal.missing:
            return ""
        return refusal.permission

    def note(self, asked: Asked, permission: str, missing: int | None) -> None:
        """Note that it was refused."""
        before = self._refused.get(asked)
        longest = LONGEST if missing else LONGEST_UNSURE
        wait = min(before.wait * 2, longest) if before and before.missing == missing else FIRST
        self._refused[asked] = _Refusal(permission, missing, wait, self._now() + wait)

    def forget(self, asked: Asked) -> None:
        """Note that it was not refused."""
        if self._refused:
            self._refused.pop(asked, None)
