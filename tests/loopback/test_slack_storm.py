"""Whatever it is sent: it answers, and is never at fault itself; and it judges by the published types as `jsonschema` does."""

import copy
import random
from typing import Any

import pytest
from jsonschema import Draft7Validator

from tests.loopback.calling import Json, Room, actions, button, field_of, modal, option, section, select
from tests.loopback.slack.acts import Act
from tests.loopback.slack.app import METHODS
from tests.loopback.slack.specs import Specs
from tests.loopback.test_slack_blocks import SOUND

JUNK = [
    None,
    True,
    0,
    -1,
    3.5,
    "",
    "x" * 300,
    "1",
    [],
    {},
    [1],
    {"type": 2},
    [{"type": "section"}],
    2**40,
    {"type": "mrkdwn", "text": ""},
]
TYPED = {"type": "plain_text_input", "action_id": "t", "max_length": 30}
GROUPS = [{"label": {"type": "plain_text", "text": "L"}, "options": [option()]}]
GROUPED = {"type": "static_select", "action_id": "g", "option_groups": GROUPS}
CALLS: dict[str, Json] = {
    "chat.postMessage": {
        "text": "x", "blocks": [*SOUND[1:3], *SOUND[4:7], SOUND[-2], actions(GROUPED)],
        "metadata": {"event_type": "a", "event_payload": {"key": "k"}}, "thread_ts": "1.1", "unfurl_links": False,
    },
    "chat.update": {"ts": "1.1", "text": "x", "blocks": [section(), actions(button(), select(option()))]},
    "chat.postEphemeral": {"user": "U1", "text": "x", "blocks": [section()]},
    "chat.getPermalink": {"message_ts": "1.1"},
    "conversations.history": {"limit": 3, "oldest": "1.1", "cursor": "bmV4dDox", "inclusive": True},
    "conversations.replies": {"ts": "1.1", "latest": "2.2"},
    "conversations.members": {"limit": 2, "cursor": "bmV4dDox"},
    "conversations.open": {"users": "U1,U2"},
    "users.conversations": {"types": "public_channel,im", "limit": 1},
    "views.open": {"trigger_id": "1.2.x", "view": modal(field_of(TYPED), section(), external_id="e", private_metadata="p")},
    "views.push": {"trigger_id": "1.2.x", "view": modal(section())},
    "views.update": {"view_id": "V1", "view": modal(section()), "hash": "h"},
    "views.publish": {"user_id": "U1", "view": {"type": "home", "blocks": [section()]}},
    "files.getUploadURLExternal": {"filename": "x.png", "length": 3},
    "files.completeUploadExternal": {"files": [{"id": "F1", "title": "x"}], "channel_id": "C1"},
    "usergroups.users.list": {"usergroup": "S1"},
}  # fmt: skip


def paths(value: Any, here: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return where something stands in a structure."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [here, *(path for key, one in inner for path in paths(one, (*here, key)))]


def spoilt(body: Any, chance: random.Random) -> Any:
    """Return a structure in which some things are something else, or gone."""
    body = copy.deepcopy(body)
    for _ in range(chance.randint(1, 3)):
        *above, last = chance.choice(paths(body)[1:])
        holder = body
        for step in above:
            holder = holder[step]
        if chance.random() < 0.3:
            del holder[last]
        else:
            holder[last] = copy.deepcopy(chance.choice(JUNK))
        if not body:
            break
    return body


async def storm(room: Room, seed: int) -> set[int]:
    """Send a lot of spoilt things; return the statuses."""
    chance = random.Random(seed)  # noqa: S311 - keeps no secret
    ada = room.team.member("Ada")
    ts = (await room.call.post(room.general)).body["ts"]
    known = {"1.1": ts, "U1": ada.id, "C1": room.general.id}
    statuses = set()
    for _ in range(40):
        for method, sound in CALLS.items():
            body = spoilt({"channel": room.general.id} | sound, chance)
            body = {key: known.get(value, value) if isinstance(value, str) else value for key, value in body.items()}
            if "trigger_id" in body and chance.random() < 0.8:
                body["trigger_id"] = room.server.triggers.give(Act(room.server, ada.user))
            call = room.call.json if METHODS[method].json and chance.random() < 0.7 else room.call
            statuses.add((await call(method, **body)).status)
    return statuses


@pytest.mark.parametrize("seed", range(3))
async def test_it_stands_a_storm(room: Room, seed: int) -> None:
    """Nothing it is sent leads to a 500."""
    assert {200} == await storm(room, seed)


async def test_it_stands_a_storm_without_the_published_types(room: Room) -> None:
    """Nor does it where only the rules written by hand judge."""
    room.server.specs = None
    assert {200} == await storm(room, 4)


def test_it_judges_blocks_as_jsonschema_does() -> None:
    """On hundreds of spoilt ones; skipped where the types are not at hand."""
    specs = Specs.found()
    if specs is None:
        pytest.skip("STUDYBELL_SPECS is not set")
    validator = Draft7Validator({"$ref": "#/definitions/KnownBlock", "definitions": specs.blocks})
    chance = random.Random(7)  # noqa: S311 - keeps no secret
    for block in SOUND * 12:
        body = spoilt(block, chance)
        assert validator.is_valid(body) == (specs.block(body, "") == []), body


def test_a_sound_call_is_sound_to_the_published_types() -> None:
    """Each of those that are spoilt above; skipped where the types are not at hand."""
    specs = Specs.found()
    if specs is None:
        pytest.skip("STUDYBELL_SPECS is not set")
    channelled = ("chat", "conversations.history", "conversations.replies", "conversations.members")
    for method, sound in CALLS.items():
        body = sound | ({"channel": "C1"} if method.startswith(channelled) else {})
        assert [] == specs.arguments(method, body), method
