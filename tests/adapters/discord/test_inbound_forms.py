"""Forms on Discord: opened at once or by a button, and nothing long that was typed is lost when it is refused."""

from pathlib import Path

import pytest

from adapters.discord.inbound import interactions
from tests.adapters.discord.playing import Class, Held
from tests.loopback.discord import Answer, Shown
from tests.loopback.studybell import content

NUMBERS = """---
title: Numbers
---

## How many legs has a spider?

- = 8
"""

MESSAGE, LATER, UPDATE, FORM = 4, 5, 7, 9

ESSAY = "Plants make sugar of light, water and air.\n\nThey give back oxygen, which we breathe. " * 3


@pytest.fixture
def room(room: Class, tmp_path: Path) -> Class:
    """Give a class with a deck of numbers."""
    content(tmp_path, numbers=NUMBERS)
    return room


async def sealed(room: Class, due: str = "in 3 days") -> Shown:
    """Open a sealed discussion; return its card."""
    form = await room.teacher.command(room.general, "discuss open")
    typed = {"title": "Light", "body": "What do plants do with light?", "due": due, "rules": "1 post, sealed"}
    await room.teacher.submit(form, typed)
    return await room.card(has="What do plants do with light?")


async def closed(room: Class) -> None:
    """Close the discussion, and wait until it is."""
    await room.teacher.command(room.general, "discuss close", sure="yes")
    await room.card(has="Closed")


async def test_a_form_is_the_first_answer(room: Class) -> None:
    """A button that asks for something opens its form at once."""
    card = await room.asking(deck="numbers", early="off")
    form = await room.ada.press(card, card.buttons[0])
    answer = await room.ada.submit(form, {"text": "8"})
    assert (FORM, MESSAGE, True, "🔒 Locked in: **8**") == (form.kind, answer.kind, answer.private, answer.text)


async def test_a_form_sent_from_a_panel_changes_the_panel(room: Class) -> None:
    """A draft that cannot be read yet stays one message, however often its form is sent."""
    form = await room.teacher.command(room.general, "discuss open")
    typed = {"title": "Light", "body": "Why?", "due": "yesterdayish"}
    draft = await room.teacher.submit(form, typed)
    again = await room.teacher.submit(await room.teacher.press(draft, "Mend it"), typed)
    assert (MESSAGE, UPDATE, 1) == (draft.kind, again.kind, len(room.teacher.whispers(room.general)))


async def test_a_refused_answer_is_handed_back(room: Class) -> None:
    """A sealed answer that comes too late stands in the refusal, for its author alone."""
    card = await sealed(room)
    form = await room.ada.press(card, card.buttons[0])
    await closed(room)
    answer = await room.ada.submit(form, {"text": ESSAY})
    refusal, _, text = answer.text.partition("\n\n")
    assert (True, "This discussion is closed", True) == (answer.private, refusal.partition(";")[0], ESSAY in text)


async def test_a_refused_form_opens_again_as_it_was_filled_in(room: Class) -> None:
    """The button under a refusal opens the form with everything in it."""
    card = await sealed(room)
    form = await room.ada.press(card, card.buttons[0])
    await closed(room)
    answer = await room.ada.submit(form, {"text": ESSAY})
    again = await room.ada.press(answer, "Open the form again")
    assert (FORM, [ESSAY]) == (again.kind, _filled(again))


async def test_a_form_that_opened_again_can_be_sent(room: Class) -> None:
    """What was mended in it is taken like the first time."""
    card = await room.asking(deck="numbers", early="off")
    refused = await room.ada.submit(await room.ada.press(card, card.buttons[0]), {"text": "many"})
    again = await room.ada.press(refused, "Open the form again")
    answer = await room.ada.submit(again, {"text": "8"})
    assert "🔒 Locked in: **8**" == answer.text


async def test_nobody_else_opens_a_form_that_was_kept(room: Class) -> None:
    """Who gets hold of the control of another's form sees nothing of it."""
    card = await room.asking(deck="numbers", early="off")
    refused = await room.ada.submit(await room.ada.press(card, card.buttons[0]), {"text": "many"})
    assert refused.message is not None
    answer = await room.pressed(room.ben, card, refused.message.controls[0].custom_id)
    assert (MESSAGE, "This form is no longer open") == (answer.kind, answer.text.partition(".")[0])


async def test_a_very_long_text_is_attached(room: Class) -> None:
    """What a message cannot hold hangs on as a file."""
    card = await sealed(room)
    form = await room.ada.press(card, card.buttons[0])
    await closed(room)
    answer = await room.ada.submit(form, {"text": "word " * 500})
    assert answer.message is not None
    assert ("your-text.txt",) == answer.message.files


async def test_a_long_answer_by_command_is_handed_back_too(room: Class) -> None:
    """A text typed behind a command is no less work."""
    await sealed(room)
    await closed(room)
    answer = await room.ada.command(room.general, "discuss answer", text=ESSAY.replace("\n", " "))
    assert (True, True) == (answer.private, ESSAY.replace("\n", " ").strip() in answer.text)


async def test_a_form_that_comes_late_is_behind_a_button(room: Class, monkeypatch: pytest.MonkeyPatch) -> None:
    """Discord shows a form as a first answer alone; after a wait a button opens it, and nothing is done twice."""
    door = room.studybell.app.door
    held = Held(door.run)
    monkeypatch.setattr(door, "run", held)
    monkeypatch.setattr(interactions, "PATIENCE", 0.05)
    it = room.type(room.teacher, "discuss", [{"type": 1, "name": "open", "options": []}])
    await room.discord.until(lambda: it.answered == LATER)
    held.open()
    await room.discord.until(lambda: not it.waiting)
    form = await room.teacher.press(await room.answered(it), "Open the form")
    assert (FORM, "Open a discussion") == (form.kind, form.text)


async def test_what_has_shown_a_form_is_waited_for_longer(room: Class, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a form may come, "thinking" is put off to the last moment."""
    monkeypatch.setattr(interactions, "PATIENCE", 0.0)
    monkeypatch.setattr(interactions, "LAST_MOMENT", 3.0)
    first = await room.teacher.command(room.general, "discuss open")
    second = await room.teacher.command(room.general, "discuss open")
    assert (LATER, FORM) == (first.kind, second.kind)


async def test_a_form_of_an_ended_thing_is_answered(room: Class) -> None:
    """A form somebody left open over night is told what became of it."""
    card = await room.asking(deck="numbers")
    form = await room.ada.press(card, card.buttons[0])
    await room.teacher.command(room.general, "quiz end")
    answer = await room.ada.submit(form, {"text": "8"})
    assert (True, "This quiz has ended.") == (answer.private, answer.text)


def _filled(form: Answer) -> list[str]:
    assert form.modal is not None
    return [each["component"].get("value", "") for each in form.modal["components"]]
