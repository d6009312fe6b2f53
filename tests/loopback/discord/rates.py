"""Rate limits, in real time: what is left of a bucket, the headers that say so, the answer when nothing is left.

Real time and not the server's clock: the client waits in real time, too, and a clock that stands still would never let it go on.
Discord publishes how limits are told ("Rate Limits", 2026), not how high they are. The figures here are what people see: 5 posts
and 5 edits per 5 s and channel, 5 answers per 2 s and token; 3 edits per 20 s and channel of messages older than an hour (30046);
2 renames per 10 min. Published: 50 requests/s in all, interactions and their webhooks exempt; 10,000 refusals in 10 min.
"""

import math
import time
import zlib
from collections import deque
from dataclasses import dataclass

from bot.kernel.clock import SECOND
from tests.loopback.discord.snowflakes import Now

GLOBAL_PER_SECOND = 50
MOST_INVALID, INVALID_WINDOW = 10_000, 600.0
MAJOR = ("channel_id", "guild_id", "webhook_id", "webhook_token", "interaction_token")
EXEMPT = ("/interactions/", "/webhooks/")
_MESSAGES = "/channels/{channel_id}/messages"
_TOKEN = "/webhooks/{webhook_id}/{webhook_token}"

LIMITS: dict[tuple[str, str], tuple[int, float, str]] = {
    ("POST", _MESSAGES): (5, 5, "posts"),
    ("PATCH", f"{_MESSAGES}/{{message_id}}"): (5, 5, "edits"),
    ("DELETE", f"{_MESSAGES}/{{message_id}}"): (5, 1, "deletes"),
    ("GET", _MESSAGES): (5, 1, "history"),
    ("PATCH", "/channels/{channel_id}"): (5, 15, "channel"),
    ("POST", f"{_MESSAGES}/{{message_id}}/threads"): (50, 300, "threads"),
    ("POST", "/users/@me/channels"): (10, 10, "dms"),
    ("PUT", "/applications/{application_id}/commands"): (2, 20, "commands"),
    ("PUT", "/applications/{application_id}/guilds/{guild_id}/commands"): (2, 20, "guild-commands"),
    ("POST", _TOKEN): (5, 2, "webhook"),
    ("PATCH", f"{_TOKEN}/messages/@original"): (5, 2, "webhook"),
    ("PATCH", f"{_TOKEN}/messages/{{message_id}}"): (5, 2, "webhook"),
    ("DELETE", f"{_TOKEN}/messages/@original"): (5, 2, "webhook"),
    ("DELETE", f"{_TOKEN}/messages/{{message_id}}"): (5, 2, "webhook"),
}
OTHERS = (20, 10.0)


@dataclass
class Bucket:
    """A window that begins with its first request: `left` of `limit` until `ends` (monotonic seconds)."""

    limit: int
    window: float
    name: str
    left: int = 0
    ends: float = 0.0

    def take(self, now: float) -> bool:
        """Take one request out; False if there is none left."""
        if now >= self.ends:
            self.left, self.ends = self.limit, now + self.window
        if self.left == 0:
            return False
        self.left -= 1
        return True


@dataclass(frozen=True)
class TooMany:
    """Not now: in `after` seconds. `scope`: user, shared or global. `code`: Discord's own where there is one."""

    after: float
    scope: str = "user"
    code: int = 0


class Rates:
    """The buckets of one application."""

    def __init__(self, clock: Now) -> None:
        self.clock = clock
        self.on = True
        self._buckets: dict[tuple[str, ...], Bucket] = {}
        self._all = Bucket(GLOBAL_PER_SECOND, 1.0, "global")
        self.invalid: deque[float] = deque()

    def off(self) -> None:
        """Limit nothing from now on: for tests whose matter is another."""
        self.on = False

    @property
    def banned(self) -> bool:
        """Whether 10,000 refusals in 10 minutes have had this address blocked."""
        now = time.monotonic()
        while self.invalid and self.invalid[0] < now - INVALID_WINDOW:
            self.invalid.popleft()
        return len(self.invalid) >= MOST_INVALID

    def refused(self, status: int, scope: str = "user") -> None:
        """Count an answer towards the ban: 401, 403 and 429, but for shared limits."""
        if status in (401, 403, 429) and scope != "shared":
            self.invalid.append(time.monotonic())

    def take(self, method: str, route: str, ids: dict[str, str]) -> tuple[Bucket | None, TooMany | None]:
        """Take a request out of its bucket: that bucket, and why it is not let through."""
        if route.startswith("/interactions/") or not self.on:
            return None, None
        now = time.monotonic()
        if not route.startswith(EXEMPT) and not self._all.take(now):
            return None, TooMany(self._all.ends - now, "global")
        limit, window, name = LIMITS.get((method, route), (*OTHERS, f"{method} {route}"))
        bucket = self._bucket((name, *(ids.get(major, "") for major in MAJOR)), limit, window, name)
        return bucket, None if bucket.take(now) else TooMany(bucket.ends - now)

    def _bucket(self, key: tuple[str, ...], limit: int, window: float, name: str) -> Bucket:
        if key not in self._buckets:
            if len(self._buckets) > 5_000:
                now = time.monotonic()
                self._buckets = {one: bucket for one, bucket in self._buckets.items() if bucket.ends > now}
            self._buckets[key] = Bucket(limit, window, name)
        return self._buckets[key]

    def special(self, name: str, where: int, limit: int, window: float, code: int = 0) -> TooMany | None:
        """Take one out of a limit that no header tells of: renames, edits of old messages."""
        if not self.on:
            return None
        now = time.monotonic()
        bucket = self._bucket((name, str(where)), limit, window, name)
        return None if bucket.take(now) else TooMany(bucket.ends - now, "shared" if code else "user", code)

    def headers(self, bucket: Bucket | None) -> dict[str, str]:
        """Return the headers that tell of a bucket."""
        if bucket is None:
            return {}
        after = max(0.0, bucket.ends - time.monotonic())
        return {
            "X-RateLimit-Limit": str(bucket.limit), "X-RateLimit-Remaining": str(bucket.left),
            "X-RateLimit-Reset": f"{self.clock.now() / SECOND + after:.3f}", "X-RateLimit-Reset-After": f"{after:.3f}",
            "X-RateLimit-Bucket": f"{zlib.crc32(bucket.name.encode()):08x}",
        }  # fmt: skip


def told(many: TooMany) -> tuple[dict[str, object], dict[str, str]]:
    """Return body and headers of a 429."""
    body: dict[str, object] = {
        "message": "You are being rate limited.", "retry_after": round(many.after, 3), "global": many.scope == "global",
        "code": many.code,
    }  # fmt: skip
    headers = {"Retry-After": str(math.ceil(many.after)), "X-RateLimit-Scope": many.scope}
    if many.scope == "global":
        headers["X-RateLimit-Global"] = "true"
    return body, headers
