"""Slack's payloads read as acts: who, where, when, and how they are answered."""

import json
import os
from pathlib import Path
from typing import Any
from urllib.parse import unquote_plus

import pytest

from adapters.slack.inbound import arrivals
from adapters.slack.inbound.arrivals import Unknown
from bot.kernel.clock import HOUR, SECOND
from bot.kernel.people import Place

NOW = 1_700_000_010_000


def pressed(**more: Any) -> dict[str, Any]:
    """Return the payload of a press with as little as Slack promises."""
    return {
        "type": "block_actions",
        "user": {"id": "U1"},
        "team": {"id": "T1"},
        "actions": [{"action_id": "x", "action_ts": "1700000009.250000"}],
    } | more


@pytest.fixture
def samples() -> dict[str, Any]:
    """Give payloads as bolt's own tests have them."""
    specs = os.environ.get("STUDYBELL_SPECS")
    if not specs:
        pytest.skip("the published payloads are not at hand: set STUDYBELL_SPECS")
    read: dict[str, Any] = json.loads((Path(specs) / "bolt_samples.json").read_text("utf-8"))
    return read


def test_published_payloads_are_read(samples: dict[str, Any]) -> None:
    """Every kind of act, as Slack really sends it."""
    typed = {name: unquote_plus(value) for name, value in samples["slash_command"].items()}
    read = [
        arrivals.command(typed, NOW),
        arrivals.press(samples["block_actions"], NOW),
        arrivals.shortcut(samples["shortcut"], NOW),
        arrivals.shortcut(samples["message_action"], NOW),
        arrivals.submission(samples["view_submission"], NOW),
        arrivals.submission(samples["block_suggestion"], NOW),
    ]
    assert {("slack:T111", "W111")} == {(act.workspace, act.member) for act in read}
    assert ["C111", "C111", "", "C111", "", ""] == [act.channel for act in read]
    assert "https://hooks.slack.com/actions/T111/111/random-value" == read[1].url
    assert "b" == read[1].block


def test_a_press_happened_when_slack_says() -> None:
    """Not when a busy process got round to it."""
    assert 1_700_000_009_250 == arrivals.press(pressed(), NOW).at


@pytest.mark.parametrize("stamp", [None, "", "soon", "9999999999.0", "1700000011.5", "1600000000.0"])
def test_a_press_never_happened_in_the_future_or_long_ago(stamp: str | None) -> None:
    """Then our own clock says when it came."""
    assert NOW == arrivals.press(pressed(actions=[{"action_id": "x", "action_ts": stamp}]), NOW).at


def test_a_press_in_a_thread_is_placed_there() -> None:
    """Under the message that the thread begins at."""
    container = {"type": "message", "message_ts": "2.2", "channel_id": "C1", "thread_ts": "1.1"}
    assert Place("slack:T1", "C1", "1.1") == arrivals.press(pressed(container=container), NOW).place


def test_a_press_at_the_beginning_of_a_thread_is_in_the_channel() -> None:
    """The message with the thread stands in the channel."""
    message = {"ts": "1.1", "thread_ts": "1.1"}
    act = arrivals.press(pressed(channel={"id": "C1"}, message=message), NOW)
    assert Place("slack:T1", "C1") == act.place


def test_in_a_shared_channel_everybodys_team_is_told() -> None:
    """Whoever acts may be of another workspace than the one that has installed us."""
    act = arrivals.press(pressed(user={"id": "U9", "team_id": "T9"}), NOW)
    assert ("slack:T1", ("T1", "T9")) == (act.workspace, act.teams)


def test_a_view_tells_who_has_installed_us() -> None:
    """It counts before the team of whoever sends it."""
    view = {"id": "V1", "type": "modal", "app_installed_team_id": "T1", "private_metadata": ""}
    act = arrivals.submission({"user": {"id": "U9", "team_id": "T9"}, "team": {"id": "T9"}, "view": view}, NOW)
    assert "slack:T1" == act.workspace


def test_an_organisations_app_is_told_no_team() -> None:
    """The team of who acts counts then."""
    body = pressed(team=None, enterprise={"id": "E1"}, is_enterprise_install=True, user={"id": "U1", "team_id": "T7"})
    assert "slack:T7" == arrivals.press(body, NOW).workspace


@pytest.mark.parametrize("body", [{"type": "block_actions", "actions": [{}]}, {"actions": [{}], "user": {"id": "U1"}}])
def test_an_act_of_nobody_is_unknown(body: dict[str, Any]) -> None:
    """There is nobody to answer."""
    with pytest.raises(Unknown):
        arrivals.press(body, NOW)


@pytest.mark.parametrize("view", [{"blocks": ["x"]}, {"state": {"values": {"text": {"text": "x"}}}}])
def test_a_form_that_is_none_is_unknown(view: dict[str, Any]) -> None:
    """It is acknowledged, and nothing is done."""
    body = {"type": "view_submission", "user": {"id": "U1"}, "team": {"id": "T1"}, "view": view}
    with pytest.raises(Unknown):
        arrivals.form(body, NOW)


def test_an_old_stamp_within_a_few_minutes_counts() -> None:
    """Slack delivers late at times."""
    late = arrivals.press(pressed(), NOW + HOUR // 6)
    assert 1_700_000_009_250 == late.at
    assert late.received - late.at > 60 * SECOND
