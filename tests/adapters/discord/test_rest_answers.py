"""Answers to interactions: by their own token, quickly, once."""

from email import message_from_bytes

import msgspec
import pytest

from adapters.discord.requests.rest import LONGEST_WAIT, TRIES, Rest
from adapters.discord.requests.trouble import Answered, Expired
from bot.kernel.card import File
from bot.kernel.errors import Busy, Gone
from tests.adapters.discord.scripts import Script, Told, refused

TOKEN = "aW50:x/y z"
CALLBACK = "/api/v10/interactions/7/aW50%3Ax%2Fy%20z/callback"
OWN = "/api/v10/webhooks/6/aW50%3Ax%2Fy%20z/messages/@original"
FILE = File("a.csv", "text/csv", b"1,2\r\n")


async def test_an_answer_is_one_request_without_our_token(played: tuple[Script, Rest]) -> None:
    """What the interaction's token permits needs no other, and counts towards no limit of the bot's."""
    script, rest = played
    await rest.respond(7, TOKEN, 4, {"flags": 64})
    (heard,) = script.heard
    assert ("POST", CALLBACK) == (heard.method, heard.path)
    assert {"type": 4, "data": {"flags": 64}} == msgspec.json.decode(heard.body)
    assert "application/json" == heard.headers["Content-Type"]
    assert "DiscordBot" in heard.headers["User-Agent"]
    assert "Authorization" not in heard.headers


async def test_a_deferral_has_no_data_unless_it_is_told(played: tuple[Script, Rest]) -> None:
    """Such as for an update of the message that was pressed on."""
    script, rest = played
    await rest.respond(7, TOKEN, 6)
    assert {"type": 6} == msgspec.json.decode(script.heard[0].body)


@pytest.mark.parametrize("act", ["edit", "delete", "follow"])
async def test_what_was_answered_can_be_changed(played: tuple[Script, Rest], act: str) -> None:
    """Edited, taken away, followed by more."""
    script, rest = played
    if act == "edit":
        await rest.edit_own(TOKEN, {"flags": 1})
    elif act == "delete":
        await rest.delete_own(TOKEN)
    else:
        await rest.follow_up(TOKEN, {"flags": 1})
    (heard,) = script.heard
    wanted = {
        "edit": ("PATCH", OWN),
        "delete": ("DELETE", OWN),
        "follow": ("POST", OWN.removesuffix("/messages/@original")),
    }
    assert wanted[act] == (heard.method, heard.path)
    assert (b"" if act == "delete" else b'{"flags":1}') == heard.body


async def test_files_go_as_a_form(played: tuple[Script, Rest]) -> None:
    """The body and each file are parts of it, as Discord names them."""
    script, rest = played
    await rest.respond(7, TOKEN, 4, {"attachments": [{"id": "0", "filename": "a.csv"}]}, [FILE])
    await rest.request("POST", "/channels/{channel_id}/messages", {"flags": 1}, [FILE], channel_id=7)
    for heard, body in zip(script.heard, ({"type": 4}, {"flags": 1}), strict=True):
        whole = message_from_bytes(f"Content-Type: {heard.headers['Content-Type']}\r\n\r\n".encode() + heard.body)
        said, file = whole.get_payload()
        assert "payload_json" == said.get_param("name", header="content-disposition")
        assert body.items() <= msgspec.json.decode(said.get_payload(decode=True)).items()
        assert ("files[0]", "a.csv") == (file.get_param("name", header="content-disposition"), file.get_filename())
        assert ("text/csv", b"1,2\r\n") == (file.get_content_type(), file.get_payload(decode=True))


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [(404, 10062, Expired), (400, 40060, Answered), (404, 10008, Gone), (401, 50027, Expired)],
)
async def test_what_is_too_late_is_said_once(
    played: tuple[Script, Rest], status: int, code: int, kind: type[Exception]
) -> None:
    """Trying again would change nothing."""
    script, rest = played
    script.next = [refused(status, code)]
    with pytest.raises(kind):
        await rest.respond(7, TOKEN, 4, {})
    assert 1 == len(script.heard)


async def test_a_token_that_is_void_is_not_our_own(played: tuple[Script, Rest]) -> None:
    """The bot goes on: only the token of an interaction is no good any more."""
    script, rest = played
    script.next = [refused(401, 50027)]
    with pytest.raises(Expired):
        await rest.edit_own(TOKEN, {})
    assert not rest.unauthorised.is_set()


@pytest.mark.parametrize(
    "trouble",
    [
        Told(502, "<html>"),
        Told(0),
        refused(429, **{"Retry-After": "0.1"}),
        Told(429, {"message": "No", "retry_after": 0.1, "global": False}),
    ],
)
async def test_an_answer_is_tried_again_for_a_moment(played: tuple[Script, Rest], trouble: Told) -> None:
    """Three seconds are not many, but Discord mends most within one."""
    script, rest = played
    script.next = [trouble, Told()]
    await rest.respond(7, TOKEN, 4, {})
    assert 2 == len(script.heard)


async def test_an_answer_whose_confirmation_was_lost_is_done(played: tuple[Script, Rest]) -> None:
    """The second try is told that the first got through."""
    script, rest = played
    script.next = [Told(0), refused(400, 40060)]
    await rest.respond(7, TOKEN, 4, {})
    assert 2 == len(script.heard)


async def test_what_takes_longer_is_busy(played: tuple[Script, Rest]) -> None:
    """News can wait; whoever presses is not kept."""
    script, rest = played
    script.next = [refused(429, **{"Retry-After": str(LONGEST_WAIT + 1)})]
    with pytest.raises(Busy) as busy:
        await rest.edit_own(TOKEN, {})
    assert (LONGEST_WAIT + 1, 1) == (busy.value.retry_after, len(script.heard))


async def test_trying_comes_to_an_end(played: tuple[Script, Rest]) -> None:
    """Discord is down."""
    script, rest = played
    script.next = [Told(500, "<html>")]
    with pytest.raises(Busy):
        await rest.respond(7, TOKEN, 4, {})
    assert TRIES == len(script.heard)
