"""Work on acts that are acknowledged already: in a burst it begins when nobody waits for an acknowledgement any more.

Slack waits three seconds for one and tells the person that the app failed; for an answer it waits half an hour. When a whole
class presses at one moment, the first ones' answers would be worked on while the last ones' presses lie unread. What may never
happen: work that waits for ever because somebody always acts, or one act alone that waits at all.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Coroutine
from typing import Any

Work = Coroutine[Any, Any, None]

FEW = 8
"""Acts that may come in one turn of the event loop and are no burst: each of a thousand in a second comes alone, mostly."""

QUIET = 4
"""Turns that bring nobody after a burst: so many it takes from a new connection to the act that comes through it."""

LONGEST = 1.0
"""Seconds work waits at most while others go on acting: a third of what they have."""

AT_ONCE = 64
"""How much of what has waited is begun in one turn, so that who acts meanwhile is not held up either."""


class Afterwards:
    """Begins work by `start`."""

    def __init__(self, start: Callable[[Work], object]) -> None:
        self._start = start
        self._waiting: deque[tuple[float, Work]] = deque()
        self._came = 0

    def __len__(self) -> int:
        """Return how much of it waits."""
        return len(self._waiting)

    def begin(self, work: Work) -> None:
        """Begin it as soon as may be."""
        loop = asyncio.get_running_loop()
        self._came += 1
        self._waiting.append((loop.time(), work))
        if len(self._waiting) == 1:
            loop.call_soon(self._go_on, loop, self._came, 0)

    def begin_all(self) -> None:
        """Begin all that waits, whoever acts."""
        while self._waiting:
            self._start(self._waiting.popleft()[1])

    def _go_on(self, loop: asyncio.AbstractEventLoop, came: int, quiet: int) -> None:
        """Begin some of it if it may be. `came`: how many acts had come when it was last looked, so many `quiet` turns ago."""
        quiet = quiet + 1 if came == self._came else 0
        if self._may_begin(loop, quiet):
            for _ in range(min(AT_ONCE, len(self._waiting))):
                self._start(self._waiting.popleft()[1])
        if self._waiting:
            loop.call_soon(self._go_on, loop, self._came, quiet)

    def _may_begin(self, loop: asyncio.AbstractEventLoop, quiet: int) -> bool:
        if len(self._waiting) <= FEW or quiet >= QUIET:
            return True
        return loop.time() - self._waiting[0][0] > LONGEST
