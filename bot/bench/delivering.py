"""A child that looks after discussions until it is killed, on a platform that outlives it."""

import asyncio
import os
import sys
from pathlib import Path

from bot.bench.post_office import PostOffice
from bot.bench.school import assembled
from bot.bench.seminar import everybody
from bot.engine.clock import SystemClock

LONGEST = 120.0
"""Seconds after which a child that nobody has killed ends by itself: its parent must be gone."""


async def deliver(url: str, office: str, members: int) -> None:
    """Look after what is there. A line on the output says that something arrived at the platform."""
    output, clock = sys.stdout.fileno(), SystemClock()
    surface = PostOffice(Path(office), clock, everybody(members), lambda: _say(output))
    async with assembled(url, clock=clock, surface=surface):
        await asyncio.sleep(LONGEST)


def _say(output: int) -> None:
    os.write(output, b"\n")
