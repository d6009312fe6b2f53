"""The desk: every event of every session crosses it, and no reply leaves it before its facts are safe.

One lane a session. A lane takes all events that wait, applies them in order to the value, and hands the outcome to the
store as one change; the store commits the changes of all lanes together. What may never happen: a reply
before its commit; two events of one session handled at once; an event lost because another one failed.
"""

import asyncio
import itertools
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import structlog

from bot.engine.lane import Lane, Press, Standing, answer_all, hand_out, trouble
from bot.kernel.clock import Instant
from bot.kernel.event import Event, Signal
from bot.kernel.people import Actor
from bot.kernel.session import Fact, Kind, Reply, Session
from bot.store.contract import Outcome, Saved, Store, StoreBroken

MOST_WAITING = 10_000
"""Events that may wait before newcomers are asked to press again."""

MOST_LANES = 2_000
"""Sessions kept in memory; the one untouched for longest leaves first and is loaded again when needed."""

MOST_OVER = 50
"""Sessions kept in memory of those that are over; each may weigh megabytes, and hardly anybody asks for it any more."""

TRIES = 20
"""How often a change is decided anew because another process was faster, before the person is asked to press again."""

log = structlog.get_logger()

Listener = Callable[[Standing], None]


class Desk:
    """Takes events, answers with private replies. `kinds` says how each kind of session is written down."""

    def __init__(self, store: Store, kinds: Mapping[str, Kind[Any]], *, most_waiting: int = MOST_WAITING) -> None:
        self._store = store
        self._kinds = kinds
        self._most_waiting = most_waiting
        self._lanes: OrderedDict[str, Lane] = OrderedDict()
        self._over: dict[str, None] = {}
        self._waiting = 0
        self._tasks: set[asyncio.Task[None]] = set()
        self._listeners: list[Listener] = []
        self._references = itertools.count(1)

    def listen(self, listener: Listener) -> None:
        """Call `listener` after every commit that changed a session, with how it stands."""
        self._listeners.append(listener)

    async def open(self, kind: str, session: Session, at: Instant, facts: tuple[Fact, ...] = ()) -> None:
        """Add a session; raises `Taken` when one of its sole kind is running in its place, or its id exists."""
        written = self._kinds[kind]
        saved = Saved(
            id=session.id,
            kind=kind,
            place=session.place,
            version=1,
            content=written.content(session),
            state=written.freeze(session),
            wake_at=session.wake_at,
            live=session.live,
            over=session.over,
            saved_at=at,
            facts=facts,
            sole=written.sole,
            listens=session.listens,
        )
        await self._store.create(saved)
        lane, standing = self._lane(session.id), Standing(kind, session, 1)
        self._keep(lane, standing, saved.state)
        self._announce(standing)

    async def submit(self, session: str, event: Event | Signal, by: Actor, at: Instant) -> Reply:
        """Let `event` happen; return the private reply once everything it led to is safe."""
        if self._waiting >= self._most_waiting:
            return trouble("busy", by)
        lane = self._lane(session)
        reply: asyncio.Future[Reply] = asyncio.get_running_loop().create_future()
        lane.waiting.append(Press(event, by, at, reply))
        self._waiting += 1
        if not lane.running:
            lane.running = True
            task = asyncio.create_task(self._drain(lane))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        return await reply

    async def look(self, session: str) -> Standing | None:
        """Return how a session stands, None if there is none of this id."""
        lane = self._lanes.get(session)
        if lane is not None and lane.standing is not None:
            return lane.standing
        saved = await self._store.load(session)
        if saved is None:
            return None
        standing = self._thaw(saved)
        lane = self._lane(session)
        if lane.standing is not None:  # it was read or changed meanwhile
            return lane.standing
        if not lane.running:
            self._keep(lane, standing, saved.state)
        return standing

    async def reread(self, session: str) -> None:
        """Forget what is in memory and announce the session as the store has it; another process has written to it."""
        lane = self._lanes.get(session)
        if lane is not None and lane.running:
            lane.outdated = True
            return
        if lane is not None:
            lane.standing = None
        standing = await self.look(session)
        if standing is not None:
            self._announce(standing)

    def forget(self, sessions: Iterable[str]) -> None:
        """Hold nothing more in memory of sessions that have been deleted."""
        for session in sessions:
            self._over.pop(session, None)
            lane = self._lanes.get(session)
            if lane is not None and lane.running:
                lane.outdated = True
            elif lane is not None:
                del self._lanes[session]

    @property
    def busy(self) -> bool:
        """Whether anything is under way."""
        return bool(self._tasks)

    async def settle(self) -> None:
        """Wait until nothing is under way."""
        while self._tasks:
            await asyncio.gather(*self._tasks, return_exceptions=True)

    def _lane(self, session: str) -> Lane:
        lane = self._lanes.get(session)
        if lane is None:
            lane = self._lanes[session] = Lane(session)
            self._forget_some(lane)
        else:
            self._lanes.move_to_end(session)
        return lane

    def _keep(self, lane: Lane, standing: Standing, frozen: bytes) -> None:
        """Hold a session as it stands in the store; of those that are over, the one looked at longest ago leaves."""
        lane.standing, lane.frozen = standing, frozen
        self._over.pop(lane.session, None)
        if not standing.value.over:
            return
        self._over[lane.session] = None
        if len(self._over) > MOST_OVER:
            oldest = next(iter(self._over))
            del self._over[oldest]
            if oldest in self._lanes and not self._lanes[oldest].running:
                del self._lanes[oldest]

    def _forget_some(self, newest: Lane) -> None:
        spare = len(self._lanes) - MOST_LANES
        if spare > 0:
            idle = (lane for lane in self._lanes.values() if not lane.running and lane is not newest)
            for lane in list(itertools.islice(idle, spare)):
                del self._lanes[lane.session]

    async def _drain(self, lane: Lane) -> None:
        try:
            while lane.waiting or lane.outdated:
                await self._settle_waiting(lane)
        finally:
            lane.running = False

    async def _settle_waiting(self, lane: Lane) -> None:
        """Settle everything that waits, then read again what another process has changed. Raises nothing."""
        presses: list[Press] = []
        try:
            if lane.waiting:
                await self._store.turn()
                presses = lane.take()
                await self._settle_presses(lane, presses)
            if lane.outdated:
                lane.outdated = False
                standing = await self._load(lane)
                if standing is not None:
                    self._announce(standing)
        except StoreBroken as error:
            presses += lane.take()
            log.error("not saved", session=lane.session, events=len(presses), reason=str(error))
            lane.standing = None
            answer_all(presses, "not-saved")
        except Exception:
            presses += lane.take()
            log.exception("desk", session=lane.session, events=len(presses))
            lane.standing = None
            answer_all(presses, "trouble")
        finally:
            self._waiting -= len(presses)

    async def _settle_presses(self, lane: Lane, presses: list[Press]) -> None:
        """Decide all `presses` against the newest value, until a decision is saved."""
        for _ in range(TRIES):
            standing = lane.standing or await self._load(lane)
            if standing is None:
                return answer_all(presses, "gone")
            value, replies, facts = self._decide(standing, presses)
            frozen = self._kinds[standing.kind].freeze(value) if value is not standing.value else lane.frozen
            if not facts and frozen == lane.frozen:
                return hand_out(presses, replies)
            change = lane.change(standing, value, frozen, tuple(facts), presses[-1].at)
            if await self._store.write(change) is Outcome.SAVED:
                newest = Standing(standing.kind, value, standing.version + (change.state is not None))
                self._keep(lane, newest, frozen)
                hand_out(presses, replies)
                return self._announce(newest)
            lane.standing = None
        return answer_all(presses, "busy")

    def _decide(self, standing: Standing, presses: list[Press]) -> tuple[Session, list[Reply], list[Fact]]:
        value, replies, facts = standing.value, [], []
        for press in presses:
            try:
                turn = value.handle(press.event, press.by, press.at)
            except Exception:
                reference = f"{standing.value.id}-{next(self._references)}"
                log.exception(
                    "rule failed",
                    session=value.id,
                    version=standing.version,
                    press=repr(press.event),
                    reference=reference,
                )
                replies.append(trouble("trouble", press.by, reference))
                continue
            value = turn.state
            replies.append(turn.reply)
            facts.extend(turn.facts)
        return value, replies, facts

    async def _load(self, lane: Lane) -> Standing | None:
        saved = await self._store.load(lane.session)
        if saved is None:
            lane.standing = None
            return None
        standing = self._thaw(saved)
        self._keep(lane, standing, saved.state)
        return standing

    def _thaw(self, saved: Saved) -> Standing:
        value = self._kinds[saved.kind].thaw(saved.content, saved.state, saved.facts)
        return Standing(saved.kind, value, saved.version)

    def _announce(self, standing: Standing) -> None:
        for listener in self._listeners:
            listener(standing)
