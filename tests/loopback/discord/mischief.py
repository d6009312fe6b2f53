"""What goes wrong on the way: lost connections and answers, events twice, in the wrong order, or not to be understood.

Nothing of it happens unless a test asks: `discord.mischief.cut()`, `.reconnect()`, `.invalidate()`, `.again("MESSAGE_CREATE")`,
`.hold()` and `.release()`, `.malformed()`, `.deaf()`, `.stumble("POST", "/channels/{channel_id}/messages", status=503)`.
"""

import asyncio
from dataclasses import dataclass
from typing import Any

from tests.loopback.discord.gateway import Gateway
from tests.loopback.discord.links import INVALID, RECONNECT, Session

CUT = 0
"""The "status" of a connection that is cut off instead of being answered."""


@dataclass
class Stumble:
    """The next `times` requests of a route go wrong. `after`: they are carried out first, and only the answer is lost."""

    method: str
    route: str
    status: int
    times: int
    after: bool
    seconds: float = 0.0

    def fits(self, method: str, route: str) -> bool:
        """Whether this is a request that goes wrong; it is then counted off."""
        if self.times <= 0 or self.method != method or self.route not in ("", route):
            return False
        self.times -= 1
        return True


class Mischief:
    """Everything a test can let go wrong."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway
        self.stumbles: list[Stumble] = []

    # -- REST ---------------------------------------------------------------------------------------------------------

    def stumble(
        self, method: str, route: str = "", status: int = 500, *, times: int = 1, after: bool = False
    ) -> Stumble:
        """Let requests of a route (as OpenAPI writes it; all, if none is told) fail; status `CUT` cuts the connection."""
        self.stumbles.append(Stumble(method, route, status, times, after))
        return self.stumbles[-1]

    def slow(self, method: str, route: str, seconds: float, *, times: int = 1_000_000) -> Stumble:
        """Let requests of a route take `seconds` real seconds longer."""
        self.stumbles.append(Stumble(method, route, 200, times, after=False, seconds=seconds))
        return self.stumbles[-1]

    def next_stumble(self, method: str, route: str) -> Stumble | None:
        """Return what goes wrong with this request."""
        return next((one for one in self.stumbles if one.fits(method, route)), None)

    # -- the gateway --------------------------------------------------------------------------------------------------

    @property
    def _live(self) -> list[Session]:
        return [one for one in self._gateway.sessions.values() if one.link is not None and not one.dead]

    def cut(self) -> None:
        """Break all connections off without a word; their sessions can be resumed."""
        for link in list(self._gateway.links):
            link.cut()

    def close(self, code: int = 4000) -> None:
        """Close all connections with a code."""
        for link in list(self._gateway.links):
            link.close(code)

    def reconnect(self) -> None:
        """Ask all to reconnect and resume (op 7)."""
        for session in self._live:
            assert session.link is not None
            session.link.send({"op": RECONNECT, "d": None, "s": None, "t": None})

    def invalidate(self, *, resumable: bool = False) -> None:
        """End all sessions (op 9); what happens until the client has identified anew is told nobody."""
        for session in self._live:
            assert session.link is not None
            session.dead = not resumable
            session.link.send({"op": INVALID, "d": resumable, "s": None, "t": None})

    def forget(self) -> None:
        """Forget all sessions, as after a long absence: a RESUME is then answered with INVALID_SESSION."""
        for session in self._gateway.sessions.values():
            session.dead = True

    def deaf(self, *, deaf: bool = True) -> None:
        """Take no connections to the gateway (503), until told otherwise."""
        self._gateway.deaf = deaf

    def silent(self, *, silent: bool = True) -> None:
        """Acknowledge no heartbeats, as a connection that died unnoticed."""
        self._gateway.silent = silent

    def again(self, name: str, times: int = 1) -> None:
        """Dispatch the newest event of that name once more."""
        for session in self._live:
            newest = next((frame for frame in reversed(session.log) if frame["t"] == name), None)
            for _ in range(times if newest else 0):
                assert newest is not None
                session.dispatch(name, newest["d"])

    def hold(self) -> None:
        """Hold all events back."""
        self._gateway.held = []

    def release(self, order: str = "reversed") -> None:
        """Let go of what was held back: ``as it came`` or ``reversed``."""
        held, self._gateway.held = self._gateway.held or [], None
        for session, name, body in held if order == "as it came" else reversed(held):
            session.dispatch(name, body)

    def malformed(self, name: str = "MESSAGE_CREATE", body: Any = None) -> None:
        """Dispatch an event without what it should have; with a body that is nothing at all unless told."""
        for session in self._live:
            session.dispatch(name, {} if body is None else body)

    def say(self, text: str) -> None:
        """Send any text whatever, as a frame."""
        for session in self._live:
            assert session.link is not None
            session.link.send(text)


async def slowly(stumble: Stumble) -> None:
    """Take as long as was asked for."""
    if stumble.seconds:
        await asyncio.sleep(stumble.seconds)
