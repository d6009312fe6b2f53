"""A chat platform in memory: real in all it does, strict in what it takes, and in trouble when a test says so."""

import asyncio
from collections import deque
from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from bot.engine.surface import Capabilities, History, Person, Stretch
from bot.kernel.card import Card
from bot.kernel.clock import Clock, Instant
from bot.kernel.errors import Denied, Gone
from bot.kernel.event import spell_press
from bot.kernel.people import Place
from bot.testing.texts import marked_up, presses
from bot.testing.threads import Threads


class Post(Struct):
    """A message of ours as it stands in the channel, and how often it has been edited. `opened`: its thread is there.

    `admitted` are those who see it and what is in its thread, None for everybody.
    """

    place: Place
    key: str
    card: Card
    edits: int = 0
    opened: bool = False
    admitted: set[str] | None = None


class MemoryPlatform:
    """`bot.engine.surface.Surface`: messages by reference, private ones by key and member.

    `trouble` are errors raised by the next calls of `put`, `private_trouble` by those of `tell` and `whisper`, `thread_trouble`
    by those of `close`, `reopen` and `admit`, `reading_trouble` by those of `members` and `history`, `present_trouble` by those
    of `present`; None among them lets a call pass.
    Whoever is in `unreachable` takes no direct messages. While it is not `readable`, histories are on their way.
    `connected_since` is when its connection began to tell everything, None where it claims nothing; `silent_since` is when it was
    last known to stand.
    """

    def __init__(  # noqa: PLR0913 - all a test may say of it
        self,
        clock: Clock,
        *,
        gap: int = 1_000,
        private_edits: bool = True,
        history: bool = True,
        tombstones: bool = True,
        private_threads: bool = True,
        threads_lock: bool = True,
        date_picker: bool = False,
    ) -> None:
        self.capabilities = Capabilities(
            gap=gap,
            private_edits=private_edits,
            threads_lock=threads_lock,
            private_threads=private_threads,
            date_picker=date_picker,
            history=history,
        )
        self.people: list[Person] = []
        self.groups: dict[str, frozenset[str]] = {}
        self.unreachable: set[str] = set()
        self.messages: dict[str, Post] = {}
        self.threads = Threads(clock, tombstones=tombstones)
        self.puts: list[tuple[Instant, str, Card]] = []
        self.told: list[tuple[str, str, Card]] = []
        self.whispered: list[tuple[str, str, Card]] = []
        self.admissions: list[tuple[Instant, str]] = []
        self.asked: list[tuple[Place, str]] = []
        self.looked_up: list[tuple[str, ...]] = []
        self.read: list[tuple[Place, Instant]] = []
        self.reading = 0
        self.readable = asyncio.Event()
        self.readable.set()
        self.connected_since: Instant | None = None
        self.silent_since: Instant | None = None
        self._came = asyncio.Event()
        self.trouble: deque[Exception | None] = deque()
        self.private_trouble: deque[Exception | None] = deque()
        self.thread_trouble: deque[Exception | None] = deque()
        self.reading_trouble: deque[Exception | None] = deque()
        self.present_trouble: deque[Exception | None] = deque()
        self._clock = clock
        self._by_key: dict[tuple[Place, str], str] = {}
        self._direct: set[str] = set()

    def budget(self, place: Place) -> str:
        """Return the channel: each has a budget of its own."""
        return place.channel

    async def put(self, place: Place, key: str, card: Card, ref: str | None) -> tuple[str, Instant]:
        """Post or edit; one key leaves one message. A thread that is gone or closed takes neither."""
        _refuse_oversize(key, card)
        _raise_next(self.trouble)
        self._enter(place if card.admits is None or ref is None else replace(place, thread=ref))
        if ref is None:
            ref = self._by_key.setdefault((place, key), f"m{len(self._by_key)}")
            private = card.admits is not None and self.capabilities.private_threads
            admitted = set[str]() if private else None
            message = self.messages.setdefault(ref, Post(place, key, card, admitted=admitted))
        elif ref in self.messages and self.messages[ref].place == place:
            message = self.messages[ref]
            message.edits += 1
        else:
            raise Gone
        message.card = card
        message.opened = message.opened or bool(card.thread)
        self.puts.append((self._clock.now(), ref, card))
        return ref, self._clock.now()

    def delete(self, ref: str) -> None:
        """Delete a message, as a moderator would, and the thread that begins at it."""
        self.delete_thread(ref)
        del self.messages[ref]

    def delete_thread(self, ref: str) -> None:
        """Delete the thread that begins at a message, and all in it; the message stands."""
        self.messages[ref].opened = False
        self.threads.closed.discard(replace(self.messages[ref].place, thread=ref))
        for inner in [inner for inner, message in self.messages.items() if message.place.thread == ref]:
            del self.messages[inner]

    async def whisper(self, place: Place, key: str, member: str, card: Card) -> None:
        """Replace a member's private message."""
        del place
        _refuse_oversize("", card)
        _raise_next(self.private_trouble)
        self.whispered.append((key, member, card))

    async def tell(self, place: Place, key: str, member: str, card: Card) -> None:
        """Send a direct message; one key leaves one message."""
        del place
        _refuse_oversize("", card)
        _raise_next(self.private_trouble)
        if member in self.unreachable:
            raise Denied("send direct messages")
        if f"{key} {member}" not in self._direct:
            self._direct.add(f"{key} {member}")
            self.told.append((key, member, card))

    async def members(self, place: Place, group: str = "") -> Sequence[Person]:
        """Return everybody, all of whom see every channel; or those of a group."""
        self.asked.append((place, group))
        _raise_next(self.reading_trouble)
        await asyncio.sleep(0)
        if not group:
            return list(self.people)
        return [person for person in self.people if person.member in self.groups.get(group, frozenset())]

    async def present(self, place: Place, members: Sequence[str], group: str = "") -> Sequence[Person]:
        """Return those who are there; `looked_up` notes who was asked for."""
        del place
        self.looked_up.append(tuple(members))
        _raise_next(self.present_trouble)
        await asyncio.sleep(0)
        wanted = frozenset(members) & self.groups.get(group, frozenset()) if group else frozenset(members)
        return [person for person in self.people if person.member in wanted]

    async def history(self, thread: Place, since: Instant) -> History:
        """Return what members have written in the thread."""
        self.read.append((thread, since))
        _raise_next(self.reading_trouble)
        if not self._begun(thread):
            raise Gone
        self.reading += 1
        self._came.set()
        await self.readable.wait()
        self.reading -= 1
        return self.threads.history(thread, since)

    def unbroken(self, thread: Place) -> Stretch | None:
        """Return what the test says: everything since `connected_since` was heard, until now or until `silent_since`."""
        del thread
        if self.connected_since is None:
            return None
        until = self._clock.now() if self.silent_since is None else self.silent_since
        return Stretch(self.connected_since, max(until, self.connected_since))

    async def admit(self, thread: Place, member: str) -> None:
        """Let a member into a private thread, unless they are not there any more."""
        _raise_next(self.thread_trouble)
        admitted = self.messages[thread.thread].admitted if self._begun(thread) else None
        if admitted is None:
            raise Gone
        assert thread not in self.threads.closed, "nobody is let into a closed thread"
        self.admissions.append((self._clock.now(), member))
        if member in {person.member for person in self.people}:
            admitted.add(member)

    async def close(self, thread: Place) -> None:
        """Let nobody write in the thread any more."""
        _raise_next(self.thread_trouble)
        if not self._begun(thread):
            raise Gone
        if self.capabilities.threads_lock:
            self.threads.closed.add(thread)

    async def reopen(self, thread: Place) -> None:
        """Let everybody write in the thread again."""
        _raise_next(self.thread_trouble)
        if not self._begun(thread):
            raise Gone
        self.threads.closed.discard(thread)

    def link(self, place: Place, ref: str) -> str:
        """Return a link to a message."""
        return f"[there](memory://{place.channel}/{ref})"

    # -- for looking at what stands there
    def visible(self, member: str) -> list[Post]:
        """Return the messages `member` can see: private threads are open to those who were let in."""
        return [post for ref, post in self.messages.items() if self._sees(member, ref)]

    def shown(self, slot: str) -> Card:
        """Return the one message of a slot; an error when there is none, or more than one."""
        return self.messages[self.ref(slot)].card

    def ref(self, slot: str, session: str = "") -> str:
        """Return the reference of the one message of a slot (of a session); an error when there is none, or more than one."""
        mine = {
            ref: message.key.split(".") for ref, message in self.messages.items() if message.key.startswith(session)
        }
        (found,) = [ref for ref, parts in mine.items() if slot in parts]
        return found

    def thread(self, slot: str, session: str = "") -> Place:
        """Return the thread that begins at the one message of a slot."""
        ref = self.ref(slot, session)
        return replace(self.messages[ref].place, thread=ref)

    async def crowded(self, readers: int) -> None:
        """Wait until so many histories are on their way at a time."""
        while self.reading < readers:
            self._came.clear()
            await self._came.wait()

    def _sees(self, member: str, ref: str) -> bool:
        post = self.messages[ref]
        inside = not post.place.thread or self._sees(member, post.place.thread)
        return inside and (post.admitted is None or member in post.admitted)

    def _begun(self, thread: Place) -> bool:
        message = self.messages.get(thread.thread)
        return message is not None and message.opened and replace(thread, thread="") == message.place

    def _enter(self, place: Place) -> None:
        if place.thread and not self._begun(place):
            raise Gone
        if place in self.threads.closed:
            raise Denied("write in a closed thread")


def _raise_next(trouble: deque[Exception | None]) -> None:
    error = trouble.popleft() if trouble else None
    if error is not None:
        raise error


def _refuse_oversize(key: str, card: Card) -> None:
    """Refuse what no platform would take: limits of Discord's messages and Slack's blocks, roughly."""
    assert len(key) <= 25, f"an idempotency key has at most 25 characters: {key}"
    assert len(card.title) <= 256, "a title has at most 256 characters"
    assert sum(len(text) for text in marked_up(card)) <= 12_000, "a message is too long"
    assert len(card.buttons) <= 25, "a message has at most 25 buttons"
    assert all(len(button.label) <= 80 for button in card.buttons), "a label has at most 80 characters"
    assert len(card.thread) <= 100, "a thread's name has at most 100 characters"
    assert len(card.mentions) <= 100, "a message pings at most 100 members"
    for press in presses(card):
        spell_press(card.session, press)
