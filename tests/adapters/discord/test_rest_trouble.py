"""What Discord says when something does not go, in the engine's words."""

import aiohttp
import pytest
from discord.errors import HTTPException, RateLimited

from adapters.discord.requests import trouble
from adapters.discord.requests.rest import Rest
from adapters.discord.requests.trouble import Archived, Expired, HasThread, Locked, NoMember, told
from bot.kernel.errors import Busy, Denied, Gone
from tests.adapters.discord.scripts import Script, Told, refused

POST = ("POST", "/channels/{channel_id}/messages")


async def ask(rest: Rest, method: str = "POST", path: str = "/channels/{channel_id}/messages", **ids: int) -> object:
    """Ask for something."""
    return await rest.request(method, path, {"content": "Hi"}, **(ids or {"channel_id": 7}))


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (404, 10003, Gone),
        (404, 10008, Gone),
        (404, 0, Gone),
        (404, 10007, NoMember),
        (403, 50001, Denied),
        (403, 50013, Denied),
        (403, 50007, Denied),
        (403, 50278, Denied),
        (403, 0, Denied),
        (403, 50005, Gone),
        (400, 50033, Gone),
        (400, 50083, Archived),
        (400, 160004, HasThread),
        (400, 160005, Locked),
        (400, 160006, Denied),
        (400, 200000, Denied),
        (400, 40003, Busy),
        (400, 30046, Busy),
        (503, 130000, Busy),
        (401, 50027, Expired),
        (404, 10062, Expired),
        (400, 50035, HTTPException),
    ],
)
async def test_each_refusal_is_told_by_what_to_do(
    played: tuple[Script, Rest], status: int, code: int, kind: type[Exception]
) -> None:
    """Post again, tell the host, wait; or a bug of ours, as it is."""
    script, rest = played
    script.next = [refused(status, code)]
    with pytest.raises(kind):
        await ask(rest)
    assert 1 == len(script.heard)


@pytest.mark.parametrize(
    ("method", "path", "code", "named"),
    [
        (*POST, 50001, "View Channels"),
        (*POST, 50013, "Send Messages"),
        ("GET", "/channels/{channel_id}/messages", 50013, "Read Message History"),
        ("PATCH", "/channels/{channel_id}", 50013, "Manage Threads"),
        ("POST", "/channels/{channel_id}/threads", 50013, "Create Private Threads"),
        ("PUT", "/channels/{channel_id}/thread-members/{user_id}", 50013, "Send Messages in Threads"),
    ],
)
async def test_the_permission_is_guessed_where_the_server_is_not_known(
    played: tuple[Script, Rest], method: str, path: str, code: int, named: str
) -> None:
    """By what was asked for."""
    script, rest = played
    script.next = [refused(403, code)]
    with pytest.raises(Denied) as denied:
        await ask(rest, method, path, channel_id=7, user_id=8)
    assert named == denied.value.permission


async def test_a_limit_without_discords_own_mark_is_waited_for(played: tuple[Script, Rest]) -> None:
    """As when the network before Discord blocks us; discord.py does not wait there itself."""
    script, rest = played
    script.next = [Told(429, "<html>blocked</html>", {"Retry-After": "1234"})]
    with pytest.raises(Busy) as busy:
        await ask(rest)
    assert 1234 == busy.value.retry_after


async def test_a_limit_that_says_for_how_long_in_its_body_alone_is_believed(played: tuple[Script, Rest]) -> None:
    """Discord says so in both (API docs, "Exceeding a Rate Limit"); what stands between may drop a header."""
    script, rest = played
    script.next = [Told(429, {"message": "slow", "retry_after": 12.5, "global": False})]
    with pytest.raises(Busy) as busy:
        await ask(rest)
    assert 12.5 == busy.value.retry_after


async def test_a_limit_that_does_not_say_for_how_long_is_waited_for_a_while(played: tuple[Script, Rest]) -> None:
    """Which is no reason to fall over."""
    script, rest = played
    script.next = [Told(429, {"message": "slow", "code": 40003}, {"Via": "1.1 google"})]
    with pytest.raises(Busy) as busy:
        await ask(rest)
    assert trouble.PATIENCE == busy.value.retry_after


async def test_a_short_limit_is_waited_out(played: tuple[Script, Rest]) -> None:
    """By discord.py: nobody hears of it."""
    script, rest = played
    script.next = [Told(429, {"message": "slow", "retry_after": 0.01, "global": False}, {"Via": "1.1 google"}), Told()]
    await ask(rest)
    assert 2 == len(script.heard)


async def test_a_connection_that_breaks_is_busy(played: tuple[Script, Rest]) -> None:
    """The engine tries again, with the same key."""
    script, rest = played
    script.next = [Told(0)]
    with pytest.raises(Busy):
        await ask(rest)


@pytest.mark.parametrize("error", [TimeoutError(), ConnectionResetError(), aiohttp.ClientPayloadError(), KeyError("x")])
def test_whatever_breaks_on_the_way_is_busy(error: Exception) -> None:
    """It is nobody's fault here."""
    assert isinstance(told(error, ""), Busy)


def test_discordpys_own_patience_is_told() -> None:
    """Where it would have to wait for too long."""
    busy = told(RateLimited(99), "")
    assert isinstance(busy, Busy)
    assert 99 == busy.retry_after


async def test_an_unknown_token_is_never_asked_with_again(played: tuple[Script, Rest]) -> None:
    """Discord blocks machines that do; whoever waits for it ends the program."""
    script, rest = played
    script.next = [refused(401)]
    for _ in range(3):
        with pytest.raises(Busy):
            await ask(rest)
    assert (1, True) == (len(script.heard), rest.unauthorised.is_set())


async def test_what_is_refused_again_and_again_is_asked_less_and_less(played: tuple[Script, Rest]) -> None:
    """Ten thousand refusals in ten minutes, and Discord blocks the machine."""
    script, rest = played
    script.next = [refused(403, 50001)]
    for _ in range(100):
        with pytest.raises(Denied, match="View Channels"):
            await ask(rest)
    assert 1 == len(script.heard)


async def test_a_refusal_here_is_none_elsewhere(played: tuple[Script, Rest]) -> None:
    """Nor for something else here."""
    script, rest = played
    script.next = [refused(403, 50001), Told()]
    with pytest.raises(Denied):
        await ask(rest)
    await ask(rest, channel_id=8)
    await ask(rest, "GET")
    assert 3 == len(script.heard)


async def test_what_an_archived_thread_refuses_is_asked_again_at_once(played: tuple[Script, Rest]) -> None:
    """It has been opened meanwhile."""
    script, rest = played
    script.next = [refused(400, 50083), Told()]
    with pytest.raises(Archived):
        await ask(rest)
    await ask(rest)
    assert 2 == len(script.heard)
