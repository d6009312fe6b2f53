"""Chatter: a thousand posts within one second in the threads of a hundred discussions, some of them delivered twice."""

from collections import Counter
from collections.abc import Iterable

from bot.bench.enrol import Course, enrol, thread
from bot.bench.grounds import Ground
from bot.bench.ledger import Verdict
from bot.bench.lesson import session_name
from bot.bench.load import SECONDS, Act, answer_nothing, burst, drive
from bot.bench.meter import MILLION, THOUSAND, share
from bot.bench.plan import Plan
from bot.bench.school import School, assembled
from bot.bench.seminar import everybody, message_id, post, under_way, writer
from bot.bench.table import Column, Row, Table, at_most
from bot.engine.clock import SystemClock
from bot.kernel.clock import MINUTE
from bot.store.connect import migrate, open_store

MEMBERS = 50
POSTS = 25
MORE = 1_000

COLUMNS = (
    Column("database", "database"),
    Column("discussions", "discussions"),
    Column("posts", "posts"),
    Column("heard", "heard"),
    Column("stored", "stored"),
    Column("lost", "lost"),
    Column("doubled", "doubled"),
    Column("refused", "refused"),
    Column("p50_ms", "p50 ms", 1),
    Column("p99_ms", "p99 ms", 1),
    Column("cpu_us", "CPU µs/post"),
)


async def measure(plan: Plan) -> list[Table]:
    """Return the table of posts in many threads."""
    rows = [await _one(ground, plan.talks) for ground in plan.fewer]
    lost, doubled = (sum(int(row[name] or 0) for row in rows) for name in ("lost", "doubled"))
    targets = (at_most("none lost and none doubled", 0, [float(lost + doubled)]),)
    title = f"{MORE:,} posts within one second, 5 % of them delivered twice; {POSTS} stand in each thread before"
    return [Table("discussions", title, COLUMNS, (*rows, *plan.missing()), targets, lost=lost, doubled=doubled)]


async def _one(ground: Ground, many: int) -> Row:
    url, now = await ground.fresh(), SystemClock().now()
    await migrate(url)
    await enrol(url, Course(under_way(now, MEMBERS, POSTS), many), now - MINUTE)
    presses = burst(MORE, SECONDS)
    async with assembled(url) as school:
        school.wall.people = everybody(MEMBERS)
        await school.settle()
        idle = await drive(presses, answer_nothing)
        load = await drive(presses, _writing(school, many))
        await school.settle()
    verdict = await _reread(url, many, load.acknowledged)
    return {
        "database": ground.name,
        "discussions": many,
        "posts": MORE,
        "heard": len(load.waits),
        "stored": verdict.stored,
        "lost": verdict.lost,
        "doubled": verdict.doubled,
        "refused": load.refused,
        "p50_ms": share(load.waits, 0.5) * THOUSAND,
        "p99_ms": share(load.waits, 0.99) * THOUSAND,
        "cpu_us": (load.spent.cpu - idle.spent.cpu) * MILLION / MORE,
    }


def _writing(school: School, many: int) -> Act:
    """Return what writes message n, the same one when it is asked for again."""
    at = school.clock.now()

    async def act(number: int) -> str:
        by = writer(number * 7 % MEMBERS)
        message = post(POSTS + number, by, at + number, to=number % POSTS)
        return (await school.door.hear(thread(number % many), message, by)).refused

    return act


async def _reread(url: str, many: int, acknowledged: Iterable[int]) -> Verdict:
    """Compare the ledger with the posts that were acknowledged: each has to be there once, in the session it was written in."""
    store = open_store(url)
    await store.open()
    try:
        saved = [await store.load(session_name(number)) for number in range(many)]
    finally:
        await store.close()
    found = Counter((each.id, fact.item) for each in saved if each is not None for fact in each.facts)
    wanted = [(session_name(number % many), f"p{message_id(POSTS + number)}") for number in acknowledged]
    stored = sum(found[one] for one in wanted)
    return Verdict(
        stored=stored,
        lost=sum(not found[one] for one in wanted),
        doubled=stored - sum(map(bool, map(found.get, wanted))),
    )
