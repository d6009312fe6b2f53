"""The pictures of charts: drawn once, beside the loop, since drawing one takes some 40 ms; loading what draws, some 20."""

import asyncio
from functools import lru_cache

from bot.kernel.card import Card, Chart, File

MOST = 64
"""Pictures that are kept, of about 30 kB each: those of a few quizzes that are just being played."""


@lru_cache(maxsize=MOST)
def picture(chart: Chart) -> File:
    """Return the picture of a chart, a PNG."""
    from bot.engine.pictures import draw  # noqa: PLC0415 - when a chart is due, as it says

    return File("chart.png", "image/png", draw(chart))


async def ready(card: Card) -> None:
    """Draw what the card shows in a thread of its own, so that `cards.message` finds it drawn."""
    if card.chart is not None:
        await asyncio.to_thread(picture, card.chart)
