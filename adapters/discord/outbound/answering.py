"""Who is being answered right now: news for them waits until it is known where their answer stands.

Whoever answers last ends the question, so its result is on its way while Discord has not yet confirmed the message that it is to
stand in. What may never happen: a result that reaches nobody because it was faster than the answer before it.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

LONGEST = 5.0
"""Seconds news waits at most: an answer that takes longer is one that did not get through."""


class Answering:
    """Members with an answer under way."""

    def __init__(self) -> None:
        self._under_way: dict[str, set[asyncio.Future[None]]] = {}

    @contextmanager
    def of(self, member: str) -> Iterator[None]:
        """Note that `member` is being answered meanwhile."""
        done = asyncio.get_running_loop().create_future()
        theirs = self._under_way.setdefault(member, set())
        theirs.add(done)
        try:
            yield
        finally:
            done.set_result(None)
            theirs.discard(done)
            if not theirs and self._under_way.get(member) is theirs:
                del self._under_way[member]

    async def settled(self, member: str) -> None:
        """Wait until what `member` is being answered by now has been answered; what begins later is not waited for."""
        if theirs := self._under_way.get(member):
            await asyncio.wait(tuple(theirs), timeout=LONGEST)
