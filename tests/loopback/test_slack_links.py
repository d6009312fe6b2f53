"""Socket Mode of the loopback Slack, with bolt's own client."""

import json
from typing import Any

import aiohttp
import pytest

from bot.engine.clock import ManualClock
from bot.kernel.clock import SECOND
from tests.loopback.bolting import Bolt, card
from tests.loopback.calling import button
from tests.loopback.slack import Loopback, loopback
from tests.loopback.slack.acts import Unanswered


async def test_a_command_is_answered_in_private(slack: Loopback) -> None:
    """A command reaches bolt by a link; what it says to the response URL only its author sees."""
    team = slack.team()
    bo, ada = team.member("Bo"), team.member("Ada")
    general = team.channel()
    bolt = Bolt(slack)

    @bolt.app.command("/quiz")
    async def quiz(ack: Any, respond: Any, command: dict[str, Any]) -> None:
        await ack()
        await respond(text=f"You typed {command['text']}")

    async with bolt.linked():
        answer = await bo.command(general, "/quiz", "start capitals")
    assert "You typed start capitals" == answer.text
    assert answer.private
    assert [] == ada.sees(general)


async def test_what_is_not_acknowledged_is_a_failure_to_see(slack: Loopback) -> None:
    """Who presses a button of an app that does not acknowledge in time learns that it failed; it is not told again."""
    team = slack.team()
    bo = team.member("Bo")
    general = team.channel()
    slack.patience = 0.2
    bolt = Bolt(slack)
    told: list[Any] = []

    @bolt.app.action("a")
    async def pressed(body: dict[str, Any]) -> None:
        told.append(body)

    async with bolt.linked():
        await bolt.client.chat_postMessage(channel=general.id, text="A question", blocks=card(button(text="A")))
        with pytest.raises(Unanswered):
            await bo.presses(bo.sees(general)[0], "A")
        slack.forgiving = True
        answer = await bo.presses(bo.sees(general)[0], "A")
    assert answer.failed
    assert 2 == len(told)


async def test_each_envelope_goes_to_one_link(slack: Loopback) -> None:
    """With two links each gets its turn, and nothing comes twice."""
    team = slack.team()
    ada = team.member("Ada")
    general = team.channel()
    bolt = Bolt(slack)
    bolt.hears("message")
    async with bolt.linked(2):
        await slack.until(lambda: len(slack.links.links) == 2)
        first, second = slack.links.links
        for number in range(6):
            await ada.writes(general, f"{number}")
        await slack.until(lambda: len(bolt.heard) == 6)
    assert [3, 3] == [len(first.got), len(second.got)]
    assert set("012345") == {event["text"] for event in bolt.events}


async def test_an_event_without_an_acknowledgement_comes_again(slack: Loopback) -> None:
    """An event whose acknowledgement got lost is told again, the same one, as a retry."""
    team = slack.team()
    ada = team.member("Ada")
    general = team.channel()
    slack.patience, slack.post.retries = 0.1, (0, 0, 0)
    slack.links.dropped = 1
    bolt = Bolt(slack)
    heads: list[Any] = []

    @bolt.app.event("message")
    async def note(body: dict[str, Any], request: Any, ack: Any) -> None:
        await ack()
        bolt.heard.append(body)
        heads.append(request.headers.get("x-slack-retry-num"))

    async with bolt.linked():
        await ada.writes(general, "hello")
        await slack.until(lambda: len(bolt.heard) == 2)
        await slack.quiet()
    assert [["0"], ["1"]] == heads
    assert 1 == len({body["event_id"] for body in bolt.heard})


async def test_retries_come_at_once_after_a_minute_and_after_five() -> None:
    """By the clock a test moves, an event is told four times at most."""
    clock = ManualClock()
    async with loopback(clock) as slack:
        ada = slack.team().member("Ada")
        await ada.writes(ada.dm, "hello")
        await slack.until(lambda: clock.next_sleeper() == clock.now() + 60 * SECOND)
        assert 2 == len(slack.post.failures)
        clock.advance(60 * SECOND)
        await slack.until(lambda: clock.next_sleeper() == clock.now() + 300 * SECOND)
        assert 3 == len(slack.post.failures)
        clock.advance(300 * SECOND)
        await slack.until(lambda: slack.post.given_up)
    assert 4 == len(slack.post.failures)


