"""Deliveries of the loopback Slack over HTTP, with bolt's own web application."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import web

from tests.loopback.bolting import Bolt, card
from tests.loopback.calling import button, modal, section
from tests.loopback.slack import Loopback
from tests.loopback.slack.acts import Unanswered


@asynccontextmanager
async def replica(answer: Any) -> AsyncIterator[str]:
    """Serve one address with a handler of the test's own; yield it."""
    app = web.Application()
    app.router.add_post("/", answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/"
    finally:
        await runner.cleanup()


async def test_commands_presses_and_events_come_signed(slack: Loopback) -> None:
    """Bolt takes what comes over HTTP for Slack's own, and answers it."""
    team = slack.team()
    bo = team.member("Bo")
    general = team.channel()
    bolt = Bolt(slack)
    bolt.hears("message")

    @bolt.app.command("/quiz")
    async def quiz(ack: Any) -> None:
        await ack(text="At once", response_type="ephemeral")

    @bolt.app.action("a")
    async def pressed(ack: Any, respond: Any) -> None:
        await ack()
        await respond(text="You chose A", replace_original=False)

    async with bolt.served():
        await slack.delivery.verify()
        assert "At once" == (await bo.command(general, "/quiz")).text
        await bolt.client.chat_postMessage(channel=general.id, text="A question", blocks=card(button()))
        answer = await bo.presses(bo.sees(general)[-1], "A")
        assert ("You chose A", True) == (answer.text, answer.private)
        await bo.writes(general, "hello")
        await slack.until(lambda: "hello" in [event["text"] for event in bolt.events])


@pytest.mark.parametrize("how", ["forged", "old"])
async def test_what_is_not_slacks_is_refused(slack: Loopback, how: str) -> None:
    """A wrong signature and an old one are not taken by bolt (401)."""
    ada = slack.team().member("Ada")
    slack.post.retries = ()
    slack.delivery.forged = how == "forged"
    slack.delivery.late_by = 6 * 60_000 if how == "old" else 0
    bolt = Bolt(slack)
    bolt.hears("message")
    async with bolt.served():
        await ada.writes(ada.dm, "hello")
        await slack.until(lambda: slack.post.failures)
    assert "401" in slack.post.failures[0].said
    assert [] == bolt.heard


async def test_an_event_is_told_again_with_number_and_reason(slack: Loopback) -> None:
    """After a failure the same event comes with X-Slack-Retry-Num and -Reason, up to three times."""
    heads: list[tuple[str | None, str | None]] = []

    async def broken(request: web.Request) -> web.Response:
        heads.append((request.headers.get("X-Slack-Retry-Num"), request.headers.get("X-Slack-Retry-Reason")))
        return web.Response(status=500)

    ada = slack.team().member("Ada")
    slack.post.retries = (0, 0, 0)
    async with replica(broken) as url:
        slack.http(url)
        await ada.writes(ada.dm, "hello")
        await slack.until(lambda: slack.post.given_up)
    assert [(None, None), ("1", "http_error"), ("2", "http_error"), ("3", "http_error")] == heads


async def test_who_asks_not_to_be_told_again_is_not(slack: Loopback) -> None:
    """X-Slack-No-Retry ends the retries."""
    asked: list[Any] = []

    async def broken(request: web.Request) -> web.Response:
        asked.append(request)
        return web.Response(status=500, headers={"X-Slack-No-Retry": "1"})

    ada = slack.team().member("Ada")
    slack.post.retries = (0, 0, 0)
    async with replica(broken) as url:
        slack.http(url)
        await ada.writes(ada.dm, "hello")
        await slack.until(lambda: asked)
        await slack.until(lambda: not slack.under_way)
    assert 1 == len(asked)


async def test_the_balancer_gives_each_replica_its_turn_and_skips_the_dead(slack: Loopback) -> None:
    """Of two replicas each gets half; when one refuses connections the other gets all."""
    team = slack.team()
    ada = team.member("Ada")
    bolt = Bolt(slack)
    bolt.hears("message")
    async with bolt.served(2) as sites:
        for number in range(6):
            await ada.writes(ada.dm, f"{number}")
        await slack.until(lambda: len(bolt.heard) == 6)
        assert [3, 3] == [one.served for one in slack.delivery.replicas]
        await sites[0].stop()
        for number in range(4):
            await ada.writes(ada.dm, f"later {number}")
        await slack.until(lambda: len(bolt.heard) == 10)
        assert [] == slack.post.failures


async def test_a_frozen_replica_fails_a_press_and_is_left_alone(slack: Loopback) -> None:
    """Who presses a button while a replica is frozen sees a failure; what comes after goes to the other."""
    asked: list[str] = []

    async def frozen(_: web.Request) -> web.Response:
        asked.append("frozen")
        await asyncio.sleep(5)
        return web.Response()

    async def living(_: web.Request) -> web.Response:
        asked.append("living")
        return web.Response()

    team = slack.team()
    bo = team.member("Bo")
    slack.patience = 0.2
    async with replica(frozen) as first, replica(living) as second:
        slack.http(second, first)
        with pytest.raises(Unanswered):
            await bo.command(bo.dm, "/quiz")
        for _ in range(3):
            await bo.command(bo.dm, "/quiz")
    assert ["frozen", "living", "living", "living"] == asked


async def test_a_body_where_none_is_taken_is_a_problem(slack: Loopback) -> None:
    """A press is answered with an empty body; a form with a response_action that there is."""

    async def talkative(_: web.Request) -> web.Response:
        return web.json_response({"text": "thanks"})

    team = slack.team()
    bo = team.member("Bo")
    general = team.channel()
    bolt = Bolt(slack)
    await bolt.client.chat_postMessage(channel=general.id, text="A question", blocks=card(button()))
    async with replica(talkative) as url:
        slack.http(url)
        await bo.presses(bo.sees(general)[0], "A")
        trigger = slack.triggers.given[next(iter(slack.triggers.given))]
        await bolt.client.views_open(trigger_id=trigger.id, view=modal(section()))
        assert bo.modal is not None
        await bo.modal.submit()
    assert 3 == len(slack.problems)
    slack.problems.clear()
