"""Gaps: whether anything in the threads of a session can have been missed, and how far back they have to be read to find it.

Reading costs a request for each thread. Where a platform's connection tells that nothing was missed (`Surface.unbroken`), a
thread is read once and then known for as long as the connection stands. What may never happen: a thread passed over in which a
message may stand that the desk has not taken. So what is known is kept in memory only, and whatever is not certain is read.
"""

from collections.abc import Collection, Sequence
from zlib import crc32

from msgspec import Struct

from bot.engine.hearing import Hearing
from bot.engine.marks import Marks
from bot.engine.surface import Stretch, Surface
from bot.kernel.clock import HOUR, SECOND, Clock, Instant
from bot.kernel.people import Place

FULLY = 6 * HOUR
"""After so long at most a session's threads are read from their mark on although nothing seems to be missed (milliseconds):
a connection can be mistaken about what it told, and nobody would ever know."""

SPREAD = 2 * HOUR
"""By how much earlier that may be, so that sessions that were read together, at a start, are not read together again."""

LATELY = 5 * SECOND
"""What was written a moment ago was not missed: it may just be on its way to us (milliseconds)."""


class Reading(Struct, frozen=True):
    """A reading that has to be done: of these `threads` of a session, from `since` on.

    `began` is when it began, and `losses` how many messages had not been taken by then. `whole`: it reaches back to the mark.
    `lost`: something is known to have happened there, be it that a message was removed.
    """

    session: str
    threads: tuple[Place, ...]
    since: Instant
    began: Instant
    losses: int
    whole: bool
    lost: bool


class _Known(Struct, frozen=True):
    """Of these `threads` everything until then is known, but for what was lost after the first so many `losses`."""

    threads: tuple[Place, ...]
    until: Instant
    losses: int


class Gaps:
    """What this process knows of the threads of sessions: up to when they were read, or heard without a gap since.

    The mark of a session moves when its threads are read from it on, and never because they were heard.
    """

    def __init__(self, marks: Marks, hearing: Hearing, clock: Clock) -> None:
        self._marks = marks
        self._hearing = hearing
        self._clock = clock
        self._known: dict[str, _Known] = {}
        self._begun: dict[str, Reading] = {}

    async def find(self, session: str, threads: Sequence[Place], surface: Surface, *, now: bool) -> Reading | None:
        """Return the reading that has to be done, None where nothing can have been missed; raises `StoreBroken`.

        `now`: it matters what was written up to this moment; else what the connection has not told of yet can wait.
        """
        stretch = _common([surface.unbroken(thread) for thread in threads])
        began, losses = self._clock.now(), self._hearing.losses
        mark = await self._marks.of(session)
        known = self._known.get(session)
        lost = None if known is None else self._hearing.lost_since(threads, known.losses)
        if known is None or known.threads != tuple(threads) or began >= _due(session, mark):
            since = mark
        elif lost is None and stretch is not None and _covers(stretch, known.until, began - LATELY if now else 0):
            self._move(session, known, stretch.until)
            return None
        else:
            since = known.until
        since = since if lost is None else min(since, lost)
        reading = Reading(session, tuple(threads), since, began, losses, whole=since <= mark, lost=lost is not None)
        self._begun[session] = reading
        return reading

    async def close(self, reading: Reading, *, found: bool) -> None:
        """Note that the reading was done and everything in it was taken; `found`: it was not in vain. Raises `StoreBroken`."""
        if reading.whole:
            await self._marks.move(reading.session, reading.began, written=found)
        if self._begun.get(reading.session) is reading:
            del self._begun[reading.session]
            self._known[reading.session] = _Known(reading.threads, reading.began, reading.losses)

    def keep(self, sessions: Collection[str]) -> None:
        """Forget what is known of all sessions but these: they do not listen, or another process looks after them."""
        for session in (self._known.keys() | self._begun.keys()) - set(sessions):
            self.forget(session)

    def forget(self, session: str) -> None:
        """Forget what is known of a session: it does not listen, and what is written now is not taken."""
        self._known.pop(session, None)
        self._begun.pop(session, None)

    def _move(self, session: str, known: _Known, until: Instant) -> None:
        if until > known.until:
            self._known[session] = _Known(known.threads, until, known.losses)


def _common(stretches: Sequence[Stretch | None]) -> Stretch | None:
    """Return what holds for all of them."""
    told = [each for each in stretches if each is not None]
    if not told or len(told) < len(stretches):
        return None
    return Stretch(max(each.since for each in told), min(each.until for each in told))


def _covers(stretch: Stretch, since: Instant, until: Instant) -> bool:
    return stretch.since <= since and stretch.until >= until


def _due(session: str, mark: Instant) -> Instant:
    """Return when the session's threads are read whatever the connection tells."""
    return mark + FULLY - crc32(session.encode()) % SPREAD
