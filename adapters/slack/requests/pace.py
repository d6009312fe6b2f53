"""The pace: how often each method may be asked in a workspace, and for how long Slack wants to be left alone with it.

Slack counts by app, workspace and method, in a minute ("Rate limits", docs.slack.dev, 2026-08): tiers of 1, 20, 50 and 100 and
more. What may never happen: a method asked that Slack has asked us to leave alone for a while.
"""

from collections import deque

from bot.kernel.clock import MINUTE, SECOND, Clock, Instant
from bot.kernel.errors import Busy
from bot.kernel.newest import Newest

TIER_2, TIER_3, TIER_4 = 19, 48, 96
"""Requests in a minute: a little below Slack's 20, 50 and 100, since its minutes are not ours."""

LIMITS = {
    "chat.update": TIER_3,
    "conversations.history": TIER_3,
    "conversations.info": TIER_3,
    "conversations.members": TIER_4,
    "conversations.open": TIER_3,
    "conversations.replies": TIER_3,
    "files.completeUploadExternal": TIER_4,
    "files.getUploadURLExternal": TIER_4,
    "usergroups.list": TIER_2,
    "usergroups.users.list": TIER_2,
    "users.info": TIER_4,
    "users.list": TIER_2,
}
"""What we count ourselves. Posts (one a second and channel, with bursts that Slack does not publish) and what belongs to a press
(views, ephemeral messages) are asked at once, and wait only once Slack says so: a trigger is good for three seconds."""

MOST = 5_000
"""Workspaces and methods to remember; a workspace that was quiet for longest is forgotten first."""


class _Counted:
    """The requests of one method in one workspace during the last minute, and until when there are to be none."""

    def __init__(self) -> None:
        self.sent: deque[Instant] = deque()
        self.shut: Instant = 0
        self._promises: deque[Instant] = deque()

    def lately(self, now: Instant) -> int:
        """Return how many there were in the minute before `now`."""
        while self.sent and self.sent[0] <= now - MINUTE:
            self.sent.popleft()
        return len(self.sent)

    def promised(self, now: Instant) -> Instant:
        """Return when there is room again for one more than has been told so: not all who wait come back at one moment."""
        while self._promises and self._promises[0] <= now:
            self._promises.popleft()
        place = min(len(self._promises), len(self.sent) - 1)
        self._promises.append(self.sent[place] + MINUTE)
        return self._promises[-1]


class Pace:
    """Counts requests."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._counted: Newest[tuple[str, str], _Counted] = Newest(MOST)

    def take(self, workspace: str, method: str) -> None:
        """Count a request that is sent now; raises `Busy` where it must not be: with the seconds until there is room."""
        now, counted = self._clock.now(), self._of(workspace, method)
        if counted.shut > now:
            raise Busy((counted.shut - now) / SECOND)
        most = LIMITS.get(method)
        if most is None:
            return
        if counted.lately(now) >= most:
            raise Busy((counted.promised(now) - now) / SECOND)
        counted.sent.append(now)

    def spare(self, workspace: str, method: str) -> bool:
        """Whether less than half of what a minute has room for was asked: only then is there any for what can be done without."""
        now, counted = self._clock.now(), self._of(workspace, method)
        return counted.shut <= now and 2 * counted.lately(now) < LIMITS.get(method, TIER_4)

    def shut(self, workspace: str, method: str, seconds: float) -> None:
        """Note that Slack wants to be left alone with this method for so long."""
        counted = self._of(workspace, method)
        counted.shut = max(counted.shut, self._clock.now() + round(seconds * SECOND))

    def _of(self, workspace: str, method: str) -> _Counted:
        counted = self._counted.get((workspace, method)) or _Counted()
        self._counted[workspace, method] = counted
        return counted
