"""The load: who presses when, and how long each waits for an answer.

A press counts from the moment it was due, not from when a busy process got round to it, so a process that falls
behind cannot hide it.
"""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Sequence

from msgspec import Struct

from bot.bench.meter import Spent, Stopwatch

SECONDS = 1.0
"""How long a burst lasts that is spread."""

REPEATS = 0.05
"""How many of the presses come a second time: a double click, or a platform that delivers twice."""

Act = Callable[[int], Awaitable[str]]
"""Presses for the learner of this number; returns "" when acknowledged, else the code of the refusal."""


class Press(Struct, frozen=True, order=True):
    """Learner number `learner` presses `due` seconds after the start."""

    due: float
    learner: int


class Load(Struct, frozen=True):
    """What came of it: waits in seconds, the learners who were acknowledged, presses refused, and what it took."""

    waits: tuple[float, ...]
    acknowledged: frozenset[int]
    refused: int
    spent: Spent


def burst(learners: int, seconds: float, *, repeats: float = REPEATS, seed: int = 7) -> list[Press]:
    """Return the presses of `learners`, evenly over `seconds` (0: all at once) in an order by chance, some twice."""
    chance = random.Random(seed)  # noqa: S311 - chance for a load, not for a secret
    order = list(range(learners))
    chance.shuffle(order)
    presses = [Press(seconds * turn / learners, learner) for turn, learner in enumerate(order)]
    again = chance.sample(presses, round(learners * repeats))
    presses += [Press(chance.uniform(press.due, seconds), press.learner) for press in again]
    return sorted(presses, key=lambda press: press.due)


async def drive(presses: Sequence[Press], act: Act) -> Load:
    """Let all `presses` happen when they are due and wait until each has its answer."""
    waits: list[float] = []
    acknowledged: set[int] = set()
    refused = 0
    watch = Stopwatch()
    began = time.perf_counter()

    async def press(one: Press) -> None:
        nonlocal refused
        word = await act(one.learner)
        waits.append(time.perf_counter() - began - one.due)
        if word:
            refused += 1
        else:
            acknowledged.add(one.learner)

    tasks = []
    for one in presses:
        if (left := one.due - (time.perf_counter() - began)) > 0:
            await asyncio.sleep(left)
        tasks.append(asyncio.create_task(press(one)))
    await asyncio.gather(*tasks)
    return Load(tuple(waits), frozenset(acknowledged), refused, watch.read())


async def answer_nothing(_learner: int) -> str:
    """Do nothing: what the load costs by itself."""
    return ""
