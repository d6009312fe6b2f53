"""When a shard may IDENTIFY, that is begin a session: in its turn, after growing pauses, and never beyond the day's budget.

Discord allows 1,000 of them in a day; whoever goes over it has all sessions ended and the token reset (API docs, "Session start
limit", 2026-08). What may never happen: a loop of them, whatever the gateway answers.
"""

import random
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable

from msgspec import Struct
from msgspec.structs import replace

from bot.kernel.clock import HOUR, SECOND, Clock, Instant

SPACING = 5 * SECOND
"""Milliseconds between two of one bucket: the limit is `max_concurrency` in five seconds."""

LONGEST = 300 * SECOND
"""The longest pause before another one of the same shard."""

PATIENCE = 40 * SECOND
"""How long a shard may wait on its open connection: the library gives a connection 60 s to begin. Longer pauses are `Later`."""

RESERVE = 20
"""Sessions of the day's budget that are left alone: for a start by hand, and for other processes of ours."""

OFTEN = 3
"""After so many in an hour, the budget is asked about before each."""


class Later(Exception):
    """No session may begin before so many milliseconds have passed."""

    def __init__(self, milliseconds: int) -> None:
        super().__init__(f"in {milliseconds / SECOND:.0f} s")
        self.milliseconds = milliseconds


class Limits(Struct, frozen=True):
    """How many sessions may still begin today, in how many ms that is counted anew, and how many buckets shards are in."""

    remaining: int
    reset_after: int
    buckets: int = 1


class Turns:
    """Lets shards IDENTIFY one after the other. It outlives the clients, so that a restart begins no new count."""

    def __init__(self, clock: Clock, ask: Callable[[], Awaitable[Limits]]) -> None:
        self._clock = clock
        self._ask = ask
        self._chance = random.Random()  # noqa: S311 - it keeps no secret
        self._limits = Limits(remaining=1, reset_after=0)
        self._learnt: Instant = 0
        self._free: defaultdict[int, Instant] = defaultdict(int)
        self._begun: defaultdict[int, deque[Instant]] = defaultdict(deque)

    def learn(self, limits: Limits) -> None:
        """Note what Discord said of the budget just now."""
        self._limits = limits
        self._learnt = self._clock.now()

    async def wait(self, shard: int, *, again: bool) -> None:
        """Wait until `shard` may IDENTIFY, and count it as done; raises `Later` where that is long.

        `again`: its session was ended by Discord, which asks for 1 to 5 s then (API docs, "Resuming", 2026-08).
        """
        begun, now = self._begun[shard], self._clock.now()
        while begun and begun[0] <= now - HOUR:
            begun.popleft()
        if len(begun) >= OFTEN:
            self.learn(await self._ask())
        self._within_budget(RESERVE if begun or again else 0)
        breath = round(SPACING * self._chance.uniform(0.2, 1)) if again else 0
        when = now + breath
        if begun:
            when = max(when, begun[-1] + round(_pause(len(begun)) * self._chance.uniform(0.5, 1)))
        if when - now > PATIENCE:
            raise Later(when - now)
        await self._in_turn(shard, when)
        begun.append(self._clock.now())
        self._limits = replace(self._limits, remaining=self._limits.remaining - 1)

    def _within_budget(self, reserve: int) -> None:
        """Raise `Later` where no more than `reserve` sessions may begin before the budget is counted anew."""
        left = self._learnt + self._limits.reset_after - self._clock.now()
        if self._limits.remaining <= reserve and left > 0:
            raise Later(left + SECOND)

    async def _in_turn(self, shard: int, earliest: Instant) -> None:
        """Wait until `earliest`, and for the turns of those of the same bucket who came before."""
        bucket = shard % self._limits.buckets
        when = max(earliest, self._free[bucket])
        self._free[bucket] = when + SPACING
        if when > self._clock.now():
            await self._clock.sleep_until(when)


def _pause(before: int) -> int:
    """Return how far apart two of one shard are at most, after `before` of them within the hour."""
    return min(SPACING << min(before - 1, 10), LONGEST)
