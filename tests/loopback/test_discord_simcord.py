"""A second referee: the same acts of a bot lead to the same codes in simcord, which others wrote, and here."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, NamedTuple

import discord
import pytest
import simcord
from discord import app_commands
from discord.http import Route

from tests.loopback.discord import Loopback
from tests.loopback.fixtures import pointed_at
from tests.loopback.knocking import card, text
from tests.loopback.test_discord_messages import BY_THE_FILE, FINE, REFUSED

MESSAGES = "/channels/{channel_id}/messages"
MESSAGE = MESSAGES + "/{message_id}"
CALLBACK = "/interactions/{webhook_id}/{webhook_token}/callback"
ORIGINAL = "/webhooks/{webhook_id}/{webhook_token}/messages/@original"
TOKEN = "/webhooks/{webhook_id}/{webhook_token}"

UNKNOWN_TO_SIMCORD = {
    "a nonce of 26 characters", "a button with nothing on it", "a sign that is no emoji", "more to choose than there is",
    "a file from elsewhere", "an attachment that was not sent", "a flag for others",
}  # fmt: skip
"""What simcord 3.2.1 lets through, and Discord does not."""


class Tried(discord.Client):
    """A client that asks for things, also while it is to answer a command."""

    def __init__(self) -> None:
        intents = discord.Intents(guilds=True, guild_messages=True)
        super().__init__(intents=intents, chunk_guilds_at_startup=False, guild_ready_timeout=0.1)
        self.tree = app_commands.CommandTree(self)
        self.steps: Callable[[discord.Interaction], Awaitable[list[int]]] | None = None
        self.found: list[int] = []
        self.done = asyncio.Event()

    async def setup_hook(self) -> None:
        """Register the command."""

        @self.tree.command(name="try", description="Try")
        async def attempt(interaction: discord.Interaction) -> None:
            assert self.steps is not None
            self.found = await self.steps(interaction)
            self.done.set()

        await self.tree.sync()

    async def ask(self, method: str, path: str, body: Any = None, **ids: Any) -> int:
        """Ask for something; return Discord's code, or 0."""
        try:
            await self.http.request(Route(method, path, **ids), **({} if body is None else {"json": body}))
        except discord.HTTPException as refused:
            return refused.code
        return 0


class World(NamedTuple):
    """A server with the same things in it, wherever it is. `run` lets a member send the command."""

    client: Tried
    channel: int
    hidden: int
    quiet: int
    theirs: int
    run: Callable[[], Awaitable[Any]]


@asynccontextmanager
async def simulated() -> AsyncIterator[World]:
    """The world in simcord."""
    client = Tried()
    async with simcord.run(client, check_errors=False) as env:
        guild = env.create_guild()
        channel, ada = guild.create_text_channel("general"), guild.add_member(env.create_user("ada"))
        await env.settle()
        assert guild.me is not None
        hidden = guild.create_text_channel(
            "hidden", overwrites={guild.me: discord.PermissionOverwrite(view_channel=False)}
        )
        quiet = guild.create_text_channel(
            "quiet", overwrites={guild.me: discord.PermissionOverwrite(send_messages=False)}
        )
        post = await ada.send(channel, "mine")
        yield World(client, channel.id, hidden.id, quiet.id, post.id, lambda: ada.slash(channel, "try"))


@asynccontextmanager
async def served(server: Loopback) -> AsyncIterator[World]:
    """The world here."""
    server.rates.off()
    guild = server.guild()
    channel, hidden, quiet, ada = guild.channel(), guild.channel("hidden"), guild.channel("quiet"), guild.member("Ada")
    guild.forbid("VIEW_CHANNEL", channel=hidden)
    guild.forbid("SEND_MESSAGES", channel=quiet)
    post = await ada.writes(channel, "mine")
    with pointed_at(server):
        client = Tried()
        running = asyncio.create_task(client.start(server.token))
        try:
            await asyncio.wait_for(client.wait_until_ready(), 5)
            yield World(client, channel.id, hidden.id, quiet.id, post.id, lambda: ada.command(channel, "try"))
        finally:
            await client.close()
            await running


