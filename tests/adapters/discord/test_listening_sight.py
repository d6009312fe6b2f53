"""Which threads we are shown, by what Discord told of the server."""

from msgspec.structs import replace

from adapters.discord.gateway.sight import sees
from bot.kernel.people import Place
from tests.adapters.discord.rooms import Room


async def shown(here: Room, thread: Place) -> bool:
    """Whether we are shown the thread, once the client knows what the server is like by now."""
    await here.heard()
    return sees(here.client, thread)


async def test_whoever_sees_the_channel_is_shown_its_threads(here: Room) -> None:
    """And nobody else is."""
    thread = await here.thread()
    assert await shown(here, thread)
    here.guild.forbid("VIEW_CHANNEL", channel=here.channel)
    assert not await shown(here, thread)


async def test_without_managing_threads_only_those_we_know_to_be_public_are_shown(here: Room) -> None:
    """Of an archived one nobody can say which it is."""
    thread = await here.thread()
    channel = here.server.channels[int(thread.thread)]
    await here.server.until(lambda: here.client.get_channel(channel.id))
    here.guild.forbid("MANAGE_THREADS", channel=here.channel)
    assert await shown(here, thread)
    here.guild.changes(channel, archived=True)
    await here.server.until(lambda: not here.client.get_channel(channel.id))
    assert not await shown(here, thread)


async def test_private_threads_are_shown_to_who_manages_them(here: Room) -> None:
    """Who was let in can be taken out again, so that is not enough."""
    gate = here.guild.thread(here.channel, "Gate", private=True, by=here.server.me)
    await here.server.until(lambda: here.client.get_channel(gate.id))
    place = replace(here.place, thread=str(gate.id))
    assert await shown(here, place)
    here.guild.forbid("MANAGE_THREADS", channel=here.channel)
    assert not await shown(here, place)


async def test_what_is_not_known_is_not_shown(here: Room) -> None:
    """Other servers and channels, and what has no id of Discord's."""
    thread = await here.thread()
    strange = (replace(thread, workspace="discord:5"), replace(thread, channel="5"), replace(thread, thread="x"))
    assert [True, False, False, False] == [await shown(here, each) for each in (thread, *strange)]
