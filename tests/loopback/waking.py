"""Waiting for what a loopback platform will see: woken by whatever happens there, and never for longer than asked."""

import asyncio
from collections.abc import Callable
from typing import Any


class Waking:
    """Wakes who waits."""

    def __init__(self) -> None:
        self._changed = asyncio.Event()

    def wake(self) -> None:
        """Let all who wait look again."""
        self._changed.set()
        self._changed = asyncio.Event()

    async def until(self, so: Callable[[], Any], within: float, lately: Callable[[], str]) -> Any:
        """Return what `so` returns as soon as that is true; `within` real seconds, else an AssertionError with `lately`."""
        try:
            async with asyncio.timeout(within):
                while not (found := so()):
                    changed = self._changed
                    try:
                        async with asyncio.timeout(0.05):
                            await changed.wait()
                    except TimeoutError:
                        continue
        except TimeoutError:
            raise AssertionError(f"it did not become so within {within} s; lately asked:\n{lately()}") from None
        return found
