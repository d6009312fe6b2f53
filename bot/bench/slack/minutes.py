"""How often a quiz of three hundred edits its messages: a question every few seconds, for more than a minute."""

import asyncio
import time

from bot.bench.contending import DECKS
from bot.bench.ledger import reread
from bot.bench.meter import most_within
from bot.bench.plan import Plan
from bot.bench.slack import payloads
from bot.bench.slack.contenders import studybell
from bot.bench.slack.playing import answers, asked, choice, question
from bot.bench.slack.wire import SOCKET, Wire, opened
from bot.bench.table import Column, Row, Table, at_least, at_most
from bot.kernel.event import read_press

CROWD = 300
"""Members who answer every question."""

ASKED, PACE, ANSWERING = 5, 1, 4.0
"""Seconds a question takes answers and stands revealed, and in which all of them answer."""

MINUTE, MOST = 60.0, 40
"""chat.update calls a quiz may make in so many seconds; Slack lets a workspace have about fifty."""

COLUMNS = (
    Column("members", "members"),
    Column("questions", "questions"),
    Column("seconds", "s", 1),
    Column("presses", "presses"),
    Column("lost", "lost"),
    Column("doubled", "doubled"),
    Column("edits", "chat.update"),
    Column("most", "in a minute"),
    Column("counts", "least a question"),
    Column("refused", "429s"),
)


Chosen = dict[tuple[str, str], int]
"""What each learner chose, by session and learner."""


async def measure(plan: Plan) -> list[Table]:
    """Return the table of a quiz with many members."""
    row = await _played(plan, 2 if plan.quick else DECKS["drill"])
    targets = (
        at_most("none lost, none doubled", 0, [float(row["lost"] or 0), float(row["doubled"] or 0)]),
        at_most(f"a quiz of {CROWD} makes at most {MOST} chat.update calls a minute", MOST, [float(row["most"] or 0)]),
        at_least("every question says meanwhile how many have answered", 1, [float(row["counts"] or 0)]),
        at_most("no 429", 0, [float(row["refused"] or 0)]),
    )
    title = f"a quiz of {CROWD} with a question every {ASKED + PACE} s"
    return [
        Table(
            "slack",
            title,
            COLUMNS,
            (row,),
            targets,
            lost=int(row["lost"] or 0),
            doubled=int(row["doubled"] or 0),
        )
    ]


async def _played(plan: Plan, questions: int) -> Row:
    ground = plan.grounds[0]
    url = await ground.fresh()
    async with opened(SOCKET) as wire:
        async with studybell(wire, plan.folder, url):
            since = time.perf_counter()
            taken, counts = await _quiz(wire, questions)
            took = time.perf_counter() - since
        session = next(iter(taken[0]))[0]
        verdicts = [await reread(url, held, [session], position=position) for position, held in enumerate(taken)]
    return {
        "members": CROWD,
        "questions": questions,
        "seconds": took,
        "presses": sum(map(len, taken)),
        "lost": sum(one.lost for one in verdicts),
        "doubled": sum(one.doubled for one in verdicts),
        "edits": len(wire.updates),
        "most": most_within(wire.updates, MINUTE),
        "counts": min(counts),
        "refused": wire.refused,
    }


async def _quiz(wire: Wire, questions: int) -> tuple[list[Chosen], list[int]]:
    """Play a quiz of so many questions; return what was chosen at each, and how many edits there were meanwhile."""
    taken: list[Chosen] = []
    counts: list[int] = []
    seen: list[str] = []
    on = await question(wire, f"drill seconds:{ASKED} pace:{PACE} early:off")
    for position in range(questions):
        if position:
            on = await asked(wire, seen)
        seen.append(on["ts"])
        before = len(wire.updates)
        taken.append(await _answered(wire, on))
        counts.append(len(wire.updates) - before)
        await _closed(wire, on["ts"])
    return taken, counts


async def _closed(wire: Wire, ts: str) -> None:
    """Wait until a question takes no more answers."""
    await wire.until(lambda: not answers(wire.messages[ts]))


async def _answered(wire: Wire, on: payloads.Json) -> Chosen:
    """Let everybody answer the question at `on`; return what each chose."""
    found = answers(on)
    session = read_press(found[0]["action_id"])[0]
    held: Chosen = {}
    for number in range(CROWD):
        pressed = found[number % len(found)]
        await wire.press(payloads.learner(number), pressed, on)
        held[session, payloads.learner(number)] = choice(pressed["action_id"])
        await asyncio.sleep(ANSWERING / CROWD)
    return held
