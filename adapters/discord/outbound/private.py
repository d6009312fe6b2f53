"""Private messages that later news may replace: by which token, and until when.

An ephemeral message can be edited for 15 minutes, by the token of the interaction it answered, and by nothing else (API docs,
"Receiving and Responding", 2026-08). The newest token of each member and key is held in memory and written to shelves of the
store in chunks a few times a second, so that a process started later, or another one, can edit too. What may never happen: a
write to the store for one press; news put into an older message of the member than the newest.
"""

import asyncio
import secrets
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable, Iterable

import msgspec
import structlog
from msgspec import Struct

from adapters.discord.outbound.answering import Answering
from adapters.discord.outbound.tokens import CHUNK, SHELVES, Kept, expiry, rows_of, shelf_name, shelf_of
from bot.kernel.clock import MINUTE, SECOND, Clock, Instant
from bot.kernel.errors import StudybellError
from bot.store.contract import Ownership, Store, StoreBroken

LIFETIME = 15 * MINUTE - 5 * SECOND
"""How long a token is used after its interaction arrived: Discord's 15 minutes, less what the way there may take."""

PACE = 300
"""Milliseconds between two writes to the shelves."""

SETTLED = 500
"""Milliseconds after which what another process noted before stands on the shelf (its `PACE`, and the write)."""

AGREED = 2 * SECOND
"""For how long a shelf that was read for a key is taken for what stands there: the news of one key come all at once."""

SWEPT = 5 * MINUTE
"""How often what has expired is taken off the shelves, while there is anything on them."""

MOST_WAITING = 20_000
"""Tokens that wait to be written, while the store cannot be reached; the oldest of more stay in memory alone."""

MOST_SUPERSEDED = 2_000
"""Older messages that wait to be deleted; the oldest of more stay where they are until their reader leaves the channel."""

SWEEPERS = 4
"""Older messages that are deleted at one time."""

log = structlog.get_logger()


class _Held(Struct, gc=False):
    """The newest message of a member and key.

    `here`: noted by this process itself, to which Discord brings what happens in that server, so that no other can know of a
    newer one. `fresh`: shown as it was answered; news has not been put into it yet.
    """

    token: str
    until: Instant
    here: bool
    fresh: bool


