"""The playground over a real socket: who may speak to it, what a persona may press, and who sees what."""

import asyncio
import json
import socket
from typing import Any

import aiohttp
import pytest

from adapters.playground.adapter import PortTaken
from adapters.playground.guard import is_own_host, is_own_origin

LOBBY = "/quiz start bell-tour"


def is_lobby(message: Any) -> bool:
    """Whether it is the public card that takes people in."""
    card = message["card"]
    return bool(card) and not message["private"] and any(one["label"] == "Join" for one in card["buttons"])


def button(message: Any, label: str) -> str:
    """Return the token of the button with this label."""
    return next(one["token"] for one in message["card"]["buttons"] if one["label"] == label)


# -- the guard
@pytest.mark.parametrize("host", ["127.0.0.1:8420", "localhost:8420", "LOCALHOST:8420", "[::1]:8420"])
def test_loopback_names_with_our_port_are_ours(host: str) -> None:
    """A person may write the address in any of these ways."""
    assert is_own_host(host, 8420)
    assert is_own_origin(f"http://{host}", 8420)


@pytest.mark.parametrize(
    "host", ["", "evil.example:8420", "127.0.0.1", "127.0.0.1:80", "127.0.0.1.evil.example:8420", "localhost:8420@evil"]
)
def test_any_other_name_is_not_ours(host: str) -> None:
    """A name that was made to point at this machine (DNS rebinding) is refused."""
    assert not is_own_host(host, 8420)
    assert not is_own_origin(f"http://{host}", 8420)


@pytest.mark.parametrize("origin", ["null", "", "https://127.0.0.1:8420", "http://[", "http://127.0.0.1:8420/x/"])
def test_an_origin_is_exactly_ours_or_not(origin: str) -> None:
    """No other scheme, no sandbox, no path."""
    assert not is_own_origin(origin, 8420)


async def test_a_foreign_host_is_refused(served: Any) -> None:
    """Neither the page nor its stream is served under a foreign name."""
    async with served() as visitor:
        for path in ("/", "/stream?as=ada"):
            async with visitor.http.get(visitor.url + path, headers={"Host": "evil.example"}) as response:
                assert 403 == response.status


async def test_a_foreign_origin_is_refused(served: Any) -> None:
    """A page of another site can neither act nor listen."""
    async with served() as visitor:
        foreign = {"Origin": "http://evil.example"}
        body = {"persona": "ada", "channel": "general", "text": "hi", "nonce": "1"}
        async with visitor.http.post(f"{visitor.url}/do/say", json=body, headers=foreign) as response:
            assert 403 == response.status
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await visitor.http.ws_connect(f"{visitor.url}/stream?as=ada", headers=foreign)
        cross = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"}
        async with visitor.http.get(visitor.url, headers=cross) as response:
            assert 403 == response.status


async def test_a_form_of_another_site_cannot_post(served: Any) -> None:
    """What a form can send is not JSON, and is not read."""
    async with served() as visitor:
        body = json.dumps({"persona": "ada", "channel": "general", "text": "hi", "nonce": "1"})
        for kind in ("text/plain", "application/x-www-form-urlencoded"):
            async with visitor.http.post(
                f"{visitor.url}/do/say", data=body, headers={"Content-Type": kind}
            ) as response:
                assert 415 == response.status
        assert [] == (await visitor.whole("ada"))["messages"]


async def test_every_answer_carries_the_safety_headers(served: Any) -> None:
    """The page runs no script but its own, in no frame, and refusals say so too."""
    async with served() as visitor:
        for path in ("/?as=ada", "/nothing", "/page/x"):
            async with visitor.http.get(visitor.url + path) as response:
                policy = response.headers["Content-Security-Policy"]
                assert "script-src 'self';" in policy
                assert "default-src 'none'" in policy
                assert "unsafe" not in policy
                assert "nosniff" == response.headers["X-Content-Type-Options"]


