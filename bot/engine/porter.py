"""The porter: keeps the gates of sessions, the private threads that admit only some members, and what stands in them.

It works after the painter, a step at a time, and makes way for whatever comes up: nothing that is for everybody waits for a
gate, and a gate the platform does not let us make holds up nothing else. What may never happen: a gate, or anything under it,
put on a platform that would show it to others; a member let in whom the card does not name.
"""

from collections.abc import Awaitable, Callable, Mapping

from bot.engine.brush import Brush, Postponed
from bot.engine.budget import Budgets
from bot.engine.easel import Easel
from bot.engine.surface import Capabilities, Surface
from bot.engine.threads import guest_note, guest_slot
from bot.kernel.card import Card, Slot
from bot.kernel.clock import SECOND, Clock, Instant
from bot.kernel.errors import Gone
from bot.store.contract import Store

Cards = Mapping[Slot, Card]


def parted(cards: Cards, capabilities: Capabilities) -> tuple[Cards, Cards]:
    """Return the cards for everybody, and the gates with what stands under them: none where there are no private threads."""
    gates = {slot for slot, card in cards.items() if card.admits is not None}
    if not gates:
        return cards, {}
    gated = {slot: card for slot, card in cards.items() if slot in gates or card.under in gates}
    for_all = {slot: card for slot, card in cards.items() if slot not in gated}
    return for_all, gated if capabilities.private_threads else {}


class Porter:
    """Makes gates, lets members in, and puts in what belongs there.

    `until` waits until an hour, and is `Postponed` where the session changes before. A platform that is too busy for a gate is
    waited for in that way, too.
    """

    def __init__(
        self,
        brush: Callable[[Callable[[Easel, int], Awaitable[None]]], Brush],
        store: Store,
        clock: Clock,
        budgets: Budgets,
        until: Callable[[Easel, Instant], Awaitable[None]],
    ) -> None:
        """`brush` makes one that rests as it is told."""
        self._brush = brush(self._later)
        self._store = store
        self._clock = clock
        self._budgets = budgets
        self._until = until

    async def keep(self, easel: Easel, surface: Surface, cards: Cards) -> bool:
        """Bring the gates up to date; False when something is left, or has come up meanwhile and goes first."""
        try:
            _make_way(easel)
            await self._until(easel, easel.gates_at)
            await self._make(easel, surface, cards)
            await self._fill(easel, surface, cards)
        except Postponed:
            return False
        begun = {slot: card for slot, card in cards.items() if card.admits is not None and easel.thread(slot).thread}
        return await self._brush.locks_stand(easel, surface, begun)

    async def _make(self, easel: Easel, surface: Surface, cards: Cards) -> None:
        """Make every gate that is not to be closed at once, and let in whom it admits: who has just asked waits for no card."""
        gates = {slot: card for slot, card in cards.items() if card.admits is not None}
        for slot, card in easel.changed(gates).items():
            stands = easel.known(slot, card).ref
            if stands:
                await self._brush.enter(easel, surface, slot)
            if stands or not card.locked:
                await self._put(easel, surface, slot, card)
        for slot, card in gates.items():
            if not card.locked:
                await self._admit(easel, surface, slot, card)

    async def _admit(self, easel: Easel, surface: Surface, slot: Slot, card: Card) -> None:
        thread = easel.thread(slot)
        for member, asked in (card.admits or {}).items():
            guest, note = guest_slot(slot, member), guest_note(asked, thread)
            if easel.posted.get(guest) == note:
                continue
            await self._brush.enter(easel, surface, slot)
            try:
                await self._brush.asked(easel, surface, thread, surface.admit(thread, member))
            except Gone:
                self._brush.nowhere(easel, slot)
            easel.doubted -= {slot}
            await self._store.record_post(easel.id, guest, note)
            easel.note(guest, note)
            _make_way(easel)

    async def _fill(self, easel: Easel, surface: Surface, cards: Cards) -> None:
        """Put in what is missing, and edit the rest, one message in each gap."""
        inside = {slot: card for slot, card in cards.items() if card.under and easel.thread(card.under).thread}
        changed = easel.changed(inside)
        for slot, card in easel.urgent(changed).items():
            await self._put(easel, surface, slot, card)
            del changed[slot]
        while changed:
            for slot, card in easel.longest_waiting(changed).items():
                await self._until(easel, self._budgets.free_at(surface.budget(easel.thread(card.under))))
                await self._put(easel, surface, slot, card)
                del changed[slot]

    async def _put(self, easel: Easel, surface: Surface, slot: Slot, card: Card) -> None:
        await self._brush.put(easel, surface, slot, card)
        _make_way(easel)

    async def _later(self, easel: Easel, wait: int) -> None:
        easel.gates_at = self._clock.now() + max(wait, SECOND)


def _make_way(easel: Easel) -> None:
    """Let what has come up meanwhile go first."""
    if easel.dirty:
        raise Postponed
