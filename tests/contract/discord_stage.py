"""Discord as a stage of the contract: our surface and a plain client of discord.py before a strict Discord on loopback.

The contract calls people by their names, Discord by numbers: `Named` stands between the two.
"""

import asyncio
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import discord

from adapters.discord.outbound.private import PrivateMessages
from adapters.discord.outbound.surface import DiscordSurface
from adapters.discord.rendering import cards
from adapters.discord.requests.rest import Rest
from adapters.discord.terms.application import Granted
from bot.engine.clock import ManualClock
from bot.kernel.card import Card
from bot.kernel.message import Removed
from bot.kernel.people import Place
from bot.store.connect import open_store, ownership_of
from bot.testing.stages import KEY, PEOPLE, Stage
from tests.contract.named import Named
from tests.loopback.discord import Channel, Classroom, Loopback, Message, NotPossible, loopback
from tests.loopback.discord.acts import act
from tests.loopback.discord.interactions import COMMAND
from tests.loopback.discord.people import Person as Somebody
from tests.loopback.discord.permissions import sees
from tests.loopback.fixtures import pointed_at

BOT, OWNER = "studybell", "owner"


class DiscordStage:
    """A server with Ada, Ben and a bot, where the application was granted all it may ask for."""

    bots = frozenset({"helper", BOT})

    def __init__(self, server: Loopback, clock: ManualClock) -> None:
        self.clock = clock
        self.server = server
        server.grant(message_content=True, members=True)
        self.room: Classroom = server.guild()
        self.channel: Channel = self.room.channel()
        self.people: dict[str, Somebody] = {name: self.room.member(name) for name in PEOPLE}
        helper = self.room.member("helper", user=server.user("helper", bot=True))
        self.role = self.room.role("group")
        self.ids = {name: person.id for name, person in self.people.items()}
        self.ids |= {"helper": helper.id, BOT: server.me.id, OWNER: self.room.owner.id}
        self.place = Place(f"discord:{self.room.id}", str(self.channel.id))
        self.surface: Any = None
        self.private: Any = None
        self.rest: Any = None
        self._answer = Card()

    def play(self, surface: DiscordSurface, private: PrivateMessages, rest: Rest) -> None:
        """Begin, now that a client is connected."""
        ids = {name: str(number) for name, number in self.ids.items()}
        self.surface, self.private, self.rest = Named(surface, ids, _titled), private, rest

    def seen(self, member: str) -> Sequence[str]:
        """Return the titles of our messages that Discord shows them: in the channel, in threads, among direct ones."""
        person = self.people[member]
        threads = [each for each in self.room.guild.channels.values() if each.parent is self.channel]
        places = [each for each in (self.channel, *threads) if sees(each, person.user)]
        shown = [each.message for place in places for each in person.sees(place)]
        told = [each.message for each in person.inbox()]
        return [
            self._title(each)
            for each in (*shown, *told)
            if each.author is self.server.me and each.body.get("components")
        ]

    def _title(self, message: Message) -> str:
        heading = _heading(message.body)
        return self.surface.titles.get(heading, heading)

    async def delete(self, ref: str) -> None:
        """Delete the message, or the private thread, as a moderator."""
        thread = self.server.channels.get(int(ref))
        self.room.deletes(thread if thread is not None and thread.private else self._message(ref))

    async def reply(self, member: str, card: Card) -> None:
        """Answer a command of theirs with it."""
        self._answer = self.surface.card(card)
        data = {"id": "1", "name": "try", "type": 1}
        await act(self.server, COMMAND, self.people[member].user, self.channel, data)

    async def interaction(self, interaction: discord.Interaction) -> None:
        """Answer it as the adapter does, and note by which token the answer can be edited."""
        payload = cards.message(self._answer, key=KEY)
        body = {**payload.body, "flags": payload.body["flags"] | 1 << 6}
        self.private.note(KEY, str(interaction.user.id), interaction.token, self.clock.now())
        await self.rest.respond(interaction.id, interaction.token, 4, body, payload.files)

    async def write(self, member: str, thread: Place, text: str, reply_to: str = "") -> str:
        """Write it, where the thread is open."""
        answered = self._message(reply_to) if reply_to else None
        channel = self.server.channels[int(thread.thread)]
        try:
            return str((await self.people[member].writes(channel, text, reply_to=answered)).id)
        except NotPossible:
            return ""

    async def edit(self, thread: Place, message: str, text: str) -> None:  # noqa: ARG002 - an id says which
        """Let its author change it."""
        found = self._message(message)
        await self._author(found).edits(found, text)

    async def remove(self, thread: Place, message: str, by: Removed) -> None:  # noqa: ARG002 - as above
        """Let its author or a moderator take it away."""
        found = self._message(message)
        if by is Removed.BY_AUTHOR:
            await self._author(found).removes(found)
        else:
            self.room.deletes(found)

    def pinged(self, ref: str) -> Collection[str]:
        """Return whom Discord notifies."""
        return [user.name for user in self._message(ref).mentions]

    def refuse(self, member: str) -> bool:
        """Let them switch direct messages off."""
        self.people[member].takes_no_dms()
        return True

    def group(self, *members: str) -> str:
        """Give them a role."""
        for member in members:
            self.room.guild.members[self.ids[member]].roles.append(self.role.id)
        return self.role.name

    def _message(self, ref: str) -> Message:
        every = (channel.messages.get(int(ref)) for channel in self.server.channels.values())
        return next(message for message in every if message is not None)

    def _author(self, message: Message) -> Somebody:
        return self.people[message.author.name]


def _titled(card: Card) -> str:
    return _heading(cards.message(card).body)


def _heading(body: Mapping[str, Any]) -> str:
    """Return the first text of a message."""
    return next(_texts(body.get("components") or []), "")


def _texts(components: Sequence[Mapping[str, Any]]) -> Any:
    for each in components:
        if "content" in each:
            yield each["content"]
        yield from _texts(each.get("components") or [])


@asynccontextmanager
async def connected(server: Loopback) -> AsyncIterator[discord.Client]:
    """Give a client of discord.py that is ready."""
    intents = discord.Intents(guilds=True, guild_messages=True)
    nobody = discord.MemberCacheFlags.none()
    with pointed_at(server):
        client = discord.Client(
            intents=intents, member_cache_flags=nobody, chunk_guilds_at_startup=False, guild_ready_timeout=0.02
        )
        running = asyncio.create_task(client.start(server.token))
        try:
            await asyncio.wait_for(client.wait_until_ready(), 5)
            yield client
        finally:
            await client.close()
            await running


@asynccontextmanager
async def on_discord(folder: Path) -> AsyncIterator[Stage]:
    """Give the stage, and see at the end that nothing was sent which Discord would not have taken."""
    clock, store = ManualClock(), open_store(f"sqlite+aiosqlite:///{folder}/studybell.db")
    await store.open()
    try:
        async with loopback(clock) as server:
            stage = DiscordStage(server, clock)
            async with connected(server) as client:
                rest = Rest(lambda: client)
                private = PrivateMessages(store, ownership_of(store), clock, rest.delete_own)
                everything = Granted(message_content=True, members=True)
                surface = DiscordSurface(
                    rest,
                    private,
                    clock,
                    me=lambda: client.user.id if client.user else 0,
                    guilds=client.get_guild,
                    granted=lambda: everything,
                )
                stage.play(surface, private, rest)
                client.on_interaction = stage.interaction
                yield stage
            server.assert_clean()
    finally:
        await store.close()
