"""A stage: the bot can go down and come back, and the chat stays what it is."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from adapters.terminal.stage import PLACE, Stage, open_stage
from bot.kernel.card import Card
from bot.kernel.clock import HOUR
from bot.kernel.people import Actor
from bot.quiz.phases import Asking
from bot.settings import shipped_content

NOON = 1_800_000_000_000
HOST = Actor("rivera", "Ms Rivera", host=True)
ADA = Actor("ada", "Ada")


@pytest.fixture
def told() -> list[str]:
    """Return where everything that is printed goes."""
    return []


@pytest.fixture
async def stage(tmp_path: Path, told: list[str]) -> AsyncIterator[Stage]:
    """Yield the program with nobody in it yet."""
    options = {"write": told.append}
    async with open_stage(tmp_path, shipped_content(), options, seed="stage", start=NOON) as opened:
        yield opened


async def test_a_quiz_goes_on_where_the_bot_went_down(stage: Stage, told: list[str]) -> None:
    """Nobody answers meanwhile; afterwards the same card takes answers, and nothing is posted twice."""
    await stage.act(HOST, "/quiz start bell-tour start:now")
    await stage.wait(5)
    await stage.stop()
    await stage.act(ADA, "presses A")
    assert "(only Ada sees) Studybell does not answer." == told[-1]
    await stage.wait(3 * HOUR / 1000)
    before = len(told)
    await stage.start()
    await stage.act(ADA, "presses A")
    quiz = await stage.quiz()
    assert quiz is not None
    assert isinstance(quiz.phase, Asking)
    assert {"ada"} == set(quiz.players)
    assert not [block for block in told[before:] if block.startswith("┌ Question 1")]


async def test_what_is_written_meanwhile_can_be_read_afterwards(stage: Stage) -> None:
    """The chat is the same one, with its threads, its people and the next message's number."""
    surface = stage.terminal.surface
    ref, _ = await surface.put(PLACE, "s.top", Card(title="Prompt", thread="Talk"), None)
    await stage.stop()
    await stage.act(ADA, "posts Anybody?")
    await stage.wait(60)
    await stage.act(ADA, "edits: Nobody?")
    await stage.start()
    assert surface is stage.terminal.surface
    (found,) = (await stage.terminal.surface.history(replace(PLACE, thread=ref), NOON)).messages
    assert ("Nobody?", NOON, NOON + 60_000) == (found.text, found.at, found.edited_at)
    assert ["Ada"] == [each.name for each in await surface.members(PLACE)]


async def test_it_may_go_down_twice(stage: Stage) -> None:
    """Who stops it again stops nothing; it can be started after that."""
    await stage.stop()
    await stage.stop()
    assert not await stage.step(NOON + HOUR)
    await stage.start()
    await stage.act(ADA, "/study help")
