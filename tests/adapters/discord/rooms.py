"""What the surface's tests are built from: a channel on a strict Discord, and our surface before it as a process has it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import discord
from msgspec.structs import replace

from adapters.discord.outbound.private import PrivateMessages
from adapters.discord.outbound.surface import DiscordSurface
from adapters.discord.requests.rest import Rest
from adapters.discord.terms.application import Granted
from bot.engine.clock import ManualClock
from bot.kernel.card import Button, Card
from bot.kernel.people import Place
from bot.quiz.events import Answer
from bot.store.connect import open_store, ownership_of
from tests.contract.discord_stage import connected
from tests.loopback.discord import Channel, Loopback, Message, loopback

SESSION = "abcdefghij"


def card(title: str = "Q", **changed: Any) -> Card:
    """Build a card with one button."""
    given = {"title": title, "body": "Which gas?", "buttons": (Button("A", Answer(0, (0,))),), "session": SESSION}
    return Card(**{**given, **changed})


class Room:
    """A server with a channel, a client that is connected to it, and the surface of the process that runs."""

    def __init__(self, server: Loopback, clock: ManualClock, client: discord.Client, folder: Path) -> None:
        self.server = server
        self.clock = clock
        self.client = client
        self.folder = folder
        self.granted = Granted(message_content=True, members=True)
        self.host_role = ""
        self.known = True
        self.guild = server.guild()
        self.channel: Channel = self.guild.channel()
        self.place = Place(f"discord:{self.guild.id}", str(self.channel.id))
        self.begin()

    def begin(self) -> None:
        """Begin a process: what the one before knew is forgotten."""
        self.rest = Rest(lambda: self.client)
        store = open_store(f"sqlite+aiosqlite:///{self.folder}/studybell.db")
        self.private = PrivateMessages(store, ownership_of(store), self.clock, self.rest.delete_own)
        self.surface = DiscordSurface(
            self.rest,
            self.private,
            self.clock,
            me=lambda: self.server.me.id,
            guilds=lambda guild: self.client.get_guild(guild) if self.known else None,
            granted=lambda: self.granted,
            host_role=self._host_role,
        )

    async def _host_role(self, workspace: str) -> str:
        assert workspace == self.place.workspace
        return self.host_role

    async def heard(self) -> None:
        """Wait until the client has been told what the server is like by now."""
        guild = self.guild.guild

        def told() -> bool:
            known = self.client.get_guild(guild.id)
            if known is None:
                return self.server.me.id not in guild.members
            here = known.get_channel(self.channel.id)
            return (
                here is not None
                and {role.id: role.permissions.value for role in known.roles}
                == {role.id: role.permissions for role in guild.roles.values()}
                and {target.id: tuple(each.value for each in over.pair()) for target, over in here.overwrites.items()}
                == self.channel.overwrites
            )

        await self.server.until(told)

    async def put(self, title: str = "Q", key: str = "s.q0", ref: str | None = None, **changed: Any) -> str:
        """Put a card; return its reference."""
        return (await self.surface.put(self.place, key, card(title, **changed), ref))[0]

    async def thread(self, key: str = "s.prompt") -> Place:
        """Put a card at which a thread begins; return the thread."""
        ref = await self.put(key=key, thread="Enzymes")
        return replace(self.place, thread=ref)

    def threads(self) -> list[Channel]:
        """Return the threads that are there."""
        return [each for each in self.guild.guild.channels.values() if each.is_thread]

    def messages(self, channel: Channel | None = None) -> list[Message]:
        """Return the messages that stand in a channel or thread."""
        return list((channel or self.channel).messages.values())

    def asked(self, method: str, route: str) -> int:
        """Return how often something was asked for."""
        return sum(1 for each in self.server.asked if (each.method, each.route) == (method, route))


@asynccontextmanager
async def room_on_discord(folder: Path) -> AsyncIterator[Room]:
    """Give a room; at the end nothing may have been sent that Discord would not have taken."""
    clock = ManualClock()
    async with loopback(clock) as server:
        server.grant(message_content=True, members=True)
        async with connected(server) as client:
            made = Room(server, clock, client, folder)
            await made.heard()
            yield made
        server.assert_clean()


def words(message: Message) -> str:
    """Return the texts of a message, one after the other."""
    return "\n".join(_texts(message.body.get("components") or []))


def _texts(components: list[dict[str, Any]]) -> list[str]:
    return [
        text
        for each in components
        for text in ([each["content"]] if "content" in each else _texts(each.get("components") or []))
    ]
