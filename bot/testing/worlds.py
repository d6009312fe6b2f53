"""Worlds in which a process may die at any step it takes and is started again, with a script of what people do meanwhile.

Each border of the engine is a step: before and after every call of the store and of the platform. Whoever waits for a reply
when the process dies gets none and does it again, as people do.
"""

import asyncio
import shutil
from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path
from typing import Any

from bot.engine.clock import ManualClock
from bot.testing.house import House, a_house
from bot.testing.mortal import Life
from bot.testing.platform import MemoryPlatform
from bot.testing.quizzes import NOON

LEAVES_A_MARK = {
    *("create", "write", "record_post", "record_rung", "record_painted", "keep", "unkeep", "forget"),
    *("put", "tell", "whisper", "close", "reopen"),
}
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


def wait(milliseconds: int) -> Step:
    """Return the step in which a little time goes by."""

    async def step(house: House, world: World) -> None:
        end = world.waiting_until.setdefault(world.done, world.clock.now() + milliseconds)
        await house.settle()
        while (when := world.clock.next_sleeper()) is not None and when < end:
            await forward(house, world, when)
            await house.settle()
        await forward(house, world, end)
        await house.settle()

    return step


async def forward(house: House, world: World, when: int | None) -> None:
    """Move the clock; the process is known to be alive until then."""
    assert when is not None, "nobody sleeps"
    await house.owner.beat(when)
    world.clock.move_to(when)


async def live(world: World, script: Sequence[Step], life: Life) -> None:
    """Run one process until the script is done; raises `Dead` when it dies before."""
    async with a_house(
        world.path, clock=world.clock, platform=world.platform, around=life.among, taken_up=False
    ) as house:
        house.surfaces["memory"] = life.among(world.platform)
        await unless_dead(life, house.take_up())
        while world.done < len(script):
            await unless_dead(life, script[world.done](house, world))
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


async def run(world: World, script: Sequence[Step], last: int) -> list[str]:
    """Play the script, with the first process dying at step `last`; return the steps that were taken."""
    life = Life(last)
    try:
        await live(world, script, life)
    except Dead:
        await live(world, script, Life())
    return life.steps


def deaths(steps: Sequence[str]) -> list[int]:
    """Return at which of the steps it makes a difference to die."""
    return [last for last, step in enumerate(steps, start=1) if step.split()[1] in LEAVES_A_MARK]


async def in_every_world(folder: Path, empty: Path, last: Sequence[int], play: Callable[[World, int], Any]) -> None:
    """Let `play` try a death at each of the steps `last`, each in a world of its own that begins with the database `empty`."""
    for start in range(0, len(last), AT_ONCE):
        some = last[start : start + AT_ONCE]
        await asyncio.gather(*(play(a_world(empty, folder, f"{each}.db"), each) for each in some))


def a_world(empty: Path, folder: Path, name: str) -> World:
    """Return a world with a database of its own."""
    return World(Path(shutil.copy(empty, folder / name)))
