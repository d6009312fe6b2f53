"""Bursts: many learners answer one question within a second, through desk, store and painter.

Processor time per answer is what the process spent, all its threads, less what the same load spent on doing nothing in the
same program just before.
"""

import asyncio
from collections.abc import Sequence
from itertools import product

from msgspec import Struct

from bot.bench.game import prepare_last
from bot.bench.grounds import Ground
from bot.bench.ledger import Verdict, expected, reread
from bot.bench.lesson import answering, prepare
from bot.bench.load import SECONDS, Load, answer_nothing, burst, drive
from bot.bench.meter import MILLION, THOUSAND, middle, most_within, share
from bot.bench.plan import Plan
from bot.bench.school import PATIENCE, School, assembled
from bot.bench.table import Column, Row, Table, Target, at_most

WINDOW = 3.0
"""Seconds in which edits are counted."""

JUDGED = 1_000
"""The size most targets speak of; it is measured `ROUNDS` times, others once."""

ROUNDS = 3

LONG = 20
"""Questions of a quiz in whose last one a burst is measured too, on the first database: what grows with the course shows."""

COLUMNS = (
    Column("database", "database"),
    Column("learners", "learners"),
    Column("question", "question"),
    Column("pressed", "pressed"),
    Column("presses", "presses"),
    Column("stored", "stored"),
    Column("lost", "lost"),
    Column("doubled", "doubled"),
    Column("refused", "refused"),
    Column("p50_ms", "p50 ms", 1),
    Column("p99_ms", "p99 ms", 1),
    Column("cpu_us", "CPU µs/answer", 1),
    Column("edits", "edits"),
    Column("most_edits", "most in 3 s"),
)


class Burst(Struct, frozen=True):
    """A kind of burst: `learners` press over `spread` seconds in the last question of `questions`."""

    ground: Ground
    learners: int
    spread: float
    questions: int = 1


class Measured(Struct, frozen=True):
    """One burst. `edits` are the monotonic seconds of the edits, from the lobby on until the last count was painted."""

    load: Load
    idle: Load
    verdict: Verdict
    edits: tuple[float, ...] | None


async def measure(plan: Plan) -> list[Table]:
    """Return the table of bursts."""
    kinds = [Burst(*kind) for kind in product(plan.grounds, plan.sizes, (SECONDS, 0.0))]
    kinds += [Burst(ground, JUDGED, spread, LONG) for ground in plan.grounds[:1] for spread in (SECONDS, 0.0)]
    found: dict[int, list[Measured]] = {index: [] for index in range(len(kinds))}
    for turn in range(plan.rounds(ROUNDS)):
        for index, kind in enumerate(kinds):
            if turn < plan.rounds(ROUNDS if (kind.learners, kind.questions) == (JUDGED, 1) else 1):
                found[index].append(await _one(kind, watch=turn == 0, seed=turn))
    rows = [_row(kind, found[index]) for index, kind in enumerate(kinds)]
    verdicts = [one.verdict for runs in found.values() for one in runs]
    lost, doubled = sum(one.lost for one in verdicts), sum(one.doubled for one in verdicts)
    title = "learners answer one question within one second, 5 % of them twice"
    shown = (*rows, *plan.missing(quick_too=True))
    return [Table("bursts", title, COLUMNS, shown, _targets(rows), _NOTES, lost=lost, doubled=doubled)]


_NOTES = (
    "Timings are medians over the rounds; presses, stored, lost, doubled and refused are of all rounds together.",
)


async def _one(kind: Burst, *, watch: bool, seed: int) -> Measured:
    """Measure one burst on a fresh database; `watch` waits until the painter is done, which may take two gaps."""
    url, size, position = await kind.ground.fresh(), kind.learners, kind.questions - 1
    presses = burst(size, kind.spread, seed=seed)
    async with assembled(url) as school:
        names = await (prepare_last(school, size, kind.questions) if position else prepare(school, 1, size, silent=1))
        idle = await drive(presses, answer_nothing)
        load = await drive(presses, answering(school, names, size, position=position))
        edits = await _edits(school, names[0]) if watch else None
    verdict = await reread(url, expected(load.acknowledged, names, size), names, position=position)
    return Measured(load, idle, verdict, edits)


async def _edits(school: School, session: str) -> tuple[float, ...]:
    """Wait until the wall shows the last count; return when there was an edit."""
    standing = await school.desk.look(session)
    if standing is not None:
        async with asyncio.timeout(PATIENCE):
            await school.wall.until_shown(standing.value.view().values())
    return tuple(school.wall.edits())


def _row(kind: Burst, runs: Sequence[Measured]) -> Row:
    cpu = [(one.load.spent.cpu - one.idle.spent.cpu) * MILLION / kind.learners for one in runs]
    edits = next(one.edits for one in runs if one.edits is not None)
    return {
        "database": kind.ground.name,
        "learners": kind.learners,
        "question": f"{kind.questions} of {kind.questions}",
        "pressed": "over 1 s" if kind.spread else "at once",
        "presses": sum(len(one.load.waits) for one in runs),
        "stored": sum(one.verdict.stored for one in runs),
        "lost": sum(one.verdict.lost for one in runs),
        "doubled": sum(one.verdict.doubled for one in runs),
        "refused": sum(one.load.refused for one in runs),
        "p50_ms": middle([share(one.load.waits, 0.5) * THOUSAND for one in runs]),
        "p99_ms": middle([share(one.load.waits, 0.99) * THOUSAND for one in runs]),
        "cpu_us": middle(cpu),
        "edits": len(edits),
        "most_edits": most_within(edits, WINDOW),
    }


def _targets(rows: Sequence[Row]) -> tuple[Target, ...]:
    def figures(name: str, size: int, pressed: str = "", questions: int = 1) -> list[float]:
        wanted = [row for row in rows if row["learners"] == size and row["question"] == f"{questions} of {questions}"]
        return [float(row[name] or 0) for row in wanted if pressed in {"", row["pressed"]}]

    faults = [float(row["lost"] or 0) + float(row["doubled"] or 0) for row in rows]
    edits = [float(row["most_edits"] or 0) for row in rows]
    return (
        at_most("none lost and none doubled", 0, faults),
        at_most("1,000 learners: p99 from press to reply below 50 ms", 50, figures("p99_ms", JUDGED), " ms"),
        at_most(f"the same in question {LONG} of {LONG}", 50, figures("p99_ms", JUDGED, questions=LONG), " ms"),
        at_most(
            "1,000 over a second: at most 60 µs of CPU per answer", 60, figures("cpu_us", JUDGED, "over 1 s"), " µs"
        ),
        at_most("1,000 at once: at most 60 µs of CPU per answer", 60, figures("cpu_us", JUDGED, "at once"), " µs"),
        at_most("2,000 within a second: p99 below 1 s", 1_000, figures("p99_ms", 2_000), " ms"),
        at_most("at most 3 public edits in any 3 s", 3, edits),
    )
