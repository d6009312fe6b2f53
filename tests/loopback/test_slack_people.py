"""People of the loopback Slack: what they write, press and see, and what the app is told of it."""

from typing import Any

import pytest

from bot.engine.clock import ManualClock
from bot.kernel.clock import HOUR, MINUTE
from tests.loopback.bolting import Bolt, card
from tests.loopback.calling import actions, button, option, section, select
from tests.loopback.slack import Loopback, NotPossible, loopback


async def told(slack: Loopback, name: str = "message") -> list[dict[str, Any]]:
    """Return the events of a type that the app was told of."""
    return [one.payload["event"] for one in slack.post.told if one.name == name]


async def test_typed_text_becomes_what_slack_makes_of_it(slack: Loopback) -> None:
    """Signs are escaped, names are mentions, and the app is told with the blocks of Slack's own editor."""
    team = slack.team()
    ada, bo = team.member("Ada"), team.member("Bo")
    general = team.channel()
    shown = await ada.writes(general, "@Bo is 1 < 2 & why? https://example.org #general @here")
    (event,) = await told(slack)
    mentions = f"<{'#'}{general.id}|general> <!here>"
    assert f"<@{bo.id}> is 1 &lt; 2 &amp; why? <https://example.org> {mentions}" == event["text"]
    assert "rich_text" == event["blocks"][0]["type"]
    assert "@Bo is 1 < 2 & why? https://example.org" in shown.fallback
    assert ("Bo", "here") == shown.pings


async def test_edits_deletions_files_and_broadcasts_have_their_subtypes(slack: Loopback) -> None:
    """Each comes as Slack tells it, with what stood there before."""
    team = slack.team()
    ada = team.member("Ada")
    general = team.channel()
    top = await ada.writes(general, "top")
    await ada.edits(top, "other")
    await ada.writes(general, "see", thread=top.ts, files=["notes.pdf"])
    await ada.writes(general, "to all", thread=top.ts, broadcast=True)
    await ada.writes(general, "waves", me=True)
    reply = await ada.writes(general, "reply", thread=top.ts)
    await ada.removes(reply)
    events = await told(slack)
    expected = [None, "message_changed", "file_share", "thread_broadcast", "me_message", None, "message_deleted"]
    assert expected == [event.get("subtype") for event in events]
    assert ("top", "other") == (events[1]["previous_message"]["text"], events[1]["message"]["text"])
    assert "notes.pdf" == events[2]["files"][0]["name"]
    assert top.ts == events[3]["root"]["ts"]
    assert reply.ts == events[6]["deleted_ts"]
    assert ["other", "to all", "waves"] == [one.text for one in ada.sees(general)]


async def test_the_app_is_told_only_of_what_happens_where_it_is(slack: Loopback) -> None:
    """Nothing of channels without the bot, and nothing it is not subscribed to."""
    team = slack.team()
    ada = team.member("Ada")
    elsewhere, private = team.channel("elsewhere", bot=False), team.private("private")
    await ada.writes(elsewhere, "hello")
    slack.subscribed -= {"message.groups"}
    await ada.writes(private, "hello")
    assert [] == await told(slack)
    await ada.writes(ada.dm, "hello")
    assert ["im"] == [event["channel_type"] for event in await told(slack)]


async def test_a_mention_comes_as_app_mention_too(slack: Loopback) -> None:
    """In channels, not in direct messages."""
    team = slack.team()
    ada = team.member("Ada")
    general = team.channel()
    await ada.writes(general, "@Studybell discuss mine")
    await ada.writes(ada.dm, "@Studybell help")
    (mention,) = await told(slack, "app_mention")
    assert mention["text"] == f"{team.bot.mention} discuss mine"
    assert 2 == len(await told(slack))


async def test_what_a_press_shows_in_public_is_replaced_unless_it_is_told_not_to(slack: Loopback) -> None:
    """An answer to a press without `replace_original: false` takes the place of the public message, for everybody."""
    team = slack.team()
    ada, bo = team.member("Ada"), team.member("Bo")
    general = team.channel()
    bolt = Bolt(slack)
    more: dict[str, Any] = {"replace_original": False}

    @bolt.app.action("a")
    async def pressed(ack: Any, respond: Any) -> None:
        await ack()
        await respond(text="You chose A", **more)

    async with bolt.linked():
        await bolt.client.chat_postMessage(channel=general.id, text="A question", blocks=card(button()))
        answer = await ada.presses(ada.sees(general)[0], "A")
        assert answer.private
        assert ["*A question*\n[A]"] == [one.text for one in bo.sees(general)]
        more.clear()
        await ada.presses(ada.sees(general)[0], "A")
        assert ["You chose A"] == [one.text for one in bo.sees(general)]


