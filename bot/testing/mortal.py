"""A process that dies between any two awaits: what it had begun stays, and nothing it holds answers any more."""

import asyncio
from inspect import iscoroutinefunction
from typing import Any


class Life:
    """Counts the steps a process takes at its borders, and ends it at step `last`; 0 lets it live."""

    def __init__(self, last: int = 0) -> None:
        self.steps: list[str] = []
        self.died = asyncio.Event()
        self._last = last

    def step(self, what: str) -> None:
        """Take one step; the last one, and every one after it, is never returned from."""
        if not self.died.is_set():
            self.steps.append(what)
            if len(self.steps) == self._last:
                self.died.set()
        if self.died.is_set():
            raise asyncio.CancelledError

    def among(self, inner: Any) -> Any:  # noqa: ANN401 - whatever it stands around
        """Return `inner` with a step before and after everything that is awaited of it."""
        return _Mortal(inner, self)


class _Mortal:
    def __init__(self, inner: Any, life: Life) -> None:  # noqa: ANN401 - whatever it stands around
        self._inner = inner
        self._life = life

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - as the inner one's
        found = getattr(self._inner, name)
        if not iscoroutinefunction(found):
            return found

        async def call(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - as the inner one's
            self._life.step(f"before {name}")
            result = await found(*args, **kwargs)
            self._life.step(f"after {name}")
            return result

        return call
