"""How calls of the loopback Slack are read: forms and JSON, tokens and scopes, arguments."""

import json

import pytest

from tests.loopback.calling import Room, section


async def test_blocks_come_as_text_in_a_form_and_as_they_are_in_json(room: Room) -> None:
    """Both are read alike."""
    first = await room.call.post(room.general, blocks=[section("same")])
    second = await room.call.json("chat.postMessage", channel=room.general.id, text="x", blocks=[section("same")])
    shown = [one.body["message"]["blocks"][0]["text"] for one in (first, second)]
    assert shown[0] == shown[1] == {"type": "mrkdwn", "text": "same"}


async def test_arguments_may_stand_in_the_query(room: Room) -> None:
    """As slack_sdk sends them."""
    said = await room.call.send("conversations.info", params={"channel": room.general.id})
    assert room.general.id == said.body["channel"]["id"]


async def test_some_methods_take_no_json(room: Room) -> None:
    """Their arguments are then not seen, and it is a problem."""
    said = await room.call.json("conversations.info", channel=room.general.id)
    assert ("invalid_arguments", ["[ERROR] missing required field: channel"]) == (said.error, said.messages)
    assert "takes no JSON body" in room.server.problems[0].said


async def test_a_token_may_stand_in_a_form_but_not_in_json(room: Room) -> None:
    """JSON bodies bring theirs in the header only."""
    room.call.token = ""
    assert "" == (await room.call("auth.test", token=room.server.bot_token)).error
    assert "not_authed" == (await room.call.json("auth.test", token=room.server.bot_token)).error


async def test_an_answer_names_the_scopes_of_the_token(room: Room) -> None:
    """Whoever looks for a missing one need not find out by trying."""
    room.team.scopes("chat:write", "commands")
    said = await room.call("auth.test")
    assert "chat:write,commands" == said.headers["X-OAuth-Scopes"]


@pytest.mark.parametrize("dead", ["token_revoked", "account_inactive", "token_expired"])
async def test_a_dead_token_opens_nothing(room: Room, dead: str) -> None:
    """It says why; one that was never given out is invalid."""
    grant = room.team.team.grant
    assert grant is not None
    grant.dead = dead
    assert dead == (await room.call("auth.test")).error
    room.call.token = "xoxb-no"
    assert "invalid_auth" == (await room.call("auth.test")).error


async def test_a_missing_scope_is_named(room: Room) -> None:
    """With those there are; the call is a problem."""
    room.team.scopes("chat:write", "commands")
    said = await room.call("users.list")
    assert ("missing_scope", "users:read", "chat:write,commands") == (
        said.error,
        said.body["needed"],
        said.body["provided"],
    )
    assert 1 == len(room.server.problems)


@pytest.mark.parametrize(
    ("method", "scopes"),
    [
        ("conversations.history", {"groups:history", "channels:read"}),
        ("conversations.info", {"groups:read", "channels:history"}),
    ],
)
async def test_each_kind_of_channel_has_scopes_of_its_own(room: Room, method: str, scopes: set[str]) -> None:
    """Those of private channels do not open public ones."""
    room.team.scopes(*scopes)
    assert "missing_scope" == (await room.call(method, channel=room.general.id)).error
    assert "" == (await room.call(method, channel=room.team.private().id)).error


async def test_the_app_token_opens_links_and_nothing_else(room: Room) -> None:
    """And the bot's token opens none."""
    assert "not_allowed_token_type" == (await room.call("apps.connections.open")).error
    room.call.token = room.server.app_token
    assert "not_allowed_token_type" == (await room.call.post(room.general)).error
    assert (await room.call("apps.connections.open")).body["url"].startswith("ws://127.0.0.1:")


async def test_an_unknown_method_is_a_problem(room: Room) -> None:
    """unknown_method, with its name."""
    said = await room.call("chat.shout")
    assert ("unknown_method", "chat.shout") == (said.error, said.body["req_method"])
    with pytest.raises(AssertionError, match="no such method"):
        room.server.assert_clean()


async def test_an_unknown_argument_is_a_problem_and_no_refusal(room: Room) -> None:
    """Slack does not look at it."""
    assert "" == (await room.call.post(room.general, chanel="x")).error
    assert any("chanel" in one.said for one in room.server.problems)


@pytest.mark.parametrize(
    ("method", "arguments", "named"),
    [
        ("chat.update", {"channel": "C1", "text": "x"}, "ts"),
        ("chat.postEphemeral", {"channel": "C1", "text": "x"}, "user"),
        ("views.publish", {"user_id": "U1"}, "view"),
        ("users.info", {}, "user"),
        ("users.info", {"user": ""}, "user"),
    ],
)
async def test_a_missing_argument_is_named(room: Room, method: str, arguments: dict[str, str], named: str) -> None:
    """In `response_metadata.messages`; an empty one is as good as none."""
    said = await room.call(method, **arguments)
    assert ("invalid_arguments", [f"[ERROR] missing required field: {named}"]) == (said.error, said.messages)


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"unfurl_links": "perhaps"}, "invalid_arguments"),
        ({"blocks": "[{"}, "invalid_blocks_format"),
        ({"blocks": "{}"}, "no_text"),
        ({"metadata": "{"}, "invalid_metadata_format"),
    ],
)
async def test_an_argument_of_a_wrong_type_is_refused(room: Room, arguments: dict[str, str], error: str) -> None:
    """Booleans are true, false, 1 and 0; JSON is JSON."""
    said = await room.call("chat.postMessage", channel=room.general.id, **arguments)
    assert error == said.error


@pytest.mark.parametrize(
    ("content", "kind", "error"),
    [
        ("{", "application/json; charset=utf-8", "invalid_json"),
        ("[]", "application/json; charset=utf-8", "json_not_object"),
        ("<x/>", "text/xml", "invalid_post_type"),
    ],
)
async def test_a_body_that_is_none_is_refused(room: Room, content: str, kind: str, error: str) -> None:
    """With the error that says so."""
    assert error == (await room.call.send("chat.postMessage", data=content, headers={"Content-Type": kind})).error


async def test_json_without_a_charset_is_warned_of(room: Room) -> None:
    """As Slack does; it is done all the same."""
    body = json.dumps({"channel": room.general.id, "text": "x"})
    said = await room.call.send("chat.postMessage", data=body, headers={"Content-Type": "application/json"})
    assert (True, "missing_charset") == (said.body["ok"], said.body["warning"])
    assert ["missing_charset"] == said.body["response_metadata"]["warnings"]


async def test_every_call_is_noted(room: Room) -> None:
    """With what was sent, by whom, and what came of it."""
    await room.call.post(room.general)
    await room.call("chat.update", channel=room.general.id, ts="1.1", text="x")
    posted, updated = room.server.calls
    assert ("chat.postMessage", room.team.id, True) == (posted.method, posted.team, posted.ok)
    assert ("message_not_found", False, "x") == (updated.error, updated.ok, updated.arguments["text"])
    assert [updated] == room.server.called("chat.update")
    room.server.assert_clean()


async def test_a_sound_call_has_no_problem_with_the_published_types(room: Room) -> None:
    """Numbers and booleans of a form are read before they are judged."""
    await room.call("conversations.history", channel=room.general.id, limit="20", include_all_metadata="1")
    await room.call("conversations.members", channel=room.general.id, limit="2")
    room.server.assert_clean()
