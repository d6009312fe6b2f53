"""A class of hundreds presses within a second: Studybell beside the empty handler, and what a reveal costs.

CPU is the contender's own, of all its threads, from the first dispatch to the last callback.
"""

from collections.abc import Sequence

from msgspec import Struct

from bot.bench.discord import payloads
from bot.bench.discord.contenders import empty, studybell
from bot.bench.discord.playing import answers, begun, choice, counted, presser, question, revealed
from bot.bench.discord.pressing import Rush, rush
from bot.bench.discord.wire import opened
from bot.bench.grounds import Ground
from bot.bench.ledger import Verdict, reread
from bot.bench.load import SECONDS, Press, burst
from bot.bench.meter import MEGABYTE, MILLION, THOUSAND, middle, most_within, share
from bot.bench.plan import Plan
from bot.bench.table import Column, Figure, Row, Table, Target, at_least, at_most
from bot.kernel.event import read_press

EMPTY, OURS = "empty handler", "Studybell"

CLASS, SMALLER = 1_000, 300
"""Learners who press. The limits are those of the class; for the smaller one the reveal is of interest."""

WARM = 100
"""Presses before the measuring, so that connections stand and code has been run once."""

LIMIT = 1.25
"""How many times the empty handler's CPU and wall Studybell may take."""

GAP = 1.2
"""Seconds in which a channel may be edited once while answers are counted."""

COLUMNS = (
    Column("contender", "contender"),
    Column("database", "database"),
    Column("learners", "learners"),
    Column("pressed", "pressed"),
    Column("presses", "presses"),
    Column("lost", "lost"),
    Column("doubled", "doubled"),
    Column("p50_ms", "p50 ms", 1),
    Column("p99_ms", "p99 ms", 1),
    Column("slowest_ms", "slowest ms", 1),
    Column("wall_s", "wall s", 2),
    Column("cpu_us", "CPU µs/press"),
    Column("ratio", "x empty", 2),
    Column("edits", "edits"),
    Column("most_edits", "in 1.2 s"),
    Column("refused", "429s"),
    Column("reveal_s", "reveal s", 2),
    Column("memory_mb", "MB after", 1),
)


class Kind(Struct, frozen=True):
    """A kind of run: who takes the presses, on which database, of how many learners, over how many seconds."""

    contender: str
    database: str
    size: int
    spread: float


class Measured(Struct, frozen=True):
    """One run; what only Studybell does is None for the empty handler.

    `edits` are those of the question from when it was asked until it said how many had answered, `most` of them within `GAP`.
    """

    rush: Rush
    memory: int
    verdict: Verdict | None = None
    edits: int | None = None
    most: int | None = None
    refused: int | None = None
    reveal: float | None = None


async def measure(plan: Plan) -> list[Table]:
    """Return the table of bursts over the wire."""
    sizes = [(CLASS, SECONDS), (CLASS, 0.0)] if plan.quick else [(CLASS, SECONDS), (CLASS, 0.0), (SMALLER, SECONDS)]
    found: dict[Kind, list[Measured]] = {}
    for turn in range(plan.rounds(3)):
        for size, spread in sizes:
            presses = burst(size, spread, seed=turn)
            found.setdefault(Kind(EMPTY, "", size, spread), []).append(await _floor(presses, size))
            for ground in plan.grounds:
                one = await _ours(plan, ground, presses, size)
                found.setdefault(Kind(OURS, ground.name, size, spread), []).append(one)
    rows = [_row(kind, runs, found[Kind(EMPTY, "", kind.size, kind.spread)]) for kind, runs in found.items()]
    lost, doubled = (sum(int(row[word] or 0) for row in rows) for word in ("lost", "doubled"))
    title = "a class presses, 5 % twice; over loopback sockets, without TLS"
    return [Table("discord", title, COLUMNS, tuple(rows), _targets(rows), lost=lost, doubled=doubled)]


def _warm(size: int) -> list[Press]:
    """Return presses of learners who press only then."""
    return [Press(0.0, size + number) for number in range(WARM)]


async def _floor(presses: Sequence[Press], size: int) -> Measured:
    async with opened() as wire, empty(wire) as contender:
        await begun(wire, contender)
        on = payloads.message(wire.new_id(), {"components": _STATIC}, "2026-11-21T08:00:00+00:00")
        pressed = presser(on, [f"answer-{number}" for number in range(4)])
        await rush(wire, contender, _warm(size), pressed, "warm")
        return Measured(await rush(wire, contender, presses, pressed, "rush"), contender.memory())


