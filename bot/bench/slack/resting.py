"""A start on Slack, up to the request for a link or to a port that is listened on, and rest."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from bot.bench import resting
from bot.bench.contending import Contender
from bot.bench.plan import Plan
from bot.bench.resting import Start, Waking
from bot.bench.slack.bursts import EMPTY, OURS
from bot.bench.slack.contenders import ANSWERS, reached, ready, starting_empty, starting_studybell
from bot.bench.slack.wire import HTTP, SOCKET, Wire, opened
from bot.bench.table import Column, Row, Table

REACHED = "apps.connections.open or a listening port"


async def measure(plan: Plan) -> list[Table]:
    """Return the table of starts, on the first kind of database."""
    url = await plan.grounds[0].fresh()
    rows: list[Row] = []
    for transport in (SOCKET, HTTP):
        starts = {
            EMPTY: _start(transport, lambda wire: starting_empty(wire, ANSWERS)),
            OURS: _start(transport, lambda wire: starting_studybell(wire, plan.folder, url)),
        }
        rows += [{"transport": transport, **row} for row in await resting.rests(plan, starts)]
    columns = (Column("transport", "transport"), *resting.columns("link or port"))
    wanted = resting.targets(REACHED, [row for row in rows if row["contender"] == OURS])
    return [Table("slack", "a start, and nobody does anything", columns, tuple(rows), wanted)]


def _start(transport: str, started: Callable[[Wire], AbstractAsyncContextManager[Contender]]) -> Start:
    @asynccontextmanager
    async def start() -> AsyncIterator[Waking]:
        async with opened(transport) as wire, started(wire) as contender:
            yield Waking(contender, reached(wire), lambda: ready(wire))

    return start
