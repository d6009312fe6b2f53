"""Where Slack has no commands: in threads by name or by a message's shortcut, in direct messages, and from anywhere."""

import pytest

from adapters.slack.terms.shortcuts import HERE, OWING, START_QUIZ
from bot.kernel.command import commands
from tests.adapters.slack.noting import noted
from tests.adapters.slack.playing import Playing
from tests.loopback.slack.seen import Shown


async def opened(room: Playing, rules: str = "") -> Shown:
    """Let the teacher open a discussion; return its card."""
    named = f' rules:"{rules}"' if rules else ""
    await room.bo.command(room.general, "/discuss", f'open sky due:"in 3 days"{named}')
    card = await room.shows("Why is the sky blue?")
    await noted(room, room.general, card)
    return card


async def test_a_command_by_name_is_done_in_its_thread(either: Playing) -> None:
    """It is answered there, for who wrote it alone."""
    card = await opened(either)
    text = f"{either.team.bot.mention} discuss mine"
    await either.ada.writes(either.general, text, thread=card.ts)
    await either.slack.until(lambda: either.ada.whispers(either.general))
    answer = either.ada.whispers(either.general)[-1]
    assert card.ts == answer.thread
    assert "My discussions" in answer.text


async def test_a_form_asked_for_by_name_comes_behind_a_button(room: Playing) -> None:
    """A message brings no trigger to open it with."""
    card = await opened(room)
    await room.bo.writes(room.general, f"{room.team.bot.mention} discuss dates", thread=card.ts)
    await room.slack.until(lambda: [one for one in room.bo.whispers(room.general) if one.thread == card.ts])
    answer = [one for one in room.bo.whispers(room.general) if one.thread == card.ts][-1]
    form = await room.bo.presses(answer, "Open the form")
    assert form.modal is not None
    assert "Due" in form.modal.fields


@pytest.mark.parametrize("where", ["channel", "thread"])
async def test_every_command_by_name_is_answered(room: Playing, where: str) -> None:
    """In a channel and in a thread; to who wrote it, alone."""
    thread = (await opened(room)).ts if where == "thread" else ""
    for path in (*commands(), "help", "help quiz", ""):
        before = len(room.bo.whispers(room.general))
        told = len(room.bo.dms())
        await room.bo.writes(room.general, f"{room.team.bot.mention} {path}", thread=thread)
        await room.slack.until(
            lambda before=before, told=told: len(room.bo.whispers(room.general)) > before or len(room.bo.dms()) > told
        )
        answer = [*room.bo.whispers(room.general)][-1]
        assert "did not understand" not in answer.text, path
        assert "Something went wrong" not in answer.text, path
    assert [] == room.cy.whispers(room.general)


async def test_help_in_a_thread_comes_there(room: Playing) -> None:
    """And is no post."""
    card = await opened(room)
    await room.ada.writes(room.general, f"{room.team.bot.mention}: help", thread=card.ts)
    (answer,) = await room.slack.until(lambda: room.ada.whispers(room.general))
    assert card.ts == answer.thread
    assert "/discuss mine" in answer.text
    await room.slack.quiet()
    assert "0 of 1" in (await room.ada.command(room.general, "/discuss", "mine")).text


@pytest.mark.parametrize(
    "text", ["{cy} have you asked {us}?", "Study shows it, {us}", "{us} help me understand the sky"]
)
async def test_a_post_that_looks_like_a_command_is_a_post(room: Playing, text: str) -> None:
    """Only what begins with our name and a command is one."""
    card = await opened(room)
    said = text.format(cy=room.cy.mention, us=room.team.bot.mention)
    await room.ada.writes(room.general, said, thread=card.ts)
    await room.slack.quiet()
    assert [] == [one.text for one in room.ada.whispers(room.general) if "did not understand" in one.text]
    assert "1 of 1" in (await room.ada.command(room.general, "/discuss", "mine")).text


async def test_our_name_alone_asks_for_help(room: Playing) -> None:
    """In a discussion's thread, too, where it is no post."""
    card = await opened(room)
    await room.ada.writes(room.general, room.team.bot.mention, thread=card.ts)
    (answer,) = await room.slack.until(lambda: room.ada.whispers(room.general))
    assert (card.ts, True) == (answer.thread, "/discuss mine" in answer.text)
    await room.slack.quiet()
    assert "0 of 1" in (await room.ada.command(room.general, "/discuss", "mine")).text


async def test_a_quiz_called_for_in_a_thread_is_held_in_the_channel(room: Playing) -> None:
    """The answer comes where the writer is; what it opens is for all."""
    card = await opened(room)
    await room.bo.writes(room.general, f"{room.team.bot.mention} quiz start capitals", thread=card.ts)
    (panel,) = await room.slack.until(lambda: [one for one in room.bo.whispers(room.general) if one.thread == card.ts])
    assert "Begin" in panel.buttons
    assert "" == (await room.card("Join")).thread


async def test_a_form_for_a_quiz_called_for_in_a_thread_leads_to_the_channel(room: Playing) -> None:
    """By the button that opens it, and when it is sent."""
    card = await opened(room)
    await room.bo.writes(room.general, f"{room.team.bot.mention} quiz start", thread=card.ts)
    (answer,) = await room.slack.until(lambda: [one for one in room.bo.whispers(room.general) if one.thread == card.ts])
    form = await room.bo.presses(answer, "Open the form")
    assert form.modal is not None
    await form.modal.submit(Deck="capitals")
    assert "" == (await room.card("Join")).thread


