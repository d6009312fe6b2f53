"""Threads: begun, closed, locked, private."""

import pytest

from bot.engine.clock import ManualClock
from bot.kernel.clock import DAY
from tests.loopback.discord import Channel, Loopback, NotPossible, loopback
from tests.loopback.discord.stage import Classroom
from tests.loopback.knocking import Knock, knocking

POST = {"content": "x"}
NAMED = {"name": "Talk", "auto_archive_duration": 10080}


async def begun(knock: Knock, server: Loopback) -> tuple[Classroom, Channel, Channel]:
    """Begin a thread at a message."""
    guild = server.guild()
    channel = guild.channel()
    message = await knock.post(channel, POST)
    said = await knock("POST", f"/channels/{channel.id}/messages/{message.body['id']}/threads", NAMED)
    return guild, channel, server.channels[int(said.body["id"])]


async def private(knock: Knock, server: Loopback, *, invitable: bool = True) -> tuple[Classroom, Channel]:
    """Begin a private thread."""
    guild = server.guild()
    body = NAMED | {"type": 12, "invitable": invitable}
    said = await knock("POST", f"/channels/{guild.channel().id}/threads", body)
    return guild, server.channels[int(said.body["id"])]


async def test_a_message_has_one_thread(knock: Knock, discord_server: Loopback) -> None:
    """It has the message's id; a second one is refused."""
    guild, channel, thread = await begun(knock, discord_server)
    assert thread.id in channel.messages
    again = await knock("POST", f"/channels/{channel.id}/messages/{thread.id}/threads", NAMED)
    assert (400, 160004) == again.refusal
    guild.deletes(channel.messages[thread.id])
    assert 200 == (await knock.post(thread, POST)).status


async def test_a_thread_needs_its_permission(knock: Knock, discord_server: Loopback) -> None:
    """50013 without Create Public Threads."""
    guild = discord_server.guild()
    channel = guild.channel()
    message = await knock.post(channel, POST)
    guild.forbid("CREATE_PUBLIC_THREADS")
    path = f"/channels/{channel.id}/messages/{message.body['id']}/threads"
    assert (403, 50013) == (await knock("POST", path, NAMED)).refusal


async def test_writing_in_threads_is_a_permission_of_its_own(knock: Knock, discord_server: Loopback) -> None:
    """Send Messages says nothing there."""
    guild, channel, thread = await begun(knock, discord_server)
    guild.forbid("SEND_MESSAGES")
    assert 200 == (await knock.post(thread, POST)).status
    guild.forbid("SEND_MESSAGES_IN_THREADS", channel=channel)
    assert (403, 50013) == (await knock.post(thread, POST)).refusal


async def test_an_archived_thread_takes_no_edits(knock: Knock, discord_server: Loopback) -> None:
    """50083 until it is woken; a post wakes it."""
    _, _, thread = await begun(knock, discord_server)
    message = await knock.post(thread, POST)
    path = f"/channels/{thread.id}"
    assert 200 == (await knock("PATCH", path, {"archived": True})).status
    assert (400, 50083) == (await knock("PATCH", f"{path}/messages/{message.body['id']}", {"content": "y"})).refusal
    assert (400, 50083) == (await knock("PATCH", path, {"locked": True})).refusal
    assert (400, 50083) == (await knock("PATCH", path, {"archived": True, "locked": True})).refusal
    assert 200 == (await knock.post(thread, POST)).status
    assert not thread.archived


async def test_a_locked_thread_needs_manage_threads(knock: Knock, discord_server: Loopback) -> None:
    """160005 to write, 50013 to change, and people cannot write either; with the permission both work."""
    guild, _, thread = await begun(knock, discord_server)
    assert 200 == (await knock("PATCH", f"/channels/{thread.id}", {"archived": True, "locked": True})).status
    ada, bo = guild.member("Ada"), guild.member("Bo", may=["MANAGE_THREADS"])
    with pytest.raises(NotPossible):
        await ada.writes(thread, "late")
    guild.forbid("MANAGE_THREADS")
    assert (400, 160005) == (await knock.post(thread, POST)).refusal
    assert (403, 50013) == (await knock("PATCH", f"/channels/{thread.id}", {"archived": False})).refusal
    await bo.writes(thread, "the last word")
    assert not thread.archived


