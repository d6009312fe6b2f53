"""Requests to Slack: what goes wrong is told by what to do about it, and nothing is asked twice that could be done twice."""

import logging

import pytest
from slack_sdk.errors import SlackApiError

from adapters.slack.requests.api import Api
from adapters.slack.requests.client import open_session, web_client
from adapters.slack.requests.pace import TIER_3
from adapters.slack.requests.trouble import Expired, Revoked, Unsure
from bot.kernel.clock import MINUTE, SECOND
from bot.kernel.errors import Busy, Denied, Gone
from tests.adapters.slack.rooms import Room

POST = "chat.postMessage"


async def post(here: Room, text: str = "Hello") -> None:
    """Post something."""
    await here.api.call(here.place.workspace, POST, channel=here.channel.id, text=text)


async def update(here: Room, ts: str = "1.000001") -> None:
    """Edit something."""
    await here.api.call(here.place.workspace, "chat.update", channel=here.channel.id, ts=ts, text="Edited")


# -- being asked to wait
async def test_a_rate_limit_is_told_and_obeyed(here: Room) -> None:
    """For as long as Slack said this method is not asked again in this workspace, and nobody sleeps over it."""
    here.server.mischief.limits(POST, 30)
    with pytest.raises(Busy) as first:
        await post(here)
    here.clock.advance(10 * SECOND)
    with pytest.raises(Busy) as second:
        await post(here)
    assert (30, 20, 1) == (first.value.retry_after, second.value.retry_after, here.asked(POST))
    here.clock.advance(20 * SECOND)
    await post(here)
    assert 2 == here.asked(POST)


async def test_a_rate_limit_is_that_of_one_method_and_workspace(here: Room) -> None:
    """Others are asked as ever."""
    here.server.mischief.limits("users.info", 30)
    with pytest.raises(Busy):
        await here.roster.of(here.place.workspace, here.ada.id)
    await post(here)


async def test_edits_wait_for_room_without_asking(here: Room) -> None:
    """A little less than Slack takes in a minute; the 49th is told when there is room again."""
    ref = await here.put()
    for _ in range(TIER_3):
        await update(here, ref)
        here.clock.advance(SECOND)
    with pytest.raises(Busy) as busy:
        await update(here, ref)
    assert (12, TIER_3) == (busy.value.retry_after, here.asked("chat.update"))
    here.clock.advance(12 * SECOND)
    await update(here, ref)


async def test_edits_never_starve(here: Room) -> None:
    """Whoever waits as long as they were told gets their turn."""
    ref = await here.put()
    done = 0
    until = here.clock.now() + 5 * MINUTE
    while here.clock.now() < until:
        try:
            await update(here, ref)
            done += 1
            here.clock.advance(100)
        except Busy as busy:
            here.clock.advance(round(busy.retry_after * SECOND))
    assert 5 * TIER_3 <= done


# -- trouble
@pytest.mark.parametrize("code", ["internal_error", "fatal_error", "service_unavailable", "request_timeout"])
async def test_slacks_own_trouble_is_waited_for(here: Room, code: str) -> None:
    """Nobody can say whether it was done."""
    here.server.mischief.says(POST, code)
    with pytest.raises(Unsure):
        await post(here)


@pytest.mark.parametrize("status", [500, 502, 503])
async def test_a_page_instead_of_an_answer_is_waited_for(here: Room, status: int) -> None:
    """Slack's edge says it in HTML."""
    here.server.mischief.fails(POST, status)
    with pytest.raises(Unsure):
        await post(here)


async def test_nothing_is_posted_again_after_a_broken_connection(here: Room) -> None:
    """It may stand there."""
    here.server.mischief.cuts(POST)
    with pytest.raises(Unsure):
        await post(here)
    assert 1 == here.asked(POST)


