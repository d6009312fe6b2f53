"""Rate limits and the headers that tell of them."""

from tests.loopback.discord import Loopback
from tests.loopback.discord.rates import MOST_INVALID, Bucket
from tests.loopback.knocking import Knock, command

POST = {"content": "x"}


async def test_the_sixth_post_within_five_seconds_is_too_many(knock: Knock, discord_server: Loopback) -> None:
    """It is refused with when to come again, in another channel it is not; and it is counted."""
    discord_server.rates.on = True
    guild = discord_server.guild()
    channel, other = guild.channel(), guild.channel("other")
    left = [(await knock.post(channel, POST)).headers["X-RateLimit-Remaining"] for _ in range(5)]
    assert ["4", "3", "2", "1", "0"] == left
    said = await knock.post(channel, POST)
    assert 429 == said.status
    assert 4 < said.body["retry_after"] <= 5
    assert ("5", "user", False) == (said.headers["Retry-After"], said.headers["X-RateLimit-Scope"], said.body["global"])
    assert {"X-RateLimit-Limit", "X-RateLimit-Reset", "X-RateLimit-Reset-After", "X-RateLimit-Bucket", "Via"} <= set(
        said.headers
    )
    assert 200 == (await knock.post(other, POST)).status
    assert 1 == len(discord_server.refused)


async def test_edits_have_a_bucket_of_their_own(knock: Knock, discord_server: Loopback) -> None:
    """5 in 5 s and channel, over all its messages."""
    discord_server.rates.on = True
    channel = discord_server.guild().channel()
    first, second = await knock.post(channel, POST), await knock.post(channel, POST)
    path = f"/channels/{channel.id}/messages/"
    statuses = [(await knock("PATCH", path + one.body["id"], POST)).status for one in (first, second) * 3]
    assert [200, 200, 200, 200, 200, 429] == statuses


async def test_fifty_in_a_second_are_all(knock: Knock, discord_server: Loopback) -> None:
    """The 51st request of a bot is refused globally; answers to interactions go on."""
    discord_server.rates.on = True
    discord_server.rates._all = Bucket(50, 30.0, "global")  # a second may be over before 50 are through
    guild = discord_server.guild()
    channel, ada = guild.channel(), guild.member("Ada")
    for number in range(50):
        assert 404 == (await knock("GET", f"/channels/{number}")).status
    said = await knock("GET", f"/channels/{channel.id}")
    assert (429, True, "global") == (said.status, said.body["global"], said.headers["X-RateLimit-Scope"])
    assert "true" == said.headers["X-RateLimit-Global"]
    assert 204 == (await knock.answer(command(ada, channel), 4, POST)).status


async def test_a_token_takes_five_in_two_seconds(knock: Knock, discord_server: Loopback) -> None:
    """An interaction's webhook has a bucket for each token."""
    discord_server.rates.on = True
    guild = discord_server.guild()
    channel, ada = guild.channel(), guild.member("Ada")
    first, second = command(ada, channel), command(ada, channel)
    for it in (first, second):
        await knock.answer(it, 4, POST)
    statuses = [(await knock.by_token("PATCH", first, POST)).status for _ in range(6)]
    assert [200, 200, 200, 200, 200, 429] == statuses
    assert 200 == (await knock.by_token("PATCH", second, POST)).status


async def test_a_thread_is_renamed_twice_in_ten_minutes(knock: Knock, discord_server: Loopback) -> None:
    """A third time it is refused, whatever the headers said."""
    discord_server.rates.on = True
    guild = discord_server.guild()
    thread = guild.thread(guild.channel(), "T")
    guild.allow("MANAGE_THREADS")
    said = [await knock("PATCH", f"/channels/{thread.id}", {"name": str(n)}) for n in range(3)]
    assert [200, 200, 429] == [one.status for one in said]
    assert said[2].body["retry_after"] > 500


async def test_refusals_are_counted_until_the_address_is_blocked(knock: Knock, discord_server: Loopback) -> None:
    """401, 403 and 429 count; after 10,000 there is no JSON any more."""
    await knock("GET", "/channels/1")
    knock.token = "wrong"
    await knock("GET", "/users/@me")
    assert 1 == len(discord_server.rates.invalid)
    discord_server.rates.invalid.extend(list(discord_server.rates.invalid) * MOST_INVALID)
    said = await knock("GET", "/users/@me")
    assert (429, None) == (said.status, said.body)
    assert "Via" not in said.headers
