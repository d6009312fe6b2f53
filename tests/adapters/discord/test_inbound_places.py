"""Which place a channel is: Discord is asked once for what nobody has told."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from adapters.discord.inbound.places import REFUSED, Places
from adapters.discord.requests.rest import Rest
from bot.engine.clock import ManualClock
from bot.kernel.people import Place
from tests.contract.discord_stage import connected
from tests.loopback.discord import Channel, Loopback, loopback


class Room:
    """A server with a thread in it, and `Places` before it; `told` says whether the gateway has told of the server."""

    def __init__(self, discord: Loopback, client: object) -> None:
        self.discord = discord
        self.clock = ManualClock()
        self.guild = discord.guild()
        self.general: Channel = self.guild.channel("general")
        self.thread: Channel = self.guild.thread(self.general, "A thread")
        self.told = False
        rest = Rest(lambda: client)  # type: ignore[arg-type, return-value]
        self.places = Places(rest, lambda guild: client.get_guild(guild) if self.told else None, self.clock)  # type: ignore[attr-defined]

    async def of(self, channel: Channel, **told: object) -> Place:
        """Return the place of a channel."""
        return await self.places.of(str(self.guild.id), str(channel.id), told)

    def asked(self) -> int:
        """How often Discord was asked about a channel."""
        return sum(each.route == "/channels/{channel_id}" for each in self.discord.asked)


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    """Give a server on Discord."""
    del tmp_path
    async with loopback() as discord, connected(discord) as client:
        yield Room(discord, client)
        discord.assert_clean()


def inside(room: Room) -> Place:
    """Return the place of the thread."""
    return Place(f"discord:{room.guild.id}", str(room.general.id), str(room.thread.id))


async def test_what_an_event_tells_is_taken(room: Room) -> None:
    """An interaction says which channel its thread belongs to; nobody is asked."""
    place = await room.of(room.thread, type=11, parent_id=str(room.general.id))
    assert (place, room.asked()) == (inside(room), 0)


async def test_what_the_gateway_told_is_taken(room: Room) -> None:
    """Channels and threads of a server are known from the beginning."""
    room.told = True
    await room.discord.until(lambda: room.places.parent(str(room.guild.id), str(room.thread.id)))
    assert (await room.of(room.thread), (await room.of(room.general)).thread, room.asked()) == (inside(room), "", 0)


async def test_discord_is_asked_once(room: Room) -> None:
    """A thread nobody has told of is looked up, by all who want to know at once together, and remembered."""
    places = await asyncio.gather(*(room.of(room.thread) for _ in range(20)))
    assert ({*places}, await room.of(room.thread), room.asked()) == ({inside(room)}, inside(room), 1)


async def test_a_channel_we_may_not_see_is_no_thread(room: Room) -> None:
    """Commands work where we see nothing; that is asked again only after a while."""
    room.guild.forbid("VIEW_CHANNEL", channel=room.general)
    first, second = await room.of(room.general), await room.of(room.general)
    once = room.asked()
    room.clock.advance(REFUSED)
    await room.of(room.general)
    assert ("", "", 1) == (first.thread, second.thread, once)


async def test_ids_that_are_no_numbers_do_no_harm(room: Room) -> None:
    """A place is made of whatever Discord calls its channels."""
    place = await room.places.of("guild", "channel", {"type": 0})
    assert place == Place("discord:guild", "channel")


@pytest.mark.parametrize("channel", ["", "channel", "../users/@me", "1" * 21])
async def test_discord_is_not_asked_of_what_can_be_no_channel(room: Room, channel: str) -> None:
    """An event that tells too little is no reason for a request that cannot be answered."""
    place = await room.places.of(str(room.guild.id), channel)
    assert (place, room.asked()) == (Place(f"discord:{room.guild.id}", channel), 0)
