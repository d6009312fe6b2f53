"""The platforms of the house as the contract of surfaces meets them: Ada and Ben in a channel where nothing was posted yet.

A new platform gives a `Stage` of its own and adds it to `STAGES`; ``tests/contract/test_surface.py`` then tries it.
"""

from collections.abc import AsyncIterator, Callable, Collection, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Protocol

from msgspec.structs import replace

from adapters.playground.chat import Chat, Refused
from adapters.playground.surface import PlaygroundSurface
from adapters.playground.values import Message, News, Persona, sheet_of
from adapters.terminal.surface import MOST_MESSAGES, TerminalSurface
from bot.engine.clock import ManualClock
from bot.engine.surface import Person, Surface
from bot.kernel.card import Card
from bot.kernel.errors import Denied
from bot.kernel.message import Message as Written
from bot.kernel.message import Removed
from bot.kernel.people import Place
from bot.kernel.session import Reply
from bot.store.connect import open_store
from bot.testing.platform import MemoryPlatform

SESSION = "abcdefghij"
PEOPLE = ("ada", "ben")
KEEP = "mine"
KEY = f"{SESSION}.{KEEP}"
"""What a private message is called that news may replace."""


class Stage(Protocol):
    """A platform with Ada and Ben in it, and what each of them has before their eyes."""

    surface: Surface
    clock: ManualClock
    place: Place
    bots: frozenset[str]

    def seen(self, member: str) -> Sequence[str]:
        """Return the title of every message `member` can see in `place` and among the direct ones, each as often as it stands."""
        ...

    async def delete(self, ref: str) -> None:
        """Delete a public message, as a moderator would."""
        ...

    async def reply(self, member: str, card: Card) -> None:
        """Give `member` the card as the answer to an act: the private message `KEY`."""
        ...

    # -- what members do in a thread that begins at one of our messages
    async def write(self, member: str, thread: Place, text: str, reply_to: str = "") -> str:
        """Let `member` write in the thread, as an answer to the message `reply_to`; return the message's id.

        It is "" where the platform does not let them, since the thread is closed.
        """
        ...

    async def edit(self, thread: Place, message: str, text: str) -> None:
        """Let the author change a message."""
        ...

    async def remove(self, thread: Place, message: str, by: Removed) -> None:
        """Let the author or a moderator take a message away."""
        ...

    def pinged(self, ref: str) -> Collection[str]:
        """Return the members whom the public message at `ref` pings."""
        ...

    def refuse(self, member: str) -> bool:
        """Let `member` take no direct messages from now on; False on a platform where nobody can refuse them."""
        ...

    def group(self, *members: str) -> str:
        """Return the name of a group (a role, a user group) of these members; "" on a platform that has none."""
        ...


class Memory:
    """The platform the engine's own tests play on."""

    place = Place("memory:school", "biology")
    bots = frozenset({"helper"})

    def __init__(self) -> None:
        self.clock = ManualClock()
        self.platform = MemoryPlatform(self.clock)
        self.platform.people += [Person(member, member) for member in PEOPLE] + [Person("helper", "Helper", bot=True)]
        self.surface: Surface = self.platform

    def seen(self, member: str) -> Sequence[str]:
        """Return what is public, and of the whispers of one key the last."""
        public = [message.card.title for message in self.platform.visible(member)]
        whispered = {key: card.title for key, to, card in self.platform.whispered if to == member}
        return [*public, *whispered.values(), *(card.title for _, to, card in self.platform.told if to == member)]

    async def delete(self, ref: str) -> None:
        """Delete it."""
        self.platform.delete(ref)

    async def reply(self, member: str, card: Card) -> None:
        """Whisper it: nobody acts on this platform, so nothing else is private."""
        await self.surface.whisper(self.place, KEY, member, card)

    async def write(self, member: str, thread: Place, text: str, reply_to: str = "") -> str:
        """Write it, where the thread is open."""
        try:
            return self.platform.threads.write(member, thread, text, reply_to).id
        except Denied:
            return ""

    async def edit(self, thread: Place, message: str, text: str) -> None:  # noqa: ARG002 - an id says which
        """Change it."""
        self.platform.threads.edit(message, text)

    async def remove(self, thread: Place, message: str, by: Removed) -> None:  # noqa: ARG002 - as above
        """Take it away."""
        self.platform.threads.remove(message, by)

    def pinged(self, ref: str) -> Collection[str]:
        """Return whom the card names."""
        return self.platform.messages[ref].card.mentions

    def refuse(self, member: str) -> bool:
        """Close their mailbox."""
        self.platform.unreachable.add(member)
        return True

    def group(self, *members: str) -> str:
        """Make a group."""
        self.platform.groups["group"] = frozenset(members)
        return "group"