async def test_its_creator_may_archive_but_not_lock(knock: Knock, discord_server: Loopback) -> None:
    """Locking needs Manage Threads."""
    guild, _, thread = await begun(knock, discord_server)
    guild.forbid("MANAGE_THREADS")
    assert (403, 50013) == (await knock("PATCH", f"/channels/{thread.id}", {"locked": True})).refusal
    assert 200 == (await knock("PATCH", f"/channels/{thread.id}", {"archived": True})).status
    assert 200 == (await knock("PATCH", f"/channels/{thread.id}", {"archived": False})).status


async def test_a_private_thread_is_seen_by_those_in_it(knock: Knock, discord_server: Loopback) -> None:
    """And by who manages threads. The bot adds people, and Discord says so in it."""
    guild, thread = await private(knock, discord_server)
    ada, bo, mo = guild.member("Ada"), guild.member("Bo"), guild.member("Mo", may=["MANAGE_THREADS"])
    assert 204 == (await knock("PUT", f"/channels/{thread.id}/thread-members/{ada.id}")).status
    assert [[], []] == [ada.sees(thread), mo.sees(thread)]
    with pytest.raises(NotPossible):
        bo.sees(thread)
    assert [1] == [one.kind for one in thread.messages.values()]


async def test_a_mention_brings_somebody_in(knock: Knock, discord_server: Loopback) -> None:
    """But only if it pings."""
    guild, thread = await private(knock, discord_server)
    ada, bo = guild.member("Ada"), guild.member("Bo")
    await knock.post(thread, {"content": f"{ada.mention} {bo.mention}", "allowed_mentions": {"users": [str(ada.id)]}})
    assert (True, False) == (ada.id in thread.thread_members, bo.id in thread.thread_members)


async def test_nobody_is_added_to_an_archived_thread(knock: Knock, discord_server: Loopback) -> None:
    """50083; strangers are unknown members."""
    guild, thread = await private(knock, discord_server)
    stranger = discord_server.user("Stranger")
    assert (404, 10007) == (await knock("PUT", f"/channels/{thread.id}/thread-members/{stranger.id}")).refusal
    guild.changes(thread, archived=True)
    ada = guild.member("Ada")
    assert (400, 50083) == (await knock("PUT", f"/channels/{thread.id}/thread-members/{ada.id}")).refusal


async def test_archived_threads_are_listed_apart(knock: Knock, discord_server: Loopback) -> None:
    """Active ones for the server, archived ones for their channel, newest archived first."""
    guild, channel, first = await begun(knock, discord_server)
    second = guild.thread(channel, "Second")
    assert {str(first.id), str(second.id)} == {
        one["id"] for one in (await knock("GET", f"/guilds/{guild.id}/threads/active")).body["threads"]
    }
    guild.changes(first, archived=True)
    listed = (await knock("GET", f"/channels/{channel.id}/threads/archived/public")).body
    assert ([str(first.id)], False) == ([one["id"] for one in listed["threads"]], listed["has_more"])


async def test_a_deleted_thread_is_unknown(knock: Knock, discord_server: Loopback) -> None:
    """404, code 10003, for its messages, too."""
    guild, _, thread = await begun(knock, discord_server)
    guild.deletes(thread)
    assert (404, 10003) == (await knock.post(thread, POST)).refusal


async def test_a_thread_falls_asleep() -> None:
    """As long after the last message as it was made for; a post wakes it, an edit does not."""
    clock = ManualClock()
    async with loopback(clock) as server, knocking(server) as knock:
        _, _, thread = await begun(knock, server)
        message = await knock.post(thread, POST)
        clock.advance(7 * DAY)
        path = f"/channels/{thread.id}/messages/{message.body['id']}"
        assert (400, 50083) == (await knock("PATCH", path, POST)).refusal
        assert thread.archived
        assert 200 == (await knock.post(thread, POST)).status
        assert 200 == (await knock("PATCH", path, POST)).status


@pytest.mark.parametrize("body", [{"name": ""}, {"name": "x" * 101}, {"name": "x", "auto_archive_duration": 5}, {}])
async def test_a_thread_needs_a_name_of_some_length(
    knock: Knock, discord_server: Loopback, body: dict[str, object]
) -> None:
    """1 to 100 characters, and one of four durations."""
    if discord_server.specs is None:
        pytest.skip("STUDYBELL_SPECS is not set: Discord's published description is not looked at")
    channel = discord_server.guild().channel()
    message = await knock.post(channel, POST)
    assert (400, 50035) == (
        await knock("POST", f"/channels/{channel.id}/messages/{message.body['id']}/threads", body)
    ).refusal
