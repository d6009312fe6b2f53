"""Channels that workspaces share (Slack Connect): a session belongs to the workspace it was opened in, whoever acts in it."""

from typing import Any

import pytest
from msgspec import json

from adapters.slack.rendering.views import Where
from tests.adapters.slack.playing import Playing
from tests.loopback.slack.seen import Shown


async def presses(room: Playing, card: Shown, label: str, **more: Any) -> None:
    """Bring the press of somebody from another workspace, as it comes from a shared channel."""
    control = next(one for one in card.controls if one.label.startswith(label))
    body = {
        "type": "block_actions",
        "team": {"id": "T9"},
        "user": {"id": "U9", "name": "zed", "team_id": "T9"},
        "channel": {"id": room.general.id},
        "container": {"type": "message", "message_ts": card.ts, "channel_id": room.general.id},
        "actions": [{"type": "button", "action_id": control.action_id, "block_id": control.block_id}],
    } | more
    await room.studybell.adapter._inbound.action(body, _nothing)


async def test_somebody_of_another_workspace_takes_part(room: Playing) -> None:
    """The payload names their workspace, the session its own."""
    await room.starts_a_quiz()
    await presses(room, await room.card("Join"), "Join")
    await room.shows("zed")


@pytest.mark.parametrize("where", ["D9", "C9", ""])
async def test_elsewhere_the_other_workspaces_word_counts(room: Playing, where: str) -> None:
    """Nobody acts in a workspace from a channel that is not the session's, unless they are known there."""
    await room.starts_a_quiz()
    lobby = await room.card("Join")
    await presses(room, lobby, "Join", channel={"id": where}, container={})
    await room.slack.quiet()
    assert "zed" not in (await room.card("Join")).text


@pytest.mark.parametrize(("told", "who"), [(True, "zed, Ada"), (False, "Ada")])
async def test_a_view_proves_no_channel(room: Playing, told: bool, who: str) -> None:  # noqa: FBT001 - what Slack tells
    """It carries the one it was opened in; that Slack names the workspace which has installed us is what counts."""
    await room.starts_a_quiz()
    installed = {"app_installed_team_id": room.team.id} if told else {}
    where = json.encode(Where(room.general.id, "")).decode()
    view = {"id": "V9", "type": "modal", "private_metadata": where} | installed
    lobby = await room.card("Join")
    await presses(room, lobby, "Join", channel=None, container={}, view=view)
    await room.ada.presses(lobby, "Join")
    assert f"joined: {who}" in (await room.shows("Ada")).text


async def test_who_is_known_there_may_act_from_anywhere(room: Playing) -> None:
    """A direct message names no channel of the session."""
    await room.starts_a_quiz()
    lobby = await room.card("Join")
    await room.ada.command(room.general, "/quiz", "mine")
    await presses(room, lobby, "Join", channel={"id": "D9"}, container={}, user={"id": room.ada.id, "team_id": "T9"})
    await room.shows("Ada")


async def test_a_message_is_heard_by_whichever_workspace_has_the_thread(room: Playing) -> None:
    """An event may be told of one workspace, and to another."""
    await room.bo.command(room.general, "/discuss", 'open sky due:"in 3 days"')
    card = await room.shows("Why is the sky blue?")
    event = {
        "type": "message", "channel": room.general.id, "user": room.ada.id, "ts": f"{card.ts[:-3]}999",
        "thread_ts": card.ts, "text": "Because of the air.", "parent_user_id": room.team.bot.id,
    }  # fmt: skip
    told = {"team_id": "T9", "authorizations": [{"team_id": room.team.id}], "is_ext_shared_channel": True}
    body = {"type": "event_callback", "event_id": "Ev9", "event": event} | told
    await room.studybell.adapter._inbound.event(body, _nothing)
    await room.slack.quiet()
    assert "1 of 1" in (await room.ada.command(room.general, "/discuss", "mine")).text


async def _nothing(*_: object, **__: object) -> None:
    return None