async def _ours(plan: Plan, ground: Ground, presses: Sequence[Press], size: int) -> Measured:
    url = await ground.fresh()
    async with opened() as wire:
        async with studybell(wire, plan.folder, url) as contender:
            await begun(wire, contender)
            on = await question(wire, {"deck": "bench", "seconds": 300})
            found = answers(on)
            await rush(wire, contender, _warm(size), presser(on, found), "warm")
            done = await rush(wire, contender, presses, presser(on, found), "rush")
            await wire.until(lambda: counted(wire, on["id"]) == size + WARM)
            edits = [when for when, _ in wire.edits]
            reveal = await revealed(wire, size + WARM)
            memory = contender.memory()
        verdict = await _verdict(url, found, done)
    return Measured(done, memory, verdict, len(edits), most_within(edits, GAP), wire.refused, reveal)


async def _verdict(url: str, found: Sequence[str], done: Rush) -> Verdict:
    """Compare what the database holds with what was acknowledged."""
    session = read_press(found[0])[0]
    held = {(session, str(payloads.FIRST_LEARNER + n)): choice(found[n % len(found)]) for n in done.answers}
    return await reread(url, held, [session])


_STATIC = [
    {
        "type": 1,
        "id": 1,
        "components": [
            {"type": 2, "id": n + 2, "style": 1, "label": label, "custom_id": f"answer-{n}"}
            for n, label in enumerate("ABCD")
        ],
    }
]


def _row(kind: Kind, runs: Sequence[Measured], floor: Sequence[Measured]) -> Row:
    cpu, bare = (middle([one.rush.cpu / len(one.rush.waits) * MILLION for one in some]) for some in (runs, floor))
    wall = middle([one.rush.wall for one in runs])
    verdicts = [one.verdict for one in runs if one.verdict is not None]
    return {
        "contender": kind.contender,
        "database": kind.database,
        "learners": kind.size,
        "pressed": "over 1 s" if kind.spread else "at once",
        "presses": sum(len(one.rush.waits) for one in runs),
        "lost": sum(one.lost for one in verdicts),
        "doubled": sum(one.doubled for one in verdicts) + sum(one.rush.twice for one in runs),
        "p50_ms": middle([share(one.rush.waits, 0.5) * THOUSAND for one in runs]),
        "p99_ms": middle([share(one.rush.waits, 0.99) * THOUSAND for one in runs]),
        "slowest_ms": max(max(one.rush.waits) for one in runs) * THOUSAND,
        "wall_s": wall,
        "wall_ratio": wall / middle([one.rush.wall for one in floor]),
        "cpu_us": cpu,
        "ratio": cpu / bare,
        "edits": _most([one.edits for one in runs]),
        "most_edits": _most([one.most for one in runs]),
        "refused": _most([one.refused for one in runs]),
        "reveal_s": _most([one.reveal for one in runs]),
        "memory_mb": middle([one.memory / MEGABYTE for one in runs]),
    }


def _most(found: Sequence[float | int | None]) -> Figure:
    return max((one for one in found if one is not None), default=None)


def _targets(rows: Sequence[Row]) -> tuple[Target, ...]:
    ours = [row for row in rows if row["contender"] == OURS]

    def figures(name: str, among: Sequence[Row] = ours) -> list[float]:
        return [float(row[name] or 0) for row in among if row[name] is not None]

    whole = [row for row in ours if row["learners"] == CLASS]
    alone = [
        row for row in whole if row["database"] == "SQLite"
    ]  # a server beside us takes the cores that are measured
    times = f"at most {LIMIT} times the empty handler's"
    return (
        at_most("none lost, none doubled", 0, [*figures("lost"), *figures("doubled")]),
        at_most("every press acknowledged within 3 s of its dispatch", 3_000, figures("slowest_ms"), " ms"),
        at_most(f"CPU per press {times}", LIMIT, figures("ratio", whole), " x"),
        at_most(f"wall of the burst {times}, on SQLite", LIMIT, figures("wall_ratio", alone), " x"),
        at_least("a question says how many have answered while it is asked", 1, figures("edits")),
        at_most("at most one edit of a channel in 1.2 s while answers are counted", 1, figures("most_edits")),
        at_most("no 429", 0, figures("refused")),
        at_most("a reveal reaches everybody's private message within 10 s", 10, figures("reveal_s"), " s"),
    )
