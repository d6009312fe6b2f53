"""The brush: puts one message where it belongs, and opens and locks the threads that begin at messages.

What may never happen: a card put in a thread that is locked, a thread locked before all that belongs in it stands there, or
a message posted twice because the process died on the way.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import TypeVar

import structlog

from bot.engine.budget import Budgets
from bot.engine.desk import Desk
from bot.engine.easel import Easel
from bot.engine.pointing import pointed
from bot.engine.ringer import Ringer
from bot.engine.surface import Surface
from bot.engine.threads import CLOSED, MOVING, OPEN, UNKNOWN, again_note, again_slot, thread_note, thread_slot
from bot.kernel.card import Card, Slot
from bot.kernel.clock import SECOND, Clock, Instant
from bot.kernel.errors import Busy, Denied, Gone
from bot.kernel.event import Shown
from bot.kernel.people import ENGINE, Place
from bot.store.contract import Store

log = structlog.get_logger()

T = TypeVar("T")


class Unconfirmed(Exception):
    """That a card stands there could not be told to its session; without that, its clock never starts."""


class Postponed(Exception):
    """The rest has to wait for another time."""


class Brush:
    """Puts messages and moves threads for the painter, and remembers each at once.

    Whatever the platform does not let it do now is `Postponed`: it was busy and has been waited for, or the host was told which
    permission is missing (and the easel notes that it was `refused`), or there is nowhere to post.
    """

    def __init__(  # noqa: PLR0913 - what it works with
        self,
        desk: Desk,
        store: Store,
        clock: Clock,
        budgets: Budgets,
        ringer: Ringer,
        rest: Callable[[Easel, int], Awaitable[None]],
    ) -> None:
        """`rest` does what is done with a session whose platform wants to be left alone for so many milliseconds."""
        self._desk = desk
        self._store = store
        self._clock = clock
        self._budgets = budgets
        self._ringer = ringer
        self._rest = rest

    async def put(self, easel: Easel, surface: Surface, slot: Slot, card: Card) -> None:
        """Post or edit one message, and remember it."""
        place = await self.enter(easel, surface, card.under) if card.under else easel.place
        ref = easel.known(slot, card).ref
        if not ref and slot in easel.posted and easel.posted[slot].ref:
            easel.note_gone(slot)
        try:
            put = surface.put(place, easel.key(slot), pointed(card, easel.place, easel.posted, surface), ref or None)
            ref, at = await self.asked(easel, surface, place, put)
        except Gone:
            if ref:
                easel.note_gone(slot)
                return await self.put(easel, surface, slot, card)
            return self.nowhere(easel, card.under)
        easel.doubted -= {card.under}
        self._budgets.spend(surface.budget(place), self._clock.now(), surface.capabilities.gap)
        moved = bool(card.thread) and slot in easel.posted and easel.posted[slot].ref != ref
        if moved:
            await self._store.record_post(easel.id, again_slot(slot), again_note(at))
        await self._store.record_post(easel.id, slot, easel.note_put(slot, card, ref))
        if card.thread and easel.thread_state(slot) == UNKNOWN:
            await self._note_thread(easel, slot, OPEN)
        await self.confirm(easel, card, at)
        if moved:  # what stood in the old thread is missing in the new one
            easel.dirty = True
            raise Postponed
        return None

    def nowhere(self, easel: Easel, thread: Slot) -> None:
        """Find the thread again by its message; where there is none, leave it at that until something changes."""
        if not easel.doubt(thread):
            log.warning("nowhere to post", session=easel.id, place=easel.place)
        raise Postponed

    async def asked(self, easel: Easel, surface: Surface, place: Place, act: Awaitable[T]) -> T:
        """Await what the platform was asked to do in `place`; what it refuses is postponed, but for `Gone`."""
        try:
            return await act
        except Busy as error:
            await self._wait_as_asked(easel, surface, place, error)
            raise Postponed from error
        except Denied as error:
            easel.refused = True
            await self._ringer.denied(easel, surface, error.permission)
            raise Postponed from error

    async def _wait_as_asked(self, easel: Easel, surface: Surface, place: Place, busy: Busy) -> None:
        now, wait = self._clock.now(), round(busy.retry_after * SECOND)
        self._budgets.refuse(surface.budget(place), now, wait, surface.capabilities.gap)
        easel.dirty = True
        await self._rest(easel, wait)

    async def confirm(self, easel: Easel, card: Card, at: Instant) -> None:
        """Report that a card which asks for it stands there, once for each state that still asks."""
        version = easel.standing.version
        if card.confirm and easel.confirmed.get(card.confirm) != version:
            easel.confirmed[card.confirm] = version
            reply = await self._desk.submit(easel.id, Shown(card.confirm), ENGINE, at)
            if reply.refused:
                del easel.confirmed[card.confirm]
                raise Unconfirmed(reply.text)

    # -- threads
    async def enter(self, easel: Easel, surface: Surface, slot: Slot) -> Place:
        """Return the thread at the message of `slot`, open for cards."""
        thread = easel.thread(slot)
        if not thread.thread:
            msg = f"session {easel.id} has a card under {slot!r}, where no message stands"
            raise LookupError(msg)
        if easel.thread_state(slot) not in {OPEN, UNKNOWN}:
            await self._move(easel, surface, slot, OPEN)
        return thread

    async def locks_stand(self, easel: Easel, surface: Surface, cards: Mapping[Slot, Card]) -> bool:
        """Lock and unlock threads now that everything in them stands; whether all are as they should be."""
        for slot, card in cards.items():
            wanted = CLOSED if card.locked else OPEN
            if card.thread and easel.thread_state(slot) != wanted:
                try:
                    await self._move(easel, surface, slot, wanted)
                except Postponed:
                    return False
        return True

    async def _move(self, easel: Easel, surface: Surface, slot: Slot, wanted: str) -> None:
        """Open or close a thread; one that is gone needs no lock, and is looked for before anything is put in it."""
        thread = easel.thread(slot)
        if wanted == OPEN and easel.thread_state(slot) == UNKNOWN:
            return await self._note_thread(easel, slot, OPEN)
        await self._note_thread(easel, slot, MOVING)
        try:
            act = surface.reopen(thread) if wanted == OPEN else surface.close(thread)
            await self.asked(easel, surface, thread, act)
        except Gone:
            if wanted == OPEN:
                return self.nowhere(easel, slot)
            log.warning("no thread to close", session=easel.id, place=thread)
        return await self._note_thread(easel, slot, wanted)

    async def _note_thread(self, easel: Easel, slot: Slot, state: str) -> None:
        if easel.thread_state(slot) != state:
            note = thread_note(state, easel.thread(slot))
            await self._store.record_post(easel.id, thread_slot(slot), note)
            easel.note(thread_slot(slot), note)
