"""What was heard of threads: which session begins a thread, and which messages have lately been handed to the desk."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from msgspec.structs import replace

from bot.engine.desk import Desk
from bot.engine.lane import Standing
from bot.kernel.card import Slot
from bot.kernel.clock import Instant
from bot.kernel.event import Heard
from bot.kernel.message import Message
from bot.kernel.newest import Newest
from bot.kernel.people import Actor, Place
from bot.kernel.session import Reply
from bot.store.contract import Store

MOST_THREADS = 10_000
"""Threads of which to remember the session."""

MOST_MESSAGES = 20_000
"""Messages of which to remember that they were handed on: those of a few minutes of a very busy workspace."""

BEGINNING = (0.05, 0.2, 0.75)
"""Seconds after which it is asked again whose a thread is that has only just begun."""

UNHEARD = frozenset({"busy", "not-saved"})
"""Replies that say that a message was not taken; it has to be handed on again."""


def news_at(message: Message) -> Instant:
    """Return when what `message` tells has happened: when it was written, last edited, or removed."""
    return message.removed_at or message.edited_at or message.at


class Hearing:
    """Hands messages to the sessions that listen to them. `losses` counts those that were not taken."""

    def __init__(self, desk: Desk, store: Store) -> None:
        self._desk = desk
        self._store = store
        self._sessions: Newest[Place, str] = Newest(MOST_THREADS)
        self._lately: Newest[tuple[str, str], tuple[Instant, str, Instant]] = Newest(MOST_MESSAGES)
        self._gathering: dict[str, list[set[str]]] = defaultdict(list)
        self._lost: dict[Place, tuple[int, Instant]] = {}
        self._dropped = 0
        self.losses = 0
        self._on_gone: list[Callable[[Standing, Slot, str], None]] = []

    async def listener(self, thread: Place) -> str | None:
        """Return the session that begins `thread` and listens. Threads of nobody are asked for again: one may begin any time."""
        session = self._sessions.get(thread)
        if session is None and thread.thread:
            session = await self._store.thread_of(thread)
        if session is None:
            return None
        self._sessions[thread] = session
        standing = await self._desk.look(session)
        return session if standing is not None and standing.value.listens else None

    async def beginning(self, thread: Place) -> str | None:
        """Return the session that listens in a thread of ours which may have begun right now, and is nobody's by our notes.

        Somebody can be faster to write there than we are to note that it stands. It takes a second where there is none.
        """
        for pause in BEGINNING:
            await asyncio.sleep(pause)
            session = await self.listener(thread)
            if session is not None:
                return session
        return None

    def on_gone(self, post_again: Callable[[Standing, Slot, str], None]) -> None:
        """Call `post_again` when a message of a session was deleted, with how it stands, the slot and the reference."""
        self._on_gone.append(post_again)

    async def gone(self, place: Place, ref: str) -> None:
        """Pass on that the message at `ref` in `place` was deleted, if it is a session's; raises `StoreBroken`."""
        session = await self._store.thread_of(replace(place, thread=ref))
        standing = await self._desk.look(session) if session is not None else None
        slot = await self._store.slot_of(session, ref) if session is not None else ""
        if standing is None or not slot:
            return
        for post_again in self._on_gone:
            post_again(standing, slot, ref)

    async def hand_on(self, session: str, workspace: str, heard: Heard, by: Actor) -> Reply:
        """Let the session hear a message; return its private word to the author."""
        if not heard.message.removed:
            for gathered in self._gathering.get(session, ()):
                gathered.add(heard.message.id)
        reply = await self._desk.submit(session, heard, by, news_at(heard.message))
        if reply.refused not in UNHEARD:
            self._remember(workspace, heard.message)
        return reply

    def lose(self, thread: Place, since: Instant) -> None:
        """Note that something of a message of `since` (0: of any) was not taken, which only reading the thread finds again."""
        self.losses += 1
        since = min(since, self._lost.pop(thread, (0, since))[1])
        self._lost[thread] = (self.losses, since)
        if len(self._lost) > MOST_THREADS:
            self._dropped, _ = self._lost.pop(next(iter(self._lost)))

    def lost_since(self, threads: Iterable[Place], after: int) -> Instant | None:
        """Return how far back the threads have to be read for what was lost in them after the first `after` `losses`, if any."""
        if self._dropped > after:
            return 0
        found = (self._lost[thread] for thread in threads if thread in self._lost)
        return min((since for number, since in found if number > after), default=None)

    @contextmanager
    def gathering(self, session: str) -> Iterator[set[str]]:
        """Gather the ids of messages the session is handed meanwhile: whoever reads its threads may not see them there."""
        gathered = set[str]()
        self._gathering[session].append(gathered)
        try:
            yield gathered
        finally:
            others = [each for each in self._gathering.pop(session) if each is not gathered]
            if others:
                self._gathering[session] = others

    def knows(self, workspace: str, message: Message) -> bool:
        """Whether the message was lately handed on as it stands."""
        return self._lately.get((workspace, message.id)) == _stamp(message)

    def _remember(self, workspace: str, message: Message) -> None:
        self._lately[workspace, message.id] = _stamp(message)


def _stamp(message: Message) -> tuple[Instant, str, Instant]:
    return message.edited_at, message.removed, message.removed_at