async def test_the_page_has_no_inline_script_and_no_foreign_address(served: Any) -> None:
    """Everything it loads comes from this server."""
    async with served() as visitor, visitor.http.get(f"{visitor.url}/?as=ada") as response:
        html = await response.text()
        assert 200 == response.status
        assert "<script>" not in html
        assert "style=" not in html
        assert "http" not in html.replace('data-name="http', "")


async def test_an_unknown_persona_becomes_the_first(served: Any) -> None:
    """Whoever comes without a name is the teacher."""
    async with served() as visitor:
        async with visitor.http.get(visitor.url, allow_redirects=False) as response:
            assert (response.status, response.headers["Location"]) == (302, "/?as=rivera")
        assert "toast" in await visitor.say("nobody", "hello")


@pytest.mark.parametrize(
    ("path", "values"),
    [
        ("say", {"channel": "general", "text": "x" * 2001, "nonce": "1"}),
        ("say", {"channel": "general", "text": 5, "nonce": "1"}),
        ("say", {"channel": "general"}),
        ("press", {"message": "m", "token": "x" * 101}),
        ("press", {"message": "m", "token": "x", "values": [["a"]]}),
        ("form", {"form": "f", "values": {"a": "x" * 40_001}}),
        ("speed", {"speed": 0}),
        ("speed", {"speed": 1e9}),
        ("learners", {"channel": "general", "add": 5000}),
        ("persona", {"name": ""}),
        ("press", {"message": "m", "token": "t", "host": True}),
    ],
)
async def test_a_request_that_does_not_fit_is_refused(served: Any, path: str, values: dict[str, object]) -> None:
    """Sizes and types are checked before anything else."""
    async with served() as visitor:
        body = {"persona": "ada", **values}
        async with visitor.http.post(f"{visitor.url}/do/{path}", json=body) as response:
            assert 400 == response.status
            assert (await response.json())["toast"].startswith("That could not be read:")


async def test_only_a_form_may_be_large(served: Any) -> None:
    """It may have a file in it."""
    async with served() as visitor:
        for path, status in (("say", 413), ("form", 400)):
            body = {"persona": "ada", "much": "x" * 1_000_000}
            async with visitor.http.post(f"{visitor.url}/do/{path}", json=body) as response:
                assert status == response.status


# -- talking
async def test_what_is_typed_reaches_everybody_as_text(served: Any) -> None:
    """HTML in a message is text, also for the others."""
    async with served() as visitor, visitor.listening("ben") as ben:
        await visitor.say("ada", "<b>hello</b> **stars**")
        message = await ben.message(lambda one: one["author"] == "ada")
        assert (message["text"], message["text_html"], message["card"]) == ("<b>hello</b> **stars**", "", None)


async def test_sending_again_says_it_once(served: Any) -> None:
    """A page that did not hear the answer may send the same message again."""
    async with served() as visitor:
        for _ in range(3):
            await visitor.do("say", "ada", channel="general", text="once", nonce="same")
        assert ["once"] == [one["text"] for one in (await visitor.whole("ben"))["messages"]]


async def test_a_command_that_is_none_is_explained_privately(served: Any) -> None:
    """The sentence is seen by the one who typed, with the line that was typed."""
    async with served() as visitor, visitor.listening("ben") as ben:
        await visitor.say("ada", "/quizz go")
        await visitor.say("ada", "done")
        own = (await visitor.whole("ada"))["messages"][0]
        assert (own["private"], own["via"]) == (True, "/quizz go")
        assert "no command" in own["text"]
        seen = await ben.message(lambda _: True)
        assert "done" == seen["text"]


@pytest.mark.parametrize("typed", ["/help", "/quiz help", "/study hlep"])
async def test_whoever_looks_for_help_is_shown_the_way(served: Any, typed: str) -> None:
    """Under whatever family it is looked for."""
    async with served() as visitor:
        await visitor.say("ada", typed)
        own = (await visitor.whole("ada"))["messages"][0]
        assert f"There is no command {typed}; did you mean /study help?" == own["text"]


