"""A thread with thousands of posts: what one more costs, from hearing it to the reply, and what the report costs."""

import gc
import time
from collections.abc import Callable, Iterator
from itertools import count, islice

from msgspec.structs import replace

from bot.bench.enrol import Course, enrol, thread
from bot.bench.grounds import Ground
from bot.bench.load import SECONDS, Act, answer_nothing, burst, drive
from bot.bench.meter import MILLION, THOUSAND, Spent, Stopwatch, middle
from bot.bench.plan import Plan
from bot.bench.school import School, assembled
from bot.bench.seminar import HOST, Seminar, everybody, post, under_way, writer
from bot.bench.table import Column, Row, Table, at_most
from bot.discussion.events import Report
from bot.engine.clock import SystemClock
from bot.kernel.clock import HOUR, MINUTE, SECOND
from bot.kernel.event import Heard
from bot.store.connect import migrate

MORE = 200
"""Posts heard one after the other, each after the reply to the one before."""

BURST = 1_000
"""Posts that come within a second."""

SHORT = 25
"""Posts of a short thread, for comparison."""

COLUMNS = (
    Column("database", "database"),
    Column("posts", "posts"),
    Column("members", "members"),
    Column("read_ms", "read from store ms", 1),
    Column("handle_us", "handle µs"),
    Column("post_us", "CPU µs/post"),
    Column("alone_us", "CPU µs/post alone"),
    Column("wall_us", "µs/post alone"),
    Column("report_ms", "report ms", 1),
)


async def measure(plan: Plan) -> list[Table]:
    """Return the table of a long thread."""
    sizes = ((SHORT, plan.crowds[0]), *((plan.posts, members) for members in plan.crowds))
    rows = [await _one(ground, plan, posts, members) for ground in plan.fewer for posts, members in sizes]
    long = f"a post in a thread of {plan.posts:,}, of {BURST:,} within a second: at most 1 ms of CPU"
    targets = (
        at_most(long, THOUSAND, _of(rows, "post_us"), " µs"),
        at_most("its report within 1 s", THOUSAND, _of(rows, "report_ms"), " ms"),
    )
    return [Table("discussions", "one more post in a long thread", COLUMNS, (*rows, *plan.missing()), targets, _NOTES)]


_NOTES = (
    f"A post: from hearing it until it is durable and painted; {BURST:,} within a second, less what the load itself costs.",
    "Alone: the next one comes after the reply to the one before, so each pays for a commit of its own, in short threads too.",
    "Handle: the value alone. Each thread was written in by its members in turn, half of the posts answer another one.",
)


def _of(rows: list[Row], name: str) -> list[float]:
    return [float(row[name] or 0) for row in rows]


async def _one(ground: Ground, plan: Plan, posts: int, members: int) -> Row:
    url, now = await ground.fresh(), SystemClock().now()
    await migrate(url)
    seminar = under_way(now, members, posts)
    await enrol(url, Course(seminar, 1), now - MINUTE)
    async with assembled(url) as school:
        school.wall.people = everybody(members)
        watch = Stopwatch()
        await school.desk.look(seminar.value.id)
        read = watch.read().wall
        await school.settle()
        act, numbers = _writing(school, posts, members), count(posts)
        alone = await _alone(act, numbers)
        company = middle([await _in_company(school, act, numbers) for _ in range(plan.rounds(3))])
        report = middle([await _report(school, seminar.value.id) for _ in range(max(plan.rounds(3), 3))])
    return {
        "database": ground.name,
        "posts": posts,
        "members": members,
        "read_ms": read * THOUSAND,
        "handle_us": _best(plan, lambda: _handle(seminar, posts, members)),
        "post_us": company * MILLION / BURST,
        "alone_us": alone.cpu * MILLION / MORE,
        "wall_us": alone.wall * MILLION / MORE,
        "report_ms": report * THOUSAND,
    }


def _writing(school: School, posts: int, members: int) -> Act:
    """Return what writes message n of the thread, an answer to an earlier one."""

    async def act(number: int) -> str:
        by = writer(number * 7 % members)
        message = post(number, by, school.clock.now(), to=number % posts)
        return (await school.door.hear(thread(0), message, by)).refused

    return act


async def _alone(act: Act, numbers: Iterator[int]) -> Spent:
    """Let `MORE` posts be written one after the other; return what that took."""
    watch = Stopwatch()
    for number in islice(numbers, MORE):
        await act(number)
    return watch.read()


async def _in_company(school: School, act: Act, numbers: Iterator[int]) -> float:
    """Let `BURST` posts be written within a second; return the seconds of processor time, less what the load itself takes."""
    first = next(numbers)
    presses = burst(BURST, SECONDS, repeats=0)
    idle = await drive(presses, answer_nothing)
    watch = Stopwatch()
    await drive([replace(press, learner=first + press.learner) for press in presses], act)
    await school.settle()
    list(islice(numbers, BURST))
    return watch.read().cpu - idle.spent.cpu


async def _report(school: School, session: str) -> float:
    watch = Stopwatch()
    reply = await school.desk.submit(session, Report(), HOST, school.clock.now())
    if reply.card is None or not reply.card.files:
        raise LookupError(reply.text)
    return watch.read().wall


def _handle(seminar: Seminar, posts: int, members: int) -> None:
    value, at = seminar.value, seminar.at + HOUR
    for number in range(posts, posts + 10):
        by = writer(number * 7 % members)
        value = value.handle(Heard(post(number, by, at + number * SECOND, to=number % posts)), by, at).state


def _best(plan: Plan, work: Callable[[], object]) -> float:
    took = []
    for _ in range(max(plan.rounds(5), 3)):
        gc.collect()
        began = time.perf_counter()
        work()
        took.append((time.perf_counter() - began) * MILLION / 10)
    return middle(took)
