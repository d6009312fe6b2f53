"""JSON posted over connections that are kept: HTTP/1.1 in its plainest form, for answers to a thousand presses in a second.

aiohttp takes about four times the processor time for such a request, a third of all that a press cost us. So this knows one
method, no redirect, no cookie, no proxy and no compression. What may never happen: a request sent twice, whatever became of it; a
connection used again that holds anything of an answer still; bytes of an address that end the line they stand in.
"""

import asyncio
import re
import ssl
from collections import defaultdict, deque
from functools import cached_property

from msgspec import Struct

from adapters.slack.requests.http_answers import Answer, Garbled, read_answer

MOST = 200
"""Connections at one time: a thousand answers in a second, each under way for 200 ms. A handshake costs as much as ten."""

KEPT = 75.0
"""Seconds an idle connection is kept: a quiz is quiet for about as long while people think."""

OPENING, ANSWERING = 5.0, 10.0
"""Seconds to connect, and until the answer has come, all told."""

_PATH = re.compile(r"/[!-~]*")


class Origin(Struct, frozen=True):
    """Whom to ask: a host and port, by TLS or without."""

    host: str
    port: int
    tls: bool
    name: str
    """As the header `Host` has it."""


class Courier:
    """Posts, and keeps the connections. Used by one event loop, and closed at its end."""

    def __init__(self) -> None:
        self._room = asyncio.Semaphore(MOST)
        self._free: defaultdict[Origin, deque[_Connection]] = defaultdict(deque)
        self._swept: set[Origin] = set()
        self._closed = False

    async def post(self, origin: Origin, path: str, body: bytes) -> Answer:
        """Post JSON once and return the answer; raises `OSError` (`TimeoutError`, `Garbled`), and `ValueError` for no path."""
        if not _PATH.fullmatch(path):
            raise ValueError("no path")
        head = (
            f"POST {path} HTTP/1.1\r\nHost: {origin.name}\r\nUser-Agent: studybell\r\nAccept: */*\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        async with asyncio.timeout(ANSWERING), self._room:
            connection = self._idle(origin) or await self._opened(origin)
            try:
                answer = await connection.ask(head.encode("ascii") + body)
            except BaseException:
                connection.abort()
                raise
        if answer.lasts and not self._closed:
            self._keep(origin, connection)
        else:
            connection.abort()
        return answer

    def close(self) -> None:
        """Close all connections; a request under way ends as it will."""
        self._closed = True
        for kept in self._free.values():
            while kept:
                kept.pop().abort()

    def _idle(self, origin: Origin) -> "_Connection | None":
        """Return the connection that was used last, as it is the least likely to be closed from the other end."""
        kept = self._free[origin]
        while kept:
            connection = kept.pop()
            if connection.good:
                return connection
        return None

    def _keep(self, origin: Origin, connection: "_Connection") -> None:
        """Keep it for the next request, for a while."""
        loop, kept = asyncio.get_running_loop(), self._free[origin]
        connection.since = now = loop.time()
        kept.append(connection)
        if origin not in self._swept:
            self._swept.add(origin)
            loop.call_at(now + KEPT, self._sweep, loop, origin)

    def _sweep(self, loop: asyncio.AbstractEventLoop, origin: Origin) -> None:
        """Close what was idle for so long, and come again while there is more."""
        kept = self._free[origin]
        while kept and kept[0].since <= loop.time() - KEPT:
            kept.popleft().abort()
        if kept:
            loop.call_at(kept[0].since + KEPT, self._sweep, loop, origin)
        else:
            self._swept.discard(origin)

    async def _opened(self, origin: Origin) -> "_Connection":
        loop = asyncio.get_running_loop()
        async with asyncio.timeout(OPENING):
            _, connection = await loop.create_connection(
                _Connection, origin.host, origin.port, ssl=self._tls if origin.tls else None, happy_eyeballs_delay=0.25
            )
        return connection

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        return ssl.create_default_context()


class _Connection(asyncio.Protocol):
    """A connection; it is asked for one answer at a time. `since`: when it was used last."""

    def __init__(self) -> None:
        self.since = 0.0
        self._transport: asyncio.Transport | None = None
        self._waiting: asyncio.Future[Answer] | None = None
        self._came = b""

    @property
    def good(self) -> bool:
        """Whether it may be asked."""
        return self._transport is not None and not self._transport.is_closing()

    def ask(self, request: bytes) -> "asyncio.Future[Answer]":
        """Send a request; return what will be its answer."""
        if self._transport is None or self._transport.is_closing():
            raise ConnectionError("it is closed")
        self._waiting = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return self._waiting

    def abort(self) -> None:
        """End it."""
        if self._transport is not None:
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take the transport."""
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - that of a connection is one
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Read an answer as far as it came; what comes unasked ends the connection."""
        if self._waiting is None:
            self.abort()
            return
        self._came += data
        self._read(ended=False)

    def eof_received(self) -> None:
        """Take what came for all there is; the transport closes."""
        if self._waiting is not None:
            self._read(ended=True)

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell whoever waits."""
        self._transport = None
        self._tell(exc or ConnectionResetError("the connection was closed before an answer came"))

    def _read(self, *, ended: bool) -> None:
        try:
            answer = read_answer(self._came, ended=ended)
        except Garbled as error:
            self._tell(error)
            self.abort()
        else:
            if answer is not None:
                self._tell(answer)

    def _tell(self, outcome: Answer | Exception) -> None:
        waiting, self._waiting, self._came = self._waiting, None, b""
        if waiting is None or waiting.done():
            return
        if isinstance(outcome, Answer):
            waiting.set_result(outcome)
        else:
            waiting.set_exception(outcome if isinstance(outcome, OSError) else ConnectionError(str(outcome)))
