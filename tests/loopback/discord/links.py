"""Sessions and connections of the gateway: what was dispatched, and how it goes out.

Source: Discord's "Gateway" page (2026), "Connection Lifecycle", "Encoding and Compression" and "Rate Limiting".
"""

import asyncio
import json
import time
import zlib
from collections import deque
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

DISPATCH, HEARTBEAT, IDENTIFY, PRESENCE, RESUME = 0, 1, 2, 3, 6
RECONNECT, MEMBERS, INVALID, HELLO, ACK = 7, 8, 9, 10, 11
SENDS = (120, 60.0)


@dataclass(eq=False)
class Session:
    """One shard's session: everything dispatched to it since READY, so that RESUME can replay it."""

    id: str
    shard: tuple[int, int]
    intents: int
    log: list[dict[str, Any]] = field(default_factory=list)
    link: "Link | None" = None
    dead: bool = False

    def dispatch(self, name: str, body: Any) -> None:
        """Log an event and send it if somebody is connected."""
        frame = {"op": DISPATCH, "t": name, "s": len(self.log) + 1, "d": body}
        self.log.append(frame)
        if self.link is not None:
            self.link.send(frame)

    def owns(self, guild: int | None) -> bool:
        """Whether this shard is told about a server; direct messages and the like go to the first."""
        return ((guild or 0) >> 22) % self.shard[1] == self.shard[0]


class Link:
    """One connection. What is sent through it goes out in order, compressed as the client asked."""

    def __init__(self, socket: web.WebSocketResponse, *, zipped: bool) -> None:
        self.socket = socket
        self.session: Session | None = None
        self._zlib = zlib.compressobj() if zipped else None
        self.farewell: tuple[int, str] | None = None
        self._closing = False
        self._received: deque[float] = deque()
        self._queue: asyncio.Queue[str | tuple[int, str] | None] = asyncio.Queue()
        self._writer = asyncio.create_task(self._write())

    def may_send(self) -> bool:
        """Whether the client may send this, too: 120 frames in 60 s are let through."""
        now = time.monotonic()
        while self._received and self._received[0] < now - SENDS[1]:
            self._received.popleft()
        self._received.append(now)
        return len(self._received) <= SENDS[0]

    def send(self, frame: dict[str, Any] | str) -> None:
        """Send a frame, or any text whatever."""
        self._queue.put_nowait(frame if isinstance(frame, str) else json.dumps(frame))

    def close(self, code: int, why: str = "") -> None:
        """Close after what was sent before."""
        self._queue.put_nowait((code, why))

    async def say_farewell(self, code: int, why: str) -> None:
        """Close after what was sent before, and wait for the client to close, too; only for who reads the connection."""
        self._queue.put_nowait("")
        await asyncio.wait({self._writer})
        await self.socket.close(code=code, message=why.encode())

    def cut(self) -> None:
        """Break the connection off, without a word."""
        self._queue.put_nowait(None)

    async def _write(self) -> None:
        while not self.socket.closed:
            item = await self._queue.get()
            try:
                if item is None:
                    return self._break()
                if item == "":
                    return None
                if isinstance(item, tuple):
                    self._closing = True
                    await self.socket.close(code=item[0], message=item[1].encode())
                    return None
                await self._put(item)
            except (ConnectionError, RuntimeError):
                return None  # the client is gone; its session waits for it
        return None

    async def _put(self, text: str) -> None:
        if self._zlib is None:
            await self.socket.send_str(text)
            return
        await self.socket.send_bytes(self._zlib.compress(text.encode()) + self._zlib.flush(zlib.Z_SYNC_FLUSH))

    def _break(self) -> None:
        transport = self.socket._req.transport if self.socket._req else None
        if transport is not None:
            transport.abort()

    async def end(self) -> None:
        """Stop writing, but for the farewell that is just being said."""
        if self._closing:
            await asyncio.wait({self._writer}, timeout=1)
        self._writer.cancel()
        await asyncio.gather(self._writer, return_exceptions=True)