async def test_a_learner_cannot_run_a_hosts_command(served: Any) -> None:
    """Whether somebody is a host is the server's own knowledge."""
    async with served() as visitor:
        await visitor.say("ada", LOBBY)
        messages = (await visitor.whole("ada"))["messages"]
        assert [(True, "Only a host can do that. Ask whoever runs sessions here.")] == [
            (one["private"], one["text"]) for one in messages
        ]


async def test_host_commands_are_listed_for_hosts(served: Any) -> None:
    """A learner's completion offers what a learner may do."""
    async with served() as visitor:
        learner = {one["path"] for one in (await visitor.whole("ada"))["commands"]}
        teacher = {one["path"] for one in (await visitor.whole("rivera"))["commands"]}
        assert "quiz answer" in learner
        assert "quiz start" in teacher - learner


async def test_decks_and_members_complete(served: Any) -> None:
    """Names come from the library and from the personas."""
    async with served() as visitor:
        decks = await visitor.do("complete", "rivera", channel="general", kind="deck", typed="bell")
        members = await visitor.do("complete", "rivera", channel="general", kind="member", typed="ad")
        assert "bell-tour" in [one["value"] for one in decks["options"]]
        assert [{"label": "Ada", "value": "ada"}] == members["options"]


async def test_simulated_learners_complete_where_they_sit(served: Any) -> None:
    """A host who wants one of them out of a quiz can name them as anybody else."""
    async with served(learners=1) as visitor:
        here = await visitor.do("complete", "rivera", channel="general", kind="member", typed="amina")
        elsewhere = await visitor.do("complete", "rivera", channel="biology", kind="member", typed="amina")
        assert [{"label": "Amina", "value": "sim-amina"}] == here["options"]
        assert [] == elsewhere["options"]


async def test_a_member_who_is_not_here_is_not_noted(served: Any) -> None:
    """A promise to nobody is worse than a question back."""
    async with served() as visitor:
        await visitor.say("rivera", "/quiz time Zed 2")
        own = (await visitor.whole("rivera"))["messages"]
        assert ["There is nobody called Zed here; there are Ms Rivera, Ada, Ben, Chen."] == [one["text"] for one in own]


# -- pressing
async def test_a_press_joins_a_quiz_and_is_acknowledged_privately(served: Any) -> None:
    """The card changes for everybody; the sentence is for the one who pressed."""
    async with served() as visitor, visitor.listening("ben") as ben:
        await visitor.say("rivera", LOBBY)
        lobby = await ben.message(is_lobby)
        await visitor.do("press", "ada", message=lobby["id"], token=button(lobby, "Join"))
        changed = await ben.message(lambda one: one["id"] == lobby["id"])
        assert "Ada" in json.dumps(changed["card"]["fields"])
        assert "You are in." in [one["text"] for one in (await visitor.whole("ada"))["messages"]]
        assert "You are in." not in [one["text"] for one in (await visitor.whole("ben"))["messages"]]


async def test_a_forged_token_does_nothing(served: Any) -> None:
    """A token that does not stand on the message gives a private sentence, even if it would mean something."""
    async with served() as visitor, visitor.listening("ada") as ada:
        await visitor.say("rivera", LOBBY)
        lobby = await ada.message(is_lobby)
        session = button(lobby, "Join").partition("[")[0]
        for forged in (f'{session}["begin"]', f'{session}["end"]', "", "nonsense", '["start","bell-tour"]'):
            await visitor.do("press", "rivera", message=lobby["id"], token=forged)
        whole = await visitor.whole("rivera")
        assert 5 == sum("not on the message any more" in one["text"] for one in whole["messages"])
        assert is_lobby(next(one for one in whole["messages"] if one["id"] == lobby["id"]))


