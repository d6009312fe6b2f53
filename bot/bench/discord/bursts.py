"""A class of hundreds presses within a second: Studybell beside the empty handler, and what a reveal costs.

CPU is the contender's own, of all its threads, from the first dispatch to the last callback.
"""

import time
from collections.abc import Sequence

from msgspec import Struct

from bot.bench.discord import payloads
from bot.bench.discord.contenders import Contender, empty, studybell
from bot.bench.discord.payloads import Json
from bot.bench.discord.pressing import Rush, rush
from bot.bench.discord.wire import Wire, opened
from bot.bench.grounds import Ground
from bot.bench.ledger import Verdict, reread
from bot.bench.load import SECONDS, Press, burst
from bot.bench.meter import MEGABYTE, MILLION, THOUSAND, middle, most_within, share
from bot.bench.plan import Plan
from bot.bench.table import Column, Row, Table, Target, at_most
from bot.kernel.event import read_press
from bot.quiz.events import Answer

EMPTY, OURS = "empty handler", "Studybell"

WARM = 100
"""Presses before the measuring, so that connections stand and code has been run once."""

LIMIT = 1.25
"""How many times the empty handler's CPU and wall Studybell may take."""

GAP = 1.2
"""Seconds in which a channel may be edited once while answers are counted."""

COLUMNS = (
    Column("contender", "contender"),
    Column("presses", "presses"),
    Column("pressed", "pressed"),
    Column("lost", "lost"),
    Column("doubled", "doubled"),
    Column("p50_ms", "p50 ms", 1),
    Column("p99_ms", "p99 ms", 1),
    Column("slowest_ms", "slowest ms", 1),
    Column("wall_s", "wall s", 2),
    Column("cpu_us", "CPU µs/press"),
    Column("ratio", "x empty", 2),
    Column("edits", "edits in 1.2 s"),
    Column("refused", "429s"),
    Column("reveal_s", "reveal s", 2),
    Column("identify_s", "to IDENTIFY s", 2),
    Column("memory_mb", "idle MB", 1),
)


class Measured(Struct, frozen=True):
    """One run of one contender; what only Studybell does is None for the empty handler."""

    rush: Rush
    identify: float
    memory: int
    verdict: Verdict | None = None
    edits: int | None = None
    refused: int | None = None
    reveal: float | None = None


async def measure(plan: Plan) -> list[Table]:
    """Return the table of bursts over the wire."""
    kinds = [(plan.presses, SECONDS), (plan.presses, 0.0)]
    found: dict[tuple[str, int, float], list[Measured]] = {}
    for turn in range(plan.rounds(5)):
        for size, spread in kinds:
            for name in (EMPTY, OURS):
                one = await _one(plan, plan.grounds[0], name, size, spread, seed=turn)
                found.setdefault((name, size, spread), []).append(one)
    rows = [_row(name, size, spread, runs, found[EMPTY, size, spread]) for (name, size, spread), runs in found.items()]
    lost, doubled = (sum(int(row[word] or 0) for row in rows) for word in ("lost", "doubled"))
    title = "a class presses, 5 % twice; over loopback sockets, without TLS"
    return [Table("discord", title, COLUMNS, tuple(rows), _targets(rows), lost=lost, doubled=doubled)]


async def _one(plan: Plan, ground: Ground, name: str, size: int, spread: float, *, seed: int) -> Measured:  # noqa: PLR0913
    presses, warm = burst(size, spread, seed=seed), [Press(0.0, size + number) for number in range(WARM)]
    async with opened() as wire:
        if name == EMPTY:
            async with empty(wire) as contender:
                identify, memory = await _begun(wire, contender)
                on = payloads.message(wire.new_id(), {"components": _STATIC}, "2026-11-21T08:00:00+00:00")
                await rush(wire, contender, warm, lambda n: (f"answer-{n % 4}", on), "warm")
                done = await rush(wire, contender, presses, lambda n: (f"answer-{n % 4}", on), "rush")
                return Measured(done, identify, memory)
        url = await ground.fresh()
        async with studybell(wire, plan.folder, url) as contender:
            identify, memory = await _begun(wire, contender)
            on = await _question(wire)
            found = [custom_id for label, custom_id in payloads.custom_ids(on["components"]) if _is_answer(custom_id)]
            await rush(wire, contender, warm, lambda n: (found[n % 4], on), "warm")
            since = time.perf_counter()
            done = await rush(wire, contender, presses, lambda n: (found[n % 4], on), "rush")
            edits = most_within([when for when, _ in wire.edits if when >= since], GAP)
            reveal = await _reveal(wire, size + WARM)
        session = read_press(found[0])[0]
        held = {(session, str(payloads.FIRST_LEARNER + n)): _choice(found[n % 4]) for n in done.answers}
        verdict = await reread(url, held, [session])
    return Measured(done, identify, memory, verdict, edits, wire.refused, reveal)


