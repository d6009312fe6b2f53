"""Kills: a process that takes 3,000 answers a second dies by SIGKILL, and every answer it acknowledged must be there."""

import asyncio
import random
import time
from collections.abc import Sequence

from msgspec import Struct

from bot.bench.children import PATIENCE, started
from bot.bench.grounds import Ground
from bot.bench.ledger import Verdict, expected, reread
from bot.bench.lesson import session_name
from bot.bench.meter import THOUSAND
from bot.bench.plan import Plan
from bot.bench.table import Column, Row, Table, at_most
from bot.kernel.errors import StudybellError

QUIZZES, LEARNERS = 10, 450
SECONDS = 1.5
"""4,500 answers in a second and a half: 3,000 a second."""

SOONEST, LATEST = 0.1, 1.2
"""Seconds after the first acknowledgement between which the kill falls."""

COLUMNS = (
    Column("database", "database"),
    Column("kills", "kills"),
    Column("acknowledged", "acknowledged"),
    Column("stored", "stored"),
    Column("lost", "missing"),
    Column("doubled", "doubled"),
    Column("per_second", "acknowledged/s"),
    Column("soonest_ms", "soonest kill ms"),
    Column("latest_ms", "latest kill ms"),
)


class Death(Struct, frozen=True):
    """One kill: seconds from the first acknowledgement to it, how many there had been, and what was found."""

    after: float
    acknowledged: int
    verdict: Verdict


async def measure(plan: Plan) -> list[Table]:
    """Return the table of kills."""
    rows: list[Row] = []
    for ground in plan.fewer:
        deaths = [await _kill(ground) for _ in range(plan.kills)]
        if deaths:
            rows.append(_row(ground.name, deaths))
    lost, doubled = (sum(int(row[name] or 0) for row in rows) for name in ("lost", "doubled"))
    targets = (
        at_most("no acknowledged answer missing, none doubled", 0, [float(lost + doubled)] if rows else []),
        at_most("20 kills on each database", 0, [float(min(plan.kills, 20) - 20)] if plan.kills >= 20 else []),  # noqa: PLR2004
    )
    title = "the process is killed (-9) at a random moment while it takes 3,000 answers a second"
    notes = ("Stored may exceed acknowledged: the kill came between the commit and the reply.",)
    return [Table("kills", title, COLUMNS, (*rows, *plan.missing()), targets, notes, lost=lost, doubled=doubled)]


async def _kill(ground: Ground) -> Death:
    url = await ground.fresh()
    chance = random.uniform(SOONEST, LATEST)  # noqa: S311 - any moment will do
    async with started("take-answers", url=url, quizzes=QUIZZES, learners=LEARNERS, seconds=SECONDS) as child:
        told, after = await _killed(child, chance)
    numbers = {int(line) for line in told.split()}
    names = [session_name(number) for number in range(QUIZZES)]
    verdict = await reread(url, expected(numbers, names, LEARNERS), names)
    return Death(after, len(numbers), verdict)


async def _killed(child: asyncio.subprocess.Process, wait: float) -> tuple[bytes, float]:
    """Kill the child `wait` seconds after its first line; return all it said, and how long that was in fact."""
    if child.stdout is None:
        raise TypeError(child)
    async with asyncio.timeout(PATIENCE):
        first = await child.stdout.readline()
        if not first:
            raise StudybellError("the process that was to be killed ended by itself; what it said stands above")
        began = time.perf_counter()
        killing = asyncio.get_running_loop().call_later(wait, child.kill)
        rest = await child.stdout.read()
        killing.cancel()
        after = time.perf_counter() - began
        await child.wait()
    return first + rest, after


def _row(database: str, deaths: Sequence[Death]) -> Row:
    moments = [death.after for death in deaths]
    acknowledged = sum(death.acknowledged for death in deaths)
    return {
        "database": database,
        "kills": len(deaths),
        "acknowledged": acknowledged,
        "stored": sum(death.verdict.stored for death in deaths),
        "lost": sum(death.verdict.lost for death in deaths),
        "doubled": sum(death.verdict.doubled for death in deaths),
        "per_second": acknowledged / sum(moments),
        "soonest_ms": min(moments) * THOUSAND,
        "latest_ms": max(moments) * THOUSAND,
    }
