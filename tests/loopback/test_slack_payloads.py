"""What the loopback Slack tells an app, held against the published types of events and the keys of real payloads."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote_plus

import pytest
from jsonschema import Draft7Validator

from tests.loopback.bolting import Bolt, card, field
from tests.loopback.calling import actions, button, modal, option, section, select
from tests.loopback.slack import Channel, Loopback, Person, Workspace
from tests.loopback.slack.delivery import written
from tests.loopback.slack.parcels import Parcel

FOLDER = Path(os.environ.get("STUDYBELL_SPECS", "nowhere"))
EVENTS, SAMPLES = FOLDER / "slack_events.schema.json", FOLDER / "bolt_samples.json"
pytestmark = pytest.mark.skipif(
    not (EVENTS.is_file() and SAMPLES.is_file()), reason="STUDYBELL_SPECS is not set: payloads are held against nothing"
)

MESSAGES = {
    "": "GenericMessageEvent", "bot_message": "BotMessageEvent", "channel_join": "ChannelJoinMessageEvent",
    "channel_leave": "ChannelLeaveMessageEvent", "file_share": "FileShareMessageEvent", "me_message": "MeMessageEvent",
    "message_changed": "MessageChangedEvent", "message_deleted": "MessageDeletedEvent",
    "thread_broadcast": "ThreadBroadcastMessageEvent",
}  # fmt: skip


def definition(event: dict[str, Any]) -> str:
    """Return the name of an event's published type."""
    if event["type"] == "message":
        return MESSAGES[event.get("subtype", "")]
    return "".join(part.capitalize() for part in event["type"].split("_")) + "Event"


def complaints(event: dict[str, Any]) -> list[str]:
    """Return what is wrong with an event.

    The types want a message that stands in another event to say its channel and event_ts again, which Slack's own do not.
    """
    where = {name: event[name] for name in ("channel", "channel_type", "event_ts") if name in event}
    inner = {name: where | event[name] for name in ("message", "previous_message", "root") if name in event}
    if (
        inner.get("message", {}).get("subtype") == "tombstone"
    ):  # what is left of a thread's parent has no published type
        inner["message"] = inner["message"] | {"subtype": "me_message"}
    event = event | inner
    document = json.loads(EVENTS.read_text("utf-8"))
    schema = {"$ref": f"#/definitions/{definition(event)}", "definitions": document["definitions"]}
    return [
        f"{definition(event)}: {one.json_path} {one.message[:200]}"
        for one in Draft7Validator(schema).iter_errors(event)
    ]


def missing(sample: Any, payload: Any, at: str = "") -> Iterator[str]:
    """Yield the keys of a real payload that are not in ours; what stands in blocks and values is the app's own."""
    if isinstance(sample, dict) and isinstance(payload, dict):
        for key, one in sample.items():
            if key not in payload:
                yield f"{at}.{key}"
            elif key not in ("blocks", "values", "actions"):
                yield from missing(one, payload[key], f"{at}.{key}")


class Company:
    """A workspace of an organisation, linked to bolt; `bodies` are the payloads it heard."""

    def __init__(self, slack: Loopback) -> None:
        self.slack = slack
        self.team: Workspace = slack.team(enterprise="E1")
        self.ada: Person = self.team.member("Ada")
        self.bo: Person = self.team.member("Bo", admin=True)
        self.general: Channel = self.team.channel()
        self.bolt = Bolt(slack)
        self.bodies: dict[str, dict[str, Any]] = {}
        app = self.bolt.app
        app.command("/quiz")(self._takes())
        for one in (
            app.action("a"),
            app.action("s"),
            app.view("form"),
            app.view_closed("form"),
            app.shortcut("test-shortcut"),
        ):
            one(self._takes())
        self.bolt.hears("message")
        app.options("it")(self._offers())

    def _takes(self) -> Any:
        async def take(ack: Any, body: dict[str, Any]) -> None:
            await ack()
            self.bodies[body.get("type", "slash_command")] = body

        return take

    def _offers(self) -> Any:
        async def offer(ack: Any, body: dict[str, Any]) -> None:
            await ack(options=[option("v", "Offered")])
            self.bodies[body["type"]] = body

        return offer

    @property
    def trigger(self) -> str:
        """The newest trigger."""
        return list(self.slack.triggers.given)[-1]