async def test_a_refresh_moves_a_link(slack: Loopback) -> None:
    """A link that is asked to come anew ends; bolt opens another, and what happens later comes through that."""
    team = slack.team()
    ada = team.member("Ada")
    general = team.channel()
    bolt = Bolt(slack)
    bolt.hears("message")
    async with bolt.linked():
        (first,) = slack.links.links
        slack.links.refresh()
        await slack.until(lambda: slack.links.links and slack.links.links[0] is not first and slack.links.links[0].open)
        await ada.writes(general, "after")
        await slack.until(lambda: bolt.heard)
    assert [] == first.got
    assert 2 == slack.links.opened


async def test_a_link_that_is_cut_off_in_a_burst_loses_no_event(slack: Loopback) -> None:
    """What was on a link that died is told again through another."""
    team = slack.team()
    ada = team.member("Ada")
    general = team.channel()
    slack.patience, slack.post.retries = 0.3, (0, 100, 100)
    bolt = Bolt(slack)
    bolt.hears("message")
    async with bolt.linked(2):
        await slack.until(lambda: len(slack.links.links) == 2)
        for number in range(20):
            await ada.writes(general, f"{number}")
            if number == 9:
                slack.links.cut(slack.links.links[0])
        await slack.until(lambda: len({event["text"] for event in bolt.events}) == 20)


async def _link(slack: Loopback, session: aiohttp.ClientSession) -> aiohttp.ClientWebSocketResponse:
    return await session.ws_connect(slack.new_link())


async def test_a_ticket_is_good_for_one_link() -> None:
    """The address of a link is good once, and for 30 s."""
    clock = ManualClock()
    async with loopback(clock) as slack, aiohttp.ClientSession() as session:
        url = slack.new_link()
        async with session.ws_connect(url) as link:
            assert "hello" == (await link.receive_json())["type"]
            with pytest.raises(aiohttp.WSServerHandshakeError):
                await session.ws_connect(url)
        late = slack.new_link()
        clock.advance(31 * SECOND)
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await session.ws_connect(late)
        assert 2 == len(slack.problems)


async def test_hello_counts_the_links_and_the_eleventh_is_one_too_many(slack: Loopback) -> None:
    """Ten links are let in, each told how many there are; one more is told to go."""
    async with aiohttp.ClientSession() as session:
        links = [await _link(slack, session) for _ in range(11)]
        said = [await link.receive_json() for link in links]
        for link in links:
            await link.close()
    assert list(range(1, 11)) == [hello["num_connections"] for hello in said[:10]]
    assert "too_many_websockets" == said[10]["reason"]


async def test_strange_acknowledgements_are_problems(slack: Loopback) -> None:
    """An unknown envelope, a payload where none is taken, and what is no JSON are noted; an ack after its time is not."""
    team = slack.team()
    ada = team.member("Ada")
    slack.patience, slack.post.retries = 0.2, ()
    async with aiohttp.ClientSession() as session:
        link = await _link(slack, session)
        await link.receive_json()
        await link.send_str("no JSON")
        await link.send_json({"envelope_id": "never"})
        await ada.writes(ada.dm, "hello")
        envelope = await link.receive_json()
        assert not envelope["accepts_response_payload"]
        await link.send_json({"envelope_id": envelope["envelope_id"], "payload": {"text": "hi"}})
        await ada.writes(ada.dm, "late")
        late = json.loads((await link.receive()).data)
        await slack.until(lambda: slack.post.failures)
        await link.send_json({"envelope_id": late["envelope_id"]})
        await slack.until(lambda: slack.links.late == 1)
        await link.close()
    assert 3 == len(slack.problems)
    slack.problems.clear()


async def test_what_was_acknowledged_while_a_link_ended_is(slack: Loopback) -> None:
    """An acknowledgement that is on its way when Slack closes the link still counts."""
    ada = slack.team().member("Ada")
    slack.patience, slack.links.refresh_after = 1.0, 0.0
    async with aiohttp.ClientSession() as session:
        link = await _link(slack, session)
        await link.receive_json()
        await ada.writes(ada.dm, "hello")
        envelope = await link.receive_json()
        ours = slack.links.links[0]
        slack.links.refresh()
        await slack.until(lambda: ours.socket._writer is not None and ours.socket._writer._closing)
        await link.send_json({"envelope_id": envelope["envelope_id"]})
        await slack.until(lambda: slack.links.acks == 1)
        await link.close()
    assert [] == slack.post.failures
