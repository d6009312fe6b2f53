"""A child that weighs what quizzes hold in memory, in the engine as it runs."""

import asyncio
from typing import Any

from bot.bench.lesson import answering, learner, prepare
from bot.bench.meter import MEGABYTE, resident
from bot.bench.school import School, assembled

WARM = 100
"""Quizzes played before the scales are set to nought, so that caches and buffers are not weighed."""


async def weigh(url: str, quizzes: int, learners: int) -> dict[str, Any]:
    """Report the megabytes of `quizzes` with `learners` each, all of whom have joined and answered the first question."""
    async with assembled(url) as school:
        await _play(school, 0, WARM, 20)
        before = _held()
        await _play(school, WARM, quizzes, learners)
        return {"mb": (_held() - before) / MEGABYTE}


async def _play(school: School, first: int, quizzes: int, learners: int) -> None:
    names = await prepare(school, quizzes, learners, silent=1, first=first)
    act = answering(school, names, learners)
    for start in range(0, quizzes * learners, 2_000):
        await asyncio.gather(*(act(number) for number in range(start, min(start + 2_000, quizzes * learners))))
    await school.painter.settle()


def _held() -> int:
    learner.cache_clear()  # who acts is passing; only names stay with the quiz
    return resident()
