"""The gateway: who is let in, what they are told, and how a lost connection is taken up again."""

import pytest

from tests.loopback.discord import Loopback
from tests.loopback.discord.gating import CONTENT, DIRECT_MESSAGES, GUILD_MESSAGES, GUILDS, MEMBERS
from tests.loopback.discord.world import Message
from tests.loopback.knocking import Knock, Wire, card, text, wired

PLAIN = GUILDS | GUILD_MESSAGES


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"token": "wrong", "intents": PLAIN}, 4004),
        ({"intents": PLAIN | CONTENT}, 4014),
        ({"intents": PLAIN | MEMBERS}, 4014),
        ({"intents": 1 << 40}, 4013),
        ({"intents": PLAIN, "shard": [2, 2]}, 4010),
    ],
)
async def test_not_everybody_is_let_in(discord_server: Loopback, body: dict[str, object], code: int) -> None:
    """A wrong token, intents nobody granted or knows, a shard there is not."""
    async with wired(discord_server) as wire:
        assert {"close": code} == await wire.identify(discord_server, **body)


async def test_sharding_may_be_required(discord_server: Loopback) -> None:
    """4011 for a client that comes with too few."""
    discord_server.needed_shards = 2
    async with wired(discord_server) as wire:
        assert {"close": 4011} == await wire.identify(discord_server)


async def test_one_has_to_identify_once(discord_server: Loopback) -> None:
    """Before it nothing else is taken, and not a second time."""
    async with wired(discord_server) as wire:
        await wire.send(3, {})
        assert {"close": 4003} == await wire.next()
    async with wired(discord_server) as wire:
        assert "READY" == (await wire.identify(discord_server))["t"]
        assert {"close": 4005} == await wire.identify(discord_server)


@pytest.mark.parametrize("query", ["?v=10&encoding=json", "?v=10&encoding=json&compress=zlib-stream"])
async def test_servers_follow_ready(discord_server: Loopback, query: str) -> None:
    """They are announced as unavailable first; each then comes whole. With and without compression."""
    guild = discord_server.guild()
    channel = guild.channel()
    guild.thread(channel, "Talk")
    async with wired(discord_server, query) as wire:
        ready = (await wire.identify(discord_server))["d"]
        assert [{"id": str(guild.id), "unavailable": True}] == ready["guilds"]
        told = await wire.until("GUILD_CREATE")
        assert (["general"], ["Talk"]) == (
            [one["name"] for one in told["channels"]],
            [one["name"] for one in told["threads"]],
        )
        assert ["studybell"] == [one["user"]["username"] for one in told["members"]]
        await wire.send(1, wire.seen)
        assert 11 == (await wire.next())["op"]


async def test_words_are_kept_from_who_has_no_right_to_them(discord_server: Loopback) -> None:
    """Author, time and thread come, the words do not; but where they mention the bot or are its own."""
    guild = discord_server.guild()
    channel, ada = guild.channel(), guild.member("Ada")
    async with wired(discord_server) as wire:
        await wire.identify(discord_server)
        await wire.until("GUILD_CREATE")
        await ada.writes(channel, "my words")
        blind = await wire.until("MESSAGE_CREATE")
        assert ("", [], [], str(ada.id)) == (
            blind["content"],
            blind["embeds"],
            blind["components"],
            blind["author"]["id"],
        )
        await ada.writes(channel, f"<@{discord_server.me.id}> hello")
        assert "hello" in (await wire.until("MESSAGE_CREATE"))["content"]


async def test_words_come_where_they_were_granted(discord_server: Loopback, knock: Knock) -> None:
    """By the intent over the gateway, by the application's flag over REST."""
    guild = discord_server.guild()
    channel, ada = guild.channel(), guild.member("Ada")
    post = await ada.writes(channel, "my words")
    path = f"/channels/{channel.id}/messages/{post.id}"
    assert "" == (await knock("GET", path)).body["content"]
    discord_server.grant(message_content=True)
    assert "my words" == (await knock("GET", path)).body["content"]
    async with wired(discord_server) as wire:
        await wire.identify(discord_server, PLAIN | CONTENT)
        await wire.until("GUILD_CREATE")
        await ada.edits(post, "other words")
        assert "other words" == (await wire.until("MESSAGE_UPDATE"))["content"]


async def test_what_was_not_asked_for_is_not_told(discord_server: Loopback, knock: Knock) -> None:
    """Direct messages, members and what happens in channels out of sight."""
    guild = discord_server.guild()
    hidden = guild.channel("hidden")
    guild.forbid("VIEW_CHANNEL", channel=hidden)
    async with wired(discord_server) as wire:
        await wire.identify(discord_server)
        await wire.until("GUILD_CREATE")
        ada = guild.member("Ada")
        await knock.post(ada.dm, {"content": "x"})
        await ada.writes(hidden, "a secret")
        guild.thread(hidden, "Secret")
        assert [] == await wire.events()
    async with wired(discord_server) as wire:
        await wire.identify(discord_server, DIRECT_MESSAGES)
        await knock.post(ada.dm, {"content": "y"})
        assert "y" == (await wire.until("MESSAGE_CREATE"))["content"]


