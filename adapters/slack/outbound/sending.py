"""What is being posted: a mark in the store for every message on its way, since Slack has no name for a message but its own.

A mark is put down before Slack is asked to post and gets the message's `ts` afterwards; whoever is asked to post again under the
same key, after a crash or in another process, finds it there. It is taken off once it has been remembered elsewhere.
What may never happen: a message on its way without a mark.
"""

import asyncio
from collections import deque

import msgspec
from msgspec import Struct

from bot.kernel.clock import DAY, MINUTE, SECOND, Clock, Instant
from bot.kernel.errors import Busy
from bot.store.contract import Store

SHELF = "slack.sending"

HOLDS = 10 * MINUTE
"""For how long a mark stays: by then the engine has noted the message, or has come again."""

OLDEST = 30 * DAY
"""Marks of processes that are no more stay longer, as nobody knows whether anybody has noted the message; no session that
takes a break does so for longer."""

STALE = 3 * SECOND
"""If it takes longer from a look at the shelf until a mark is put down, this process was halted, and another may have taken
its sessions over meanwhile."""

AT_ONCE = 20
"""Old marks that are taken off beside one that is put down."""


class Mark(Struct, frozen=True, omit_defaults=True):
    """A message on its way: `at` is when it was sent off, `ts` its reference once Slack told it.

    `files` are Slack's ids of the files that belong to it, once they are uploaded; `shared`: they stand there, too.
    """

    at: Instant
    ts: str = ""
    files: tuple[str, ...] = ()
    shared: bool = False


class Sending:
    """The marks. Keys begin with the workspace and a blank, so that they go when it does."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._old: deque[tuple[Instant, str, bytes]] = deque()
        self._looked = False

    async def find(self, key: str) -> Mark | None:
        """Return the mark of a message that was on its way before, None where there is none."""
        written = await self._store.kept_one(SHELF, key)
        return None if written is None else _read(written)

    async def begin(self, key: str, looked: Instant) -> Mark:
        """Put a mark down: from now on the message is on its way; `looked` is when it was seen that it is not.

        Raises `Busy` where that was suspiciously long ago: then another process may have begun to post it, too.
        """
        mark = Mark(self._clock.now())
        await asyncio.gather(self.note(key, mark), *self._tidied())
        if self._clock.now() - looked > STALE:
            raise Busy(1)
        return mark

    async def note(self, key: str, mark: Mark) -> None:
        """Put down what is known of the message by now."""
        written = msgspec.json.encode(mark)
        await self._store.keep(SHELF, key, written)
        self._old.append((self._clock.now() + HOLDS, key, written))

    async def drop(self, key: str, mark: Mark) -> None:
        """Take the mark off: Slack surely did not take the message."""
        await self._store.unkeep(SHELF, key, msgspec.json.encode(mark))

    def _tidied(self) -> list[asyncio.Task[None]]:
        """Begin to take off marks that have done their duty; one that says something else by now stays."""
        loop, now = asyncio.get_running_loop(), self._clock.now()
        done: list[asyncio.Task[None]] = []
        while self._old and self._old[0][0] <= now and len(done) < AT_ONCE:
            _, key, written = self._old.popleft()
            done.append(loop.create_task(self._store.unkeep(SHELF, key, written)))
        if not self._looked:
            self._looked = True
            done.append(loop.create_task(self._look()))
        return done

    async def _look(self) -> None:
        """Note, once, which marks of former processes are to be taken off."""
        now = self._clock.now()
        for key, written in (await self._store.kept(SHELF)).items():
            mark = _read(written)
            if mark.at < now - OLDEST:
                self._old.appendleft((now, key, written))


def mark_of(workspace: str, channel: str, thread: str, key: str) -> str:
    """Return the name of a message's mark."""
    return f"{workspace} {channel} {thread or '-'} {key}"


def _read(written: bytes) -> Mark:
    try:
        return msgspec.json.decode(written, type=Mark)
    except msgspec.DecodeError:
        return Mark(0)