async def test_a_private_control_cannot_be_pressed_by_others(served: Any) -> None:
    """Who cannot see the host's panel cannot press on it, even knowing its id and token."""
    async with served() as visitor, visitor.listening("rivera") as host:
        await visitor.say("rivera", LOBBY)
        panel = await host.message(lambda one: one["private"] and one["card"])
        answer = await visitor.do("press", "ada", message=panel["id"], token=button(panel, "Begin"))
        assert {"toast": "That message is no more."} == answer
        assert panel["id"] not in [one["id"] for one in (await visitor.whole("ada"))["messages"]]


async def test_private_messages_never_travel_on_anothers_stream(served: Any) -> None:
    """Everything that is private to one stays off every other stream, live and replayed."""
    async with served() as visitor, visitor.listening("ada") as ada:
        hello = await ada.next()
        await visitor.say("rivera", LOBBY)
        await visitor.say("rivera", "the end")
        seen = [await ada.message(lambda _: True)]
        while seen[-1]["text"] != "the end":
            seen.append(await ada.message(lambda _: True))
        assert not [one for one in seen if one["private"]]
        async with visitor.listening("ada", hello["value"]["boot"], hello["n"]) as replayed:
            news = [await replayed.next()]
            while news[-1]["value"].get("text") != "the end":
                news.append(await replayed.next())
            assert not [one for one in news if one["kind"] == "message" and one["value"]["private"]]


async def test_only_the_teacher_deletes_what_others_wrote(served: Any) -> None:
    """A learner is told no; the teacher's deletion reaches every page, and the quiz posts its card again."""
    async with served() as visitor, visitor.listening("ben") as ben:
        await visitor.say("rivera", LOBBY)
        lobby = await ben.message(is_lobby)
        await visitor.do("remove", "ada", message=lobby["id"])
        assert lobby["id"] in [one["id"] for one in (await visitor.whole("ben"))["messages"]]
        await visitor.do("remove", "rivera", message=lobby["id"])
        assert (await ben.until(lambda one: one["kind"] == "removed"))["value"] == lobby["id"]
        await visitor.say("ada", "/quiz mine")
        panel = next(one for one in (await visitor.whole("rivera"))["messages"] if one["private"] and one["card"])
        await visitor.do("press", "rivera", message=panel["id"], token=button(panel, "Begin"))
        assert (await ben.message(lambda one: bool(one["card"])))["id"] != lobby["id"]


# -- the stream
async def test_a_page_that_comes_back_gets_what_it_missed_and_no_more(served: Any) -> None:
    """No loss, no repeats: the numbers go on where they were."""
    async with served() as visitor:
        async with visitor.listening("ben") as ben:
            hello = await ben.next()
            await visitor.say("ada", "one")
            await ben.message(lambda one: one["text"] == "one")
            seen = ben.number
        await visitor.say("ada", "two")
        await visitor.say("ada", "three")
        async with visitor.listening("ben", hello["value"]["boot"], seen) as again:
            news = [await again.next(), await again.next()]
            assert ["two", "three"] == [one["value"]["text"] for one in news]
            assert [seen + 1, seen + 2] == [one["n"] for one in news]


@pytest.mark.parametrize(("boot", "after"), [("", -1), ("00000000", 3), (None, 10**9), (None, -5)])
async def test_a_page_that_knows_nothing_of_this_start_begins_anew(served: Any, boot: str | None, after: int) -> None:
    """After a restart, or with a number that never was, the whole state comes first."""
    async with served() as visitor:
        whole = await visitor.whole("ben")
        async with visitor.listening("ben", whole["boot"] if boot is None else boot, after) as stream:
            assert "hello" == (await stream.next())["kind"]