async def test_what_was_missed_is_replayed(discord_server: Loopback) -> None:
    """From the number on that the client saw last, and then RESUMED."""
    guild = discord_server.guild()
    channel, ada = guild.channel(), guild.member("Ada")
    async with wired(discord_server) as wire:
        session = (await wire.identify(discord_server))["d"]["session_id"]
        await wire.until("GUILD_CREATE")
        seen = wire.seen
        discord_server.mischief.cut()
        assert "close" in await wire.next()
    for words in ("one", "two"):
        await ada.writes(channel, words)
    async with wired(discord_server) as wire:
        await resume(wire, discord_server, session, seen)
        assert ["MESSAGE_CREATE", "MESSAGE_CREATE", "RESUMED"] == await wire.events()


async def resume(wire: Wire, server: Loopback, session: str, seen: int) -> None:
    """Ask to go on after the event `seen`."""
    await wire.send(6, {"token": server.token, "session_id": session, "seq": seen})


async def test_a_session_that_ended_is_not_resumed(discord_server: Loopback) -> None:
    """After a proper close, and when the server forgot it."""
    async with wired(discord_server) as wire:
        first = (await wire.identify(discord_server))["d"]["session_id"]
    async with wired(discord_server) as wire:
        await resume(wire, discord_server, first, 1)
        assert (9, False) == ((frame := await wire.next())["op"], frame["d"])
        second = (await wire.identify(discord_server))["d"]["session_id"]
        discord_server.mischief.cut()
    discord_server.mischief.forget()
    async with wired(discord_server) as wire:
        await resume(wire, discord_server, second, 1)
        assert 9 == (await wire.next())["op"]


async def test_each_shard_is_told_of_its_servers(discord_server: Loopback) -> None:
    """`(guild_id >> 22) % shards`; direct messages go to the first."""
    even, odd = discord_server.guild("Even", id=2 << 22), discord_server.guild("Odd", id=3 << 22)
    async with wired(discord_server) as zero, wired(discord_server) as one:
        await zero.identify(discord_server, shard=[0, 2])
        await one.identify(discord_server, shard=[1, 2])
        assert (str(even.id), str(odd.id)) == (
            (await zero.until("GUILD_CREATE"))["id"],
            (await one.until("GUILD_CREATE"))["id"],
        )
        odd.removes_bot()
        assert {"id": str(odd.id)} == await one.until("GUILD_DELETE")
        assert [] == await zero.events()


async def test_an_outage_is_no_removal(discord_server: Loopback) -> None:
    """The server is unavailable, and comes back whole."""
    guild = discord_server.guild()
    async with wired(discord_server) as wire:
        await wire.identify(discord_server)
        await wire.until("GUILD_CREATE")
        guild.fails()
        assert {"id": str(guild.id), "unavailable": True} == await wire.until("GUILD_DELETE")
        guild.recovers()
        assert "Biology 101" == (await wire.until("GUILD_CREATE"))["name"]


async def test_two_identifies_within_five_seconds_are_too_hasty(discord_server: Loopback) -> None:
    """Counted always; answered with INVALID_SESSION where a test wants it so, unless the keys are different."""
    discord_server.gateway.identify_window = 5.0
    async with wired(discord_server) as one, wired(discord_server) as two:
        assert "READY" == (await one.identify(discord_server, shard=[0, 2]))["t"]
        assert 9 == (await two.identify(discord_server, shard=[1, 2]))["op"]
        assert 1 == discord_server.gateway.hasty
        discord_server.gateway.max_concurrency = 2
        assert 9 == (await two.identify(discord_server, shard=[0, 2]))["op"]
        assert "READY" == (await two.identify(discord_server, shard=[1, 2]))["t"]


async def test_the_thousandth_identify_is_the_last(discord_server: Loopback) -> None:
    """Then the token is void."""
    discord_server.gateway.remaining = 0
    async with wired(discord_server) as wire:
        assert {"close": 4004} == await wire.identify(discord_server)


async def test_too_many_frames_close_the_connection(discord_server: Loopback) -> None:
    """121 within a minute."""
    async with wired(discord_server) as wire:
        await wire.identify(discord_server)
        for _ in range(121):
            await wire.send(1, None)
        while "close" not in (frame := await wire.next()):
            assert 11 == frame["op"]
        assert {"close": 4008} == frame


async def test_deleted_things_are_told(discord_server: Loopback, knock: Knock) -> None:
    """Messages, many at once, threads, channels."""
    guild = discord_server.guild()
    channel = guild.channel()
    posted: list[Message] = []
    for _ in range(3):
        await knock.post(channel, card(text()))
        posted.append(list(channel.messages.values())[-1])
    async with wired(discord_server) as wire:
        await wire.identify(discord_server)
        await wire.until("GUILD_CREATE")
        guild.deletes(posted[0])
        guild.clears(channel, posted[1:])
        guild.deletes(guild.thread(channel, "T"))
        guild.deletes(channel)
        assert [
            "MESSAGE_DELETE",
            "MESSAGE_DELETE_BULK",
            "THREAD_CREATE",
            "THREAD_DELETE",
            "CHANNEL_DELETE",
        ] == await wire.events()
