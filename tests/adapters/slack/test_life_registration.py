"""What goes through Bolt to whom, and what is acknowledged."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from slack_bolt.app.async_app import AsyncApp
from structlog.testing import capture_logs

from adapters.slack.requests.client import open_session, web_client
from adapters.slack.transports.registration import bolt, dispatched, register
from bot.store.contract import StoreBroken
from tests.adapters.slack.wires import whoever, wired
from tests.loopback.slack import Loopback

WHO = {"team": {"id": "T1"}, "user": {"id": "U1"}}
ACTION = {"action_id": "a[1]", "block_id": "b", "type": "button"}
PAYLOADS: dict[str, dict[str, Any]] = {
    "action": {"type": "block_actions", "actions": [ACTION], **WHO},
    "view": {"type": "view_submission", "view": {"callback_id": "any", "type": "modal"}, **WHO},
    "view_closed": {"type": "view_closed", "view": {"callback_id": "any", "type": "modal"}, **WHO},
    "command": {"command": "/sb-quiz", "text": "", "team_id": "T1", "user_id": "U1"},
    "shortcut": {"type": "message_action", "callback_id": "mine", "message": {"ts": "1.2"}, **WHO},
    "options": {"type": "block_suggestion", "action_id": "a", "block_id": "b", "value": "x", **WHO},
    "event": {"type": "event_callback", "team_id": "T1", "event": {"type": "app_home_opened", "user": "U1"}},
}


class Desk:
    """Notes who heard what; whoever is `broken` raises that instead."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self.broken: Exception | None = None

    def __getattr__(self, name: str) -> Any:
        async def hear(_body: dict[str, Any], ack: Any) -> None:
            if self.broken:
                raise self.broken
            self.heard.append(name)
            await ack()

        return hear


@pytest.fixture
async def desk() -> Desk:
    """Give who hears."""
    return Desk()


@pytest.fixture
async def app(desk: Desk) -> AsyncIterator[AsyncApp]:
    """Give Bolt's app before them."""
    async with open_session() as session:
        made = bolt(web_client(session, "http://127.0.0.1:9/api/"), whoever)
        register(made, desk)
        yield made


@pytest.mark.parametrize("kind", PAYLOADS)
async def test_each_kind_goes_to_whom_it_is_for(app: AsyncApp, desk: Desk, kind: str) -> None:
    """And to nobody else; it is acknowledged."""
    assert 200 == (await dispatched(app, PAYLOADS[kind], None)).status
    assert [kind] == desk.heard


@pytest.mark.parametrize("subtype", ["message_deleted", "message_changed"])
async def test_what_happens_to_our_own_messages_is_heard(app: AsyncApp, desk: Desk, subtype: str) -> None:
    """Bolt would drop an event in which our own bot is named; whoever deletes a card of ours causes such a one."""
    ours = {"user": "UBOT", "bot_id": "BBOT", "ts": "1.2", "text": "a card"}
    event = {"type": "message", "subtype": subtype, "channel": "C1", "previous_message": ours, "message": ours}
    body = {"type": "event_callback", "team_id": "T1", "event": event}
    assert 200 == (await dispatched(app, body, None)).status
    assert ["event"] == desk.heard


@pytest.mark.parametrize(
    ("trouble", "level"),
    [(StoreBroken("The disk is full."), "warning"), (ValueError("a bug"), "error")],
)
async def test_what_could_not_be_taken_in_is_not_acknowledged(
    app: AsyncApp, desk: Desk, trouble: Exception, level: str
) -> None:
    """Slack delivers an event again; trouble that we know is a line, a bug one with its traceback."""
    desk.broken = trouble
    with capture_logs() as lines:
        assert 500 == (await dispatched(app, PAYLOADS["event"], None)).status
    assert [level] == [line["log_level"] for line in lines]


@pytest.mark.parametrize(
    ("trouble", "level"),
    [(StoreBroken("The disk is full."), "warning"), (ValueError("a bug"), "error")],
)
async def test_trouble_with_a_press_is_told_as_any(app: AsyncApp, desk: Desk, trouble: Exception, level: str) -> None:
    """Also on the short way."""
    desk.broken = trouble
    with capture_logs() as lines:
        assert 500 == (await dispatched(app, PAYLOADS["action"], None)).status
    assert [level] == [line["log_level"] for line in lines]


@pytest.mark.parametrize("unknown", [None, StoreBroken("The disk is full.")])
async def test_a_press_is_heard_only_where_we_are_known(desk: Desk, unknown: Exception | None) -> None:
    """Of the team that Bolt reads in it; anybody else's is Bolt's to refuse."""
    asked: list[object] = []

    async def nobody(*, team_id: str | None = None, **_: object) -> None:
        asked.append(team_id)
        if unknown:
            raise unknown

    async with open_session() as session:
        made = bolt(web_client(session, "http://127.0.0.1:9/api/"), nobody)
        register(made, desk)
        with capture_logs():
            answer = await dispatched(made, PAYLOADS["action"], None)
    assert (500 if unknown else 200, []) == (answer.status, desk.heard)
    assert "T1" == asked[0]


async def test_a_message_pressed_where_we_are_not_installed_any_more_stays_as_it_is(slack: Loopback) -> None:
    """What is said to the person stands beside the card that all see."""
    team = slack.team("School")
    general, ada = team.channel("general"), team.member("Ada")
    button = {"type": "button", "action_id": "a", "text": {"type": "plain_text", "text": "Join"}}
    card = [{"type": "actions", "block_id": "b", "elements": [button]}]
    async with open_session() as session:
        client = web_client(session, slack.api_url)
        await client.chat_postMessage(token=slack.bot_token, channel=general.id, text="A quiz", blocks=card)

    async def nobody(**_: object) -> None:
        return None

    async with wired(slack, authorize=nobody) as wire:
        await wire.ready()
        answer = await ada.presses(ada.sees(general)[0], "Join")
    assert "I am not installed" in answer.text
    assert ["Join"] == ada.sees(general)[0].buttons


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"type": "block_actions"},
        {"type": "block_actions", "actions": []},
        {"type": "block_actions", "actions": None, "user": None, "team": None},
        {"type": "block_actions", "actions": [None], "user": "U1", "team": "T1"},
        {"type": "view_submission", "view": None},
        {"type": "view_submission", "view": {}},
        {"type": "event_callback", "event": "message"},
        {"type": "event_callback", "event": {}, "authorizations": [None]},
        {"type": "workflow_step_edit", "callback_id": "x"},
        {"type": ["block_actions"], "enterprise": 5, "authorizations": 5},
        {"command": None},
    ],
)
async def test_a_payload_that_cannot_be_read_is_a_line_and_no_traceback(
    app: AsyncApp, desk: Desk, body: dict[str, Any]
) -> None:
    """Slack has sent none such, and may tomorrow."""
    with capture_logs() as lines:
        assert (await dispatched(app, body, None)).status >= 400
    assert {"warning"} >= {line["log_level"] for line in lines}
    assert [] == desk.heard


async def test_another_program_s_slack_in_the_environment_is_none_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    """Bolt reads it by itself, and would begin to install workspaces into files of this folder."""
    theirs = {"SLACK_BOT_TOKEN": "xoxb-theirs", "SLACK_CLIENT_ID": "1.2", "SLACK_CLIENT_SECRET": "theirs"}
    for name, value in theirs.items():
        monkeypatch.setenv(name, value)
    async with open_session() as session:
        app = bolt(web_client(session, "http://127.0.0.1:9/api/"), whoever)
    assert (None, None, None) == (app.oauth_flow, app.installation_store, app._token)
