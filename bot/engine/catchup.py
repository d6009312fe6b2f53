"""Catching up: reading in threads what was not heard when it was written, since we were away or a platform did not tell.

Each thread is read from its session's mark on, a little before it, and what is found is handed to the desk as if it were heard
now; sessions know messages by their ids, so reading twice changes nothing. A thread in which nothing can have been missed is not
read (`bot/engine/gaps.py`). What may never happen: a mark moved past a message that the desk has not taken, or a member's message
that keeps the program from serving.
"""

import asyncio
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

import structlog
from msgspec import Struct

from bot.engine.chores import Chores
from bot.engine.desk import Desk
from bot.engine.gaps import LATELY, Gaps, Reading
from bot.engine.hearing import UNHEARD, Hearing, news_at
from bot.engine.lane import Standing
from bot.engine.marks import Marks
from bot.engine.murmuring import murmur
from bot.engine.pointing import about
from bot.engine.surface import History, Surface
from bot.engine.threads import begun_again, threads_in
from bot.kernel.card import Slot
from bot.kernel.clock import MINUTE, SECOND, Clock, Instant
from bot.kernel.errors import Busy, Denied, Gone
from bot.kernel.event import CaughtUp, Heard
from bot.kernel.message import Message
from bot.kernel.people import ENGINE, Actor, Place
from bot.kernel.session import Reply
from bot.kernel.words import marked
from bot.store.contract import Ownership, Posted, Store, StoreBroken

EVERY = 3 * MINUTE
"""How often it is looked whether anything was missed in the threads of the sessions that listen (milliseconds)."""

OVERLAP = MINUTE
"""How far before the mark reading begins, for clocks that differ and messages that appear late (milliseconds)."""

READINGS = 4
"""Threads of one platform read at a time."""

SESSIONS = 16
"""Sessions caught up with at a time; most of them have nothing to read."""

TOGETHER = 100
"""Messages handed to the desk at a time."""

TRIES = 10
"""How often a thread is asked for whose platform is busy, before it is left to the next round."""

TOO_BUSY = marked("time to read it (there is too much going on; I go on trying)")

TROUBLE = UNHEARD | {"gone", "trouble"}
"""Replies that are the engine's own, and nothing to tell an author afterwards."""

log = structlog.get_logger()


class Read(Struct, frozen=True):
    """What was read of the threads of a session; `since` and `unread` are those of `CaughtUp`."""

    since: Instant | None
    messages: tuple[Message, ...]
    unread: str


