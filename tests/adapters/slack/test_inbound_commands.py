"""Slash commands on Slack: parsed, asked for what is missing, refused where nothing can be posted, and always answered."""

from pathlib import Path

import pytest

from adapters.slack.terms.shortcuts import START_QUIZ
from bot.kernel.command import commands
from tests.adapters.slack.playing import Playing, playing
from tests.loopback.slack import Loopback


async def test_what_is_missing_is_asked_in_a_modal(room: Playing) -> None:
    """The form has all parameters, filled with what was typed; sent, it is the command."""
    answer = await room.bo.command(room.general, "/quiz", "start seconds:25")
    assert answer.modal is not None
    assert "25" == str(answer.modal.values["Seconds"])
    sent = await answer.modal.submit(Deck="capitals")
    assert sent.modal is not None
    assert "Begin" in sent.modal.buttons
    assert "Join" in (await room.card("Join")).buttons


async def test_somebody_who_is_no_host_is_told_so_before_a_form(room: Playing) -> None:
    """Nobody fills in a form in vain."""
    answer = await room.ada.command(room.general, "/quiz", "start")
    assert answer.modal is None
    assert answer.private
    assert "Only a host" in answer.text


async def test_a_slip_is_answered_with_what_is_meant(room: Playing) -> None:
    """And with what was typed, since Slack has taken it away."""
    answer = await room.bo.command(room.general, "/quiz", "strat capitals")
    assert answer.private
    assert "did you mean /quiz start?" in answer.text
    assert "/quiz strat capitals" in answer.text


async def test_what_is_wrong_with_a_value_is_said(room: Playing) -> None:
    """In words, with what to give instead."""
    answer = await room.bo.command(room.general, "/quiz", "start capitals seconds:1000")
    assert "or seconds give a whole number from 5 to 300" in answer.text


@pytest.mark.parametrize("typed", ["", "help"])
async def test_a_family_alone_tells_what_it_can(room: Playing, typed: str) -> None:
    """Everybody is told what they can do; hosts' commands are for hosts."""
    assert "/quiz mine" in (await room.ada.command(room.general, "/quiz", typed)).text
    assert "/quiz start" not in (await room.ada.command(room.general, "/quiz", typed)).text
    assert "/quiz start" in (await room.bo.command(room.general, "/quiz", typed)).text


async def test_curled_quotes_and_mentions_are_read(room: Playing) -> None:
    """As keyboards and Slack make them."""
    answer = await room.bo.command(room.general, "/quiz", f"time {room.ada.mention} 1.5")
    assert "1.5" in answer.text
    assert answer.private


async def test_who_invites_us_first_may_open_something(room: Playing) -> None:
    """Where we are not, nothing is opened, and it is said how to invite us."""
    away = room.team.channel("away", bot=False)
    answer = await room.bo.command(away, "/quiz", "start capitals")
    assert "I am not in this channel yet: type /invite @studybell here, then try again." == answer.text
    room.team.invites_bot(away)
    answer = await room.bo.command(away, "/quiz", "start capitals")
    assert "Begin" in answer.buttons


async def test_we_are_invited_by_what_we_are_called_in_the_workspace(slack: Loopback, tmp_path: Path) -> None:
    """Who has installed the app may have given it another name."""
    slack.app.name = "Quizzy"
    async with playing(slack, tmp_path) as room:
        room.team.team.bot.name = "quizzy"
        away = room.team.channel("away", bot=False)
        answer = await room.bo.command(away, "/quiz", "start capitals")
        assert "type /invite @quizzy here" in answer.text


async def test_a_private_channel_without_us_is_one_we_do_not_know(room: Playing) -> None:
    """Slack does not tell us that it exists."""
    away = room.team.private("staff", bot=False)
    for text in ("start capitals", "start", "ask What is it?"):
        assert "/invite @studybell" in (await room.bo.command(away, "/quiz", text)).text


async def test_a_conversation_without_us_may_be_one_that_takes_no_invitation(room: Playing) -> None:
    """A direct message of several people is told like a private channel, and what does go is a channel."""
    text = (await room.bo.command(room.team.private("mpdm", bot=False), "/discuss", "open sky")).text
    assert text.endswith("In a direct message that does not go: type /discuss open in a channel.")


async def test_after_we_were_removed_it_is_asked_again(room: Playing) -> None:
    """What was true of a channel need not be any more."""
    away = room.team.channel("away")
    await room.bo.command(away, "/discuss", "open")
    room.team.removes_bot(away)
    await room.slack.quiet()
    assert "/invite @studybell" in (await room.bo.command(away, "/quiz", "start")).text


