"""The chat itself: who is in it, its channels, and every message that stands.

What may never happen: a message that was shown or whose id was returned, and is not in the store; a second message for one
key; a private message in the view of anybody else.
"""

import asyncio
import secrets
from collections import defaultdict
from collections.abc import Callable, Sequence

import msgspec
from msgspec import Struct

from adapters.playground.shelf import Shelf
from adapters.playground.values import Channel, Message, News, NewsKind, Persona, Sheet, digest
from bot.kernel.card import File
from bot.kernel.clock import Clock
from bot.kernel.errors import Gone
from bot.kernel.people import Place
from bot.store.contract import Store

MOST_MESSAGES = 2_000
"""Messages kept in a channel, threads included; older ones go."""

MOST_PRIVATE = 30
"""Private messages without a key that a persona keeps in a channel; older ones go."""

FIRST_PERSONAS = (
    Persona(id="rivera", name="Ms Rivera", host=True),
    Persona(id="ada", name="Ada"),
    Persona(id="ben", name="Ben"),
    Persona(id="chen", name="Chen"),
)
FIRST_CHANNELS = (
    Channel(id="general", name="general", topic="Everybody, everything"),
    Channel(id="biology", name="biology", topic="Cells, species and what they eat"),
    Channel(id="onboarding", name="onboarding", topic="New here? Start with a quiz"),
)

_Where = tuple[str, str, str, str]
"""Channel, thread, the persona who alone sees it (or ""), key: what a keyed message is found by."""


class Blob(Struct, frozen=True):
    """The bytes of a file."""

    data: bytes


