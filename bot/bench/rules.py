"""The rules alone: what an event costs with many players, what the cards cost, and what sessions hold in memory."""

import gc
import time
from collections.abc import Callable

from msgspec.structs import replace

from bot.bench.children import ask
from bot.bench.game import Game, asked, played
from bot.bench.grounds import SqliteGround
from bot.bench.lesson import HOST, learner, opened
from bot.bench.meter import MILLION, middle
from bot.bench.plan import Plan
from bot.bench.table import Column, Row, Table, at_most
from bot.kernel.clock import MINUTE, SECOND, Instant
from bot.kernel.event import Tick
from bot.kernel.people import ENGINE
from bot.quiz.events import Close
from bot.quiz.session import Quiz

PLAYERS = 200
QUESTIONS = 20
START: Instant = 1_800_000_000_000

TIMES = (Column("what", "what"), Column("us", "µs", 1))
WEIGHTS = (
    Column("what", "what"),
    Column("mb", "objects MB", 2),
    Column("grown_mb", "process grew by MB", 2),
)


async def measure(plan: Plan) -> list[Table]:
    """Return the tables of times and of weights."""
    times = _times(plan.rounds(5))
    return [times] if plan.quick else [times, await _weights(plan)]


def _times(rounds: int) -> Table:
    game, revealed = asked(PLAYERS, START), _revealed()
    asking, half = game.quiz, range(PLAYERS // 2)
    game.answer(half, 0, START + SECOND)
    busy = game.quiz
    figures: list[tuple[str, float]] = [
        ("handle: an answer, mean of 200", _best(rounds, lambda: _answering(asking, range(PLAYERS)), PLAYERS)),
        ("handle: the same answer again", _best(rounds, lambda: _answering(busy, half), len(half))),
        ("handle: a learner joins, mean of 200", _best(rounds, _joining, PLAYERS)),
        ("handle: a control that is refused", _best(rounds, lambda: _refused(busy), PLAYERS)),
        ("handle: a tick before its time", _best(rounds, lambda: _ticked(busy), PLAYERS)),
        ("view: one question asked, all cards", _best(rounds, lambda: replace(busy).view())),
        (f"view: {QUESTIONS} revealed, all cards, from nothing", _best(rounds, lambda: replace(revealed).view())),
        (f"view: {QUESTIONS} revealed, all cards, again", _best(rounds, revealed.view)),
    ]
    rows: list[Row] = [{"what": what, "us": us} for what, us in figures]
    targets = (at_most("an event below 20 µs", 20, [us for what, us in figures if what.startswith("handle")], " µs"),)
    return Table("rules", f"the value alone, {PLAYERS} players", TIMES, tuple(rows), targets)


def _best(rounds: int, work: Callable[[], object], many: int = 1) -> float:
    """Return the median over rounds of the microseconds that one of `many` takes."""
    took = []
    for _ in range(max(rounds, 3) * 3):
        gc.collect()
        began = time.perf_counter()
        work()
        took.append((time.perf_counter() - began) * MILLION / many)
    return middle(took)


def _joining() -> None:
    Game(opened(0, START)).join(PLAYERS - 1, START)


def _answering(quiz: Quiz, numbers: range) -> None:
    Game(quiz).answer(numbers, 0, START + SECOND)


def _refused(quiz: Quiz) -> None:
    for number in range(PLAYERS):
        quiz.handle(Close(), learner(number), START)


def _ticked(quiz: Quiz) -> None:
    for _ in range(PLAYERS):
        quiz.handle(Tick(), ENGINE, START)


def _revealed() -> Quiz:
    """Return a quiz with its last question revealed, every one answered by all players."""
    game = played(PLAYERS, START, questions=QUESTIONS)
    game.show(START)
    game.answer(range(PLAYERS), QUESTIONS - 1, START + SECOND)
    game.do(Close(), HOST, START + MINUTE)
    return game.quiz


async def _weights(plan: Plan) -> Table:
    ground = SqliteGround(plan.folder)
    rows: list[Row] = []
    for quizzes, learners, traces in ((1_000, 20, (True, False)), (1, 1_000, (True,))):
        weighed = [
            middle([await _weighed(ground, quizzes, learners, trace=trace) for _ in range(plan.rounds(1))])
            for trace in traces
        ]
        what = f"{quizzes:,} running with {learners:,} players each, one question answered"
        rows.append({"what": what, **dict(zip(("mb", "grown_mb"), weighed, strict=False))})
    many, large = (float(row["mb"] or 0) for row in rows)
    targets = (
        at_most("1,000 sessions of 20 players: at most 12 MB", 12, [many], " MB"),
        at_most("1,000 players in one: at most 1 MB", 1, [large], " MB"),
    )
    return Table("rules", "memory", WEIGHTS, tuple(rows), targets, _NOTES)


_NOTES = (
    "What the engine holds for them on SQLite: value, lane, easel, names; the targets are held against it.",
    "What the process grew by holds the emptied pages of the joins and answers too.",
)


async def _weighed(ground: SqliteGround, quizzes: int, learners: int, *, trace: bool) -> float:
    report = await ask("weigh", url=await ground.fresh(), quizzes=quizzes, learners=learners, trace=trace)
    return float(report["mb"])
