"""Prompts that come again (D4): each occurrence is a discussion of its own, and follows from the one before it.

As soon as one opens, the next one exists and sleeps until its hour; its id is made from that of the one before, so that it is
made once.
An occurrence whose whole time went by while the program was down is dropped, and the one after it follows from it all the same.
"""

from base64 import b32encode
from collections.abc import Mapping
from functools import lru_cache
from hashlib import blake2b
from typing import TypeVar
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from bot.discussion.dates import Dates
from bot.discussion.model import Draft, Gate
from bot.discussion.opening import Problem, Reading, read_draft
from bot.discussion.phases import Closed, Drafting, Dropped, Ended, Open, Scheduled
from bot.discussion.recurrence import following
from bot.discussion.state import State
from bot.kernel.clock import Instant
from bot.kernel.words import Words, words
from bot.kernel.zones import later, local

S = TypeVar("S", bound=State)

_AFRESH: Mapping[str, object] = {
    "phase": Drafting(), "revealed": None, "roll": None, "calling": 0, "calls": 0, "called": 0, "rolled": 0,
    "known": {}, "left": frozenset(), "lacks": "", "unread": "", "closing": "",
    "stages": frozenset(), "later": {}, "own": {}, "unreached": {}, "unreached_at": 0, "named": {},
    "highlights": (), "endings": (), "moved": (), "recovered": (0, 0, 0),
    "missed": (0, 0, 0), "posts": {}, "authors": {}, "gone": {}, "early": frozenset(), "reminded": {},
    "looked": frozenset(), "gate": Gate(),
}  # fmt: skip
"""What an occurrence does not take over from the one before it."""


def heir(state: S) -> tuple[S, ...]:
    """Return the next occurrence once this one has come to its hour; none when it is the last, or was given up by its host."""
    opens = state.dates.opens
    came = isinstance(state.phase, Open | Ended | Closed) or (isinstance(state.phase, Dropped) and state.phase.missed)
    if state.rule is None or opens is None or not came or state.quiet:
        return ()
    following_at = following(state.rule, opens)
    if following_at is None:
        return ()
    reading = _read(state.draft, following_at, state.setup.zone, state.language)
    dates = moved(state.dates, following_at, ZoneInfo(state.setup.zone)) if reading.problems else reading.dates
    number = state.setup.number + 1
    setup = replace(state.setup, id=heir_id(state.setup.id, number), number=number, made=opens)
    fresh = replace(state, **_AFRESH, setup=setup, dates=dates)
    return (replace(fresh, phase=Scheduled(following_at)),)


@lru_cache(maxsize=256)
def _read(draft: Draft, opens: Instant, zone: str, language: str) -> Reading:
    """Return what `read_occurrence` does; it is asked for after every post."""
    return read_occurrence(draft, opens, ZoneInfo(zone), words(language))


def read_occurrence(draft: Draft, opens: Instant, zone: ZoneInfo, say: Words) -> Reading:
    """Return the draft as it is understood for the occurrence that opens at `opens`: its dates are counted from there."""
    reading = read_draft(replace(draft, opens="", repeat=""), opens, zone, say)
    dates: Dates = replace(reading.dates, opens=opens)
    return replace(reading, dates=dates)


def moved(dates: Dates, opens: Instant, zone: ZoneInfo) -> Dates:
    """Return the dates as many days later as the opening is, at the same times of the day.

    For an occurrence whose dates, read anew, would fall into a clock change: nobody is there who could be asked.
    """
    before = dates.opens if dates.opens is not None else dates.due
    days = (local(opens, zone).date() - local(before, zone).date()).days
    replies, late = (None if at is None else later(at, zone, days) for at in (dates.replies_due, dates.late_until))
    return Dates(later(dates.due, zone, days), opens, replies, late, dates.grace)


def unrepeatable(reading: Reading, draft: Draft, zone: ZoneInfo, say: Words) -> Problem | None:
    """Return why the draft cannot be repeated: its dates would not move along with the occurrences.

    Read as if it opened weeks later, too: what falls into a clock change the first time does not do so again.
    """
    if reading.rule is None or reading.dates.opens is None:
        return None
    second = following(reading.rule, reading.dates.opens)
    if second is None:
        return None
    read = (read_occurrence(draft, later(second, zone, 28 * month), zone, say) for month in range(3))
    if any(not each.problems and each.dates.due > reading.dates.due for each in read):
        return None
    text = say("For a prompt that repeats say when it is due from its opening on, such as in 3 days or fri 17:00.")
    return Problem("due", text)


def heir_id(session: str, number: int) -> str:
    """Return the id of the occurrence after `session`: always the same one, so that it is opened once."""
    return b32encode(blake2b(f"{session}:{number}".encode(), digest_size=7).digest()).decode().lower()[:10]