async def both(server: Loopback, steps: Callable[[World], Awaitable[list[int]]]) -> tuple[list[int], list[int]]:
    """Return the codes in simcord, and here."""
    async with simulated() as world:
        theirs = await steps(world)
    async with served(server) as world:
        return theirs, await steps(world)


async def test_messages_are_judged_alike(discord_server: Loopback) -> None:
    """What fits and what does not, but for what simcord does not know."""
    names = [name for name in (*FINE, *REFUSED) if name not in UNKNOWN_TO_SIMCORD]
    names = [name for name in names if discord_server.specs is not None or name not in BY_THE_FILE]
    bodies = FINE | {name: body for name, (body, _) in REFUSED.items()}

    async def steps(world: World) -> list[int]:
        return [await world.client.ask("POST", MESSAGES, bodies[name], channel_id=world.channel) for name in names]

    theirs, ours = await both(discord_server, steps)
    assert dict(zip(names, theirs, strict=True)) == dict(zip(names, ours, strict=True))


async def test_permissions_and_unknown_things_are_answered_alike(discord_server: Loopback) -> None:
    """Out of sight, forbidden, somebody else's, not there."""

    async def steps(world: World) -> list[int]:
        ask, body = world.client.ask, {"content": "x"}
        return [
            await ask("POST", MESSAGES, body, channel_id=world.hidden),
            await ask("GET", MESSAGES, channel_id=world.hidden),
            await ask("POST", MESSAGES, body, channel_id=world.quiet),
            await ask("POST", MESSAGES, body, channel_id=5),
            await ask("PATCH", MESSAGE, body, channel_id=world.channel, message_id=world.theirs),
            await ask("PATCH", MESSAGE, body, channel_id=world.channel, message_id=5),
            await ask("GET", MESSAGE, channel_id=world.channel, message_id=5),
            await ask("DELETE", MESSAGE, channel_id=world.channel, message_id=5),
        ]

    theirs, ours = await both(discord_server, steps)
    assert [50001, 50001, 50013, 10003, 50005, 10008, 10008, 10008] == theirs == ours


async def test_interactions_are_answered_alike(discord_server: Loopback) -> None:
    """A second answer, an unknown one, an original that was deleted, a token there is not."""

    async def steps(world: World) -> list[int]:
        async def answers(it: discord.Interaction) -> list[int]:
            ask, private = world.client.ask, card(text()) | {"flags": 1 << 15 | 1 << 6}
            own = {"webhook_id": it.application_id, "webhook_token": it.token}
            return [
                await ask(
                    "POST", CALLBACK, {"type": 7, "data": card(text())}, webhook_id=it.id, webhook_token=it.token
                ),
                await ask("POST", CALLBACK, {"type": 4, "data": private}, webhook_id=it.id, webhook_token=it.token),
                await ask("POST", CALLBACK, {"type": 4, "data": private}, webhook_id=it.id, webhook_token=it.token),
                await ask("POST", CALLBACK, {"type": 6}, webhook_id=it.id, webhook_token="nothing"),
                await ask("PATCH", ORIGINAL, {"components": [text("x" * 4001)]}, **own),
                await ask("PATCH", ORIGINAL, {"components": [text("new")]}, **own),
                await ask("POST", TOKEN, {"content": "more", "flags": 1 << 6}, **own),
                await ask("DELETE", ORIGINAL, **own),
                await ask("PATCH", ORIGINAL, {"components": [text("again")]}, **own),
                await ask("POST", TOKEN, {"content": "x"}, webhook_id=it.application_id, webhook_token="nothing"),
            ]

        world.client.steps = answers
        await world.run()
        await world.client.done.wait()
        return world.client.found

    theirs, ours = await both(discord_server, steps)
    assert [50035, 0, 40060, 10062, 50035, 0, 0, 0, 10008, 10015] == theirs == ours


@pytest.mark.parametrize("name", sorted(UNKNOWN_TO_SIMCORD))
def test_the_list_of_differences_names_what_there_is(name: str) -> None:
    """Nothing is excused that is not tried."""
    assert name in REFUSED