async def test_an_ephemeral_is_seen_by_one_and_gone_on_reload(slack: Loopback) -> None:
    """A press on it tells the app that it is one, and not what it says."""
    team = slack.team()
    ada, bo = team.member("Ada"), team.member("Bo")
    general = team.channel()
    bolt = Bolt(slack)
    bodies: list[dict[str, Any]] = []

    @bolt.app.action("a")
    async def pressed(ack: Any, body: dict[str, Any], respond: Any) -> None:
        await ack()
        bodies.append(body)
        await respond(text="Changed", replace_original=True)

    async with bolt.linked():
        blocks = [section("For you"), actions(button())]
        await bolt.client.chat_postEphemeral(channel=general.id, user=ada.id, text="For you", blocks=blocks)
        assert [] == bo.sees(general)
        answer = await ada.presses(ada.whispers(general)[0], "A")
    assert "Changed" == answer.text
    assert bodies[0]["container"]["is_ephemeral"]
    assert "message" not in bodies[0]
    ada.reloads()
    assert [] == ada.sees(general)


async def test_a_response_url_is_good_five_times_and_for_half_an_hour() -> None:
    """Then it is refused; what is no answer is refused, too."""
    clock = ManualClock()
    async with loopback(clock) as slack:
        team = slack.team()
        ada = team.member("Ada")
        bolt, urls = Bolt(slack), []

        @bolt.app.command("/quiz")
        async def quiz(ack: Any, command: dict[str, Any]) -> None:
            await ack()
            urls.append(command["response_url"])

        async def post(url: str, **body: Any) -> int:
            async with session.post(url, json=body) as answer:
                return answer.status

        import aiohttp  # noqa: PLC0415 - only here

        async with bolt.linked(), aiohttp.ClientSession() as session:
            await ada.command(ada.dm, "/quiz")
            await ada.command(ada.dm, "/quiz")
            assert [200] * 5 + [404] == [await post(urls[0], text="x") for _ in range(6)]
            assert 400 == await post(urls[1], text="x", colour="red")
            assert 200 == await post(urls[1], text="x")
            clock.advance(30 * MINUTE + 1)
            assert 404 == await post(urls[1], text="x")
        assert 1 == len(slack.problems)


async def test_choices_come_as_slack_tells_them(slack: Loopback) -> None:
    """A select comes with the option chosen, and with the state of the message."""
    team = slack.team()
    ada = team.member("Ada")
    general = team.channel()
    bolt, bodies = Bolt(slack), []

    @bolt.app.action("s")
    async def chosen(ack: Any, body: dict[str, Any]) -> None:
        await ack()
        bodies.append(body)

    async with bolt.linked():
        blocks = card(select(option("v1", "First"), option("v2", "Second")))
        await bolt.client.chat_postMessage(channel=general.id, text="A question", blocks=blocks)
        await ada.chooses(ada.sees(general)[0], "Second")
        with pytest.raises(NotPossible):
            await ada.chooses(ada.sees(general)[0], "Third")
    (action,) = bodies[0]["actions"]
    assert ("static_select", "v2") == (action["type"], action["selected_option"]["value"])
    assert "v2" == bodies[0]["state"]["values"]["row"]["s"]["selected_option"]["value"]


async def test_a_command_escapes_where_the_manifest_says_so(slack: Loopback) -> None:
    """Mentions come with their names; in threads there are no commands, nor where nobody made one."""
    team = slack.team()
    ada, bo = team.member("Ada"), team.member("Bo")
    bolt, texts = Bolt(slack), []

    @bolt.app.command("/quiz")
    async def quiz(ack: Any, command: dict[str, Any]) -> None:
        await ack()
        texts.append(command["text"])

    async with bolt.linked():
        await ada.command(ada.dm, "/quiz hosts @Bo")
        slack.commands["/quiz"] = False
        await ada.command(ada.dm, "/quiz", "hosts @Bo")
        with pytest.raises(NotPossible):
            await ada.command(ada.dm, "/quiz", thread="1.1")
        with pytest.raises(NotPossible):
            await ada.command(ada.dm, "/sb-quiz")
    assert [f"hosts <@{bo.id}|bo>", "hosts @Bo"] == texts


