"""The painter: makes the platform show what the values say, with as few edits as can be.

Of each session only the newest state is kept; nothing is ever queued. A change of messages or buttons is painted at once,
a counter waits for the next gap of its budget. What stands on the platform is remembered by digest, so that painting
again after a kill repeats nothing that is there already.
"""

import asyncio
from collections.abc import Callable, Coroutine, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import structlog
from msgspec.structs import replace

from bot.engine.budget import Budgets
from bot.engine.desk import Desk
from bot.engine.easel import Easel, digest, shape
from bot.engine.lane import Standing
from bot.engine.ringer import Ringer
from bot.engine.surface import Surface
from bot.kernel.card import Card
from bot.kernel.clock import SECOND, Clock, Instant
from bot.kernel.errors import Busy, Denied, Gone
from bot.kernel.event import Shown
from bot.kernel.people import ENGINE
from bot.store.contract import Posted, Store, StoreBroken

TRY_AGAIN = 5 * SECOND
"""How long until painting is tried again that could not be recorded (milliseconds)."""

log = structlog.get_logger()


class _Unconfirmed(Exception):
    """That a card stands there could not be told to its session; without that, its clock never starts."""


class Painter:
    """Paints every session that is announced to it, through the surface of its place."""

    def __init__(
        self,
        desk: Desk,
        store: Store,
        surfaces: Mapping[str, Surface],
        clock: Clock,
        *,
        may_paint: Callable[[str], bool] = lambda _session: True,
    ) -> None:
        self._desk = desk
        self._store = store
        self._surfaces = surfaces
        self._clock = clock
        self._may_paint = may_paint
        self._easels: dict[str, Easel] = {}
        self._budgets = Budgets()
        self._ringer = Ringer(store, self._rest)
        self._tasks: set[asyncio.Task[None]] = set()
        self._at_clock = 0
        self._calm = asyncio.Event()

    def poke(self, standing: Standing) -> None:
        """Note the newest state of a session; it is painted as soon as its turn comes."""
        if standing.value.place.platform not in self._surfaces or not self._may_paint(standing.value.id):
            return
        easel = self._easels.get(standing.value.id)
        if easel is None:
            easel = self._easels[standing.value.id] = Easel(standing)
        easel.renew(standing)
        if not easel.painting:
            easel.painting = True
            self._start(self._paint(easel))

    @property
    def busy(self) -> bool:
        """Whether anything is being painted just now; waiting for the clock is not painting."""
        return len(self._tasks) > self._at_clock

    async def settle(self) -> None:
        """Wait until everything that can be painted before the clock moves on stands on the platform."""
        while self.busy:
            self._calm.clear()
            await self._calm.wait()

    def stop(self) -> None:
        """Drop what is still to be painted; the next start finds it by the stored versions."""
        for task in self._tasks:
            task.cancel()

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self._calm.set()

    @contextmanager
    def _waiting_for_the_clock(self) -> Iterator[None]:
        self._at_clock += 1
        self._calm.set()
        try:
            yield
        finally:
            self._at_clock -= 1

    async def _paint(self, easel: Easel) -> None:
        """Paint until the platform shows the newest state."""
        try:
            while easel.dirty and self._may_paint(easel.id):
                easel.dirty = False
                easel.stirred = False
                await self._try_to_bring_up_to_date(easel)
        except Exception:
            log.exception("painting failed", session=easel.id)
        finally:
            easel.painting = False
            if easel.standing.value.over or easel.dirty:
                self._easels.pop(easel.id, None)

    async def _try_to_bring_up_to_date(self, easel: Easel) -> None:
        """Paint the newest state; where that could not be recorded, do it again after a while."""
        try:
            if not easel.posted:
                easel.posted = dict(await self._store.posted(easel.id))
            await self._bring_up_to_date(easel)
        except (StoreBroken, _Unconfirmed) as error:
            log.error("painted but not recorded", session=easel.id, reason=str(error))
            easel.dirty = True
            await self._rest(TRY_AGAIN)

    async def _rest(self, milliseconds: int) -> None:
        with self._waiting_for_the_clock():
            await self._clock.sleep_until(self._clock.now() + milliseconds)

    async def _bring_up_to_date(self, easel: Easel) -> None:
        """Paint what may not wait; where there is nothing of that kind, one other message in the next gap."""
        standing = easel.standing
        surface = self._surfaces[standing.value.place.platform]
        cards = standing.value.view()
        changed = easel.changed(cards)
        if changed and not easel.urgent(changed):
            if not await self._gap(easel, surface):
                return
            standing = easel.standing
            cards = standing.value.view()
            changed = easel.changed(cards)
        now = easel.urgent(changed) or easel.longest_waiting(changed)
        for slot, card in now.items():
            if not await self._put(easel, surface, slot, card):
                return
        for card in cards.values():
            await self._confirm(easel, card, self._clock.now())
        if len(now) < len(changed):
            easel.dirty = True
        else:
            await self._store.record_painted(easel.id, standing.version)
        await self._ringer.ring(easel, surface, standing.value)

    async def _gap(self, easel: Easel, surface: Surface) -> bool:
        """Wait for the budget's next gap; False when the session has moved on meanwhile and must be looked at again."""
        free = self._budgets.free_at(surface.budget(easel.standing.value.place))
        if free <= self._clock.now():
            return True
        waits = [asyncio.create_task(self._clock.sleep_until(free)), asyncio.create_task(easel.wait_until_stirred())]
        try:
            with self._waiting_for_the_clock():
                await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()
        easel.dirty |= easel.stirred
        return not easel.stirred

    async def _put(self, easel: Easel, surface: Surface, slot: str, card: Card) -> bool:
        """Post or edit one message; False when the rest has to wait for another time."""
        place = easel.standing.value.place
        if card.under:
            place = replace(place, thread=easel.posted[card.under].ref)
        known = easel.posted.get(slot)
        try:
            ref, at = await surface.put(place, easel.key(slot), card, known.ref or None if known else None)
        except Gone:
            if known is None or not known.ref:
                log.warning("nowhere to post", session=easel.id, place=place)
                return False
            easel.note(slot, Posted(ref="", whole=known.ref, shape=""))
            return await self._put(easel, surface, slot, card)
        except Busy as error:
            await self._wait_as_asked(easel, surface, error)
            return False
        except Denied as error:
            await self._ringer.denied(easel, surface, error.permission)
            return False
        self._budgets.spend(surface.budget(place), self._clock.now(), surface.capabilities.gap)
        easel.note(slot, Posted(ref=ref, whole=digest(card), shape=shape(card)))
        await self._store.record_post(easel.id, slot, easel.posted[slot])
        await self._confirm(easel, card, at)
        return True

    async def _wait_as_asked(self, easel: Easel, surface: Surface, busy: Busy) -> None:
        now, wait = self._clock.now(), round(busy.retry_after * SECOND)
        self._budgets.refuse(surface.budget(easel.standing.value.place), now, wait, surface.capabilities.gap)
        easel.dirty = True
        await self._rest(wait)

    async def _confirm(self, easel: Easel, card: Card, at: Instant) -> None:
        """Report that a card which asks for it stands there, once for each state that still asks."""
        version = easel.standing.version
        if card.confirm and easel.confirmed.get(card.confirm) != version:
            easel.confirmed[card.confirm] = version
            reply = await self._desk.submit(easel.id, Shown(card.confirm), ENGINE, at)
            if reply.refused:
                del easel.confirmed[card.confirm]
                raise _Unconfirmed(reply.text)