class Terminal:
    """The stream of text, and what it remembers to be on it."""

    place = Place("terminal:main", "class")
    bots = frozenset({"helper"})

    def __init__(self) -> None:
        self.clock = ManualClock()
        self.screen = TerminalSurface(lambda _: None, self.clock, home="class")
        self.screen.people.update({member: Person(member, member) for member in PEOPLE})
        self.screen.people["helper"] = Person("helper", "Helper", bot=True)
        self.surface: Surface = self.screen

    def seen(self, member: str) -> Sequence[str]:
        """Return what was printed for everybody or for this member, as it was edited since."""
        return [message.card.title for message in self.screen.visible(self.place, member)]

    async def delete(self, ref: str) -> None:  # noqa: ARG002 - the oldest goes first
        """Nothing printed is deleted; it is forgotten when enough was printed after it."""
        elsewhere = replace(self.place, channel="corridor")
        for number in range(MOST_MESSAGES):
            await self.surface.put(elsewhere, f"other.{number}", Card(title="Other"), None)

    async def reply(self, member: str, card: Card) -> None:
        """Show it as the answer to a line that was typed."""
        self.screen.show(self.place, member, Reply(card=card, keep=KEEP))

    async def write(self, member: str, thread: Place, text: str, reply_to: str = "") -> str:
        """Write it, where the thread is open."""
        message = Written(self.screen.new_id(), member, member.capitalize(), self.clock.now(), text, reply_to)
        try:
            self.screen.talk.write(thread, message)
        except Denied:
            return ""
        return message.id

    async def edit(self, thread: Place, message: str, text: str) -> None:  # noqa: ARG002 - an id says which
        """Change it."""
        self.screen.talk.rewrite(message, text, (), self.clock.now())

    async def remove(self, thread: Place, message: str, by: Removed) -> None:  # noqa: ARG002 - as above
        """Take it away."""
        self.screen.talk.take_away(message, by, self.clock.now())

    def pinged(self, ref: str) -> Collection[str]:
        """Return whom the message rings."""
        return next(each.card.mentions for each in self.screen.visible(self.place, "ada") if each.ref == ref)

    def refuse(self, member: str) -> bool:
        """Let them take none."""
        self.screen.deaf.add(member)
        return True

    def group(self, *members: str) -> str:
        """Make a group."""
        self.screen.groups["group"] = members
        return "group"


class Playground:
    """The page's chat on a real store, and the news that pages are sent. The bot is no persona and has no page."""

    place = Place("playground:main", "general")
    bots: frozenset[str] = frozenset()

    def __init__(self, chat: Callable[[Callable[[News], None]], Chat], clock: ManualClock) -> None:
        self.clock = clock
        self.news: list[News] = []
        self.chat = chat(self.news.append)
        self.surface: Surface = PlaygroundSurface(self.chat, clock)

    def seen(self, member: str) -> Sequence[str]:
        """Return what the page shows, and what it was sent though it must not show it."""
        rooms = (self.place.channel, f"@{member}")
        tops = [message for room in rooms for message in self.chat.latest(member, room, 100)]
        shown = [*tops, *(message for top in tops for message in self.chat.within(member, top.id, 100))]
        sent = [news.value for news in self.news if news.to in {"", member} and isinstance(news.value, Message)]
        hidden = [message for message in sent if message.audience not in {"", member}]
        return [message.sheet.title for message in (*shown, *hidden) if message.sheet]

    async def delete(self, ref: str) -> None:
        """Take the message away, with its thread."""
        await self.chat.remove(self._message(ref))

    async def reply(self, member: str, card: Card) -> None:
        """Add it as the answer to a press."""
        channel = self.place.channel
        await self.chat.replace(Message(id="", seq=0, at=0, channel=channel, to=member, key=KEY, sheet=sheet_of(card)))

    async def write(self, member: str, thread: Place, text: str, reply_to: str = "") -> str:
        """Write it, where the thread is open."""
        draft = Message(id="", seq=0, at=0, channel=thread.channel, thread=thread.thread, author=member, text=text)
        try:
            return (await self.chat.say(replace(draft, reply_to=reply_to))).id
        except Refused:
            return ""

    async def edit(self, thread: Place, message: str, text: str) -> None:  # noqa: ARG002 - an id says which
        """Change it."""
        await self.chat.rephrase(self._message(message), text, (), self.clock.now())

    async def remove(self, thread: Place, message: str, by: Removed) -> None:  # noqa: ARG002 - as above
        """Take it away."""
        await self.chat.remove(self._message(message), by)

    def pinged(self, ref: str) -> Collection[str]:
        """Return whom the page marks the message for."""
        sheet = self._message(ref).sheet
        return sheet.mentions if sheet else ()

    def refuse(self, member: str) -> bool:  # noqa: ARG002 - a persona has no such switch
        """Return False: everybody who has a page can be reached."""
        return False

    def group(self, *members: str) -> str:  # noqa: ARG002 - as above
        """Return "": teachers and learners are all the groups there are, and nobody can make others."""
        return ""

    def _message(self, ref: str) -> Message:
        message = self.chat.messages.get(ref)
        assert message is not None
        return message


@asynccontextmanager
async def _memory(_: Path) -> AsyncIterator[Stage]:
    yield Memory()


@asynccontextmanager
async def _terminal(_: Path) -> AsyncIterator[Stage]:
    yield Terminal()


@asynccontextmanager
async def _playground(folder: Path) -> AsyncIterator[Stage]:
    store, clock = open_store(f"sqlite+aiosqlite:///{folder}/studybell.db"), ManualClock()
    await store.open()
    try:
        stage = Playground(lambda announce: Chat(store, clock, announce), clock)
        await stage.chat.open()
        for member in PEOPLE:
            await stage.chat.add_persona(Persona(member, member))
        yield stage
    finally:
        await store.close()


STAGES: dict[str, Callable[[Path], AbstractAsyncContextManager[Stage]]] = {
    "memory": _memory,
    "terminal": _terminal,
    "playground": _playground,
}
