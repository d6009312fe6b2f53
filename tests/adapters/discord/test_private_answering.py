"""News for whoever is being answered right now waits for the answer it belongs to."""

import asyncio
from pathlib import Path

import pytest

from adapters.discord.outbound import answering
from adapters.discord.outbound.private import PrivateMessages
from bot.engine.clock import ManualClock
from bot.store.connect import open_store, ownership_of

KEY = "abcdefghij.mine"
NOW = ManualClock().now()


async def discard(token: str) -> None:
    """Delete nothing."""
    del token


@pytest.fixture
def private(tmp_path: Path) -> PrivateMessages:
    """Give the private messages of a process on a store of its own."""
    store = open_store(f"sqlite+aiosqlite:///{tmp_path}/studybell.db")
    return PrivateMessages(store, ownership_of(store), ManualClock(), discard)


async def test_news_finds_the_answer_that_was_under_way(private: PrivateMessages) -> None:
    """Whoever answers last ends the question before Discord has confirmed that their answer is locked in."""
    with private.answering.of("ada"):
        news = asyncio.create_task(private.token(KEY, "ada"))
        await asyncio.sleep(0)
        private.note(KEY, "ada", "first", NOW)
    assert "first" == await news


async def test_news_waits_for_nobody_else(private: PrivateMessages) -> None:
    """An answer to somebody else does not hold it up."""
    private.note(KEY, "ada", "first", NOW)
    with private.answering.of("ben"):
        async with asyncio.timeout(1):
            assert "first" == await private.token(KEY, "ada")


async def test_news_waits_for_every_answer_there_was(private: PrivateMessages) -> None:
    """Somebody can have pressed twice."""
    with private.answering.of("ada"):
        news = asyncio.create_task(private.token(KEY, "ada"))
        with private.answering.of("ada"):
            await asyncio.sleep(0)
        await asyncio.sleep(0)
        private.note(KEY, "ada", "second", NOW)
    assert "second" == await news


async def test_an_answer_that_got_stuck_is_not_waited_for(
    private: PrivateMessages, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Then the older message of that name is the one."""
    monkeypatch.setattr(answering, "LONGEST", 0.0)
    private.note(KEY, "ada", "first", NOW)
    with private.answering.of("ada"):
        assert "first" == await private.token(KEY, "ada")


async def test_an_answer_that_failed_is_over_too(private: PrivateMessages) -> None:
    """Nobody waits for it."""
    with pytest.raises(ValueError, match="broken"), private.answering.of("ada"):
        raise ValueError("broken")
    async with asyncio.timeout(1):
        assert await private.token(KEY, "ada") is None


async def test_what_is_confirmed_too_late_takes_nothing_away(private: PrivateMessages) -> None:
    """A panel can be pressed, and updated in its place, before Discord has confirmed the answer it came with."""
    private.renew(KEY, "ada", "press", NOW + 2)
    private.note(KEY, "ada", "command", NOW)
    assert await private.token(KEY, "ada") == "press"