async def _begun(wire: Wire, contender: Contender) -> tuple[float, int]:
    """Wait until the contender is logged in; return the seconds to its IDENTIFY, and its memory."""
    await wire.until(wire.ready.is_set)
    return await wire.identified - contender.since, contender.memory()


async def _question(wire: Wire) -> Json:
    """Let the host open the quiz, and return the message whose buttons take answers."""
    options = {"deck": "bench", "start": "now", "seconds": 300, "reading": 0}
    await wire.dispatch("INTERACTION_CREATE", payloads.command(wire.new_id(), "start", "quiz start", options))

    def asking() -> list[Json]:
        every = wire.messages.values()
        return [one for one in every if any(_is_answer(press) for _, press in payloads.custom_ids(one["components"]))]

    await wire.until(asking)
    return asking()[0]


async def _reveal(wire: Wire, members: int) -> float:
    """Let the host close the question; return the seconds until the private messages of so many members were edited."""
    began = time.perf_counter()
    wire.replaced.clear()
    await wire.dispatch("INTERACTION_CREATE", payloads.command(wire.new_id(), "close", "quiz close", {}))
    await wire.until(lambda: len(wire.replaced) >= members)
    return max(wire.replaced.values()) - began


def _is_answer(custom_id: str) -> bool:
    try:
        return isinstance(read_press(custom_id)[1], Answer)
    except Exception:  # noqa: BLE001 - another control
        return False


def _choice(custom_id: str) -> int:
    event = read_press(custom_id)[1]
    return event.choices[0] if isinstance(event, Answer) else -1


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


def _row(name: str, size: int, spread: float, runs: Sequence[Measured], floor: Sequence[Measured]) -> Row:
    del size
    cpu, bare = (middle([one.rush.cpu / len(one.rush.waits) * MILLION for one in some]) for some in (runs, floor))
    wall = middle([one.rush.wall for one in runs])
    verdicts = [one.verdict for one in runs if one.verdict is not None]
    return {
        "contender": name,
        "presses": sum(len(one.rush.waits) for one in runs),
        "pressed": "over 1 s" if spread else "at once",
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
        "refused": _most([one.refused for one in runs]),
        "reveal_s": _most([one.reveal for one in runs]),
        "identify_s": middle([one.identify for one in runs]),
        "memory_mb": middle([one.memory / MEGABYTE for one in runs]),
    }


def _most(found: Sequence[float | int | None]) -> float | int | None:
    return max((one for one in found if one is not None), default=None)


def _targets(rows: Sequence[Row]) -> tuple[Target, ...]:
    ours = [row for row in rows if row["contender"] == OURS]

    def figures(name: str) -> list[float]:
        return [float(row[name] or 0) for row in ours if row[name] is not None]

    return (
        at_most("none lost, none doubled", 0, [*figures("lost"), *figures("doubled")]),
        at_most("every press acknowledged within 3 s of its dispatch", 3_000, figures("slowest_ms"), " ms"),
        at_most(f"CPU per press at most {LIMIT} times the empty handler's", LIMIT, figures("ratio"), " x"),
        at_most(f"wall of the burst at most {LIMIT} times the empty handler's", LIMIT, figures("wall_ratio"), " x"),
        at_most("at most one edit of a channel in 1.2 s while answers are counted", 1, figures("edits")),
        at_most("no 429", 0, figures("refused")),
        at_most("a reveal reaches everybody's private message within 10 s", 10, figures("reveal_s"), " s"),
        at_most("from process start to IDENTIFY below 0.6 s", 0.6, figures("identify_s"), " s"),
        at_most("resident memory below 90 MB, idle", 90, figures("memory_mb"), " MB"),
    )
