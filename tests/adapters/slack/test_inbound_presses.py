"""Presses on Slack: answered in private, once, by whoever they are; stale ones too."""

from typing import Any

import pytest

from tests.adapters.slack.playing import Playing
from tests.loopback.slack import Message, deeds
from tests.loopback.slack.parcels import Ack, Failure, Parcel


async def test_a_press_is_answered_for_one_alone(either: Playing) -> None:
    """The question stays as it is for all others."""
    question = await either.asking()
    answer = await either.ada.presses(question, "A")
    assert answer.private
    assert "Locked in" in answer.text
    assert [] == [one for one in either.cy.sees(either.general) if one.private]


async def test_who_acts_first_is_called_by_name(room: Playing) -> None:
    """The people of the channel are looked up when something begins there; a payload has only what they log in with."""
    await room.starts_a_quiz()
    await room.slack.quiet()
    await room.ada.presses(await room.card("Join"), "Join")
    lobby = await room.shows("1 joined")
    assert room.ada.name in lobby.text


async def test_a_press_delivered_twice_is_answered_once(room: Playing, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever a link repeats."""
    question = await room.asking()
    hand = room.slack.post.hand

    async def twice(parcel: Parcel) -> Ack | Failure:
        await hand(parcel)
        return await hand(parcel)

    monkeypatch.setattr(room.slack.post, "hand", twice)
    await room.ada.presses(question, "A")
    await room.slack.quiet()
    assert 1 == len([one for one in room.ada.whispers(room.general) if "Locked in" in one.text])


async def test_the_panel_stays_one_message(room: Playing) -> None:
    """A press in it puts its new state in its place."""
    await room.starts_a_quiz()
    panel = room.bo.whispers(room.general)[-1]
    await room.bo.presses(panel, "Begin")
    await room.card("A")
    assert 1 == len(room.bo.whispers(room.general))
    assert "Pause" in room.bo.whispers(room.general)[-1].buttons


async def test_another_private_answer_leaves_the_panel(room: Playing) -> None:
    """What is no panel does not take its place."""
    await room.starts_a_quiz()
    await room.hosts("Begin")
    question = await room.card("A")
    before = len(room.bo.whispers(room.general))
    await room.bo.presses(question, "A")
    assert before + 1 == len(room.bo.whispers(room.general))


async def test_a_stale_button_is_answered(room: Playing) -> None:
    """Of something that is no more."""
    stale = 'aaaaaaaaaa["join"]'
    blocks = [{"type": "actions", "elements": [_button("Join", stale), _button("What?", "nonsense")]}]
    message = _by_us(room, blocks)
    assert "This has ended" in (await room.ada.presses(message, "Join")).text
    assert "not one of mine any more" in (await room.ada.presses(message, "What?")).text


async def test_a_used_up_address_is_no_end(room: Playing, monkeypatch: pytest.MonkeyPatch) -> None:
    """The answer then comes by another way, to who pressed alone."""
    question = await room.asking()
    monkeypatch.setattr("tests.loopback.slack.hooks.USES", 0)
    await room.ada.presses(question, "A")
    await room.slack.until(lambda: any("Locked in" in one.text for one in room.ada.whispers(room.general)))


async def test_an_admin_nobody_knew_is_let_in(room: Playing) -> None:
    """A press asks Slack nothing; only a refusal does, and then it is tried again."""
    await room.starts_a_quiz()
    panel = room.bo.whispers(room.general)[-1]
    dee = room.team.member("Dee", admin=True)
    message = _by_us(room, panel.message.blocks)  # type: ignore[union-attr]
    await dee.presses(message, "Begin")
    await room.card("A")


async def test_somebody_who_is_no_host_is_refused(room: Playing) -> None:
    """Also after Slack was asked."""
    await room.starts_a_quiz()
    panel = room.bo.whispers(room.general)[-1]
    message = _by_us(room, panel.message.blocks)  # type: ignore[union-attr]
    assert "host" in (await room.ada.presses(message, "Begin")).text


async def test_a_press_asks_slack_for_nobody(room: Playing) -> None:
    """Who is not known is fetched beside, for later."""
    question = await room.asking()
    before = len(room.slack.called("users.info"))
    await room.ada.presses(question, "A")
    await room.ada.presses(question, "B")
    await room.slack.quiet()
    assert len(room.slack.called("users.info")) <= before + 1


async def test_when_too_much_is_going_on_that_is_said(room: Playing, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rather than nothing, or everything late."""
    question = await room.asking()
    monkeypatch.setattr("adapters.slack.inbound.crowd.MOST_AT_ONCE", 0)
    answer = await room.ada.presses(question, "A")
    assert answer.private
    assert "Too much is going on" in answer.text


async def test_a_failure_is_told_with_a_reference(room: Playing, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same that stands in the log."""
    question = await room.asking()

    async def broken(*_: object) -> None:
        raise RuntimeError("out of order")

    monkeypatch.setattr(room.studybell.app.door, "press", broken)
    answer = await room.ada.presses(question, "A")
    assert answer.private
    assert "give whoever runs me this reference: slack-" in answer.text


def _button(label: str, action_id: str) -> dict[str, Any]:
    return {"type": "button", "text": {"type": "plain_text", "text": label}, "action_id": action_id}


def _by_us(room: Playing, blocks: list[dict[str, Any]]) -> Message:
    return deeds.post(room.slack, room.general, room.team.bot, "A card", blocks)
