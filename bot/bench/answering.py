"""A child that takes answers until it is killed, and reports each one it has acknowledged, at once, on its output."""

import asyncio
import os
import sys

from bot.bench.lesson import answering, prepare
from bot.bench.load import burst, drive
from bot.bench.school import assembled

LONGEST = 30.0
"""Seconds after which a child that nobody has killed ends by itself: its parent must be gone."""


async def take_answers(url: str, quizzes: int, learners: int, seconds: float) -> None:
    """Take the answers of ``quizzes * learners`` learners over `seconds`, then wait for the kill.

    A line on the output is the number of a learner whose answer was acknowledged. It is written past every buffer: a kill
    takes no line back.
    """
    output = sys.stdout.fileno()
    async with assembled(url) as school:
        names = await prepare(school, quizzes, 0, silent=1)
        act = answering(school, names, learners)

        async def reported(number: int) -> str:
            refused = await act(number)
            if not refused:
                os.write(output, b"%d\n" % number)
            return refused

        await drive(burst(quizzes * learners, seconds), reported)
        await asyncio.sleep(LONGEST)
