"""The chat itself: who is in it, its channels, and every message that stands.

What may never happen: a message that was shown or whose id was returned, and is not in the store; a second message for one
key; a private message in the view of anybody else; a post of an open thread that goes without anybody having removed it.
"""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Sequence
from itertools import islice

import msgspec

from adapters.playground.index import session_of
from adapters.playground.record import Record
from adapters.playground.shelf import Shelf
from adapters.playground.values import Channel, Message, News, NewsKind, Persona, Sheet, Thread
from bot.kernel.card import File
from bot.kernel.clock import Clock, Instant
from bot.kernel.errors import Gone, StudybellError
from bot.kernel.message import Removed
from bot.kernel.people import Place
from bot.kernel.words import words
from bot.store.contract import Store

MOST_MESSAGES = 2_000
"""Messages kept in a channel beside its threads; older ones go, with what is in their threads. Open threads stay, whole."""

MOST_IN_THREAD = 20_000
"""Messages a thread takes, the removed ones too. Nothing of a thread is ever dropped, so it is full then."""

MOST_WAITING = 40
"""Posts of personas that may wait to be stored in one channel: whoever floods it makes nobody else wait long."""

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


class Refused(StudybellError):
    """What somebody wrote cannot stand; the text says why, and what they typed must not be lost."""