async def test_an_archived_channel_is_named_as_such(room: Playing) -> None:
    """People see the channel and type there no more; a form that was open still may be sent."""
    answer = await room.bo.shortcut(START_QUIZ)
    assert answer.modal is not None
    old = room.team.channel("old")
    old.archived = True
    sent = await answer.modal.fill({"channel": old}).submit(Deck="capitals")
    assert sent.modal is not None
    assert "archived" in sent.modal.errors["In which channel"]


async def test_a_direct_message_is_no_place_to_open_anything(room: Playing) -> None:
    """Everything else works in it."""
    assert "That needs a channel" in (await room.bo.command(room.bo.dm, "/quiz", "start capitals")).text
    assert "My discussions" in (await room.ada.command(room.ada.dm, "/discuss", "mine")).text


@pytest.mark.parametrize("line", ["/quiz mine", "/quiz answer B", "/quiz panel", "/discuss report"])
async def test_what_is_about_a_session_of_a_channel_is_asked_there(room: Playing, line: str) -> None:
    """A direct message has none, and will have none."""
    family, _, text = line.partition(" ")
    assert "That needs a channel" in (await room.bo.command(room.bo.dm, family, text)).text


async def test_prefixed_commands_are_called_by_their_names(slack: Loopback, tmp_path: Path) -> None:
    """In every text, too."""
    async with playing(slack, tmp_path, slack_command_prefix="sb-") as room:
        slack.commands = {f"/sb-{path.partition(' ')[0]}": True for path in commands()}
        assert "/sb-quiz mine" in (await room.ada.command(room.general, "/sb-quiz", "help")).text
        answer = await room.bo.command(room.general, "/sb-quiz", "strat capitals")
        assert "did you mean /sb-quiz start?" in answer.text
        assert "Begin" in (await room.bo.command(room.general, "/sb-quiz", "start capitals")).buttons


@pytest.mark.parametrize("who", ["bo", "ada"])
async def test_every_command_is_answered_everywhere(room: Playing, who: str) -> None:
    """In a channel, a private one, and a direct message: to who typed it, alone."""
    person = getattr(room, who)
    staff = room.team.private("staff")
    for where in (room.general, staff, person.dm):
        for path in commands():
            family, _, rest = path.partition(" ")
            answer = await person.command(where, f"/{family}", rest)
            assert answer.text, f"{path} in {where.name or 'a direct message'}"
            assert answer.modal is not None or answer.private, path
            assert "Something went wrong" not in answer.text, path
            person.user.stack.clear()


async def a_quiz_was_played(room: Playing) -> None:
    """Play one question, so that there are results."""
    await room.bo.command(room.general, "/quiz", "start capitals")
    await room.hosts("Begin")
    await room.ada.presses(await room.card("A"), "A")
    await room.hosts("Close now")
    await room.shows("answered right")
    await room.hosts("End quiz")
    await room.shows("🏁")


@pytest.mark.parametrize(
    ("code", "mend"),
    [("file_uploads_disabled", "an admin has switched them off"), ("missing_scope", "add it to the app")],
)
async def test_files_that_cannot_be_sent_are_told_with_the_reason(room: Playing, code: str, mend: str) -> None:
    """What is missing is rarely leave to write to somebody."""
    await a_quiz_was_played(room)
    room.slack.mischief.says("files.getUploadURLExternal", code, times=10)
    answer = await room.bo.command(room.general, "/quiz", "results")
    assert "There are files for you" in answer.text
    assert mend in answer.text
    room.slack.mischief.stop()


async def test_files_come_as_a_direct_message(room: Playing) -> None:
    """No private message in a channel can carry any."""
    await a_quiz_was_played(room)
    answer = await room.bo.command(room.general, "/quiz", "results")
    assert "direct message" in answer.text
    await room.slack.until(lambda: any(name.endswith(".csv") for one in room.bo.dms() for name in one.files))


@pytest.mark.parametrize("code", ["unknown_method", "internal_error"])
async def test_a_quiz_begins_where_slack_does_not_say_whether_we_are_in_the_channel(room: Playing, code: str) -> None:
    """Posting will show; nobody is told to invite who is there."""
    room.slack.mischief.says("conversations.info", code)
    await room.starts_a_quiz("start capitals start:now")
    await room.card("A")


async def test_who_was_just_put_on_the_list_is_a_host_at_once(room: Playing) -> None:
    """Whatever was read of it a moment ago."""
    refused = await room.ada.command(room.general, "/quiz", "start capitals")
    assert "Only a host" in refused.text
    await room.bo.command(room.general, "/study", f"settings hosts:{room.ada.mention}")
    answer = await room.ada.command(room.general, "/quiz", "start capitals")
    assert "Host panel" in answer.text