class CatchUp:
    """Reads what was missed, of all sessions every few minutes and of one when it matters."""

    def __init__(  # noqa: PLR0913 - what it works with
        self,
        desk: Desk,
        store: Store,
        surfaces: Mapping[str, Surface],
        clock: Clock,
        ownership: Ownership,
        chores: Chores,
        hearing: Hearing,
    ) -> None:
        self._desk = desk
        self._store = store
        self._surfaces = surfaces
        self._clock = clock
        self._ownership = ownership
        self._chores = chores
        self._hearing = hearing
        self._marks = Marks(store, clock)
        self._gaps = Gaps(self._marks, hearing, clock)
        self._reading: dict[str, asyncio.Semaphore] = defaultdict(lambda: asyncio.Semaphore(READINGS))
        self._someone = asyncio.Event()
        self._unread: set[str] = set()  # sessions that were told so, and are to be told when it is over

    def note(self, standing: Standing) -> None:
        """Note whether somebody listens, so that there is something to read from now on."""
        if not standing.value.listens:
            self._gaps.forget(standing.value.id)
            self._unread.discard(standing.value.id)
        elif self._history_of(standing.value.place) is not None:
            self._someone.set()

    async def run(self) -> None:
        """Read what was missed, at once and every few minutes, until cancelled."""
        while True:
            await self.round()
            if not self._someone.is_set():
                await self._someone.wait()
            await self._clock.sleep_until(self._clock.now() + EVERY)

    async def round(self) -> None:
        """Read the threads of all sessions that listen, those that wake soonest first."""
        await self._chores.start(self._round())

    async def _round(self) -> None:
        self._someone.clear()
        if not self._ownership.holds() or not any(each.capabilities.history for each in self._surfaces.values()):
            return
        try:
            listening = await self._store.listening()
        except StoreBroken as error:
            log.error("cannot look for what was missed", reason=str(error))
            return
        self._gaps.keep(listening)
        sessions = iter(listening)
        readers = [self._chores.start(self._read_each(sessions)) for _ in range(SESSIONS)]
        await self._chores.until_done(readers)

    async def _read_each(self, sessions: Iterator[str]) -> None:
        for session in sessions:
            self._someone.set()
            try:
                await self.read(session)
            except Exception:
                log.exception("a session's threads cannot be read", session=session)

    async def read(self, session: str, *, anyway: bool = False) -> None:
        """Hand to the desk what may have been missed in the session's threads.

        Nothing of the session is loaded where nothing was found; `anyway` tells it all the same that it was looked for, since
        something is about to be decided by what was written up to now. Raises `StoreBroken`.
        """
        posted = await self._store.posted(session)
        threads = tuple(threads_in(posted))
        surface = self._history_of(threads[0]) if threads else None
        if surface is None:
            return
        reading = await self._gaps.find(session, threads, surface, now=anyway)
        if reading is not None:
            await self._catch_up(reading, surface, posted, anyway=anyway)
        elif anyway:
            await self._desk.submit(session, CaughtUp(None), ENGINE, self._clock.now())

    async def _catch_up(
        self, reading: Reading, surface: Surface, posted: Mapping[Slot, Posted], *, anyway: bool
    ) -> None:
        session, threads = reading.session, reading.threads
        slots = {known.ref: slot for slot, known in posted.items() if known.ref}
        with self._hearing.gathering(session) as meanwhile:
            read = await self._read(surface, threads, max(reading.since - OVERLAP, 0), begun_again(posted))
            if not await self._hand_over(session, threads[0], read, slots):
                return
        if read.messages or anyway or reading.lost or (session in self._unread and not read.unread):
            standing = frozenset(message.id for message in read.messages if not message.removed) | meanwhile
            await self._desk.submit(session, CaughtUp(read.since, standing, read.unread), ENGINE, reading.began)
            (self._unread.add if read.unread else self._unread.discard)(session)
        if not read.unread:
            await self._gaps.close(reading, found=bool(read.messages))
        if read.messages and (after := await self._desk.look(session)) is not None:
            await self.forget(after)

    async def forget(self, standing: Standing) -> None:
        """Drop the mark of a session that is over; raises `StoreBroken`."""
        if standing.value.over:
            await self._marks.drop(standing.value.id)

    def _history_of(self, place: Place) -> Surface | None:
        surface = self._surfaces.get(place.platform)
        return surface if surface is not None and surface.capabilities.history else None

    # -- reading
    async def _read(self, surface: Surface, threads: Sequence[Place], since: Instant, anew: Instant) -> Read:
        """Read the threads. Of what was written before `anew`, when one was begun anew, nobody can say that it was removed."""
        found = [await self._history(surface, thread, since) for thread in threads]
        histories = [each for each in found if isinstance(each, History)]
        known = [each.whole_since for each in histories if each.whole_since is not None]
        messages = sorted((each for history in histories for each in history.messages), key=news_at)
        unread = next((each for each in found if isinstance(each, str)), "")
        return Read(max([*known, anew]) if len(known) == len(found) else None, tuple(messages), unread)

    async def _history(self, surface: Surface, thread: Place, since: Instant) -> History | str:
        """Return what was written in one thread; when the platform does not tell, for want of what."""
        turn = self._reading[thread.platform]
        with self._chores.waiting():
            await turn.acquire()
        try:
            for _ in range(TRIES):
                try:
                    return await surface.history(thread, since)
                except Busy as error:
                    await self._chores.rest(round(error.retry_after * SECOND))
        except Gone:
            return History(())
        except Denied as error:
            log.warning("a thread may not be read", thread=thread, permission=error.permission)
            return error.permission
        finally:
            turn.release()
        return TOO_BUSY

    # -- handing over
    async def _hand_over(self, session: str, thread: Place, read: Read, slots: Mapping[str, str]) -> bool:
        """Hand every message to the desk, and every private word to its author; False when the desk did not take them all."""
        news = [each for each in read.messages if not self._hearing.knows(thread.workspace, each)]
        words: dict[str, tuple[Message, str]] = {}
        for start in range(0, len(news), TOGETHER):
            some = news[start : start + TOGETHER]
            replies = await asyncio.gather(*(self._hand_on(session, thread, each, slots) for each in some))
            if any(reply.refused in UNHEARD for reply in replies):
                return False
            told = (pair for pair in zip(some, replies, strict=True) if pair[1].text and pair[1].refused not in TROUBLE)
            words |= {message.author: (message, reply.text) for message, reply in told}
        if words:
            self._chores.start(self._tell(session, thread, list(words.values())))
        return True

    async def _hand_on(self, session: str, thread: Place, message: Message, slots: Mapping[str, str]) -> Reply:
        missed = news_at(message) <= self._clock.now() - LATELY
        heard = Heard(message, slots.get(message.reply_to, "") if message.reply_to else "", missed=missed)
        return await self._hearing.hand_on(session, thread.workspace, heard, Actor(message.author, message.name))

    async def _tell(self, session: str, thread: Place, words: Sequence[tuple[Message, str]]) -> None:
        """Tell each author in private what they would have been told at once."""
        for message, text in words:
            surface = self._surfaces[thread.platform]
            card = about(text, session, thread, message.id, surface)
            await murmur(surface, session, thread, message, card, self._chores.rest, TRIES)
