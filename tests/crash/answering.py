"""A process that stores answers as fast as it can and says of each, when it is acknowledged, that it is.

Not a test: ``test_store_kill.py`` starts it and kills it.
"""

import asyncio
import itertools
import os
import sys

from bot.kernel.people import Place
from bot.kernel.session import Fact
from bot.store.connect import open_store
from bot.store.contract import Change, Outcome, Saved
from bot.store.store import SqlStore

LANES = 100


async def answer(store: SqlStore, numbers: "itertools.count[int]", run: str) -> None:
    """Store answers one after the other; every tenth is sent twice, as platforms do."""
    for number in numbers:
        change = Change("quiz1", 1, 1, (Fact("q1", f"{run}.{number}", 1, b"B"),))
        outcomes = await asyncio.gather(*(store.write(change) for _ in range(2 if number % 10 == 0 else 1)))
        assert outcomes.count(Outcome.SAVED) == 1, outcomes
        os.write(1, f"{run}.{number}\n".encode())


async def main(url: str, run: str) -> None:
    """Answer until killed."""
    store = open_store(url)
    await store.open()
    if await store.load("quiz1") is None:
        await store.create(Saved("quiz1", "quiz", Place("w", "c"), 1, b"", b"", None, True, False, 1))  # noqa: FBT003
    numbers = itertools.count()
    await asyncio.gather(*(answer(store, numbers, run) for _ in range(LANES)))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2]))
