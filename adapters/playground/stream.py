"""Fan-out of the chat's news to open pages, without loss or duplicates over a reconnect.

Every piece of news has a number. A page that comes back says which number of which start of the program it saw last, and gets
what followed; when that is too long ago it gets the whole state anew. What may never happen: a page that reads slowly
and makes the others, or the engine, wait.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import msgspec

REMEMBERED = 2_000
"""Pieces of news kept for pages that come back."""

WAITING = 1_000
"""Pieces of news that may wait for one slow page before it is sent away to start anew."""


class Stream:
    """One open page's queue. `closed` is set when it must go: it fell behind, or the program stops."""

    def __init__(self, persona: str) -> None:
        self.persona = persona
        self.waiting: asyncio.Queue[str | None] = asyncio.Queue()

    def offer(self, text: str) -> bool:
        """Queue a piece of news; False when too many wait already."""
        if self.waiting.qsize() >= WAITING:
            return False
        self.waiting.put_nowait(text)
        return True

    def end(self) -> None:
        """Let the reader stop after what is queued."""
        self.waiting.put_nowait(None)


class Hub:
    """All open pages, and the news of the last while. `boot` names this start of the program."""

    def __init__(self, boot: str) -> None:
        self.boot = boot
        self.number = 0
        self._recent: deque[tuple[int, str, str]] = deque(maxlen=REMEMBERED)
        self._streams: set[Stream] = set()

    def publish(self, kind: str, value: Any, to: str = "") -> None:  # noqa: ANN401 - anything JSON can carry
        """Tell every page, or only those that are the persona `to`; never waits."""
        self.number += 1
        text = msgspec.json.encode({"n": self.number, "kind": kind, "value": value}).decode()
        self._recent.append((self.number, to, text))
        for stream in [stream for stream in self._streams if not to or stream.persona == to]:
            if not stream.offer(text):
                self._streams.discard(stream)
                stream.end()

    @contextmanager
    def listen(self, persona: str, boot: str, after: int, whole: Callable[[], Any]) -> Iterator[Stream]:
        """Register a page that has seen `after` of start `boot`; what it missed, or the `whole` state, is queued first."""
        stream = Stream(persona)
        missed = self._since(persona, boot, after)
        if missed is None:
            hello = {"n": self.number, "kind": "hello", "value": whole()}
            missed = [msgspec.json.encode(hello).decode()]
        for text in missed:
            stream.waiting.put_nowait(text)
        self._streams.add(stream)
        try:
            yield stream
        finally:
            self._streams.discard(stream)

    def close(self) -> None:
        """End every stream at once."""
        for stream in self._streams:
            stream.end()
        self._streams.clear()

    def _since(self, persona: str, boot: str, after: int) -> list[str] | None:
        """Return what `persona` missed since `after`, or None when that is no longer known."""
        known_from = self._recent[0][0] - 1 if self._recent else self.number
        if boot != self.boot or not known_from <= after <= self.number:
            return None
        return [text for number, to, text in self._recent if number > after and to in {"", persona}]