async def test_dates_are_changed_from_where_they_stand(room: Playing) -> None:
    """The picker shows the due date there is; sent as it is, it stays."""
    await opened(room)
    answer = await room.bo.command(room.general, "/discuss", "dates")
    assert answer.modal is not None
    before = answer.modal.values["Due"]
    assert before
    sent = await answer.modal.submit({"Late until": "in 9 days"})
    assert "Late posts count until" in sent.text
    again = await room.bo.command(room.general, "/discuss", "dates")
    assert again.modal is not None
    assert before == again.modal.values["Due"]


async def test_what_no_command_is_by_name_is_answered_with_what_is(room: Playing) -> None:
    """With what may have been meant."""
    await room.ada.writes(room.general, f"{room.team.bot.mention} quizz mine")
    await room.slack.until(lambda: room.ada.whispers(room.general))
    assert room.ada.whispers(room.general)[-1].text.startswith("Did you mean /quiz mine? Write help to me")


async def test_who_only_speaks_of_us_is_not_answered(room: Playing) -> None:
    """People may say our name."""
    await room.ada.writes(room.general, f"I like {room.team.bot.mention} a lot")
    await room.slack.quiet()
    assert [] == room.ada.whispers(room.general)


@pytest.mark.parametrize("text", ["discuss mine", "/discuss mine", "Discuss mine"])
async def test_a_direct_message_is_done_as_a_command(room: Playing, text: str) -> None:
    """With or without a slash."""
    await room.ada.writes(room.ada.dm, text)
    await room.slack.until(lambda: len(room.ada.dms()) > 1)
    assert "My discussions" in room.ada.dms()[-1].text


@pytest.mark.parametrize("text", ["hello", "help", "what is this?"])
async def test_any_other_direct_message_is_answered_with_help(room: Playing, text: str) -> None:
    """Nobody talks to a wall."""
    await room.ada.writes(room.ada.dm, text)
    await room.slack.until(lambda: len(room.ada.dms()) > 1)
    assert "help" in room.ada.dms()[-1].text


async def test_plain_words_are_not_taken_for_a_misspelt_command(room: Playing) -> None:
    """Who asks something is told what to write, and not that there is no command of these words."""
    await room.ada.writes(room.ada.dm, "what is this?")
    await room.slack.until(lambda: len(room.ada.dms()) > 1)
    wanted = "I did not understand that. Write help to me to see what I can do, or a command, such as discuss mine."
    assert wanted == room.ada.dms()[-1].text


async def test_our_own_direct_messages_are_not_answered(room: Playing) -> None:
    """Nor those of other programs."""
    await room.ada.writes(room.ada.dm, "help")
    await room.slack.until(lambda: len(room.ada.dms()) > 1)
    await room.slack.quiet()
    assert 2 == len(room.ada.dms())


async def test_a_messages_shortcut_shows_what_can_be_done_in_its_thread(room: Playing) -> None:
    """To members and hosts what each may do."""
    card = await opened(room)
    post = await room.ada.writes(room.general, "Because of the air, I would say.", thread=card.ts)
    answer = await room.ada.shortcut(HERE, post)
    assert answer.modal is not None
    assert ["What I owe"] == answer.modal.buttons
    assert "sky" in (await answer.modal.presses("What I owe")).text.lower()
    answer = await room.bo.shortcut(HERE, card)
    assert answer.modal is not None
    assert "Host panel" in answer.modal.buttons


async def test_a_messages_shortcut_leads_to_the_form_of_a_sealed_prompt(room: Playing) -> None:
    """Only there an answer goes by one."""
    card = await opened(room, "1 post, sealed")
    answer = await room.ada.shortcut(HERE, card)
    assert answer.modal is not None
    assert ["What I owe", "Answer"] == answer.modal.buttons
    form = await answer.modal.presses("Answer")
    assert form.modal is not None
    assert form.modal.fields


async def test_a_messages_shortcut_works_on_a_quiz(room: Playing) -> None:
    """One's own result, and the panel for the host."""
    question = await room.asking()
    await noted(room, room.general, question)
    answer = await room.bo.shortcut(HERE, question)
    assert answer.modal is not None
    assert ["My result", "Host panel"] == answer.modal.buttons


async def test_a_message_of_nobody_has_nothing_to_do(room: Playing) -> None:
    """It is said, not ignored."""
    answer = await room.ada.shortcut(HERE, await room.ada.writes(room.general, "hello"))
    assert "belongs to no quiz or discussion of mine" in answer.text


async def test_a_quiz_is_started_from_anywhere(either: Playing) -> None:
    """The form asks in which channel."""
    answer = await either.bo.shortcut(START_QUIZ)
    assert answer.modal is not None
    await answer.modal.submit({"In which channel": either.general}, Deck="capitals")
    assert "Capitals" in (await either.card("Join")).text


async def test_a_quiz_in_a_channel_we_are_not_in_is_refused_at_its_field(room: Playing) -> None:
    """With how to invite us, and everything filled in kept."""
    away = room.team.channel("away", bot=False)
    answer = await room.bo.shortcut(START_QUIZ)
    assert answer.modal is not None
    sent = await answer.modal.submit({"In which channel": away}, Deck="capitals")
    assert sent.modal is not None
    assert "/invite @studybell" in sent.modal.errors["In which channel"]


async def test_only_hosts_start_from_anywhere(room: Playing) -> None:
    """All others are told."""
    assert "Only a host" in (await room.ada.shortcut(START_QUIZ)).text


async def test_what_one_owes_is_shown_from_anywhere(room: Playing) -> None:
    """In every channel of the workspace."""
    await opened(room)
    answer = await room.ada.shortcut(OWING)
    assert answer.modal is not None
    assert "My discussions" in answer.text
