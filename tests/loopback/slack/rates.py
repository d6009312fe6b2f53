"""Rate limits, in real time, as the client waits in real time: so many calls of a method and workspace in any 60 s.

Slack's "Rate limits" page (2026): tiers of 1, 20, 50 and 100 calls a minute for each method and workspace ("+": bursts are borne,
how many is not said: here none are), chat.postMessage about one a second for each channel with short bursts, and several hundred
a minute in a workspace. Which method is in which tier is said on its page. 429 with whole seconds of `Retry-After`.
"""

import math
import time
from collections import deque
from dataclasses import dataclass, field

MINUTE = 60.0
TIERS = {1: 1, 2: 20, 3: 50, 4: 100}
SPECIAL = 600
"""Calls a minute of methods with a limit of their own ("hundreds of requests a minute")."""
BURST, PER_SECOND, POSTS = 10, 1.0, 300
"""chat.postMessage: posts of a channel at once, and a second; posts a minute of a workspace."""


@dataclass
class Bucket:
    """Posts of one channel: `left` of `BURST`, one more each second."""

    left: float = BURST
    at: float = 0.0

    def take(self, now: float) -> float:
        """Take one out; return the seconds until there is one, 0 if there was."""
        self.left = min(float(BURST), self.left + (now - self.at) * PER_SECOND)
        self.at = now
        if self.left < 1:
            return (1 - self.left) / PER_SECOND
        self.left -= 1
        return 0.0


@dataclass
class Rates:
    """The limits of one application. Off unless a test says `slack.rates.on = True`; `told` sets further limits by method.

    `unlisted`: as for apps sold outside the Marketplace since 2025-05-29: histories once a minute, 15 messages each.
    """

    on: bool = False
    unlisted: bool = False
    told: dict[str, int] = field(default_factory=dict)
    refused: int = 0

    def __post_init__(self) -> None:
        self._calls: dict[tuple[str, str], deque[float]] = {}
        self._posts: dict[tuple[str, str], Bucket] = {}

    def off(self) -> None:
        """Limit nothing from now on."""
        self.on = False

    def most(self, method: str, tier: int) -> int:
        """Return how many calls of a method a minute are let through."""
        if self.unlisted and method in HISTORIES:
            return self.told.get(method, 1)
        return self.told.get(method, TIERS.get(tier, SPECIAL))

    def take(self, method: str, team: str, tier: int, channel: str = "") -> int:
        """Let a call through (0), or return the whole seconds after which it may be tried again."""
        if not self.on and method not in self.told and not (self.unlisted and method in HISTORIES):
            return 0
        now = time.monotonic()
        wait = self._window(
            method, team, POSTS if method == POST and method not in self.told else self.most(method, tier), now
        )
        if not wait and method == POST and self.on:
            wait = self._posts.setdefault((team, channel), Bucket(at=now)).take(now)
            if wait:
                self._calls[method, team].pop()
        self.refused += bool(wait)
        return math.ceil(wait)

    def _window(self, method: str, team: str, most: int, now: float) -> float:
        calls = self._calls.setdefault((method, team), deque())
        while calls and calls[0] <= now - MINUTE:
            calls.popleft()
        if len(calls) >= most:
            return max(1.0, calls[0] + MINUTE - now) if calls else MINUTE
        calls.append(now)
        return 0.0


POST = "chat.postMessage"
HISTORIES = ("conversations.history", "conversations.replies")
UNLISTED_MOST = 15
