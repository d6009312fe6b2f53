"""Rate limits of the loopback Slack: tiers by method and workspace, posts by channel, histories of unlisted apps."""

import pytest

from tests.loopback.calling import Room
from tests.loopback.slack.rates import BURST


async def updates(room: Room, number: int) -> list[str]:
    """Update one message so often; return the errors."""
    ts = (await room.call.post(room.general)).body["ts"]
    return [(await room.call("chat.update", channel=room.general.id, ts=ts, text=str(n))).error for n in range(number)]


async def test_the_51st_update_of_a_minute_is_too_many(room: Room) -> None:
    """429 with whole seconds to wait, about a minute; other methods and other workspaces go on."""
    room.server.rates.on = True
    assert ["ratelimited"] == sorted(set(await updates(room, 51)) - {""})
    said = await room.call("chat.update", channel=room.general.id, ts="1.1", text="x")
    assert (429, {"ok": False, "error": "ratelimited"}) == (said.status, said.body)
    assert 50 <= int(said.headers["Retry-After"]) <= 60
    assert 200 == (await room.call("chat.delete", channel=room.general.id, ts="1.1")).status
    room.call.token = room.server.team("Other").bot_token
    assert 200 == (await room.call("chat.update", channel=room.general.id, ts="1.1", text="x")).status
    room.server.assert_clean()


async def test_exactly_fifty_are_let_through(room: Room) -> None:
    """All of them at once, if need be."""
    room.server.rates.on = True
    assert [""] * 50 == await updates(room, 50)


@pytest.mark.parametrize(
    ("method", "most"),
    [("users.list", 20), ("conversations.members", 100), ("usergroups.list", 20), ("apps.connections.open", 50)],
)
def test_each_method_has_its_tier(room: Room, method: str, most: int) -> None:
    """As its page says: 1, 20, 50, 100 a minute."""
    from tests.loopback.slack.app import METHODS  # noqa: PLC0415 - the table under test

    assert most == room.server.rates.most(method, METHODS[method].tier)


async def test_a_channel_takes_one_post_a_second_after_a_burst(room: Room) -> None:
    """Another channel is not concerned."""
    room.server.rates.on = True
    other = room.team.channel("other")
    errors = [(await room.call.post(room.general)).error for _ in range(BURST + 1)]
    assert ["", "ratelimited"] == [errors[0], errors[-1]]
    assert ("", 1) == ((await room.call.post(other)).error, room.server.rates.refused)


async def test_a_limit_can_be_told(room: Room) -> None:
    """For one method, whatever the others are."""
    room.server.rates.told["chat.update"] = 2
    assert ["", "", "ratelimited"] == await updates(room, 3)


async def test_an_unlisted_app_reads_a_history_once_a_minute_and_15_messages(room: Room) -> None:
    """As Slack has it for apps sold outside the Marketplace, whatever limit is asked for."""
    room.server.rates.unlisted, room.server.page = True, 100
    for number in range(20):
        await room.call.post(room.general, str(number))
    first = await room.call("conversations.history", channel=room.general.id, limit=100)
    assert (15, True) == (len(first.body["messages"]), first.body["has_more"])
    assert "ratelimited" == (await room.call("conversations.history", channel=room.general.id)).error
    assert "thread_not_found" == (await room.call("conversations.replies", channel=room.general.id, ts="1.1")).error


async def test_nothing_is_limited_unless_a_test_asks(room: Room) -> None:
    """Most tests have another matter."""
    assert [""] * 60 == await updates(room, 60)