async def test_what_changes_nothing_twice_is_asked_again(here: Room) -> None:
    """A kept connection may have been closed by the other side just then."""
    ref = await here.put()
    here.server.mischief.cuts("chat.update")
    await update(here, ref)
    here.server.mischief.cuts("users.info")
    assert "Ada" == (await here.roster.of(here.place.workspace, here.ada.id)).name


async def test_where_nobody_listens_nothing_was_sent(here: Room) -> None:
    """The engine may simply come again."""
    api = Api(web_client(here.session, "http://127.0.0.1:1/api/"), here.api.tokens, here.clock)
    with pytest.raises(Busy) as busy:
        await api.call(here.place.workspace, POST, channel=here.channel.id, text="Hello")
    assert not isinstance(busy.value, Unsure)


@pytest.mark.parametrize(
    ("code", "mend"),
    [
        ("not_in_channel", "/invite @studybell"),
        ("channel_not_found", "this one was deleted, or I am no longer in it"),
        ("is_archived", "archived"),
        ("restricted_action", "permission to post"),
        ("restricted_action_read_only_channel", "read-only"),
        ("messages_tab_disabled", "Messages tab"),
    ],
)
async def test_a_refusal_says_how_to_mend_it(here: Room, code: str, mend: str) -> None:
    """In words for whoever runs the session."""
    here.server.mischief.says(POST, code)
    with pytest.raises(Denied, match=mend):
        await post(here)


async def test_a_missing_scope_is_named(here: Room) -> None:
    """So that whoever set the app up knows which one."""
    here.server.scopes -= {"chat:write"}
    assert here.team.team.grant is not None
    here.team.team.grant.scopes -= {"chat:write"}
    with pytest.raises(Denied, match="the scope `chat:write"):
        await post(here)
    here.server.problems.clear()  # which is the matter here


@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("message_not_found", Gone),
        ("cant_update_message", Gone),
        ("thread_not_found", Gone),
        ("expired_trigger_id", Expired),
        ("exchanged_trigger_id", Expired),
        ("unknown_method", Denied),
        ("invalid_blocks", SlackApiError),
    ],
)
async def test_what_is_gone_and_what_is_our_mistake(here: Room, code: str, error: type[Exception]) -> None:
    """The one is posted again, the other is a bug and told as one."""
    here.server.mischief.says(POST, code)
    with pytest.raises(error) as told:
        await post(here)
    assert error is type(told.value)


@pytest.mark.parametrize("code", ["token_revoked", "account_inactive", "invalid_auth"])
async def test_a_token_that_is_no_more(here: Room, code: str) -> None:
    """Nothing is asked with it for ever; whoever can mend it is told."""
    here.server.mischief.says("", code, times=2)
    with pytest.raises(Revoked, match="install me again"):
        await post(here)


# -- discretion
async def test_no_token_is_logged(here: Room, caplog: pytest.LogCaptureFixture) -> None:
    """Whatever goes wrong, and however much is logged."""
    caplog.set_level(logging.DEBUG)
    here.server.mischief.says(POST, "invalid_auth", times=1)
    here.server.mischief.fails(POST, 503)
    for _ in range(3):
        try:
            await post(here)
        except (Busy, Denied) as error:
            logging.getLogger("test").info("%s %r", error, error.__cause__)
    await post(here)
    assert here.server.bot_token not in caplog.text


async def test_the_environments_proxy_is_taken_but_for_its_exceptions(monkeypatch: pytest.MonkeyPatch) -> None:
    """slack_sdk alone would send what stays on this machine through it, too."""
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example:3128")
    monkeypatch.setenv("NO_PROXY", "inside.example")
    from adapters.slack.requests.client import _proxy  # noqa: PLC0415 - its memory is emptied

    _proxy.cache_clear()
    async with open_session() as session:
        found = [web_client(session, f"https://{host}/api/").proxy for host in ("slack.com", "inside.example")]
    _proxy.cache_clear()
    assert ["http://proxy.example:3128", None] == found