class Chat:
    """The state of the chat. Every change is stored, then shown, then announced."""

    def __init__(
        self, store: Store, clock: Clock, announce: Callable[[News], None], *, most: int = MOST_MESSAGES
    ) -> None:
        self.personas: Shelf[Persona] = Shelf(store, "playground:personas", Persona)
        self.channels: Shelf[Channel] = Shelf(store, "playground:channels", Channel)
        self.messages: Shelf[Message] = Shelf(store, "playground:messages", Message)
        self.blobs: Shelf[Blob] = Shelf(store, "playground:files", Blob)
        self._clock = clock
        self._announce = announce
        self._most = most
        self._keyed: dict[_Where, str] = {}
        self._ids: dict[str, dict[str, None]] = defaultdict(dict)
        self._turn: dict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._opening = asyncio.Lock()
        self._loaded = False
        self._seq = 0

    async def open(self) -> None:
        """Read everything from the store; does so once, whoever asks first."""
        async with self._opening:
            if self._loaded:
                return
            for shelf in (self.personas, self.channels, self.messages, self.blobs):
                await shelf.load()
            if not len(self.personas):
                for persona in FIRST_PERSONAS:
                    await self.personas.keep(persona.id, persona)
            if not len(self.channels):
                for channel in FIRST_CHANNELS:
                    await self.channels.keep(channel.id, channel)
            for message in sorted(self.messages, key=lambda message: message.seq):
                former = self._same(message)
                self._index(message)
                if former is not None:  # a crash came before it could go
                    await self._drop(former)
            self._loaded = True

    # -- people and channels
    async def add_persona(self, persona: Persona) -> None:
        """Let somebody in."""
        await self.personas.keep(persona.id, persona)
        self._announce(News(NewsKind.PERSONA, persona))

    async def add_channel(self, channel: Channel) -> None:
        """Make a channel."""
        await self.channels.keep(channel.id, channel)
        self._announce(News(NewsKind.CHANNEL, channel))

    def has_place(self, place: Place) -> bool:
        """Whether the channel, and the thread's first message, are there."""
        channel = place.channel
        known = channel in self.channels or (channel.startswith("@") and channel[1:] in self.personas)
        if not known or not place.thread:
            return known
        root = self.messages.get(place.thread)
        return root is not None and root.channel == channel and not root.thread

    def sees(self, persona: str, message: Message) -> bool:
        """Whether `persona` may see `message`."""
        return message.audience in {"", persona}

    # -- messages
    def standing(self, place: Place, key: str, to: str = "") -> Message | None:
        """Return the message of `key` in `place`, or None."""
        found = self._keyed.get((place.channel, place.thread, to, key))
        return self.messages.get(found) if found else None

    async def put(self, place: Place, key: str, sheet: Sheet, ref: str | None, files: Sequence[File] = ()) -> Message:
        """Post the bot's card, or edit what stands at `ref` or under `key`; raises `Gone` when it, or the place, is no more."""
        async with self._turn[place.channel]:
            if not self.has_place(place):
                raise Gone
            old = self.messages.get(ref) if ref else self.standing(place, key)
            if ref and old is None:
                raise Gone
            if old is None:
                draft = Message(id="", seq=0, at=0, channel=place.channel, thread=place.thread, key=key, sheet=sheet)
                return await self._add(draft, files)
            return await self._edit(old, sheet, files)

    async def post(self, draft: Message, files: Sequence[File] = ()) -> Message:
        """Add a message; with a key that already stands there, return the one that stands."""
        async with self._turn[draft.channel]:
            if not self.has_place(Place("", draft.channel, draft.thread)):
                raise Gone
            return self._same(draft) or await self._add(draft, files)

    async def replace(self, draft: Message, files: Sequence[File] = ()) -> Message:
        """Add a private message at the end, in place of the one with its key, which goes only once the new one stands."""
        async with self._turn[draft.channel]:
            if not self.has_place(Place("", draft.channel, draft.thread)):
                raise Gone
            old = self._same(draft)
            new = await self._add(draft, files)
            if old is not None and old.id in self.messages:
                await self._drop(old)
            return new

    async def rewrite(self, place: Place, key: str, to: str, sheet: Sheet, files: Sequence[File] = ()) -> None:
        """Change the private message of `key` that `to` has in `place`; nothing when there is none."""
        async with self._turn[place.channel]:
            old = self.standing(place, key, to)
            if old is not None:
                await self._edit(old, sheet, files)

    async def remove(self, message: Message) -> None:
        """Take a message away, and with it the thread that began at it."""
        async with self._turn[message.channel]:
            await self._drop(message)

    async def lock(self, root: str) -> None:
        """Let nobody write in the thread any more; raises `Gone` when its first message is no more."""
        message = self.messages.get(root)
        if message is None:
            raise Gone
        async with self._turn[message.channel]:
            await self._keep(msgspec.structs.replace(self.messages.get(root) or message, locked=True))

    def latest(self, persona: str, channel: str, most: int, before: int | None = None) -> list[Message]:
        """Return the newest messages of a channel that `persona` may see, oldest first, with the threads they began.

        `before` is a `seq`: only older ones are asked for.
        """
        every = [message for key in self._ids[channel] if (message := self.messages.get(key))]
        seen = [message for message in every if self.sees(persona, message)]
        tops = [one for one in seen if not one.thread and (before is None or one.seq < before)][-most:]
        roots = {message.id for message in tops}
        return [message for message in seen if message.id in roots or message.thread in roots]

    def rooms(self, persona: str) -> list[str]:
        """Return the ids of the channels `persona` may look into, the own direct messages last."""
        return [channel.id for channel in self.channels] + [f"@{persona}"]

    # -- within a channel's turn
    def _same(self, draft: Message) -> Message | None:
        return self.standing(Place("", draft.channel, draft.thread), draft.key, draft.to) if draft.key else None

    async def _add(self, draft: Message, files: Sequence[File]) -> Message:
        for file in files:
            await self._keep_file(file, draft.sheet)
        self._seq += 1
        message = msgspec.structs.replace(draft, id=secrets.token_hex(6), seq=self._seq, at=self._clock.now())
        await self._keep(message)
        await self._thin(message)
        return message

    async def _edit(self, old: Message, sheet: Sheet, files: Sequence[File]) -> Message:
        if old.sheet == sheet:
            return old
        for file in files:
            await self._keep_file(file, sheet)
        new = msgspec.structs.replace(old, sheet=sheet, text="", edited_at=self._clock.now())
        await self._keep(new)
        await self._sweep(old)
        return new

    async def _keep(self, message: Message) -> None:
        await self.messages.keep(message.id, message)
        self._index(message)
        self._announce(News(NewsKind.MESSAGE, message, message.audience))

    async def _keep_file(self, file: File, sheet: Sheet | None) -> None:
        name = digest(file.data)
        if sheet is not None and name not in self.blobs:
            await self.blobs.keep(name, Blob(file.data))

    async def _drop(self, message: Message) -> None:
        below = [
            one for key in self._ids[message.channel] if (one := self.messages.get(key)) and one.thread == message.id
        ]
        for one in [*below, message]:
            await self.messages.drop(one.id)
            self._ids[one.channel].pop(one.id, None)
            where = (one.channel, one.thread, one.to, one.key)
            if self._keyed.get(where) == one.id:
                del self._keyed[where]
            self._announce(News(NewsKind.REMOVED, one.id, one.audience))
            await self._sweep(one)

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
        ids = self._ids[newest.channel]
        if len(ids) > self._most and (oldest := self.messages.get(next(iter(ids)))):
            await self._drop(oldest)
        if not newest.to or newest.key:
            return
        own = [one for key in ids if (one := self.messages.get(key)) and one.to == newest.to and not one.key]
        for message in own[:-MOST_PRIVATE]:
            await self._drop(message)

    def _index(self, message: Message) -> None:
        self._ids[message.channel][message.id] = None
        self._seq = max(self._seq, message.seq)
        if message.key:
            self._keyed[message.channel, message.thread, message.to, message.key] = message.id