class PrivateMessages:
    """Where the private messages stand that news may replace. `discard` deletes the message of a token.

    Who answers members says so in `answering`, since news waits for that.
    """

    def __init__(
        self, store: Store, ownership: Ownership, clock: Clock, discard: Callable[[str], Awaitable[None]]
    ) -> None:
        self.answering = Answering()
        self._store = store
        self._ownership = ownership
        self._clock = clock
        self._discard = discard
        self._held: dict[tuple[str, str], _Held] = {}
        self._waiting: dict[tuple[str, str], Kept] = {}
        self._superseded: deque[str] = deque(maxlen=MOST_SUPERSEDED)
        self._chunks: dict[str, set[str]] = {shelf_name(number): set() for number in range(SHELVES)}
        self._read_for: dict[str, Instant] = {}
        self._reading: dict[str, asyncio.Task[None]] = {}
        self._to_write = asyncio.Event()
        self._to_discard = asyncio.Event()
        self._writing = asyncio.Lock()
        self._kept = asyncio.Event()
        self._name = secrets.token_hex(4)
        self._number = 0

    async def open(self) -> None:
        """Read what former processes noted, and take off the shelves what can't be edited any more; raises `StoreBroken`."""
        for shelf in self._chunks:
            await self._read(shelf)
        await self._sweep()

    def note(self, key: str, member: str, token: str, at: Instant) -> None:
        """Note that `member` got a new private message of `key` by `token`, at `at`.

        The one before is deleted soon, unless news has been put into it: then it is a record of its own.
        """
        before = self._held.get((key, member))
        replaced = before is not None and before.fresh and before.token != token and before.until > at
        if before is not None and replaced and self._mine(key) and not self._knows_newer((key, member), at + LIFETIME):
            self._superseded.append(before.token)
            self._to_discard.set()
        self.renew(key, member, token, at)

    def renew(self, key: str, member: str, token: str, at: Instant) -> None:
        """Note that the private message of `key` was updated in its place, and can now be edited by `token`.

        One that was answered before what is known already, and confirmed after it, changes nothing: it may be the very message.
        """
        until, slot = at + LIFETIME, (key, member)
        if self._knows_newer(slot, until):
            return
        self._held[slot] = _Held(token, until, here=True, fresh=self._mine(key))
        self._waiting.pop(slot, None)
        self._waiting[slot] = Kept(key, member, token, until)
        if len(self._waiting) > MOST_WAITING:
            del self._waiting[next(iter(self._waiting))]
        self._to_write.set()

    async def token(self, key: str, member: str) -> str | None:
        """Return the token by which the private message of `key` can be edited now, None when there is none to edit."""
        await self.answering.settled(member)
        held = self._held.get((key, member))
        if (held is None or not held.here) and self._ownership.watched:
            await self._read_again(key)
            held = self._held.get((key, member))
        return held.token if held is not None and held.until > self._clock.now() else None

    def news(self, key: str, member: str) -> None:
        """Note that news was put into the message: a newer one does not take it away any more."""
        held = self._held.get((key, member))
        if held is not None:
            held.fresh = False

    def forget(self, key: str, member: str, token: str) -> None:
        """Note that the message of `token` is no more; one noted meanwhile stays."""
        held = self._held.get((key, member))
        if held is not None and held.token == token:
            del self._held[key, member]

    async def run(self) -> None:
        """Write to the shelves and delete what is superseded, until cancelled; what waits is written before it returns."""
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._keep_written())
                group.create_task(self._keep_swept())
                for _ in range(SWEEPERS):
                    group.create_task(self._discard_superseded())
        finally:
            await self.flush()

    async def flush(self) -> None:
        """Write what waits to the shelves, now. Where the store can't be reached it goes on waiting."""
        async with self._writing:
            waiting, self._waiting = self._waiting, {}
            by_shelf: defaultdict[str, list[Kept]] = defaultdict(list)
            for kept in waiting.values():
                by_shelf[shelf_of(kept.key)].append(kept)
            try:
                while by_shelf:
                    shelf, rows = next(iter(by_shelf.items()))
                    await self._write(shelf, rows)
                    del by_shelf[shelf]
            except StoreBroken as error:
                log.warning("private messages not noted", waiting=len(waiting), reason=str(error))
            finally:
                left = {(row.key, row.member): row for rows in by_shelf.values() for row in rows}
                self._waiting = left | self._waiting

    async def _keep_written(self) -> None:
        while True:
            await self._to_write.wait()
            await self._clock.sleep_until(self._clock.now() + PACE)
            self._to_write.clear()
            await self.flush()
            if self._waiting:
                self._to_write.set()

    async def _keep_swept(self) -> None:
        while True:
            await self._kept.wait()
            await self._clock.sleep_until(self._clock.now() + SWEPT)
            await self._sweep()
            if not any(self._chunks.values()):
                self._kept.clear()

    async def _write(self, shelf: str, rows: list[Kept]) -> None:
        for start in range(0, len(rows), CHUNK):
            chunk = rows[start : start + CHUNK]
            self._number += 1
            name = f"{max(row.until for row in chunk):013d}.{self._name}.{self._number}"
            await self._store.keep(shelf, name, msgspec.json.encode(chunk))
            self._chunks[shelf].add(name)
            self._kept.set()

    async def _read_again(self, key: str) -> None:
        """Read the key's shelf, unless that was done for it lately; all who wait for the same key wait for one reading.

        Before it, what others may have noted just now gets the time to be written. A reading for another key may have been
        before that, so that it does not count.
        """
        if self._clock.now() - self._read_for.get(key, -AGREED) < AGREED:
            return
        reading = self._reading.get(key)
        if reading is None:
            reading = self._reading[key] = asyncio.create_task(self._settled(key))
            reading.add_done_callback(lambda _: self._reading.pop(key, None))
        await asyncio.shield(reading)

    async def _settled(self, key: str) -> None:
        await self._clock.sleep_until(self._clock.now() + SETTLED)
        began = self._clock.now()
        try:
            await self._read(shelf_of(key))
        except StoreBroken as error:
            log.warning("private messages of others not known", reason=str(error))
        else:
            self._read_for[key] = began

    async def _read(self, shelf: str) -> None:
        began = self._clock.now()
        found = await self._store.kept(shelf)
        for name in found.keys() - self._chunks[shelf]:
            self._chunks[shelf].add(name)
            self._kept.set()
            if expiry(name) > began:
                self._take_in(rows_of(found[name]))

    def _take_in(self, rows: Iterable[Kept]) -> None:
        """Remember what others noted, where it is newer than what is known."""
        for row in rows:
            held = self._held.get((row.key, row.member))
            if held is None or held.until < row.until:
                self._held[row.key, row.member] = _Held(row.token, row.until, here=False, fresh=False)

    async def _sweep(self) -> None:
        """Forget what can't be edited any more, here and on the shelves."""
        now = self._clock.now()
        self._held = {slot: held for slot, held in self._held.items() if held.until > now}
        self._read_for = {key: at for key, at in self._read_for.items() if at > now - AGREED}
        try:
            for shelf, names in self._chunks.items():
                for name in [each for each in names if expiry(each) <= now]:
                    await self._store.unkeep(shelf, name)
                    names.discard(name)
        except StoreBroken as error:
            log.warning("old private messages not forgotten", reason=str(error))

    async def _discard_superseded(self) -> None:
        while True:
            await self._to_discard.wait()
            if not self._superseded:
                self._to_discard.clear()
                continue
            try:
                await self._discard(self._superseded.popleft())
            except StudybellError as error:
                log.info("older private message not deleted", reason=str(error))

    def _knows_newer(self, slot: tuple[str, str], until: Instant) -> bool:
        held = self._held.get(slot)
        return held is not None and held.until > until

    def _mine(self, key: str) -> bool:
        """Whether it is this process that puts news into messages of `key`, so that it knows into which it has."""
        return self._ownership.mine(key.partition(".")[0])
