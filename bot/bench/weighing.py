"""A child that weighs what quizzes hold in memory, in the engine as it runs."""

import asyncio
import gc
import tracemalloc
from typing import Any

from bot.bench.lesson import answering, learner, prepare
from bot.bench.meter import MEGABYTE, resident
from bot.bench.school import School, assembled

WARM = 100
"""Quizzes played before the scales are set to nought, so that caches and buffers are not weighed."""

TOGETHER = 2_000


async def weigh(url: str, quizzes: int, learners: int, *, trace: bool) -> dict[str, Any]:
    """Report the megabytes of `quizzes` with `learners` each, all of whom have joined and answered the first question.

    `trace` weighs what Python's objects hold, which slows it down and needs memory itself; else it is what the system gave
    the process more than before, which is rougher.
    """
    async with assembled(url) as school:
        await _play(school, 0, WARM, 20)
        if trace:
            tracemalloc.start()
        before = _held(trace=trace)
        await _play(school, WARM, quizzes, learners)
        return {"mb": (_held(trace=trace) - before) / MEGABYTE}


async def _play(school: School, first: int, quizzes: int, learners: int) -> None:
    names = await prepare(school, quizzes, learners, silent=1, first=first)
    act = answering(school, names, learners)
    for start in range(0, quizzes * learners, TOGETHER):
        await asyncio.gather(*(act(number) for number in range(start, min(start + TOGETHER, quizzes * learners))))
    await school.painter.settle()
    await asyncio.sleep(0)  # the loop still holds what it runs just now
    school.wall.wipe()
    learner.cache_clear()  # who acts is passing; only names stay with the quiz
    gc.collect()


def _held(*, trace: bool) -> int:
    return tracemalloc.get_traced_memory()[0] if trace else resident()