async def test_home_shows_what_the_app_publishes(slack: Loopback) -> None:
    """Opening it tells the app; a press there comes with the view."""
    ada = slack.team().member("Ada")
    bolt, bodies = Bolt(slack), []

    @bolt.app.event("app_home_opened")
    async def opened(ack: Any, event: dict[str, Any]) -> None:
        await ack()
        view = {"type": "home", "blocks": [section("Nothing is running"), actions(button())]}
        await bolt.client.views_publish(user_id=event["user"], view=view)

    @bolt.app.action("a")
    async def pressed(ack: Any, body: dict[str, Any]) -> None:
        await ack()
        bodies.append(body)

    async with bolt.linked():
        home = await ada.home()
        assert home is not None
        assert "Nothing is running\n[A]" == home.text
        await ada.presses(home, "A")
        await ada.home()
    assert "home" == bodies[0]["view"]["type"]
    assert "home" == slack.post.told[-1].payload["event"]["view"]["type"]


async def test_moments_are_read_in_ones_own_zone(slack: Loopback) -> None:
    """`<!date^...>` shows the time where the reader is; links, pings and moments are told."""
    team = slack.team()
    ada, ken = team.member("Ada", tz="Europe/London"), team.member("Ken", tz="Asia/Tokyo")
    general = team.channel()
    text = "Ends <!date^1700000000^{date_short} at {time}|soon>, <@" + ken.id + ">, see <https://example.org/a|here>"
    await Bolt(slack).client.chat_postMessage(channel=general.id, text=text)
    (seen,) = ada.sees(general)
    assert "Ends Nov 14, 2023 at 10:13 PM, @Ken, see here" == seen.text
    assert "Nov 15, 2023 at 7:13 AM" in ken.sees(general)[0].text
    assert (("Ken",), (1_700_000_000,), ("https://example.org/a",)) == (seen.pings, seen.moments, seen.links)


async def test_events_can_be_held_back_doubled_and_late() -> None:
    """What is held back comes in the other order; what is told again is the same event; what is late comes by the clock."""
    clock = ManualClock()
    async with loopback(clock) as slack:
        ada = slack.team().member("Ada")
        bolt = Bolt(slack)
        bolt.hears("message")
        async with bolt.linked():
            slack.post.hold()
            await ada.writes(ada.dm, "first")
            await ada.writes(ada.dm, "second")
            slack.post.release()
            await slack.until(lambda: len(bolt.heard) == 2)
            slack.post.again()
            await slack.until(lambda: len(bolt.heard) == 3)
            slack.post.delay = HOUR
            await ada.writes(ada.dm, "late")
            await slack.until(clock.next_sleeper)
            clock.advance(HOUR)
            await slack.until(lambda: len(bolt.heard) == 4)
        assert ["first", "late", "second", "second"] == sorted(event["text"] for event in bolt.events)
        assert 3 == len({body["event_id"] for body in bolt.heard})


async def test_a_button_that_has_just_gone_can_still_be_pressed(slack: Loopback) -> None:
    """A finger is slower than an update: the app is told of the press, beside the message as it stands now."""
    team = slack.team()
    ada = team.member("Ada")
    general = team.channel()
    bolt, bodies = Bolt(slack), []

    @bolt.app.action("a")
    async def pressed(ack: Any, body: dict[str, Any]) -> None:
        await ack()
        bodies.append(body)

    async with bolt.linked():
        posted = await bolt.client.chat_postMessage(channel=general.id, text="A question", blocks=card(button()))
        before = ada.sees(general)[0]
        await bolt.client.chat_update(channel=general.id, ts=posted["ts"], text="Over", blocks=[section("Over")])
        await ada.presses(before, "A")
        with pytest.raises(NotPossible):
            await ada.presses(ada.sees(general)[0], "A")
    assert "a" == bodies[0]["actions"][0]["action_id"]
    assert "Over" == bodies[0]["message"]["text"]
