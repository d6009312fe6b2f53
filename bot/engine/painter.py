"""The painter: makes the platform show what the values say, with as few edits as can be.

Of each session only the newest state is kept; nothing is ever queued. A change of messages or buttons is painted at once,
a counter waits for the next gap of its budget. What stands on the platform is remembered by digest, so that painting
again after a kill repeats nothing that is there already. Private news goes out beside the painting, and never before what it
tells is public; only then is a session noted as painted, so that a start looks again at whatever a kill cut short.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import partial
from itertools import islice

import structlog

from bot.engine.brush import Brush, Postponed, Unconfirmed
from bot.engine.budget import Budgets
from bot.engine.chores import Chores
from bot.engine.desk import Desk
from bot.engine.easel import Easel
from bot.engine.lane import Standing
from bot.engine.porter import Porter, parted
from bot.engine.ringer import Ringer
from bot.engine.surface import Surface
from bot.kernel.card import Slot
from bot.kernel.clock import MINUTE, SECOND, Clock, Instant
from bot.store.contract import Store, StoreBroken

MOST_EASELS = 2_000
"""Sessions of which to keep at hand what stands on the platform; the one painted longest ago leaves first and is read again
when there is something to paint."""

PATIENCE = 3.0
"""How long private news that may wait lets public messages go first (seconds of the machine)."""

TRY_AGAIN = 5 * SECOND
"""How long until painting is tried again that could not be recorded (milliseconds)."""

PERMITTED_LIVE, PERMITTED = 10 * SECOND, 5 * MINUTE
"""How long until what the platform did not permit is tried again, while people sit before the session and otherwise
(milliseconds): who gives a permission back need press nothing."""

log = structlog.get_logger()


async def _nothing(_standing: Standing) -> None:
    """Do nothing first."""


class Painter:
    """Paints every session that is announced to it, through the surface of its place.

    `first` is awaited before a standing is painted; what it does is done again after a kill, as painting is.
    """

    def __init__(  # noqa: PLR0913 - all it may be given
        self,
        desk: Desk,
        store: Store,
        surfaces: Mapping[str, Surface],
        clock: Clock,
        *,
        may_paint: Callable[[str], bool] = lambda _session: True,
        first: Callable[[Standing], Awaitable[None]] = _nothing,
    ) -> None:
        self._desk = desk
        self._store = store
        self._surfaces = surfaces
        self._clock = clock
        self._may_paint = may_paint
        self._first = first
        self._easels: dict[str, Easel] = {}
        self._budgets = Budgets()
        self._chores = Chores(clock)
        self._at_work = 0
        self._calm = asyncio.Event()
        self._calm.set()
        self._ringer = Ringer(desk, store, clock, self._chores)
        brush = partial(Brush, desk, store, clock, self._budgets, self._ringer)
        self._brush = brush(self._rest)
        self._porter = Porter(brush, store, clock, self._budgets, self._until)

    def poke(self, standing: Standing) -> None:
        """Note the newest state of a session; it is painted as soon as its turn comes."""
        self._take(standing)

    def post_again(self, standing: Standing, slot: Slot, ref: str) -> None:
        """Post a message that was deleted again, if people need its controls or its thread, and the session goes on."""
        card = standing.value.view().get(slot)
        if standing.value.over or card is None:
            return
        if not (card.buttons or card.select or (card.thread and not card.locked)):
            return
        easel = self._take(standing)
        if easel is not None:
            easel.gone |= {ref}

    def _take(self, standing: Standing) -> Easel | None:
        """Return the session's easel with the newest state on it, being painted; None where another paints it."""
        if standing.value.place.platform not in self._surfaces or not self._may_paint(standing.value.id):
            return None
        easel = self._easels.pop(standing.value.id, None) or Easel(standing)
        self._easels[standing.value.id] = easel
        easel.renew(standing)
        if not easel.painting:
            easel.painting = True
            self._chores.start(self._paint(easel))
        return easel

    @property
    def busy(self) -> bool:
        """Whether anything is being painted just now; waiting for the clock is not painting."""
        return self._chores.busy

    async def settle(self) -> None:
        """Wait until everything that can be painted before the clock moves on stands on the platform."""
        await self._chores.settle()

    def stop(self) -> None:
        """Drop what is still to be painted; the next start finds it by the stored versions."""
        self._chores.stop()

    # -- public messages
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
            self._leave(easel)
            if easel.refused and not easel.trying_again:
                easel.trying_again = True
                self._chores.start(self._try_again(easel))

    async def _try_again(self, easel: Easel) -> None:
        """Paint anew after a while."""
        await self._chores.rest(PERMITTED_LIVE if easel.standing.value.live else PERMITTED)
        easel.refused = easel.trying_again = False
        newest = self._easels.setdefault(easel.id, easel)
        if not newest.standing.value.dismissed:
            self.poke(newest.standing)

    def _leave(self, easel: Easel) -> None:
        """Let go of what is over and done, and keep of the others only what is needed."""
        easel.rest()
        if not easel.painting and not easel.following and (easel.standing.value.over or easel.dirty):
            self._easels.pop(easel.id, None)
        spare = len(self._easels) - MOST_EASELS
        if spare > 0:
            idle = (session for session, each in self._easels.items() if not (each.painting or each.following))
            for session in list(islice(idle, spare)):
                del self._easels[session]

    async def _try_to_bring_up_to_date(self, easel: Easel) -> None:
        """Paint the newest state; where that could not be recorded, do it again after a while."""
        try:
            if not easel.posted:
                easel.posted = dict(await self._store.posted(easel.id))
            easel.forget_gone()
            await self._bring_up_to_date(easel)
        except Postponed:
            return
        except (StoreBroken, Unconfirmed) as error:
            # What is kept of a workspace that has left may be deleted by now, and the session with it: that is no error.
            tell = log.info if easel.standing.value.dismissed else log.error
            tell("painted but not recorded", session=easel.id, reason=str(error))
            easel.dirty = True
            await self._chores.rest(TRY_AGAIN)

    async def _bring_up_to_date(self, easel: Easel) -> None:
        """Paint what may not wait; where there is nothing of that kind, one other message in the next gap."""
        standing = easel.standing
        surface = self._surfaces[standing.value.place.platform]
        await self._first(standing)
        if standing.value.dismissed:
            easel.complete = standing.version
            self._show(easel, surface, standing)
            return
        cards, gated = parted(standing.value.view(), surface.capabilities)
        changed = easel.changed(cards)
        if changed and not easel.urgent(changed):
            await self._until(easel, self._budgets.free_at(surface.budget(easel.place)))
            standing = easel.standing
            cards, gated = parted(standing.value.view(), surface.capabilities)
            changed = easel.changed(cards)
        now = easel.urgent(changed) or easel.longest_waiting(changed)
        with self._working():
            for slot, card in now.items():
                await self._brush.put(easel, surface, slot, card)
                if easel.stirred:
                    return
            for card in cards.values():
                await self._brush.confirm(easel, card, self._clock.now())
            whole = len(now) == len(changed)
            easel.dirty |= not whole
            stands = whole and await self._brush.locks_stand(easel, surface, cards)
        if whole and gated:
            self._show(easel, surface, standing)
            stands = await self._porter.keep(easel, surface, gated) and stands
        if stands:
            easel.complete = standing.version
        self._show(easel, surface, standing)

    def _show(self, easel: Easel, surface: Surface, standing: Standing) -> None:
        """Let the private news of `standing` go out, now that what it tells is public."""
        easel.shown = standing
        if not easel.following:
            easel.following = True
            self._chores.start(self._follow(easel, surface))

    async def _rest(self, easel: Easel, wait: int) -> None:
        """Leave the platform alone for so many milliseconds, whatever happens to the session."""
        del easel
        await self._chores.rest(wait)

    async def _until(self, easel: Easel, free: Instant) -> None:
        """Wait until then, unless the session moves on meanwhile and must be looked at again."""
        if free <= self._clock.now():
            return
        waits = [asyncio.create_task(self._clock.sleep_until(free)), asyncio.create_task(easel.wait_until_stirred())]
        try:
            with self._chores.waiting():
                await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()
        easel.dirty |= easel.stirred
        if easel.stirred:
            raise Postponed

    # -- private news, and what is remembered of it all
    async def _follow(self, easel: Easel, surface: Surface) -> None:
        """Bring private news to people, and remember what is done, until nothing is left to tell."""
        try:
            while easel.shown is not None and self._may_paint(easel.id):
                if not easel.shown.value.live:
                    await self._until_calm()
                standing, easel.shown = easel.shown, None
                await self._try_to_tell(easel, surface, standing)
        except Exception:
            log.exception("private news failed", session=easel.id)
        finally:
            easel.following = False
            self._leave(easel)

    @contextmanager
    def _working(self) -> Iterator[None]:
        """Note that messages are being put just now."""
        self._at_work += 1
        self._calm.clear()
        try:
            yield
        finally:
            self._at_work -= 1
            if not self._at_work:
                self._calm.set()

    async def _until_calm(self) -> None:
        """Let everybody's public messages go before the private news of sessions nobody sits before, for a while."""
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE):
                await self._calm.wait()

    async def _try_to_tell(self, easel: Easel, surface: Surface, standing: Standing) -> None:
        complete = easel.complete
        try:
            told = await self._ringer.ring(easel, surface, standing.value)
            if told and complete > easel.followed:
                await self._store.record_painted(easel.id, complete)
                easel.followed = complete
        except StoreBroken as error:
            log.error("told but not recorded", session=easel.id, reason=str(error))
            told = False
            await self._chores.rest(TRY_AGAIN)
        if not told:
            easel.shown = easel.shown or standing
