"""One connection of Socket Mode, as Slack's end has it: what is sent goes in order, and it closes properly or breaks off."""

import asyncio
import json
from contextlib import suppress
from typing import Any

from aiohttp import WSCloseCode, web

FAREWELL = 5.0
"""Real seconds in which a client has to close, too, before it is cut off."""


class Link:
    """One connection. `retiring`: it was asked to go, and gets nothing new."""

    def __init__(self, number: int, socket: web.WebSocketResponse) -> None:
        self.number = number
        self.socket = socket
        self.retiring = False
        self.got: list[str] = []
        self._queue: asyncio.Queue[str | None] = asyncio.Queue()
        self._writer = asyncio.create_task(self._write())

    @property
    def open(self) -> bool:
        """Whether something new may go through it."""
        return not self.retiring and not self.socket.closed

    def send(self, frame: dict[str, Any] | str) -> None:
        """Send a frame, or any text whatever, after what was sent before."""
        self._queue.put_nowait(frame if isinstance(frame, str) else json.dumps(frame))

    def close(self) -> None:
        """Close properly after what was sent before."""
        self.retiring = True
        self._queue.put_nowait(None)

    def cut(self) -> None:
        """Break the connection off without a word."""
        self.retiring = True
        self._writer.cancel()
        self._abort()

    def _abort(self) -> None:
        transport = self.socket._req.transport if self.socket._req else None
        if transport is not None:
            transport.abort()

    async def _write(self) -> None:
        with suppress(ConnectionError, RuntimeError):
            while (text := await self._queue.get()) is not None:
                await self.socket.send_str(text)
            # Not `socket.close()`, which throws away what is on its way to us: acknowledgements of what went out before.
            assert self.socket._writer is not None
            await self.socket._writer.close(WSCloseCode.OK, b"")
            await asyncio.sleep(FAREWELL)
            self._abort()

    async def end(self) -> None:
        """Stop writing."""
        self._writer.cancel()
        await asyncio.gather(self._writer, return_exceptions=True)
