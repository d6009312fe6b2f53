"""The roster: who can see a place by now and how they may be reached, asked for once however many sessions want to know.

Where the platform does not tell who is there, it answers for those the session knows of: what they have set holds all the same.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TypeVar
from weakref import WeakValueDictionary

import structlog
from msgspec import Struct

from bot.engine.chores import Chores
from bot.engine.surface import Person, Surface
from bot.kernel.clock import HOUR, SECOND, Clock, Instant
from bot.kernel.errors import Busy, Denied, Gone
from bot.kernel.event import Roll
from bot.kernel.people import Attendee, Place
from bot.kernel.session import RollCall
from bot.people.prefs import MemberPrefs, WorkspaceSettings, every_prefs, settings_of
from bot.people.roll import attendees
from bot.store.contract import Store

FRESH = 2 * SECOND
"""How long an answer is given again (milliseconds): a thousand reminders fall into one second, a change of mind need not."""

LOOKED_UP = HOUR
"""For how long it is believed that a single member is there, or not (milliseconds): each costs the platform a request."""

TRIES = 20
"""How often a platform that is busy is asked who is there, before it counts as one that does not tell."""

log = structlog.get_logger()

K = TypeVar("K")
V = TypeVar("V")

People = tuple[Attendee, ...]
Settings = tuple[Mapping[str, MemberPrefs], WorkspaceSettings]


class _Told(Struct, frozen=True):
    """What the platform tells of a place: who is there, or None and the permission that is missing for it, if that is why."""

    people: People | None
    missing: str = ""


class Roster:
    """Answers who is in a place, from the platform and from what is set."""

    def __init__(self, store: Store, surfaces: Mapping[str, Surface], clock: Clock, chores: Chores) -> None:
        self._store = store
        self._surfaces = surfaces
        self._clock = clock
        self._chores = chores
        self._sweep_at: Instant = 0
        self._told: dict[tuple[Place, str], tuple[Instant, asyncio.Future[_Told]]] = {}
        self._set: dict[str, tuple[Instant, asyncio.Future[Settings]]] = {}
        self._single: dict[tuple[Place, str, str], tuple[Instant, Person | None]] = {}
        self._turns: WeakValueDictionary[tuple[Place, str], asyncio.Lock] = WeakValueDictionary()

    async def called(self, place: Place, call: RollCall) -> Roll:
        """Return the answer to a session's question who can see `place`.

        Raises `StoreBroken` when it cannot be read what they have set.
        """
        told = await self._once(self._told, (place, call.group), lambda: self._call(place, call.group))
        if told.people is not None:
            return Roll(call.mark, told.people)
        persons = await self._present(place, call)
        here = [Person(member, "") for member in call.known] if persons is None else persons
        known = attendees(here, *await self._settings(place.workspace))
        left = frozenset(call.known) - {each.member for each in known}
        return Roll(call.mark, None, known, left, told.missing)

    async def _call(self, place: Place, group: str) -> _Told:
        surface = self._surfaces.get(place.platform)
        if surface is None:
            return _Told(None)
        try:
            persons = await self._asked(lambda: surface.members(place, group))
        except (Denied, Gone) as error:
            log.info("the roll cannot be called", place=place, group=group, reason=str(error))
            return _Told(None, error.permission if isinstance(error, Denied) else "")
        return _Told(None if persons is None else attendees(persons, *await self._settings(place.workspace)))

    async def _settings(self, workspace: str) -> Settings:
        return await self._once(self._set, workspace, lambda: self._read(workspace))

    async def _read(self, workspace: str) -> Settings:
        return await every_prefs(self._store, workspace), await settings_of(self._store, workspace)

    async def _present(self, place: Place, call: RollCall) -> Sequence[Person] | None:
        """Return who of those the session knows of is there, None where not even that is told.

        One after the other for each place: what one session wants to know another may have asked.
        """
        surface = self._surfaces.get(place.platform)
        if surface is None or not call.known:
            return None
        lock = self._turns.setdefault((place, call.group), asyncio.Lock())
        with self._chores.waiting():
            await lock.acquire()
        try:
            return await self._look_up(surface, place, call)
        except (Denied, Gone) as error:
            log.info("members cannot be looked up", place=place, group=call.group, reason=str(error))
            return None
        finally:
            lock.release()

    async def _look_up(self, surface: Surface, place: Place, call: RollCall) -> Sequence[Person] | None:
        now = self._clock.now()
        known = {member: self._single.get((place, call.group, member), (0, None)) for member in call.known}
        seen = {member: person for member, (until, person) in known.items() if until > now}
        asked = [member for member in call.known if member not in seen]
        if asked:
            persons = await self._asked(lambda: surface.present(place, asked, call.group))
            if persons is None:
                return None
            seen |= dict.fromkeys(asked) | {each.member: each for each in persons}
            self._single |= {(place, call.group, member): (now + LOOKED_UP, seen[member]) for member in asked}
        return [person for person in seen.values() if person is not None]

    async def _asked(self, ask: Callable[[], Awaitable[Sequence[Person]]]) -> Sequence[Person] | None:
        """Return what a surface answers, None where it is too busy for long."""
        for _ in range(TRIES):
            try:
                return await ask()
            except Busy as error:
                await self._chores.rest(round(error.retry_after * SECOND))
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
        for old in [key for key, (until, answer) in self._told.items() if until <= now and answer.done()]:
            del self._told[old]
        for past in [key for key, (until, _) in self._single.items() if until <= now]:
            del self._single[past]
        for gone in [key for key, (until, answer) in self._set.items() if until <= now and answer.done()]:
            del self._set[gone]
