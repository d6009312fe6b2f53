"""Deaths: the process is killed (-9) again and again while reminders go out, and while sealed answers are revealed.

Whoever comes after it has to finish what it began: nothing is sent twice, nothing left out.
"""

import asyncio
import random
import re
from collections import Counter
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from sqlite3 import Connection

from msgspec import Struct
from msgspec.structs import replace

from bot.bench.children import PATIENCE, started
from bot.bench.enrol import Course, enrol, thread
from bot.bench.grounds import Ground
from bot.bench.lesson import session_name
from bot.bench.plan import Plan
from bot.bench.post_office import clear, opened_at, posted, repeats, told
from bot.bench.seminar import USUAL, Seminar, opened, writer
from bot.bench.table import Column, Row, Table, at_most
from bot.discussion.dates import Dates
from bot.discussion.events import Respond
from bot.engine.clock import SystemClock
from bot.kernel.clock import HOUR, MINUTE, SECOND, Instant
from bot.kernel.errors import StudybellError
from bot.store.connect import migrate

MEMBERS = 200
TALKS = 4
"""Discussions in which everybody owes something: 800 reminders."""

LIVES = 3
"""How often it is killed before it may finish."""

AHEAD = 3 * SECOND
FINISH = 60.0
CALM = 1.0
"""Seconds after the last message in which another one would be noticed."""

COLUMNS = (
    Column("database", "database"),
    Column("what", "while"),
    Column("kills", "kills"),
    Column("wanted", "wanted"),
    Column("sent", "sent"),
    Column("lost", "left out"),
    Column("doubled", "twice"),
    Column("repeats", "asked again"),
)


class Errand(Struct, frozen=True):
    """What is to be delivered from its hour on.

    `prepare` returns the discussions for an hour, `wanted` what has to stand at the platform once, `found` what stands there.
    """

    what: str
    prepare: Callable[[Instant], Course]
    wanted: frozenset[object]
    found: Callable[[Connection], Counter[object]]

    def left(self, conn: Connection) -> int:
        """Return how much is still to come."""
        return len(self.wanted - self.found(conn).keys())


async def measure(plan: Plan) -> list[Table]:
    """Return the table of deaths."""
    errands = [(ground, errand) for ground in plan.fewer for errand in (REMINDERS, REVEAL) if plan.kills]
    rows = [await _one(ground, plan, errand) for ground, errand in errands]
    lost, doubled = (sum(int(row[name] or 0) for row in rows) for name in ("lost", "doubled"))
    targets = (at_most("nothing left out and nothing sent twice", 0, [float(lost + doubled)] if rows else []),)
    title = "the process is killed (-9) at random moments, each time another one goes on"
    return [Table("deaths", title, COLUMNS, (*rows, *plan.missing()), targets, _NOTES, lost=lost, doubled=doubled)]


_NOTES = (
    "The platform lies in a file of its own; what was asked for again by the key it had left the one message that was there.",
)


async def _one(ground: Ground, plan: Plan, errand: Errand) -> Row:
    """Deliver as often as it takes to kill as often as is asked for, and return the sums."""
    runs = [
        await _deliver(ground, plan.folder, errand, min(LIVES, plan.kills - done))
        for done in range(0, plan.kills, LIVES)
    ]
    summed = {name: sum(run[name] for run in runs) for name in runs[0]}
    return {"database": ground.name, "what": errand.what, "kills": plan.kills, **summed}


async def _deliver(ground: Ground, folder: Path, errand: Errand, kills: int) -> dict[str, int]:
    url, office = await ground.fresh(), folder / "office.sqlite"
    clear(office)
    await migrate(url)
    course = errand.prepare(SystemClock().now() + AHEAD)
    await enrol(url, course, course.one.at)
    with closing(opened_at(office)) as conn:
        for number, name in enumerate(course.names):
            conn.execute("INSERT INTO messages VALUES (?, '', ?, '')", (thread(number).thread, f"{name}.top"))
        for _ in range(kills):
            arrivals = random.randint(1, max(errand.left(conn) // 2, 1))  # noqa: S311 - any moment will do
            await _live_and_die(url, office, arrivals)
        async with started("deliver", url=url, office=str(office), members=MEMBERS):
            await _finished(lambda: not errand.left(conn))
        found = errand.found(conn)
        return {
            "wanted": len(errand.wanted),
            "sent": found.total(),
            "lost": len(errand.wanted - found.keys()),
            "doubled": found.total() - len(errand.wanted & found.keys()),
            "repeats": repeats(conn),
        }


async def _live_and_die(url: str, office: Path, arrivals: int) -> None:
    """Let a process deliver, and kill it once so many of its messages have arrived."""
    async with started("deliver", url=url, office=str(office), members=MEMBERS) as child:
        if child.stdout is None:
            raise TypeError(child)
        async with asyncio.timeout(PATIENCE):
            for _ in range(arrivals):
                if not await child.stdout.readline():
                    raise StudybellError("the process that was to be killed ended by itself; what it said stands above")


async def _finished(done: Callable[[], bool]) -> None:
    """Wait until everything has arrived, or for so long that it never will, and a little longer for what comes twice."""
    with suppress(TimeoutError):
        async with asyncio.timeout(FINISH):
            while not done():  # noqa: ASYNC110 - it happens in another process
                await asyncio.sleep(CALM / 10)
    await asyncio.sleep(CALM)


# -- the errands
def _owing(hour: Instant) -> Course:
    one = opened(0, hour + 2 * HOUR, MEMBERS)
    return Course(one.until(hour - MINUTE), TALKS, step=0)


def _sealed(hour: Instant) -> Course:
    draft = replace(USUAL, rules="1 post, 1 reply, 5 words, sealed", replies_due="in 9 days", remind="none")
    one = opened(0, hour - Dates(due=0).grace, MEMBERS, draft)
    one.at += MINUTE
    for number in range(MEMBERS):
        one.do(Respond(_answer(number)), writer(number), one.at + number)
    return Course(_kept(one.until(hour - MINUTE)), 1)


def _kept(one: Seminar) -> Seminar:
    if sum(len(posts) for posts in one.value.posts.values()) != MEMBERS:
        raise LookupError("the sealed answers were not taken")
    return one


def _answer(number: int) -> str:
    return f"Mine is answer number {number}, and I stand by it."


def _number(body: str) -> object:
    """Return which answer this is; the text itself where it is none."""
    found = re.search(r"answer number (\d+)", body)
    return int(found[1]) if found else body


REMINDERS = Errand(
    "reminders go out",
    _owing,
    frozenset((session_name(talk), writer(number).member) for talk in range(TALKS) for number in range(MEMBERS)),
    lambda conn: Counter(told(conn)),
)
REVEAL = Errand(
    f"{MEMBERS} answers are revealed",
    _sealed,
    frozenset(range(MEMBERS)),
    lambda conn: Counter(map(_number, posted(conn, thread(0).thread).elements())),
)
