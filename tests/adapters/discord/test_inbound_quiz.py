"""A live quiz on Discord: what people do reaches it, and each gets one private answer."""

import pytest

from adapters.discord.inbound import interactions
from tests.adapters.discord.playing import Class, Held
from tests.loopback.discord import Person, Shown
from tests.loopback.discord.interactions import Interaction

MESSAGE, LATER, NOTHING, UPDATE = 4, 5, 6, 7


async def test_a_command_is_answered_to_its_author_alone(room: Class) -> None:
    """The host who starts a quiz gets the panel; nobody else sees it."""
    answer = await room.teacher.command(room.general, "quiz start", deck="capitals")
    await room.card()
    assert (
        MESSAGE,
        True,
        [False],
    ) == (answer.kind, answer.private, [each.private for each in room.ada.sees(room.general)])


async def test_an_answer_is_locked_in_private(room: Class) -> None:
    """A press on a letter is answered by what was locked in."""
    answer = await room.ada.press(await room.asking(early="off"), "A")
    assert (MESSAGE, True, "🔒 Locked in: **A)** Paris") == (answer.kind, answer.private, answer.text)


async def test_the_private_message_becomes_the_result(room: Class) -> None:
    """At the reveal what was locked in is replaced, in the same message."""
    answer = await room.ada.press(await room.asking(), "A")
    await room.teacher.command(room.general, "quiz close")
    await room.discord.until(lambda: "Right" in answer.text)
    assert 1 == len(room.ada.whispers(room.general))


async def test_one_press_told_twice_is_one_answer(room: Class, capsys: pytest.CaptureFixture[str]) -> None:
    """A gateway that repeats itself changes nothing, and nobody calls it an error."""
    answer = await room.twice(room.ada, await room.asking(early="off"), "A")
    await room.discord.until(lambda: room.discord.refusals[400, 40060] == 1)
    assert ("🔒 Locked in: **A)** Paris", False) == (answer.text, "[error" in capsys.readouterr().out)


async def test_a_panel_is_updated_where_it_stands(room: Class) -> None:
    """A press on the own panel changes that message and makes no other."""
    panel = await room.teacher.command(room.general, "quiz start", deck="capitals")
    answer = await room.teacher.press(panel, "Begin")
    assert (UPDATE, 1) == (answer.kind, len(room.teacher.whispers(room.general)))


async def test_a_second_panel_takes_the_first_away(room: Class) -> None:
    """Who asks for the panel again has one panel: the older one goes."""
    first = await room.teacher.command(room.general, "quiz start", deck="capitals")
    second = await room.teacher.command(room.general, "quiz panel")
    await room.discord.until(lambda: first.message is None)
    assert (True, 1) == (second.private, len(room.teacher.whispers(room.general)))


async def test_news_goes_into_the_panel_after_a_press_on_it(room: Class) -> None:
    """A panel that was updated by a press goes on being updated."""
    panel = await room.teacher.command(room.general, "quiz start", deck="capitals", early="off", reading=0)
    panel = await room.teacher.press(panel, "Begin")
    await room.ada.press(await room.card(has="Question 1"), "A")
    await room.discord.until(lambda: "**Answered:** 1 of 1" in panel.text)
    assert UPDATE == panel.kind


async def test_only_hosts_steer(room: Class) -> None:
    """A learner who presses a control of the panel is told that it is the host's."""
    await room.teacher.command(room.general, "quiz start", deck="capitals")
    card = await room.card()
    token = next(each.custom_id for each in card.controls).partition("[")[0]
    answer = await room.pressed(room.ada, card, f'{token}["begin"]')
    assert (True, "Only a host can do that. Ask whoever runs the quiz.") == (answer.private, answer.text)


@pytest.mark.parametrize("custom_id", ["nonsense", 'abcdefghij["join",""]', '["nothing"]', "~~[", "[]", "^"])
async def test_a_control_nobody_knows_is_answered(room: Class, custom_id: str) -> None:
    """Nobody waits for an answer that never comes."""
    card = await room.asking()
    answer = await room.pressed(room.ada, card, custom_id)
    assert (MESSAGE, True) == (answer.kind, answer.private)