async def test_events_are_as_their_published_types_say(slack: Loopback) -> None:
    """Everything people, bots and admins do, one after the other."""
    company = Company(slack)
    team, ada, bo, general = company.team, company.ada, company.bo, company.general
    slack.subscribed |= {"member_joined_channel", "member_left_channel", "user_change", "channel_archive"}
    top = await ada.writes(general, "@Studybell top @Bo https://example.org")
    await ada.edits(top, "other")
    await bo.writes(general, "reply", thread=top.ts)
    await bo.writes(general, "file", thread=top.ts, files=["notes.pdf"])
    await bo.writes(general, "to all", thread=top.ts, broadcast=True)
    await ada.writes(general, "waves", me=True)
    await ada.removes(await ada.writes(general, "gone"))
    await company.bolt.client.chat_postMessage(channel=general.id, text="A question", blocks=card(button()))
    team.other_app_says(general, "built")
    room = team.channel("room")
    await ada.leaves(room)
    await ada.joins(room, bo)
    stranger = team.stranger("Zoe", general)
    await stranger.writes(general, "hello from far away")
    await ada.writes(ada.dm, "hello")
    await ada.home()
    await bo.removes(top)
    team.gives_access()
    team.takes_access()
    team.archives(room)
    team.uninstalls()
    told = [one.payload["event"] for one in slack.post.told]
    assert [] == [said for event in told for said in complaints(event)]
    expected = set(MESSAGES.values()) | {
        "AppMentionEvent", "AppHomeOpenedEvent", "MemberJoinedChannelEvent", "MemberLeftChannelEvent", "ChannelArchiveEvent",
        "TeamAccessGrantedEvent", "TeamAccessRevokedEvent", "TokensRevokedEvent", "AppUninstalledEvent",
    }  # fmt: skip
    assert expected == {definition(event) for event in told}


async def test_interactions_have_every_key_of_real_ones(slack: Loopback) -> None:
    """Commands, presses, shortcuts and forms, in an organisation's workspace as the samples are."""
    company = Company(slack)
    bo, general, client = company.bo, company.general, company.bolt.client
    select_of_ours = select(option()) | {"type": "external_select", "action_id": "it"}
    select_of_ours.pop("options")
    async with company.bolt.linked():
        await bo.command(general, "/quiz", "Hi")
        await client.chat_postMessage(channel=general.id, text="A question", blocks=card(button()))
        await bo.presses(bo.sees(general)[0], "A")
        pressed = company.bodies["block_actions"]
        await bo.shortcut("test-shortcut")
        await bo.shortcut("test-shortcut", await company.ada.writes(general, "see"))
        view = modal(field("Any", select_of_ours, optional=True), callback_id="form", notify_on_close=True)
        await client.views_open(trigger_id=company.trigger, view=view)
        assert bo.modal is not None
        assert ["Offered"] == (await bo.modal.offers("Any", "search")).options
        await bo.modal.submit()
        await bo.shortcut("test-shortcut")
        await client.views_open(trigger_id=company.trigger, view=view)
        assert bo.modal is not None
        await bo.modal.closes()
    samples = json.loads(SAMPLES.read_text("utf-8"))
    bodies = company.bodies | {"block_actions": pressed}
    assert set(samples) == set(bodies)
    assert [] == [f"{name}{key}" for name, sample in samples.items() for key in missing(sample, bodies[name])]
    sent = written(Parcel("slash_commands", bodies["slash_command"])).decode()
    assert set(samples["slash_command"]) <= {pair.partition("=")[0] for pair in sent.split("&")}
    assert "/quiz" == unquote_plus(sent.partition("command=")[2].partition("&")[0])


async def test_an_action_tells_what_was_pressed_as_slack_does(slack: Loopback) -> None:
    """Keys of a button's action, and the message's own identity beside it."""
    company = Company(slack)
    bo, general, client = company.bo, company.general, company.bolt.client
    async with company.bolt.linked():
        blocks = [section("Q"), actions(button(value="7", style="primary"), block_id="b")]
        posted = await client.chat_postMessage(channel=general.id, text="A question", blocks=blocks)
        await bo.presses(bo.sees(general)[0], "A")
    body = company.bodies["block_actions"]
    sample = json.loads(SAMPLES.read_text("utf-8"))["block_actions"]
    assert [] == list(missing(sample["actions"][0], body["actions"][0]))
    assert ("7", "primary") == (body["actions"][0]["value"], body["actions"][0]["style"])
    assert posted["ts"] == body["message"]["ts"] == body["container"]["message_ts"]
    assert not body["container"]["is_ephemeral"]
