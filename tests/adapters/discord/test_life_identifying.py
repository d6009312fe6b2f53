"""When a shard may begin a session: at once, in its turn, after growing pauses, and never beyond the day's budget."""

import asyncio
from itertools import pairwise

import pytest

from adapters.discord.gateway.identifying import LONGEST, PATIENCE, RESERVE, SPACING, Later, Limits, Turns
from bot.engine.clock import ManualClock
from bot.kernel.clock import DAY, HOUR, MINUTE, SECOND, Instant

PLENTY = Limits(remaining=1_000, reset_after=DAY)


class Gate:
    """The turns of a process, before a Discord whose budget is `limits`."""

    def __init__(self, limits: Limits = PLENTY) -> None:
        self.clock = ManualClock()
        self.start = self.clock.now()
        self.limits = limits
        self.asked = 0
        self.turns = Turns(self.clock, self._ask)
        self.turns.learn(limits)

    async def _ask(self) -> Limits:
        self.asked += 1
        return self.limits

    async def after(self, shard: int, *, again: bool = False) -> Instant:
        """Return after how many ms the shard may begin; the clock is put forward by as much."""
        waiting = asyncio.create_task(self.turns.wait(shard, again=again))
        before = self.clock.now()
        while not waiting.done():
            for _ in range(5):
                await asyncio.sleep(0)
            if (when := self.clock.next_sleeper()) is not None:
                self.clock.move_to(when)
        await waiting
        return self.clock.now() - before


async def test_the_first_session_begins_at_once() -> None:
    """A start is not held up, nor does it ask for what it has just been told."""
    gate = Gate()
    assert (0, 0) == (await gate.after(0), gate.asked)


async def test_shards_of_one_bucket_begin_five_seconds_apart() -> None:
    """That is Discord's limit where `max_concurrency` is 1."""
    gate = Gate()
    assert [0, SPACING, SPACING] == [await gate.after(shard) for shard in range(3)]


async def test_shards_of_different_buckets_begin_together() -> None:
    """With 16 buckets sixteen may begin at once."""
    gate = Gate(Limits(1_000, DAY, buckets=16))
    assert [0] * 16 == [await gate.after(shard) for shard in range(16)]


async def test_after_an_invalid_session_it_waits_a_moment() -> None:
    """One to five seconds, as Discord asks, however long the session had stood."""
    gate = Gate()
    await gate.after(0)
    gate.clock.advance(2 * HOUR)
    assert SECOND <= await gate.after(0, again=True) <= 5 * SECOND


async def test_pauses_grow_and_are_not_waited_for_on_an_open_connection() -> None:
    """Sessions that end at once, again and again, begin ever later, and a few hundred times a day at most."""
    gate = Gate()
    begun: list[Instant] = []
    end = gate.start + DAY
    while gate.clock.now() < end:
        try:
            await gate.after(0, again=bool(begun))
            begun.append(gate.clock.now())
        except Later as later:
            assert PATIENCE < later.milliseconds <= LONGEST + SECOND
            gate.clock.advance(later.milliseconds)
    assert 200 < len(begun) < 700
    assert 0 == sum(after - before < SECOND for before, after in pairwise(begun))


async def test_the_pause_is_short_again_after_a_good_hour() -> None:
    """What was long ago is forgiven."""
    gate = Gate()
    for _ in range(3):
        await gate.after(0)
    gate.clock.advance(HOUR + MINUTE)
    assert 0 == await gate.after(0)


async def test_the_rest_of_the_budget_is_left_alone() -> None:
    """Beyond it Discord would reset the token; a session that was lost waits for the next day."""
    gate = Gate(Limits(RESERVE, reset_after=3 * HOUR))
    with pytest.raises(Later) as raised:
        await gate.after(0, again=True)
    assert 3 * HOUR + SECOND == raised.value.milliseconds


async def test_a_start_may_use_what_is_left() -> None:
    """An operator who starts the program is there to see; what is kept in reserve is for that."""
    assert 0 == await Gate(Limits(1, reset_after=3 * HOUR)).after(0)


async def test_nothing_begins_on_an_empty_budget() -> None:
    """Not even a start; and an hour later there are two hours left to wait."""
    gate = Gate(Limits(0, reset_after=3 * HOUR))
    gate.clock.advance(HOUR)
    with pytest.raises(Later) as raised:
        await gate.after(0)
    assert 2 * HOUR + SECOND == raised.value.milliseconds


async def test_a_budget_that_was_counted_anew_is_none_to_wait_for() -> None:
    """What Discord said has run out by then."""
    gate = Gate(Limits(0, reset_after=3 * HOUR))
    gate.clock.advance(4 * HOUR)
    assert 0 == await gate.after(0)
