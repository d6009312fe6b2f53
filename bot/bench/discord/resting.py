"""A start on Discord, up to IDENTIFY, and rest."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from bot.bench import resting
from bot.bench.contending import Contender
from bot.bench.discord.bursts import EMPTY, OURS
from bot.bench.discord.contenders import empty, studybell
from bot.bench.discord.wire import Wire, opened
from bot.bench.plan import Plan
from bot.bench.resting import Start, Waking
from bot.bench.table import Table

REACHED = "IDENTIFY"


async def measure(plan: Plan) -> list[Table]:
    """Return the table of starts, on the first kind of database."""
    url = await plan.grounds[0].fresh()
    starts = {EMPTY: _start(empty), OURS: _start(lambda wire: studybell(wire, plan.folder, url))}
    rows = await resting.rests(plan, starts)
    title = "a start, and nobody does anything"
    wanted = resting.targets(REACHED, [row for row in rows if row["contender"] == OURS])
    return [Table("discord", title, resting.columns(REACHED), tuple(rows), wanted)]


def _start(started: Callable[[Wire], AbstractAsyncContextManager[Contender]]) -> Start:
    @asynccontextmanager
    async def start() -> AsyncIterator[Waking]:
        async with opened() as wire, started(wire) as contender:
            yield Waking(contender, wire.identified, lambda: wire.until(wire.ready.is_set))

    return start
