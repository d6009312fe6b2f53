"""A quiz whose process dies at any step it takes, and is started again, comes to the same end as one that lives.

Each border of the engine is a step: before and after every call of the store and of the platform. At each of them in turn
the process ends: whoever waits for a reply gets none and presses again, as people do.
"""

import asyncio
import shutil
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest

from bot.engine.clock import ManualClock
from bot.kernel.event import Event
from bot.kernel.people import Actor
from bot.kernel.session import Reply
from bot.quiz.events import Accept, Answer, Begin, Join, Pause, Resume
from bot.quiz.state import Asking, Finished, Lobby, Paused, Phase, Revealed
from bot.testing.decks import CAPITAL, RED_PLANET, a_deck
from bot.testing.house import House, a_house
from bot.testing.mortal import Life
from bot.testing.platform import MemoryPlatform
from bot.testing.quizzes import ANA, BEN, HOST, NOON, lobby

LEAVES_A_MARK = {"create", "write", "record_post", "record_rung", "record_painted", "put", "tell", "whisper"}
"""Calls after which the world is another; to die before or after a mere look-up is to die at one of these."""

AT_ONCE = 8
"""Worlds that are played side by side, since most of a run is waiting for the disk."""

DEADLINE = 60.0
"""Seconds of the machine after which a run that has come to nothing is a failure, not a wait."""


class Dead(Exception):
    """The process has ended."""


