"""The playground's clock over restarts: it goes on from where it had got to, however fast it ran."""

import asyncio
from typing import Any

from adapters.playground.timepiece import Timepiece
from bot.engine.clock import ManualClock, ScaledClock
from bot.kernel.clock import DAY, HOUR


async def test_a_clock_that_ran_ahead_goes_on_from_there(room: Any) -> None:
    """After a kill it shows no earlier instant than it did before."""
    clock = ScaledClock(20_000)
    piece = Timepiece(room.store, clock)
    clock.jump_to(clock.now() + 30 * DAY)
    await piece.note()
    shown = clock.now()
    again = ScaledClock()
    await Timepiece(room.store, again).resume(0)
    assert shown < again.now() < shown + 2 * DAY


async def test_what_was_written_is_never_in_the_future(room: Any) -> None:
    """The newest message has happened, whatever else is known."""
    clock = ScaledClock()
    newest = clock.now() + 5 * HOUR
    await Timepiece(room.store, clock).resume(newest)
    assert newest <= clock.now() < newest + HOUR


async def test_a_clock_that_shows_the_machines_time_is_not_noted(room: Any) -> None:
    """Nor is one that somebody else moves."""
    await Timepiece(room.store, ScaledClock()).note()
    await Timepiece(room.store, ManualClock()).note()
    assert {} == await room.store.kept("playground:clock")


async def test_fast_time_survives_a_restart(served: Any) -> None:
    """What was posted at a week a minute stands in the past after it, and the next post comes later."""
    async with served() as visitor:
        await visitor.do("speed", "rivera", speed=20_000)
        await visitor.say("ada", "before")
        async with asyncio.timeout(10):
            while (await visitor.whole("ada"))["clock"]["now"] < ScaledClock().now() + HOUR:
                pass
        await visitor.say("ada", "later")
    async with served() as visitor:
        await visitor.say("ada", "after")
        whole = await visitor.whole("ada")
        times = [one["at"] for one in whole["messages"]]
        assert sorted(times) == times
        assert times[-1] <= whole["clock"]["now"]
        assert 1 == whole["clock"]["speed"]
