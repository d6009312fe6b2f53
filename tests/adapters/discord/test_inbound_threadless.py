"""Where no thread can begin no discussion is opened: the host is told at the command, and not by what fails afterwards."""

import pytest

from tests.adapters.discord.playing import Class

VOICE = 2


@pytest.mark.parametrize("kind", ["voice", "forum post"])
async def test_a_discussion_is_refused_where_no_thread_can_begin(kind: str, room: Class) -> None:
    """In the chat of a voice channel, and in a post of a forum."""
    where = room.guild.channel("talk", VOICE) if kind == "voice" else room.guild.thread(room.guild.forum(), "A post")
    answer = await room.teacher.command(where, "discuss open")
    assert "No thread can begin in this channel. Type `/discuss open` in a text channel." == answer.text


async def test_one_typed_in_a_thread_is_opened_in_its_channel(room: Class) -> None:
    """There threads can begin."""
    thread = room.guild.thread(room.general, "Elsewhere")
    assert (await room.teacher.command(thread, "discuss open")).modal is not None


async def test_one_is_opened_in_a_channel_of_announcements(room: Class) -> None:
    """Its messages begin threads, too."""
    assert (await room.teacher.command(room.guild.news(), "discuss open")).modal is not None


async def test_a_quiz_needs_no_thread(room: Class) -> None:
    """It is played in the chat of a voice channel like anywhere else."""
    where = room.guild.channel("talk", VOICE)
    answer = await room.teacher.command(where, "quiz start", deck="capitals")
    assert "Host panel" in answer.text
