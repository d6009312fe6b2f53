"""Forms on Slack: opened within three seconds, kept with what was typed, answered in their place."""

import asyncio

import pytest
from msgspec.structs import replace

from adapters.slack.inbound import arrivals
from adapters.slack.terms.shortcuts import OPEN_DISCUSSION
from tests.adapters.slack.playing import Playing

TYPED = """---
title: Typed
reading: 0
seconds: 300
---

## What is the capital of France?

- = Paris
"""


async def test_a_refused_form_stays_with_what_was_typed(room: Playing) -> None:
    """The problem stands at the field it is about."""
    answer = await room.bo.command(room.general, "/study", "settings")
    assert answer.modal is not None
    sent = await answer.modal.submit({"Time zone": "Mars/Olympus"})
    assert sent.modal is not None
    assert "Mars/Olympus" == sent.modal.values["Time zone"]
    assert "continent and city" in sent.modal.errors["Time zone"]


async def test_several_problems_stand_above_the_fields(room: Playing) -> None:
    """At the first field nobody would look for what is wrong with the others."""
    answer = await room.bo.command(room.general, "/study", "settings")
    assert answer.modal is not None
    typed = {"Time zone": "Mars/Olympus", "Quiet hours": "always"}
    sent = await answer.modal.submit(typed)
    assert sent.modal is not None
    assert {} == sent.modal.errors
    assert typed == {label: sent.modal.values[label] for label in typed}
    top = sent.modal.text[: sent.modal.text.index("Continent and city")]
    assert "Time zone: " in top
    assert "Quiet hours: " in top


async def test_a_mended_form_is_no_repetition(room: Playing, monkeypatch: pytest.MonkeyPatch) -> None:
    """Slack documents no trigger of a form that is sent, and its view stays what it was while there are errors in it."""
    read = arrivals.submission
    monkeypatch.setattr(arrivals, "submission", lambda body, now: replace(read(body, now), trigger=""))
    answer = await room.bo.command(room.general, "/study", "settings")
    assert answer.modal is not None
    await answer.modal.submit({"Time zone": "Mars/Olympus"})
    sent = await answer.modal.submit({"Time zone": "Europe/Berlin"})
    assert "Europe/Berlin" in sent.text


async def test_a_sent_form_shows_what_came_of_it(room: Playing) -> None:
    """In its place."""
    answer = await room.bo.command(room.general, "/study", "settings")
    assert answer.modal is not None
    sent = await answer.modal.submit({"Time zone": "Europe/Berlin"})
    assert "Europe/Berlin" in sent.text


async def test_a_form_behind_a_form_follows_it(room: Playing) -> None:
    """In its place."""
    answer = await room.bo.shortcut(OPEN_DISCUSSION)
    assert answer.modal is not None
    assert ("Open a discussion", ["In which channel"]) == (answer.modal.title, answer.modal.fields)
    assert "Open a discussion" not in answer.modal.text
    sent = await answer.modal.submit({"In which channel": room.general})
    assert sent.modal is not None
    assert "What do you ask?" in sent.modal.fields


async def test_an_expired_trigger_leaves_a_button(room: Playing) -> None:
    """It opens the same form."""
    room.slack.mischief.says("views.open", "expired_trigger_id")
    answer = await room.bo.command(room.general, "/quiz", "start")
    assert ["Open the form"] == answer.buttons
    assert answer.private
    opened = await room.bo.presses(answer, "Open the form")
    assert opened.modal is not None
    assert "Deck" in opened.modal.fields


async def test_the_button_of_a_command_remembers_what_was_typed(room: Playing) -> None:
    """As long as there is room for it on a button."""
    room.slack.mischief.says("views.open", "expired_trigger_id")
    answer = await room.bo.command(room.general, "/discuss", "open rules:2_posts")
    opened = await room.bo.presses(answer, "Open the form")
    assert opened.modal is not None


async def test_a_slow_form_says_that_it_is_worked_on(room: Playing, monkeypatch: pytest.MonkeyPatch) -> None:
    """Slack waits three seconds; what comes of it follows."""
    monkeypatch.setattr("adapters.slack.inbound.forms.PATIENCE", 0.05)
    answer = await room.bo.command(room.general, "/study", "settings")
    assert answer.modal is not None
    door, go_on = room.studybell.app.door, asyncio.Event()
    press = door.press

    async def slowly(*args: object) -> object:
        await go_on.wait()
        return await press(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(door, "press", slowly)
    sent = await answer.modal.submit({"Time zone": "Europe/Berlin"})
    assert "Working on it" in sent.text
    go_on.set()
    await room.slack.until(lambda: room.bo.modal and "Europe/Berlin" in room.bo.modal.text)


async def test_a_slow_refusal_brings_the_form_back(room: Playing, monkeypatch: pytest.MonkeyPatch) -> None:
    """With everything that was typed."""
    monkeypatch.setattr("adapters.slack.inbound.forms.PATIENCE", 0.05)
    answer = await room.bo.command(room.general, "/study", "settings")
    assert answer.modal is not None
    door, go_on = room.studybell.app.door, asyncio.Event()
    press = door.press

    async def slowly(*args: object) -> object:
        await go_on.wait()
        return await press(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(door, "press", slowly)
    await answer.modal.submit({"Time zone": "Mars/Olympus"})
    go_on.set()
    await room.slack.until(lambda: room.bo.modal and "Time zone" in room.bo.modal.fields)
    assert room.bo.modal is not None
    assert "Mars/Olympus" == room.bo.modal.values["Time zone"]


async def test_a_failure_keeps_the_form(room: Playing, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is told with a reference, and logged once with it."""
    answer = await room.bo.command(room.general, "/study", "settings")
    assert answer.modal is not None

    async def broken(*_: object) -> None:
        raise RuntimeError("out of order")

    monkeypatch.setattr(room.studybell.app.door, "press", broken)
    sent = await answer.modal.submit({"Time zone": "Europe/Berlin"})
    assert sent.modal is not None
    assert "Something went wrong on our side" in sent.text
    assert "Europe/Berlin" == sent.modal.values["Time zone"]


async def test_a_typed_answer_is_locked_in(room: Playing) -> None:
    """By a form; and what does not count is said at its only field."""
    folder = room.studybell.app.settings.content_dir
    (folder / "decks" / "typed.md").write_text(TYPED, "utf-8")
    await room.bo.command(room.general, "/quiz", "start typed start:now")
    question = await room.card("Answer")
    opened = await room.ada.presses(question, "Answer")
    assert opened.modal is not None
    sent = await opened.modal.submit({opened.modal.fields[0]: "paris"})
    assert "Locked in" in sent.text


async def test_a_press_in_a_modal_is_answered_in_it(room: Playing) -> None:
    """The panel that came in a modal stays there."""
    answer = await room.bo.command(room.general, "/quiz", "start")
    assert answer.modal is not None
    panel = (await answer.modal.submit(Deck="capitals")).modal
    assert panel is not None
    await panel.presses("Begin")
    await room.card("A")
    await room.slack.until(lambda: room.bo.modal and "Pause" in room.bo.modal.buttons)
