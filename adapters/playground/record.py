"""The chat's messages as they are written down: stored, then shown, then announced.

Every method that changes something is called within the turn of its channel (see ``chat.py``). What may never happen: a message
that is shown and not in the store; a file that goes while a message carries it.
"""

import secrets
from collections.abc import Callable, Sequence

import msgspec
from msgspec import Struct

from adapters.playground.index import Index
from adapters.playground.shelf import Shelf
from adapters.playground.values import Message, News, NewsKind, Sheet, digest
from bot.kernel.card import File
from bot.kernel.clock import Clock, Instant
from bot.kernel.message import Removed
from bot.store.contract import Store

MOST_PRIVATE = 30
"""Private messages without a key that a persona keeps in a channel; older ones go."""


class Blob(Struct, frozen=True):
    """The bytes of a file."""

    data: bytes


class Record:
    """The messages and their files. `most`: how many a channel keeps beside its threads."""

    def __init__(self, store: Store, clock: Clock, announce: Callable[[News], None], most: int) -> None:
        self.messages: Shelf[Message] = Shelf(store, "playground:messages", Message)
        self.blobs: Shelf[Blob] = Shelf(store, "playground:files", Blob)
        self.index = Index()
        self._clock = clock
        self._announce = announce
        self._most = most

    async def load(self) -> None:
        """Read everything from the store."""
        await self.messages.load()
        await self.blobs.load()
        for message in sorted(self.messages, key=lambda message: message.seq):
            former = self.same(message)
            self.index.put(message)
            if former is not None:  # a crash came before it could go
                await self.drop(former)

    def same(self, draft: Message) -> Message | None:
        """Return the message that stands where `draft` would, with its key."""
        return self.index.keyed(draft.channel, draft.thread, draft.key, draft.to) if draft.key else None

    async def add(self, draft: Message, files: Sequence[File]) -> Message:
        """Add a message at the end, as of now unless it says when, and let go of the oldest where there are too many."""
        for file in files:
            await self._keep_file(file, draft.sheet)
        self.index.seq += 1
        at = draft.at or self._clock.now()
        message = msgspec.structs.replace(draft, id=secrets.token_hex(6), seq=self.index.seq, at=at)
        await self.keep(message)
        await self._thin(message)
        return message

    async def edit(self, old: Message, sheet: Sheet, files: Sequence[File]) -> Message:
        """Change the card of a message; nothing happens when it stands like that already."""
        if old.sheet == sheet:
            return old
        for file in files:
            await self._keep_file(file, sheet)
        new = msgspec.structs.replace(old, sheet=sheet, text="", edited_at=self._clock.now())
        await self.keep(new)
        await self._sweep(old)
        return new

    async def empty(self, old: Message, by: Removed, at: Instant) -> Message:
        """Leave nothing of a message but its place. The key of a persona's stays: sent again it is not posted anew."""
        left = Message(
            id=old.id,
            seq=old.seq,
            at=old.at,
            channel=old.channel,
            thread=old.thread,
            author=old.author,
            key=old.key if old.author else "",
            locked=not old.thread,
            removed=by,
            removed_at=at,
        )
        if not left.key:
            self.index.forget_key(old)
        await self.keep(left)
        await self._sweep(old)
        return left

    async def keep(self, message: Message) -> None:
        """Store a message, and only then let it be seen."""
        await self.messages.keep(message.id, message)
        self.index.put(message)
        self._announce(News(NewsKind.MESSAGE, message, message.audience))
        if message.thread and not message.to:
            self._announce(News(NewsKind.THREAD, message.thread, message.audience))

    async def _keep_file(self, file: File, sheet: Sheet | None) -> None:
        name = digest(file.data)
        if sheet is not None and name not in self.blobs:
            await self.blobs.keep(name, Blob(file.data))

    async def drop(self, message: Message) -> None:
        """Take a message away with all that is in its thread."""
        for one in [*self.index.below(message.id), message]:
            await self.messages.drop(one.id)
            self.index.take(one)
            self._announce(News(NewsKind.REMOVED, one.id, one.audience))
            await self._sweep(one)
        if message.thread and not message.to:
            self._announce(News(NewsKind.THREAD, message.thread, message.audience))

    async def _sweep(self, old: Message) -> None:
        """Let go of files that no message carries any more."""
        gone = {file.digest for file in old.sheet.files} if old.sheet else set()
        if not gone:
            return
        used = {file.digest for message in self.messages if message.sheet for file in message.sheet.files}
        for name in gone - used:
            await self.blobs.drop(name)

    async def _thin(self, newest: Message) -> None:
        """Drop the oldest messages of a channel that has too many, or too many private ones of one persona."""
        if not newest.thread and self.index.size(newest.channel) > self._most:
            oldest = next((one for one in self.index.oldest(newest.channel) if not one.keeps_thread), None)
            if oldest is not None and oldest.id != newest.id:
                await self.drop(oldest)
        if newest.to and not newest.key:
            for message in self.index.loose(newest.channel, newest.to)[:-MOST_PRIVATE]:
                await self.drop(message)
