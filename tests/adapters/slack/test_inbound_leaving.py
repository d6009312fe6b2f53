"""Workspaces that remove us on Slack, and those that have us again: by events, and by what is found out at a start."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from adapters.slack.terms.stamps import spelled
from bot.kernel.clock import MINUTE
from bot.store.contract import LEFT
from tests.adapters.slack.playing import Playing, playing
from tests.loopback.slack import Loopback


async def tell(room: Playing, event: dict[str, Any], **more: Any) -> None:
    """Bring an event as Slack would."""
    body = {"type": "event_callback", "team_id": room.team.id, "event": event} | more
    await room.studybell.adapter._inbound.event(body, _nothing)


async def left(room: Playing) -> list[str]:
    """Return the workspaces that have left."""
    return list(await room.studybell.app.store.kept(LEFT))


@pytest.mark.parametrize("first", ["tokens_revoked", "app_uninstalled"])
async def test_a_workspace_that_removes_us_is_taken_leave_of(room: Playing, first: str) -> None:
    """By whichever of the two events comes first. With the one token of the settings the program ends then."""
    await room.asking()
    room.slack.subscribed &= {first}
    room.slack.uninstall(room.team.team)
    await asyncio.wait({room.studybell.done})
    assert [f"slack:{room.team.id}"] == await left(room)
    with pytest.raises(BaseExceptionGroup, match="unhandled errors"):
        await room.studybell.done


@pytest.mark.parametrize("tokens", [{"oauth": ["U1"]}, {"oauth": ["U1"], "bot": []}, {}])
async def test_somebodys_own_token_is_no_matter_of_ours(room: Playing, tokens: dict[str, Any]) -> None:
    """People take back what they alone gave."""
    await tell(room, {"type": "tokens_revoked", "tokens": tokens})
    assert [] == await left(room)


async def test_a_late_word_of_an_old_removal_is_not_believed(room: Playing) -> None:
    """Slack takes our token: somebody has installed us again since."""
    await tell(room, {"type": "app_uninstalled", "event_ts": spelled(room.studybell.app.clock.now() - MINUTE)})
    assert [] == await left(room)


async def test_an_organisation_takes_a_workspace_away_and_gives_it_back(room: Playing) -> None:
    """It is one and the same installation."""
    await tell(room, {"type": "team_access_granted", "team_ids": ["T7"]}, enterprise_id="E1")
    assert "slack:T7" not in await left(room)


async def test_who_has_left_while_nobody_listened_is_found_at_the_start(slack: Loopback, tmp_path: Path) -> None:
    """And who is here again is told so; an outage changes nothing."""
    async with playing(slack, tmp_path) as room:
        await room.studybell.app.door.left(f"slack:{room.team.id}", 1)
        slack.mischief.fails("auth.test", times=3)
        await room.studybell.adapter._inbound.compare()
        assert [f"slack:{room.team.id}"] == await left(room)


async def _nothing(*_: object, **__: object) -> None:
    return None
