"""Many quizzes at once: every clock runs, every learner answers within two seconds, every quiz closes and is painted."""

from collections.abc import Sequence

from bot.bench.grounds import Ground
from bot.bench.ledger import expected, reread
from bot.bench.lesson import answering, prepare
from bot.bench.load import answer_nothing, burst, drive
from bot.bench.meter import MILLION, THOUSAND, Stopwatch, middle, share
from bot.bench.plan import Plan
from bot.bench.school import assembled
from bot.bench.table import Column, Row, Table, at_most

LEARNERS = 20
SECONDS = 2.0

COLUMNS = (
    Column("database", "database"),
    Column("quizzes", "quizzes"),
    Column("answers", "answers"),
    Column("stored", "stored"),
    Column("lost", "lost"),
    Column("doubled", "doubled"),
    Column("refused", "refused"),
    Column("p50_ms", "p50 ms", 1),
    Column("p99_ms", "p99 ms", 1),
    Column("cpu_us", "CPU µs/answer", 1),
    Column("prepared_s", "prepared in s", 1),
    Column("wall_s", "answered in s", 1),
    Column("revealed_s", "all revealed in s", 1),
    Column("edits", "edits"),
)


async def measure(plan: Plan) -> list[Table]:
    """Return the table of many quizzes."""
    rows: list[Row] = []
    for ground in plan.fewer:
        runs = [await _one(ground, plan.quizzes, seed=turn) for turn in range(plan.rounds(1))]
        rows.append(_middle(ground.name, runs))
    lost, doubled = (sum(int(row[name] or 0) for row in rows) for name in ("lost", "doubled"))
    title = (
        f"{plan.quizzes} quizzes at once of {LEARNERS} learners each; all answer within {SECONDS:.0f} s, "
        "and every quiz closes when its last answer is in"
    )
    faults = [float(row["lost"] or 0) + float(row["doubled"] or 0) for row in rows]
    targets = (at_most("none lost and none doubled", 0, faults),)
    notes = ("CPU per answer includes closing, revealing and painting every quiz.",)
    return [Table("quizzes", title, COLUMNS, (*rows, *plan.missing()), targets, notes, lost=lost, doubled=doubled)]


async def _one(ground: Ground, quizzes: int, *, seed: int) -> Row:
    url = await ground.fresh()
    presses = burst(quizzes * LEARNERS, SECONDS, repeats=0, seed=seed)
    async with assembled(url) as school:
        watch = Stopwatch()
        names = await prepare(school, quizzes, LEARNERS)
        prepared = watch.read().wall
        idle = await drive(presses, answer_nothing)
        edits = len(school.wall.edits())
        watch = Stopwatch()
        load = await drive(presses, answering(school, names, LEARNERS))
        await school.until(names, lambda quiz: quiz.reached >= 0)
        await school.painter.settle()
        spent, edits = watch.read(), len(school.wall.edits()) - edits
    verdict = await reread(url, expected(load.acknowledged, names, LEARNERS), names)
    return {
        "quizzes": quizzes,
        "answers": len(presses),
        "stored": verdict.stored,
        "lost": verdict.lost,
        "doubled": verdict.doubled,
        "refused": load.refused,
        "p50_ms": share(load.waits, 0.5) * THOUSAND,
        "p99_ms": share(load.waits, 0.99) * THOUSAND,
        "cpu_us": (spent.cpu - idle.spent.cpu) * MILLION / len(presses),
        "prepared_s": prepared,
        "wall_s": load.spent.wall,
        "revealed_s": spent.wall,
        "edits": edits,
    }


def _middle(database: str, runs: Sequence[Row]) -> Row:
    """Return the medians of the timings and the sums of what is counted."""
    summed = {"answers", "stored", "lost", "doubled", "refused"}
    figures = {name: [float(run[name] or 0) for run in runs] for name in runs[0]}
    joined = {name: sum(found) if name in summed else middle(found) for name, found in figures.items()}
    return {"database": database, **joined}
