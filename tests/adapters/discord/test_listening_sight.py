"""Which threads we are shown, by what Discord told of the server."""

from pathlib import Path

from msgspec.structs import replace

from adapters.discord.sight import sees
from bot.kernel.people import Place
from tests.adapters.discord.rooms import Room, room


async def shown(made: Room, thread: Place) -> bool:
    """Whether we are shown the thread, once the client knows what the server is like by now."""
    await made.heard()
    return sees(made.client, thread)


async def test_whoever_sees_the_channel_is_shown_its_threads(tmp_path: Path) -> None:
    """And nobody else is."""
    async with room(tmp_path) as made:
        thread = await made.thread()
        assert await shown(made, thread)
        made.guild.forbid("VIEW_CHANNEL", channel=made.channel)
        assert not await shown(made, thread)


async def test_without_managing_threads_only_those_we_know_to_be_public_are_shown(tmp_path: Path) -> None:
    """Of an archived one nobody can say which it is."""
    async with room(tmp_path) as made:
        thread = await made.thread()
        channel = made.server.channels[int(thread.thread)]
        await made.server.until(lambda: made.client.get_channel(channel.id))
        made.guild.forbid("MANAGE_THREADS", channel=made.channel)
        assert await shown(made, thread)
        made.guild.changes(channel, archived=True)
        await made.server.until(lambda: not made.client.get_channel(channel.id))
        assert not await shown(made, thread)


async def test_private_threads_are_shown_to_who_manages_them(tmp_path: Path) -> None:
    """Who was let in can be taken out again, so that is not enough."""
    async with room(tmp_path) as made:
        gate = made.guild.thread(made.channel, "Gate", private=True, by=made.server.me)
        await made.server.until(lambda: made.client.get_channel(gate.id))
        place = replace(made.place, thread=str(gate.id))
        assert await shown(made, place)
        made.guild.forbid("MANAGE_THREADS", channel=made.channel)
        assert not await shown(made, place)


async def test_what_is_not_known_is_not_shown(tmp_path: Path) -> None:
    """Other servers and channels, and what has no id of Discord's."""
    async with room(tmp_path) as made:
        thread = await made.thread()
        strange = (replace(thread, workspace="discord:5"), replace(thread, channel="5"), replace(thread, thread="x"))
        assert [True, False, False, False] == [await shown(made, each) for each in (thread, *strange)]
