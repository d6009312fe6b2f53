"""What goes wrong with calls of the Web API. Nothing of it happens unless a test asks.

`slack.mischief.limits("chat.update", 30)`, `.fails("chat.postMessage", 503, after=True)`, `.cuts(...)`, `.says("views.open",
"internal_error")`, `.slow(...)`; each for the next `times` calls of a method (all methods: ""), of one workspace if one is named.
"""

import asyncio
from dataclasses import dataclass

CUT = 0
"""The "status" of a connection that is cut off instead of being answered."""
ALWAYS = 1_000_000
TOO_MANY = 429
PAGE = "<!DOCTYPE html><html><head><title>Server Error | Slack</title></head><body>Oops!</body></html>"
"""What Slack's edge answers with when it has no JSON to give."""


@dataclass
class Stumble:
    """The next `times` calls of a method go wrong. `after`: they are carried out first, and only the answer is lost.

    `status` of HTTP, or `error` of Slack in an answer with 200; `seconds` real ones that it takes longer.
    """

    method: str
    status: int = 500
    error: str = ""
    times: int = 1
    after: bool = False
    seconds: float = 0.0
    retry_after: int = 0
    team: str = ""

    def fits(self, method: str, team: str) -> bool:
        """Whether this is a call that goes wrong; it is then counted off."""
        if self.times <= 0 or self.method not in ("", method) or self.team not in ("", team):
            return False
        self.times -= 1
        return True

    @property
    def harmless(self) -> bool:
        """Whether it only takes longer."""
        return self.status == 200 and not self.error

    async def wait(self) -> None:
        """Take as long as was asked for."""
        if self.seconds:
            await asyncio.sleep(self.seconds)


class Mischief:
    """Everything a test can let go wrong with calls."""

    def __init__(self) -> None:
        self.stumbles: list[Stumble] = []

    def next_stumble(self, method: str, team: str) -> Stumble | None:
        """Return what goes wrong with this call."""
        return next((one for one in self.stumbles if one.fits(method, team)), None)

    def limits(self, method: str, seconds: int = 1, *, times: int = 1, team: str = "") -> Stumble:
        """Answer 429 with a Retry-After of so many seconds."""
        return self._add(Stumble(method, TOO_MANY, "ratelimited", times, retry_after=seconds, team=team))

    def fails(self, method: str, status: int = 503, *, times: int = 1, after: bool = False, team: str = "") -> Stumble:
        """Answer with a status and a page of HTML."""
        return self._add(Stumble(method, status, "", times, after, team=team))

    def cuts(self, method: str, *, times: int = 1, after: bool = False, team: str = "") -> Stumble:
        """Cut the connection instead of answering."""
        return self._add(Stumble(method, CUT, "", times, after, team=team))

    def says(self, method: str, error: str, *, times: int = 1, after: bool = False, team: str = "") -> Stumble:
        """Answer with an error of Slack: internal_error, fatal_error, service_unavailable ..."""
        return self._add(Stumble(method, 200, error, times, after, team=team))

    def slow(self, method: str, seconds: float, *, times: int = ALWAYS, after: bool = False, team: str = "") -> Stumble:
        """Take so many real seconds longer, before the deed or after it."""
        return self._add(Stumble(method, 200, "", times, after, seconds, team=team))

    def stop(self) -> None:
        """Let nothing go wrong any more."""
        self.stumbles.clear()

    def _add(self, stumble: Stumble) -> Stumble:
        self.stumbles.append(stumble)
        return stumble
