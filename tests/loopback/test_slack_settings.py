"""The loopback Slack's own page of the app, its switches, strangers and those who are gone."""

from typing import Any

import aiohttp
import pytest
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_sdk.errors import SlackApiError

from adapters.slack.setup.manifest import manifest
from tests.loopback.bolting import Bolt, card, field
from tests.loopback.calling import button, modal
from tests.loopback.slack import Loopback, NotPossible


async def test_a_manifest_says_what_there_is(slack: Loopback) -> None:
    """Commands, shortcuts, events and scopes are those that were entered, and no others."""
    slack.enter(manifest(prefix="sb-"))
    team = slack.team()
    bo = team.member("Bo")
    bolt, heard = Bolt(slack), []

    @bolt.app.command("/sb-quiz")
    async def quiz(ack: Any, command: dict[str, Any]) -> None:
        await ack()
        heard.append(command["command"])

    async with bolt.linked():
        await bo.command(bo.dm, "/sb-quiz help")
        with pytest.raises(NotPossible, match="not a valid command"):
            await bo.command(bo.dm, "/quiz help")
        with pytest.raises(NotPossible, match="no global shortcut"):
            await bo.shortcut("made-up")
    assert ["/sb-quiz"] == heard
    grant = team.team.grant
    assert grant is not None
    assert set(manifest()["oauth_config"]["scopes"]["bot"]) == grant.scopes
    assert set(manifest()["settings"]["event_subscriptions"]["bot_events"]) == slack.subscribed


async def test_socket_mode_that_is_switched_off_lets_nobody_in(slack: Loopback) -> None:
    """The links are told why and end; a new one is refused."""
    async with aiohttp.ClientSession() as session, session.ws_connect(slack.new_link()) as link:
        await link.receive_json()
        slack.links.disable()
        assert "link_disabled" == (await link.receive_json())["reason"]
        assert aiohttp.WSMsgType.CLOSE == (await link.receive()).type
    with pytest.raises(SlackApiError):
        await Bolt(slack).client.apps_connections_open(app_token=slack.app_token)


async def test_a_warning_comes_before_the_end(slack: Loopback) -> None:
    """A link that was warned serves on until it is asked to go."""
    ada = slack.team().member("Ada")
    async with aiohttp.ClientSession() as session, session.ws_connect(slack.new_link()) as link:
        await link.receive_json()
        slack.links.warn()
        await ada.writes(ada.dm, "hello")
        assert "warning" == (await link.receive_json())["reason"]
        envelope = await link.receive_json()
        await link.send_json({"envelope_id": envelope["envelope_id"]})
        await slack.until(lambda: slack.links.acks == 1)
    assert "hello" == envelope["payload"]["event"]["text"]


async def test_a_link_that_answers_no_pings_is_left(slack: Loopback) -> None:
    """The client takes it for dead, and opens another."""
    slack.links.silent = True
    handler = AsyncSocketModeHandler(Bolt(slack).app, slack.app_token, ping_interval=0.1)
    await handler.connect_async()
    await slack.until(lambda: slack.links.opened >= 2)
    await handler.close_async()


async def test_chance_spreads_envelopes_the_same_way_each_time(slack: Loopback) -> None:
    """With `any` each envelope goes to some link; all of them arrive."""
    slack.links.spread = "any"
    ada = slack.team().member("Ada")
    bolt = Bolt(slack)
    bolt.hears("message")
    async with bolt.linked(3):
        await slack.until(lambda: len(slack.links.links) == 3)
        for number in range(30):
            await ada.writes(ada.dm, f"{number}")
        await slack.until(lambda: len(bolt.heard) == 30)
        got = [len(link.got) for link in slack.links.links]
    assert 30 == sum(got)
    assert min(got) > 3


async def test_strangers_come_with_the_id_of_their_own_workspace(slack: Loopback) -> None:
    """In a shared channel, messages, presses and forms of somebody from elsewhere say where they are from."""
    team = slack.team()
    general = team.channel()
    zoe = team.stranger("Zoe", general)
    bolt, bodies = Bolt(slack), []
    bolt.hears("message")

    @bolt.app.action("a")
    async def pressed(ack: Any, body: dict[str, Any]) -> None:
        await ack()
        bodies.append(body)
        view = modal(field("Answer", {"type": "plain_text_input"}), callback_id="form")
        await bolt.client.views_open(trigger_id=body["trigger_id"], view=view)

    @bolt.app.view("form")
    async def sent(ack: Any, body: dict[str, Any]) -> None:
        await ack()
        bodies.append(body)

    away = zoe.user.team.id
    async with bolt.linked():
        await zoe.writes(general, "hello")
        await bolt.client.chat_postMessage(channel=general.id, text="A question", blocks=card(button()))
        answer = await zoe.presses(zoe.sees(general)[-1], "A")
        assert answer.modal is not None
        await bolt.client.views_update(view_id=answer.modal.view.id, view=answer.modal.view.body)
        await answer.modal.submit(Answer="42")
    event = slack.post.told[0].payload
    assert (team.id, True, away) == (event["team_id"], event["is_ext_shared_channel"], event["event"]["user_team"])
    assert [(team.id, away), (away, away)] == [(body["team"]["id"], body["user"]["team_id"]) for body in bodies]
    assert team.id == bodies[1]["view"]["app_installed_team_id"]


async def test_who_was_deactivated_does_nothing_more(slack: Loopback) -> None:
    """Their account is told to be deleted, and they are in no channel."""
    slack.subscribed.add("user_change")
    team = slack.team()
    ada = team.member("Ada")
    general = team.channel()
    team.deactivates(ada)
    with pytest.raises(NotPossible):
        await ada.writes(general, "hello")
    assert slack.post.told[0].payload["event"]["user"]["deleted"]


async def test_a_message_shortcut_comes_with_the_message(slack: Loopback) -> None:
    """And with a response URL, by which it is answered in private; an ephemeral message has none."""
    team = slack.team()
    ada = team.member("Ada")
    general = team.channel()
    bolt, bodies = Bolt(slack), []
    bolt.hears("message")

    @bolt.app.shortcut("here")
    async def here(ack: Any, body: dict[str, Any], respond: Any) -> None:
        await ack()
        bodies.append(body)
        await respond(text="What you can do here")

    async with bolt.linked():
        post = await ada.writes(general, "hello")
        answer = await ada.shortcut("here", post)
        assert answer.private
        with pytest.raises(NotPossible):
            await ada.shortcut("here", answer)
    assert ("hello", post.ts) == (bodies[0]["message"]["text"], bodies[0]["message_ts"])