async def test_a_command_nobody_knows_is_answered(room: Class) -> None:
    """A command of an older version is told to be one."""
    answer = await room.typed(room.ada, "quiz", [{"type": 1, "name": "dance", "options": []}])
    assert (True, "I do not know that command any more") == (answer.private, answer.text.partition(".")[0])


async def test_a_bug_is_told_with_a_reference(
    room: Class, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whoever meets a bug of ours gets an apology they can quote, and the log tells of it once."""
    card = await room.asking()
    monkeypatch.setattr(room.studybell.app.door, "press", None)
    answer = await room.ada.press(card, "A")
    apology, _, reference = answer.text.partition(": `")
    told = [line for line in capsys.readouterr().out.splitlines() if "[error" in line]
    assert (True, "Something went wrong on our side.") == (answer.private, apology.partition(" Try again")[0])
    assert [True] == [reference.rstrip("`") in line for line in told]


async def held_press(  # noqa: PLR0913 - who presses what, and what they see
    room: Class, monkeypatch: pytest.MonkeyPatch, by: Person, on: Shown | None, label: str, first: int
) -> tuple[Interaction, Held]:
    """Press a button while the front door is shut, for so long that something is answered first."""
    door = room.studybell.app.door
    held = Held(door.press)
    monkeypatch.setattr(door, "press", held)
    monkeypatch.setattr(interactions, "PATIENCE", 0.05)
    press = room.act(by, on, label)
    await room.discord.until(lambda: press.answered == first)
    return press, held


async def test_a_slow_answer_is_announced(room: Class, monkeypatch: pytest.MonkeyPatch) -> None:
    """What takes long is answered by "thinking" first, and then in the same message."""
    card = await room.asking(early="off")
    press, held = await held_press(room, monkeypatch, room.ada, card, "A", LATER)
    held.open()
    answer = await room.answered(press)
    await room.discord.until(lambda: not press.waiting)
    assert (True, "🔒 Locked in: **A)** Paris") == (answer.private, answer.text)


async def test_a_slow_answer_gets_its_result_too(room: Class, monkeypatch: pytest.MonkeyPatch) -> None:
    """A private message that was announced first is edited at the reveal like any other."""
    card = await room.asking()
    press, held = await held_press(room, monkeypatch, room.ada, card, "A", LATER)
    held.open()
    answer = await room.answered(press)
    await room.teacher.command(room.general, "quiz close")
    await room.discord.until(lambda: "Right" in answer.text)
    assert 1 == len(room.ada.whispers(room.general))


async def test_a_slow_press_on_the_panel_changes_the_panel(room: Class, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a private message is pressed, nothing new appears while its change takes long."""
    panel = await room.teacher.command(room.general, "quiz start", deck="capitals")
    _, held = await held_press(room, monkeypatch, room.teacher, panel.message, "Begin", NOTHING)
    held.open()
    await room.discord.until(lambda: "Question 1" in panel.text)
    assert 1 == len(room.teacher.whispers(room.general))


async def test_a_refusal_on_the_panel_does_not_replace_it(room: Class) -> None:
    """A sentence of its own leaves the panel as it is."""
    panel = await room.teacher.command(room.general, "quiz start", deck="capitals")
    assert panel.message is not None
    token = panel.message.controls[0].custom_id.partition("[")[0]
    answer = await room.pressed(room.teacher, panel.message, f'{token}["next"]')
    assert (MESSAGE, True, True) == (answer.kind, answer.private, panel.message is not None)


async def test_commands_want_a_server(room: Class) -> None:
    """A command that reaches us from a direct message is answered there."""
    answer = await room.typed(room.ada, "study", [{"type": 1, "name": "help", "options": []}], where=room.ada.dm)
    assert "My commands work in a server, not in direct messages. Type this one in a channel there." == answer.text


async def test_what_cannot_be_read_is_passed_over(room: Class, capsys: pytest.CaptureFixture[str]) -> None:
    """An interaction with nothing in it costs itself alone, and is nobody's bug."""
    for payload in ({}, {"id": "x", "token": "t", "type": 3}, {"id": "1", "token": "t", "type": 3, "user": []}):
        room.discord.gateway.dispatch("INTERACTION_CREATE", payload, room.guild.id)
    answer = await room.ada.command(room.general, "study help")
    told = capsys.readouterr().out
    assert (True, 3, False) == (answer.private, told.count("an interaction could not be read"), "[error" in told)