async def test_twenty_pages_hear_the_same(served: Any) -> None:
    """Everybody gets every message once, in order."""
    async with served() as visitor, asyncio.TaskGroup() as group:
        ready = [asyncio.Event() for _ in range(20)]

        async def listen(number: int) -> list[str]:
            async with visitor.listening("ben") as stream:
                await stream.next()
                ready[number].set()
                return [(await stream.message(lambda _: True))["text"] for _ in range(10)]

        pages = [group.create_task(listen(number)) for number in range(20)]
        for event in ready:
            await event.wait()
        for number in range(10):
            await visitor.say("ada", str(number))
        assert [[str(number) for number in range(10)]] * 20 == [await page for page in pages]


# -- the switches
async def test_people_and_channels_can_be_added(served: Any) -> None:
    """A new persona can act at once; a name that is taken is refused with a sentence."""
    async with served() as visitor:
        dora = (await visitor.do("persona", "rivera", name="Dora Ångström", host=True))["id"]
        room = (await visitor.do("channel", "rivera", name="#Team Blue"))["id"]
        assert (dora, room) == ("dora-angstrom", "team-blue")
        await visitor.say(dora, "hello", channel=room)
        assert ["hello"] == [one["text"] for one in (await visitor.whole("ada"))["messages"]]
        assert "already" in (await visitor.do("persona", "rivera", name="ada"))["toast"]
        assert "already" in (await visitor.do("channel", "rivera", name="team blue"))["toast"]


async def test_nobody_reads_or_writes_anothers_direct_messages(served: Any) -> None:
    """The direct channel of a persona is no place for anybody else."""
    async with served() as visitor:
        await visitor.say("ada", "note to self", channel="@ada")
        assert "toast" in await visitor.say("ben", "hi", channel="@ada")
        assert {"messages": []} == await visitor.do("older", "ben", channel="@ada", before=10**9)
        assert [] == (await visitor.whole("ben"))["messages"]


async def test_the_speed_of_time_reaches_every_page(served: Any) -> None:
    """Every page hears of the new speed, and the clock runs by it."""
    async with served() as visitor, visitor.listening("ben") as ben:
        await visitor.do("speed", "rivera", speed=60)
        assert 60 == (await ben.until(lambda one: one["kind"] == "clock"))["value"]["speed"]
        assert "Nothing is waiting" in (await visitor.do("jump", "rivera"))["toast"]


# -- starting and stopping
async def test_a_taken_port_is_said_so(served: Any) -> None:
    """The error names the port and what to do."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(BaseExceptionGroup) as caught:
            async with served(port=port):
                pass
        [error] = [one for one in caught.value.exceptions if isinstance(one, PortTaken)]
        assert f"Port {port}" in str(error)
        assert "--port 0" in str(error)


async def test_open_streams_do_not_hold_up_the_end(served: Any) -> None:
    """A page that listens is told to go, and the program stops at once."""
    async with aiohttp.ClientSession() as http:
        async with served() as visitor:
            stream = await http.ws_connect(f"{visitor.url}/stream?as=ada")
            await stream.receive()
            leaving = asyncio.get_running_loop().time()
        kind = (await stream.receive(timeout=5)).type
        assert kind in {aiohttp.WSMsgType.CLOSE, aiohttp.WSMsgType.CLOSED, aiohttp.WSMsgType.CLOSING}
        assert asyncio.get_running_loop().time() - leaving < 4
        await stream.close()


async def test_a_restart_shows_the_same_messages_and_old_buttons_work(served: Any) -> None:
    """What stood before stands after, once, and takes presses."""
    async with served() as visitor, visitor.listening("ada") as ada:
        await visitor.say("rivera", LOBBY)
        lobby = await ada.message(is_lobby)
        before = [one["id"] for one in (await visitor.whole("ada"))["messages"]]
    async with served() as visitor:
        assert before == [one["id"] for one in (await visitor.whole("ada"))["messages"]]
        async with visitor.listening("ada") as ada:
            await ada.next()
            await visitor.do("press", "ada", message=lobby["id"], token=button(lobby, "Join"))
            changed = await ada.message(lambda one: one["id"] == lobby["id"])
            assert "Ada" in json.dumps(changed["card"]["fields"])
