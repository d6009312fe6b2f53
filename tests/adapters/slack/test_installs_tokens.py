"""The one token of the settings, and what bolt is told of whose request it is."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.installs.authorizing import Authorize
from adapters.slack.installs.tokens import OneToken
from adapters.slack.requests.trouble import Revoked
from adapters.slack.transports.registration import bolt
from bot.engine.clock import ManualClock
from bot.kernel.clock import MINUTE
from bot.kernel.errors import Busy
from tests.adapters.slack.installing import Slack, slack_at_work

Served = tuple[Slack, AsyncWebClient]


@pytest.fixture
async def served() -> AsyncIterator[Served]:
    """Serve a Slack that knows the token ``xoxb-1`` of the team T1."""
    async with slack_at_work() as (slack, client):
        slack.knows("xoxb-1", url="https://school.slack.com/")
        yield slack, client


@pytest.fixture
def clock() -> ManualClock:
    """Return a clock."""
    return ManualClock()


@pytest.fixture
def one(served: Served, clock: ManualClock) -> OneToken:
    """Return the token of the settings."""
    return OneToken(served[1], "xoxb-1", clock)


async def test_slack_is_asked_once_who_we_are(served: Served, one: OneToken) -> None:
    """Also by a hundred who want to know at the same time."""
    found = await asyncio.gather(*(one.me("slack:T1") for _ in range(100)))
    me = found[0]
    assert ("T1", "U0BOT", "B0BOT", "https://school.slack.com/") == (me.team, me.user, me.bot, me.url)
    assert "xoxb-1" == await one.token("slack:T1")
    assert ["auth.test"] == served[0].asked


async def test_a_workspace_the_token_is_not_of_has_none(one: OneToken) -> None:
    """An earlier token may have been another workspace's."""
    with pytest.raises(Revoked):
        await one.token("slack:T2")
    assert (True, False) == (await one.has("slack:T1"), await one.has("slack:T2"))
    assert ["slack:T1"] == list(await one.workspaces())


async def test_the_token_of_an_organisation_is_every_workspaces(served: Served, one: OneToken) -> None:
    """Those that were seen are known by name."""
    served[0].knows("xoxb-1", "E1", enterprise_id="E1", is_enterprise_install=True)
    await one.seen("T7", "E1")
    assert "xoxb-1" == await one.token("slack:T2")
    assert ["slack:T7"] == list(await one.workspaces())


async def test_a_token_slack_does_not_take_is_lost(served: Served, one: OneToken) -> None:
    """Nothing mends that: it is not asked again."""
    served[0].revokes("xoxb-1", "invalid_auth")
    for _ in range(3):
        with pytest.raises(Revoked):
            await one.token("slack:T1")
    assert (["auth.test"], True) == (served[0].asked, one.lost.is_set())


async def test_trouble_of_slack_loses_no_token(served: Served, one: OneToken) -> None:
    """It is asked again."""
    served[0].broken = True
    with pytest.raises(Busy):
        await one.token("slack:T1")
    served[0].broken = False
    assert "xoxb-1" == await one.token("slack:T1")
    assert not one.lost.is_set()


async def test_an_uninstalled_app_has_left_its_workspace(one: OneToken, clock: ManualClock) -> None:
    """Nobody has to be asked: the news is newer than the last good word."""
    await one.known()
    assert ["slack:T1"] == list(await one.uninstalled("T1", "", clock.now() + MINUTE))
    assert one.lost.is_set()


async def test_news_of_a_former_removal_does_no_harm(one: OneToken, clock: ManualClock) -> None:
    """Slack repeats events; the token in the settings may be that of the next installation."""
    await one.known()
    assert [] == list(await one.uninstalled("T1", "", clock.now() - MINUTE))
    assert not one.lost.is_set()


async def test_a_refused_token_is_asked_about_once_more(served: Served, one: OneToken) -> None:
    """An organisation may have taken us away from one of its workspaces alone."""
    served[0].knows("xoxb-1", "E1", is_enterprise_install=True)
    assert "xoxb-1" == await one.token("slack:T2")
    assert not await one.refused("slack:T2", "xoxb-1")
    assert not one.lost.is_set()
    served[0].revokes("xoxb-1", "account_inactive")
    assert not await one.refused("slack:T2", "xoxb-1")
    assert one.lost.is_set()


def an_action(number: int) -> AsyncBoltRequest:
    """Return a press as Socket Mode brings it."""
    team = {"id": "T1", "domain": "school"}
    action = {"type": "button", "action_id": f"a{number}", "block_id": "b", "action_ts": "1.1"}
    body = {"type": "block_actions", "user": {"id": "U1", "team_id": "T1"}, "team": team, "actions": [action]}
    return AsyncBoltRequest(mode="socket_mode", body=body)


def pressed(app: AsyncApp, seen: list[str]) -> None:
    """Let `app` note with whose token each press is worked on."""

    async def listener(ack: AsyncAck, client: AsyncWebClient) -> None:
        seen.append(str(client.token))
        await ack()

    app.action({"block_id": "b"})(listener)


async def test_bolt_asks_slack_nothing_for_a_press(served: Served, one: OneToken) -> None:
    """Fifty of them, one question."""
    seen: list[str] = []
    app = bolt(served[1], Authorize(one))
    pressed(app, seen)
    answers = [await app.async_dispatch(an_action(number)) for number in range(50)]
    assert [200] * 50 == [answer.status for answer in answers]
    assert (["xoxb-1"] * 50, ["auth.test"]) == (seen, served[0].asked)


async def test_where_nobody_knows_whose_request_it_is_it_is_not_acknowledged(served: Served, one: OneToken) -> None:
    """Slack brings it again."""
    served[0].broken = True
    with pytest.raises(Busy):
        await Authorize(one)(team_id="T1")


async def test_where_we_are_not_installed_bolt_is_given_nothing(served: Served, one: OneToken) -> None:
    """It says so to the person."""
    served[0].revokes("xoxb-1")
    assert await Authorize(one)(team_id="T1") is None
