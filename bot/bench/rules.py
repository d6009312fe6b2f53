"""The rules alone: what an event costs with many players, what the cards cost, and what sessions hold in memory."""

import gc
import time
from collections.abc import Callable, Sequence

from msgspec.structs import replace

from bot.bench.children import ask
from bot.bench.grounds import SqliteGround
from bot.bench.lesson import HOST, choice, learner, opened
from bot.bench.meter import MILLION, middle
from bot.bench.plan import Plan
from bot.bench.table import Column, Row, Table, at_most
from bot.kernel.clock import MINUTE, SECOND, Instant
from bot.kernel.event import Event, Shown, Tick
from bot.kernel.people import ENGINE, Actor
from bot.quiz.events import Answer, Begin, Close, Join, Next
from bot.quiz.phases import Asking, confirmation
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
    asking, half = _asked(PLAYERS), _answered(_asked(PLAYERS), range(PLAYERS // 2))
    played = _played(PLAYERS, QUESTIONS)
    figures: list[tuple[str, float]] = [
        ("handle: an answer, mean of 200", _best(rounds, lambda: _answered(asking, range(PLAYERS)), PLAYERS)),
        ("handle: the same answer again", _best(rounds, lambda: _answered(half, range(PLAYERS // 2)), PLAYERS // 2)),
        ("handle: a learner joins, mean of 200", _best(rounds, lambda: _joined(opened(0, START), PLAYERS), PLAYERS)),
        ("handle: a control that is refused", _best(rounds, lambda: _refused(half), PLAYERS)),
        ("handle: a tick before its time", _best(rounds, lambda: _ticked(half), PLAYERS)),
        ("view: while asking, all cards", _best(rounds, lambda: replace(half).view())),
        (f"view: {QUESTIONS} questions, all cards, from nothing", _best(rounds, lambda: replace(played).view())),
        (f"view: {QUESTIONS} questions, all cards, again", _best(rounds, played.view)),
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


def _joined(quiz: Quiz, players: int) -> Quiz:
    for number in range(players):
        quiz = quiz.handle(Join(), learner(number), START + number).state
    return quiz


def _asked(players: int, questions: int = 1) -> Quiz:
    """Return a quiz whose first question's clock runs, with one more who stays silent."""
    quiz = _joined(opened(0, START, questions), players)
    quiz = quiz.handle(Join(), Actor("silent", "Silent"), START).state
    return _shown(quiz.handle(Begin(), HOST, START + MINUTE).state, START + MINUTE)


def _shown(quiz: Quiz, at: Instant) -> Quiz:
    """Return the quiz after the platform has confirmed its card, and reading time is over."""
    while mark := confirmation(quiz.phase):
        quiz = quiz.handle(Shown(mark), ENGINE, at).state
        if not isinstance(quiz.phase, Asking):
            quiz = quiz.handle(Tick(), ENGINE, quiz.wake_at or at).state
    return quiz


def _answered(quiz: Quiz, numbers: Sequence[int], position: int = 0, at: Instant = START + MINUTE + SECOND) -> Quiz:
    for number in numbers:
        quiz = quiz.handle(Answer(position, (choice(number + position),)), learner(number), at + number).state
    return quiz


def _refused(quiz: Quiz) -> None:
    for number in range(PLAYERS):
        quiz.handle(Close(), learner(number), START + MINUTE)


def _ticked(quiz: Quiz) -> None:
    for _ in range(PLAYERS):
        quiz.handle(Tick(), ENGINE, START + MINUTE)


def _played(players: int, questions: int) -> Quiz:
    """Return a quiz whose last question is revealed, every one answered by all players."""
    quiz, at = _asked(players, questions), START + MINUTE
    for position in range(questions):
        quiz = _answered(quiz, range(players), position, at + SECOND)
        at += MINUTE
        events: tuple[Event, ...] = (Close(), Next()) if position + 1 < questions else (Close(),)
        for event in events:
            quiz = quiz.handle(event, HOST, at).state
        quiz = _shown(quiz, at)
    return quiz


async def _weights(plan: Plan) -> Table:
    ground = SqliteGround(plan.folder)
    rows: list[Row] = []
    for quizzes, learners in ((1_000, 20), (1, 1_000)):
        traced, grown = [
            middle([await _weighed(ground, quizzes, learners, trace=trace) for _ in range(plan.rounds(1))])
            for trace in (True, False)
        ]
        what = f"{quizzes:,} running with {learners:,} players each, one question answered"
        rows.append({"what": what, "mb": traced, "grown_mb": grown})
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
