"""What the surface's tests are built from: a channel on a strict Slack, and our surface before it as a process has it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from aiohttp import ClientSession
from msgspec.structs import replace

from adapters.slack.installs.tokens import OneToken
from adapters.slack.outbound.people import Roster
from adapters.slack.outbound.surface import SlackSurface
from adapters.slack.requests.api import Api
from adapters.slack.requests.client import open_session, web_client
from bot.engine.clock import ManualClock
from bot.kernel.card import Button, Card
from bot.kernel.people import Place
from bot.quiz.events import Answer
from bot.store.connect import open_store
from bot.store.contract import Store
from bot.testing.mortal import Life
from tests.loopback.slack import Loopback, Message, Person, loopback

SESSION = "abcdefghij"


def card(title: str = "Q", **changed: Any) -> Card:
    """Build a card with one button."""
    given = {"title": title, "body": "Which gas?", "buttons": (Button("A", Answer(0, (0,))),), "session": SESSION}
    return Card(**{**given, **changed})


class Room:
    """A workspace with Ada in a channel, and the surface of the process that runs."""

    def __init__(self, server: Loopback, clock: ManualClock, session: ClientSession, store: Store) -> None:
        self.server = server
        self.clock = clock
        self.session = session
        self.store = store
        server.file_delay = 0.0
        self.team = server.team()
        self.channel = self.team.channel()
        self.ada: Person = self.team.member("Ada")
        self.place = Place(f"slack:{self.team.id}", self.channel.id)
        self.left: list[SlackSurface | Roster] = []
        self.begin()

    def begin(self, life: Life | None = None) -> SlackSurface:
        """Begin a process: what the one before knew is forgotten. With a `life` it dies at one of its steps."""
        life = life or Life()
        client = web_client(self.session, self.server.api_url)
        self.api = Api(client, OneToken(client, self.server.bot_token, self.clock), self.clock)
        self.roster = Roster(self.api, self.clock)
        api, store = life.among(self.api), life.among(self.store)
        self.surface = SlackSurface(api, self.api.tokens, store, self.clock, self.roster)
        self.left += [self.surface, self.roster]
        return self.surface

    async def put(self, title: str = "Q", key: str = "s.q0", ref: str | None = None, **changed: Any) -> str:
        """Put a card; return its reference."""
        return (await self.surface.put(self.place, key, card(title, **changed), ref))[0]

    async def tell(self, title: str = "Due", key: str = "s.due.1", **changed: Any) -> None:
        """Tell Ada something."""
        await self.surface.tell(self.place, key, self.ada.id, card(title, **changed))

    async def thread(self, key: str = "s.prompt") -> Place:
        """Put a card at which a thread begins; return the thread."""
        return replace(self.place, thread=await self.put(key=key, thread="Enzymes"))

    def messages(self) -> list[Message]:
        """Return the messages that stand in the channel, its threads included."""
        return list(self.channel.messages.values())

    def titles(self) -> list[str]:
        """Return the titles of our messages in the channel."""
        return [title(each) for each in self.messages() if each.blocks and each.user is self.team.bot]

    def told(self) -> list[str]:
        """Return the titles of our messages to Ada."""
        return [title(each) for each in self.ada.dm.messages.values() if each.blocks and each.user is self.team.bot]

    def asked(self, method: str) -> int:
        """Return how often a method was called."""
        return len(self.server.called(method))


def title(message: Message) -> str:
    """Return the heading of a message."""
    return str(message.blocks[0]["text"]["text"])


@asynccontextmanager
async def room_on_slack(folder: Path) -> AsyncIterator[Room]:
    """Give a room; at the end nothing may have been sent that Slack would not have taken."""
    clock, store = ManualClock(), open_store(f"sqlite+aiosqlite:///{folder}/studybell.db")
    await store.open()
    try:
        async with loopback(clock) as server, open_session() as session:
            made = Room(server, clock, session, store)
            yield made
            for each in made.left:
                await each.stop()
            server.assert_clean()
    finally:
        await store.close()