class World:
    """What outlives a process: database, platform, clock; and what people have seen."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.clock = ManualClock(NOON)
        self.platform = MemoryPlatform(self.clock)
        self.acknowledged: list[str] = []
        self.done = 0
        self.waiting_until: dict[int, int] = {}


Step = Callable[[House, World], Coroutine[Any, Any, None]]


def says(event: Event, by: Actor = HOST) -> Step:
    """Return the step in which somebody does something and waits for the reply."""

    async def step(house: House, world: World) -> None:
        reply: Reply = await house.submit(event, by)
        assert reply.refused == "", reply.text
        if isinstance(event, Answer):
            world.acknowledged.append(f"{event.position} {by.member}")
        await house.settle()

    return step


def until(phase: type[Phase]) -> Step:
    """Return the step in which time goes by until the quiz stands in `phase`."""

    async def step(house: House, world: World) -> None:
        for _ in range(200):
            await house.settle()
            value = await house.value()
            if isinstance(value.phase, phase) and getattr(value.phase, "began", 0) is not None:
                return
            await forward(house, world, world.clock.next_sleeper())
        raise AssertionError(f"never came to {phase.__name__}")

    return step


def wait(milliseconds: int) -> Step:
    """Return the step in which a little time goes by."""

    async def step(house: House, world: World) -> None:
        end = world.waiting_until.setdefault(world.done, world.clock.now() + milliseconds)
        await forward(house, world, end)
        await house.settle()

    return step


async def forward(house: House, world: World, when: int | None) -> None:
    """Move the clock; the process is known to be alive until then."""
    assert when is not None, "nobody sleeps"
    await house.owner.beat(when)
    world.clock.move_to(when)


async def opens(house: House, _world: World) -> None:
    """Open the quiz, unless that has happened already."""
    if await house.store.running(lobby().quiz.place, "quiz") is None:
        await house.desk.open("quiz", lobby(a_deck(CAPITAL, RED_PLANET), reading=0, joined=()).quiz, NOON)
    await house.settle()


def once(event: Event, unless: Callable[[Any], bool]) -> Step:
    """Return the step of a control that is not pressed again when its effect can be seen."""

    async def step(house: House, world: World) -> None:
        if not unless(await house.value()):
            await says(event)(house, world)
        await house.settle()

    return step


SCRIPT: tuple[Step, ...] = (
    opens,
    says(Join(), ANA),
    says(Join(), BEN),
    once(Begin(), lambda quiz: not isinstance(quiz.phase, Lobby)),
    until(Asking),
    wait(2_000),
    says(Answer(0, (1,)), ANA),
    wait(1_000),
    once(Pause(), lambda quiz: isinstance(quiz.phase, Paused)),
    wait(5_000),
    once(Resume(), lambda quiz: not isinstance(quiz.phase, Paused)),
    says(Answer(0, (0,)), BEN),
    until(Revealed),
    until(Asking),
    wait(3_000),
    says(Answer(1, text="Barsoom"), BEN),
    says(Answer(1, text="Mars"), ANA),
    until(Revealed),
    once(Accept("Barsoom"), lambda quiz: bool(quiz.accepted)),
    until(Finished),
    wait(30_000),
)


async def live(world: World, life: Life) -> None:
    """Run one process until the script is done; raises `Dead` when it dies before."""
    async with a_house(
        world.path, clock=world.clock, platform=world.platform, around=life.among, taken_up=False
    ) as house:
        house.surfaces["memory"] = life.among(world.platform)
        await unless_dead(life, house.take_up())
        while world.done < len(SCRIPT):
            await unless_dead(life, SCRIPT[world.done](house, world))
            world.done += 1


async def unless_dead(life: Life, work: Coroutine[Any, Any, None]) -> None:
    """Do `work`, as far as the process lives."""
    working, death = asyncio.create_task(work), asyncio.create_task(life.died.wait())
    await asyncio.wait({working, death}, return_when=asyncio.FIRST_COMPLETED, timeout=DEADLINE)
    death.cancel()
    if life.died.is_set():
        working.cancel()
        await asyncio.wait({working})
        raise Dead
    assert working.done(), "it waits for something that never comes"
    working.result()


async def run(world: World, last: int) -> list[str]:
    """Play the script, with the first process dying at step `last`; return the steps that were taken."""
    life = Life(last)
    try:
        await live(world, life)
    except Dead:
        await live(world, Life())
    return life.steps


async def end_of(world: World) -> dict[str, Any]:
    """Return all that counts at the end."""
    async with a_house(world.path, clock=world.clock, platform=world.platform) as house:
        quiz = await house.value()
    answers = {
        (position, member): (given.choices, given.text, given.took)
        for position, by in quiz.answers.items()
        for member, given in by.items()
    }
    return {
        "answers": answers,
        "scores": quiz.course[-1].scores,
        "phase": type(quiz.phase),
        "messages": {message.key: message.card for message in world.platform.messages.values()},
        "told": [key for key, _, _ in world.platform.told],
    }


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database at the newest schema, copied for each run."""
    path = tmp_path_factory.mktemp("crash") / "empty.db"

    async def make() -> None:
        async with a_house(path):
            pass

    asyncio.run(make())
    return path


def a_world(empty: Path, folder: Path, name: str) -> World:
    """Return a world with a database of its own."""
    return World(Path(shutil.copy(empty, folder / name)))


async def test_whenever_the_process_dies_the_end_is_the_same(empty: Path, tmp_path: Path) -> None:
    """Same answers, same scores, same messages, none of them twice, and nothing acknowledged that is lost."""
    world = a_world(empty, tmp_path, "undisturbed.db")
    steps = await run(world, 0)
    expected = await end_of(world)
    assert 4 == len(expected["answers"])
    assert len(steps) > 100
    deaths = [last for last, step in enumerate(steps, start=1) if step.split()[1] in LEAVES_A_MARK]
    for start in range(0, len(deaths), AT_ONCE):
        await asyncio.gather(
            *(dies(a_world(empty, tmp_path, f"{last}.db"), last, expected) for last in deaths[start : start + AT_ONCE])
        )


async def dies(world: World, last: int, expected: dict[str, Any]) -> None:
    """Play with a death at step `last` and compare the end."""
    steps = await run(world, last)
    found = await end_of(world)
    assert expected == found, f"died at step {last}: {steps[-1]}"
    assert {f"{position} {member}" for position, member in found["answers"]} == set(world.acknowledged)
    world.path.unlink()
