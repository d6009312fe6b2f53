"""The roster: who can see a place by now and how they may be reached, asked for once however many sessions want to know."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TypeVar

import structlog

from bot.engine.chores import Chores
from bot.engine.surface import Person, Surface
from bot.kernel.clock import SECOND, Clock, Instant
from bot.kernel.errors import Busy, Denied, Gone
from bot.kernel.people import Attendee, Place
from bot.people.prefs import MemberPrefs, WorkspaceSettings, every_prefs, settings_of
from bot.people.roll import attendees
from bot.store.contract import Store

FRESH = 2 * SECOND
"""How long an answer is given again (milliseconds): a thousand reminders fall into one second, a change of mind need not."""

TRIES = 20
"""How often a platform that is busy is asked who is there, before it counts as one that does not tell."""

log = structlog.get_logger()

K = TypeVar("K")
V = TypeVar("V")

People = tuple[Attendee, ...]


class Roster:
    """Answers who is in a place, from the platform and from what is set."""

    def __init__(self, store: Store, surfaces: Mapping[str, Surface], clock: Clock, chores: Chores) -> None:
        self._store = store
        self._surfaces = surfaces
        self._clock = clock
        self._chores = chores
        self._sweep_at: Instant = 0
        self._people: dict[tuple[Place, str], tuple[Instant, asyncio.Future[People | None]]] = {}
        self._set: dict[str, tuple[Instant, asyncio.Future[tuple[Mapping[str, MemberPrefs], WorkspaceSettings]]]] = {}

    async def called(self, place: Place, group: str) -> People | None:
        """Return who can see `place` (with `group`, those of it alone), None where the platform does not tell.

        Raises `StoreBroken` when it cannot be read what they have set.
        """
        return await self._once(self._people, (place, group), lambda: self._call(place, group))

    async def _call(self, place: Place, group: str) -> People | None:
        persons = await self._persons(place, group)
        if persons is None:
            return None
        prefs, settings = await self._once(self._set, place.workspace, lambda: self._read(place.workspace))
        return attendees(persons, prefs, settings)

    async def _read(self, workspace: str) -> tuple[Mapping[str, MemberPrefs], WorkspaceSettings]:
        return await every_prefs(self._store, workspace), await settings_of(self._store, workspace)

    async def _persons(self, place: Place, group: str) -> Sequence[Person] | None:
        surface = self._surfaces.get(place.platform)
        if surface is None:
            return None
        for _ in range(TRIES):
            try:
                return await surface.members(place, group)
            except Busy as error:
                await self._chores.rest(round(error.retry_after * SECOND))
            except (Denied, Gone) as error:
                log.warning("the roll cannot be called", place=place, group=group, reason=str(error))
                return None
        return None

    async def _once(
        self, known: dict[K, tuple[Instant, asyncio.Future[V]]], key: K, ask: Callable[[], Awaitable[V]]
    ) -> V:
        """Return the answer to `ask`, that of another asker where it is fresh or on its way."""
        now = self._clock.now()
        self._sweep(now)
        until, answer = known.get(key, (0, None))
        if answer is not None and not answer.done():
            with self._chores.waiting():
                return await asyncio.shield(answer)
        if answer is not None and now < until:
            return answer.result()
        answer = asyncio.get_running_loop().create_future()
        known[key] = (now + FRESH, answer)
        try:
            answer.set_result(await ask())
        except BaseException as error:
            known.pop(key, None)
            answer.set_exception(error if isinstance(error, Exception) else RuntimeError("the asker was cancelled"))
            answer.exception()  # it may be that nobody else waits for it
            raise
        return answer.result()

    def _sweep(self, now: Instant) -> None:
        """Forget, from time to time, what is too old to be given again."""
        if now < self._sweep_at:
            return
        self._sweep_at = now + FRESH
        for old in [key for key, (until, answer) in self._people.items() if until <= now and answer.done()]:
            del self._people[old]
        for gone in [key for key, (until, answer) in self._set.items() if until <= now and answer.done()]:
            del self._set[gone]
