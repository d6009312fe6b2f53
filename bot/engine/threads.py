"""Threads that begin at messages of a session: where each is, and whether it is open.

What is known of a thread is remembered like a post, in a slot of its own, so that it outlives the process. Before a thread is
moved it is noted as moving: whoever finds it so, after a kill, moves it again, which changes nothing where it was done.
"""

from collections.abc import Iterator, Mapping

import msgspec
from msgspec.structs import replace

from bot.kernel.card import Slot
from bot.kernel.clock import Instant
from bot.kernel.people import Place
from bot.store.contract import Posted

OPEN, CLOSED, MOVING = "open", "closed", "moving"

UNKNOWN = ""
"""Nothing is remembered of the thread: its message was only just posted, and it is open."""

_MARK, _AGAIN = "/thread", "/again"
"""What follows the slot of the message at which the thread begins."""


def thread_slot(slot: Slot) -> Slot:
    """Return the slot in which the thread is remembered that begins at the message of `slot`."""
    return slot + _MARK


def thread_note(state: str, thread: Place) -> Posted:
    """Return what is remembered of a thread. It has no reference, so that it is never taken for a message."""
    return Posted(ref="", whole=state, shape=msgspec.json.encode(thread).decode())


def thread_at(place: Place, posted: Mapping[Slot, Posted], slot: Slot) -> Place:
    """Return the thread that begins at the message of `slot` of a session in `place`; in none where that does not stand."""
    known = posted.get(slot)
    return replace(place, thread=known.ref if known else "")


def state_of(posted: Mapping[Slot, Posted], slot: Slot, thread: Place) -> str:
    """Return the state of the thread at the message of `slot`; what is remembered of an older one does not count."""
    known = posted.get(thread_slot(slot))
    return known.whole if known and known == thread_note(known.whole, thread) else UNKNOWN


def threads_in(posted: Mapping[Slot, Posted]) -> Iterator[Place]:
    """Yield the threads a session has, by what was posted, without a look at the session itself."""
    for slot, known in posted.items():
        if slot.endswith(_MARK) and known.shape:
            thread = msgspec.json.decode(known.shape, type=Place)
            if state_of(posted, slot.removesuffix(_MARK), thread):
                yield thread


def again_slot(slot: Slot) -> Slot:
    """Return the slot in which it is remembered when the thread at the message of `slot` was begun anew."""
    return slot + _AGAIN


def again_note(at: Instant) -> Posted:
    """Return what is remembered of it: what was written before stood in a thread that is gone."""
    return Posted(ref="", whole=str(at), shape="")


def begun_again(posted: Mapping[Slot, Posted]) -> Instant:
    """Return when a thread of a session was last begun anew, 0 for never."""
    return max(
        (int(known.whole) for slot, known in posted.items() if slot.endswith(_AGAIN) and not known.ref), default=0
    )


def guest_slot(gate: Slot, member: str) -> Slot:
    """Return the slot in which it is remembered that `member` was let into the private thread of `gate`."""
    return f"{gate}/in {member}/"


def guest_note(asked: Instant, thread: Place) -> Posted:
    """Return what is remembered of it: when they had asked, and into which thread, for another one may have been begun."""
    return Posted(ref="", whole=f"{asked}@{thread.thread}", shape="")
