"""What goes wrong with calls of the loopback Slack when a test asks for it."""

import asyncio

import aiohttp
import pytest

from tests.loopback.calling import Room

POST = "chat.postMessage"


async def test_too_many_requests_on_demand(room: Room) -> None:
    """As often as was said, and nothing is done."""
    room.server.mischief.limits(POST, 7, times=2)
    said = [await room.call.post(room.general) for _ in range(3)]
    assert [429, 429, 200] == [one.status for one in said]
    assert ("7", "ratelimited") == (said[0].headers["Retry-After"], said[0].error)
    assert 1 == len(room.general.messages)


async def test_one_workspace_only(room: Room) -> None:
    """The other goes on."""
    other = room.server.team("Other")
    room.server.mischief.limits("", 1, times=9, team=room.team.id)
    assert "ratelimited" == (await room.call("auth.test")).error
    room.call.token = other.bot_token
    assert "" == (await room.call("auth.test")).error


@pytest.mark.parametrize(("after", "posted"), [(False, 0), (True, 1)])
async def test_a_failure_is_a_page_of_html(room: Room, *, after: bool, posted: int) -> None:
    """Before the deed, or after it."""
    room.server.mischief.fails(POST, 503, after=after)
    said = await room.call.post(room.general)
    assert (503, {}, "text/html") == (said.status, said.body, said.headers["Content-Type"].split(";")[0])
    assert posted == len(room.general.messages)


@pytest.mark.parametrize(("after", "posted"), [(False, 0), (True, 1)])
async def test_a_connection_is_cut(room: Room, *, after: bool, posted: int) -> None:
    """Before the deed, or after it: then a client that tries again posts twice."""
    room.server.mischief.cuts(POST, after=after)
    with pytest.raises(aiohttp.ClientError):
        await room.call.post(room.general)
    assert posted == len(room.general.messages)


@pytest.mark.parametrize("error", ["internal_error", "fatal_error", "service_unavailable"])
async def test_slack_fails_in_its_own_words(room: Room, error: str) -> None:
    """Perhaps it was done all the same."""
    room.server.mischief.says(POST, error, after=True)
    said = await room.call.post(room.general)
    assert (200, error, 1) == (said.status, said.error, len(room.general.messages))
    room.server.assert_clean()


async def test_an_answer_takes_long(room: Room) -> None:
    """After the deed; meanwhile the call is under way."""
    room.server.mischief.slow(POST, 0.05, after=True)
    calling = asyncio.create_task(room.call.post(room.general))
    await room.server.until(lambda: room.general.messages)
    assert 1 == room.server.under_way
    assert "" == (await calling).error
    assert 0 == room.server.under_way


async def test_all_is_well_again(room: Room) -> None:
    """When the test says so."""
    room.server.mischief.fails("", 500, times=99)
    assert 500 == (await room.call("auth.test")).status
    room.server.mischief.stop()
    assert 200 == (await room.call("auth.test")).status