class Chat:
    """The state of the chat. Every change is stored, then shown, then announced."""

    def __init__(
        self, store: Store, clock: Clock, announce: Callable[[News], None], *, most: int = MOST_MESSAGES
    ) -> None:
        self.personas: Shelf[Persona] = Shelf(store, "playground:personas", Persona)
        self.channels: Shelf[Channel] = Shelf(store, "playground:channels", Channel)
        self._record = Record(store, clock, announce, most)
        self.messages = self._record.messages
        self.blobs = self._record.blobs
        self._index = self._record.index
        self._clock = clock
        self._announce = announce
        self._turn: dict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._waiting: dict[str, int] = defaultdict(int)
        self._opening = asyncio.Lock()
        self._loaded = False

    async def open(self) -> None:
        """Read everything from the store; does so once, whoever asks first."""
        async with self._opening:
            if self._loaded:
                return
            await self.personas.load()
            await self.channels.load()
            if not len(self.personas):
                for persona in FIRST_PERSONAS:
                    await self.personas.keep(persona.id, persona)
            if not len(self.channels):
                for channel in FIRST_CHANNELS:
                    await self.channels.keep(channel.id, channel)
            await self._record.load()
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
        return known and (not place.thread or self.root(place) is not None)

    def root(self, thread: Place) -> Message | None:
        """Return the message a thread begins at, None when it is no more; none begins at a private one."""
        root = self.messages.get(thread.thread)
        if root is None or not root.stands or root.to or root.thread or root.channel != thread.channel:
            return None
        return root

    def sees(self, persona: str, message: Message) -> bool:
        """Whether `persona` may see `message`."""
        return message.audience in {"", persona}

    # -- messages
    def standing(self, place: Place, key: str, to: str = "") -> Message | None:
        """Return the message of `key` in `place`, or None."""
        return self._index.keyed(place.channel, place.thread, key, to)

    async def put(self, place: Place, key: str, sheet: Sheet, ref: str | None, files: Sequence[File] = ()) -> Message:
        """Post the bot's card, or edit what stands at `ref` or under `key`; raises `Gone` when it, or the place, is no more."""
        async with self._turn[place.channel]:
            if not self.has_place(place):
                raise Gone
            old = self.messages.get(ref) if ref else self.standing(place, key)
            if ref and (old is None or not old.stands):
                raise Gone
            if old is None:
                draft = Message(id="", seq=0, at=0, channel=place.channel, thread=place.thread, key=key, sheet=sheet)
                return await self._record.add(draft, files)
            return await self._record.edit(old, sheet, files)

    async def post(self, draft: Message, files: Sequence[File] = ()) -> Message:
        """Add a message of the bot; with a key that already stands there, return the one that stands."""
        async with self._turn[draft.channel]:
            if not self.has_place(Place("", draft.channel, draft.thread)):
                raise Gone
            return self._record.same(draft) or await self._record.add(draft, files)

    async def say(self, draft: Message) -> Message:
        """Add what a persona wrote at `draft.at`, once for its key. Raises `Gone`, or `Refused` with the reason."""
        if self._waiting[draft.channel] >= MOST_WAITING:
            raise Refused(words("en")("Too many messages at once; yours was not sent. Send it again in a moment."))
        self._waiting[draft.channel] += 1
        try:
            async with self._turn[draft.channel]:
                return self._record.same(draft) or await self._record.add(self._fitting(draft), ())
        finally:
            self._waiting[draft.channel] -= 1

    async def rephrase(self, old: Message, text: str, mentions: tuple[str, ...], at: Instant) -> Message:
        """Change what a persona wrote, where it stands. Raises `Refused` with the reason."""
        async with self._turn[old.channel]:
            now = self._still(old.id, words("en")("Your message was deleted meanwhile; it cannot be edited any more."))
            if now.text == text:
                return now
            self._check_open(now)
            later = max(at, now.edited_at + 1)  # two edits in one millisecond: the text that stands is of the second
            new = msgspec.structs.replace(now, text=text, mentions=mentions, edited_at=later)
            await self._record.keep(new)
            return new

    async def replace(self, draft: Message, files: Sequence[File] = ()) -> Message:
        """Add a private message at the end, in place of the one with its key, which goes only once the new one stands."""
        async with self._turn[draft.channel]:
            if not self.has_place(Place("", draft.channel, draft.thread)):
                raise Gone
            old = self._record.same(draft)
            new = await self._record.add(draft, files)
            if old is not None and old.id in self.messages:
                await self._record.drop(old)
            return new

    async def rewrite(self, key: str, to: str, sheet: Sheet, files: Sequence[File] = ()) -> None:
        """Change the private messages of `key` that `to` has: in a channel, a thread or among the direct ones."""
        for old in self._index.whispered(to, key):
            async with self._turn[old.channel]:
                now = self.messages.get(old.id)
                if now is not None:
                    await self._record.edit(now, sheet, files)

    async def remove(self, message: Message, by: Removed = Removed.BY_MODERATOR, at: Instant = 0) -> Message | None:
        """Take a message away (`at` 0: now); return what is left in its place, None when nothing is.

        A post of a persona leaves its place in the thread behind, and so does the first message of a thread in which people have
        written; nobody can write there any more. Anything else goes with all that was in its thread.
        """
        async with self._turn[message.channel]:
            old = self.messages.get(message.id)
            if old is None or not old.stands:
                return None
            written_there = any(one.author for one in self._index.below(old.id))
            if not old.to and (written_there or (old.author and old.thread)):
                return await self._record.empty(old, by, at or self._clock.now())
            await self._record.drop(old)
            return None

    async def lock(self, root: str) -> None:
        """Let nobody write in the thread any more; raises `Gone` when its first message is no more."""
        await self._set_locked(root, to=True)

    async def unlock(self, root: str) -> None:
        """Let people write in the thread again; raises `Gone` when its first message is no more."""
        await self._set_locked(root, to=False)

    def latest(self, persona: str, channel: str, most: int, before: int | None = None) -> list[Message]:
        """Return the newest messages beside the threads of a channel that `persona` may see, oldest first.

        `before` is a `seq`: only older ones are asked for.
        """
        seen = (one for one in self._index.tops(channel, before) if self.sees(persona, one))
        return list(islice(seen, most))[::-1]

    def within(self, persona: str, root: str, most: int, before: int | None = None) -> list[Message]:
        """Return the newest messages of a thread that `persona` may see, oldest first; `before` as in `latest`."""
        seen = (one for one in self._index.below(root, before) if self.sees(persona, one))
        return list(islice(seen, most))[::-1]

    def news(self, persona: str, channel: str, most: int) -> list[Message]:
        """Return the newest messages of a channel, those of its threads too, that `persona` may see."""
        return list(islice((one for one in self._index.newest(channel) if self.sees(persona, one)), most))

    def thread(self, root: str) -> Thread:
        """Return what stands in the thread that begins at `root`, for everybody."""
        return self._index.thread(root)

    def leads_to(self, message: Message) -> Message | None:
        """Return the message at which the thread begins that a direct message is about, None when there is none."""
        direct = message.channel.startswith("@") and not message.author
        return self._index.thread_of(session_of(message)) if direct and message.key else None

    def posts(self, root: str) -> list[Message]:
        """Return everything personas wrote in a thread, oldest first: what stands, and the places of what was removed."""
        return [one for one in self._index.below(root) if one.author][::-1]

    def rooms(self, persona: str) -> list[str]:
        """Return the ids of the channels `persona` may look into, the own direct messages last."""
        return [channel.id for channel in self.channels] + [f"@{persona}"]

    # -- within a channel's turn
    def _fitting(self, draft: Message) -> Message:
        """Return what somebody wrote if it may stand where it is meant to."""
        say = words("en")
        if not self.has_place(Place("", draft.channel, draft.thread)):
            raise Gone
        self._check_open(draft)
        if draft.thread and self._index.length(draft.thread) >= MOST_IN_THREAD:
            raise Refused(say("This thread is full; go on in another one."))
        if not draft.reply_to or draft.reply_to == draft.thread:
            return msgspec.structs.replace(draft, reply_to="")
        gone = say(
            "The message you reply to was deleted meanwhile. Send yours without the reply, or reply to another one."
        )
        answered = self._still(draft.reply_to, gone)
        if answered.to or (answered.channel, answered.thread) != (draft.channel, draft.thread):
            raise Refused(say("You can only answer a message of the same thread."))
        return draft

    def _check_open(self, message: Message) -> None:
        root = self.messages.get(message.thread)
        if root is not None and root.locked:
            raise Refused(words("en")("This thread is closed; nobody can write in it any more."))

    def _still(self, message: str, gone: str) -> Message:
        found = self.messages.get(message)
        if found is None or not found.stands:
            raise Refused(gone)
        return found

    async def _set_locked(self, root: str, *, to: bool) -> None:
        message = self.messages.get(root)
        if message is None:
            raise Gone
        async with self._turn[message.channel]:
            now = self.messages.get(root)
            if now is None or not now.stands:
                raise Gone
            if now.locked != to:
                await self._record.keep(msgspec.structs.replace(now, locked=to))
