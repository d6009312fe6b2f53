"""Who writes in a thread at the very moment it begins is heard, too."""

import asyncio
from pathlib import Path

import pytest

from bot.kernel.people import Place
from bot.store.contract import Posted
from tests.adapters.discord.playing import Class, playing
from tests.loopback.discord import deeds, loopback

FORM = {"title": "Light", "body": "Why?", "due": "in 3 days", "rules": "1 post"}


async def opened(room: Class) -> int:
    """Open a discussion; return the id of its thread as soon as Discord has it, whoever has noted that by then."""
    await room.teacher.submit(await room.teacher.command(room.general, "discuss open"), FORM)
    card = await room.card(has="Why?")
    await room.discord.until(lambda: card.id in room.discord.channels)
    return card.id


async def test_a_post_that_is_faster_than_our_note_is_heard(tmp_path: Path) -> None:
    """Discord has the thread, and we have not noted yet whose it is."""
    async with loopback() as discord, playing(discord, tmp_path) as room:
        begun = asyncio.Event()
        record = room.studybell.app.store.record_post

        async def late(session: str, slot: str, posted: Posted) -> None:
            await begun.wait()
            await record(session, slot, posted)

        room.studybell.app.store.record_post = late  # type: ignore[method-assign]
        thread = discord.channels[await opened(room)]
        await room.ada.writes(thread, "Plants make sugar of light.")
        begun.set()
        await discord.until(lambda: any("Complete" in each.text for each in room.ada.inbox()))


async def test_a_thread_of_somebody_else_is_asked_about_once_a_message(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A busy server has thousands of messages a minute in such."""
    monkeypatch.setattr("bot.engine.hearing.BEGINNING", (0.0, 0.0, 0.0))
    async with loopback() as discord, playing(discord, tmp_path) as room:
        asked: list[Place] = []
        hearing = room.studybell.app.door.hearing
        listener = hearing.listener

        async def counted(thread: Place) -> str | None:
            asked.append(thread)
            return await listener(thread)

        hearing.listener = counted  # type: ignore[method-assign]
        thread = deeds.open_thread(discord, room.general, room.ada.user, "Ours")
        await room.ada.writes(thread, "Shall we meet?")
        await discord.until(lambda: asked)
        await room.ada.writes(thread, "Tomorrow?")
        await discord.until(lambda: len(asked) > 1)
        assert len(asked) == 2
