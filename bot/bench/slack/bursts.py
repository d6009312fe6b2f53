"""A class of a thousand presses in Slack within a second: Studybell beside empty slack-bolt handlers, in both transports.

CPU is the contender's own, of all its threads, from the first press to the last private answer. There are two floors. The empty
handler that answers does what Studybell does but for keeping anything: it acknowledges and sends the same private reply, as
slack-bolt and slack_sdk do it. The one that acknowledges only is shown to tell what the reply itself costs.

How long a press waited counts from when it was made: the time this process takes to send it, which is also that of a thousand
connections at once, is in it, and the same for all contenders.
"""

from collections.abc import Sequence

from msgspec import Struct

from bot.bench.grounds import Ground
from bot.bench.ledger import Verdict, reread
from bot.bench.load import SECONDS, Press, burst
from bot.bench.meter import MEGABYTE, MILLION, THOUSAND, middle, share
from bot.bench.plan import Plan
from bot.bench.slack import payloads
from bot.bench.slack.contenders import ACKS, ANSWERS, empty, studybell
from bot.bench.slack.payloads import Json
from bot.bench.slack.playing import answers, choice, controls, counted, question
from bot.bench.slack.pressing import Rush, rush
from bot.bench.slack.wire import HTTP, SOCKET, opened
from bot.bench.table import Column, Row, Table, Target, at_least, at_most
from bot.kernel.event import read_press

EMPTY, BARE, OURS = "empty handler", "acks only", "Studybell"

CLASS = 1_000
"""Learners who press."""

WARM = 100
"""Presses before the measuring, so that connections stand and code has been run once."""

LIMITS = {SOCKET: 1.3, HTTP: 1.2}
"""How many times the empty handler's CPU Studybell may take."""

COLUMNS = (
    Column("transport", "transport"),
    Column("contender", "contender"),
    Column("database", "database"),
    Column("pressed", "pressed"),
    Column("presses", "presses"),
    Column("lost", "lost"),
    Column("doubled", "doubled"),
    Column("ack_ms", "ack p99 ms", 1),
    Column("slowest_ms", "slowest ack ms", 1),
    Column("p50_ms", "reply p50 ms", 1),
    Column("p99_ms", "reply p99 ms", 1),
    Column("wall_s", "wall s", 2),
    Column("cpu_us", "CPU µs/press"),
    Column("ratio", "x empty", 2),
    Column("bare_ratio", "x acks only", 2),
    Column("refused", "429s"),
    Column("unknown", "unknown calls"),
    Column("memory_mb", "MB after", 1),
)


class Kind(Struct, frozen=True):
    """A kind of run: over which transport, who takes the presses, on which database, over how many seconds."""

    transport: str
    contender: str
    database: str
    spread: float


class Measured(Struct, frozen=True):
    """One run; the verdict on what was kept is None for an empty handler, which keeps nothing."""

    rush: Rush
    memory: int
    verdict: Verdict | None = None
    refused: int | None = None
    unknown: int | None = None


async def measure(plan: Plan) -> list[Table]:
    """Return the table of bursts over the wire."""
    found: dict[Kind, list[Measured]] = {}
    for turn in range(plan.rounds(3)):
        for transport in (SOCKET, HTTP):
            for spread in (SECONDS, 0.0):
                presses = burst(CLASS, spread, seed=turn)
                for name, way in ((BARE, ACKS), (EMPTY, ANSWERS)):
                    one = await _floor(transport, way, presses)
                    found.setdefault(Kind(transport, name, "", spread), []).append(one)
                for ground in plan.grounds:
                    one = await _ours(plan, transport, ground, presses)
                    found.setdefault(Kind(transport, OURS, ground.name, spread), []).append(one)
    rows = [_row(kind, runs, found) for kind, runs in found.items()]
    lost, doubled = (sum(int(row[word] or 0) for row in rows) for word in ("lost", "doubled"))
    title = f"{CLASS:,} press, 5 % twice; over loopback sockets, without TLS"
    return [Table("slack", title, COLUMNS, tuple(rows), _targets(rows), lost=lost, doubled=doubled)]


def _warm() -> list[Press]:
    """Return presses of learners who press only then."""
    return [Press(0.0, CLASS + number) for number in range(WARM)]


async def _floor(transport: str, way: str, presses: Sequence[Press]) -> Measured:
    async with opened(transport) as wire, empty(wire, way) as contender:
        on = payloads.message({"text": "?", "blocks": _BLOCKS}, payloads.stamp(wire.clock.now(), 0))
        control, answered = controls([*payloads.buttons(_BLOCKS)]), way == ANSWERS
        await rush(wire, contender, _warm(), on, control, answered=answered)
        done = await rush(wire, contender, presses, on, control, answered=answered)
        return Measured(done, contender.memory())


async def _ours(plan: Plan, transport: str, ground: Ground, presses: Sequence[Press]) -> Measured:
    url = await ground.fresh()
    async with opened(transport) as wire:
        async with studybell(wire, plan.folder, url) as contender:
            on = await question(wire, "bench seconds:300")
            found = answers(on)
            await rush(wire, contender, _warm(), on, controls(found))
            done = await rush(wire, contender, presses, on, controls(found))
            await wire.until(lambda: counted(wire, on["ts"]) == CLASS + WARM)
            memory = contender.memory()
        verdict = await _verdict(url, found, done)
    return Measured(done, memory, verdict, wire.refused, wire.unknown.total())


async def _verdict(url: str, found: Sequence[Json], done: Rush) -> Verdict:
    """Compare what the database holds with what was acknowledged."""
    session = read_press(found[0]["action_id"])[0]
    held = {(session, payloads.learner(n)): choice(found[n % len(found)]["action_id"]) for n in done.answers}
    return await reread(url, held, [session])


_BLOCKS: list[Json] = [
    {
        "type": "section",
        "text": {"type": "mrkdwn", "text": "Which planet needs the *shortest* time for its year? " * 8},
    },
    {
        "type": "actions",
        "block_id": "answers",
        "elements": [
            {"type": "button", "action_id": f"answer-{n}", "text": {"type": "plain_text", "text": label}}
            for n, label in enumerate("ABCD")
        ],
    },
]


def _row(kind: Kind, runs: Sequence[Measured], found: dict[Kind, list[Measured]]) -> Row:
    def floor(name: str) -> float:
        return _cpu(found[Kind(kind.transport, name, "", kind.spread)])

    waits = [one.rush.waits for one in runs if one.rush.waits]
    verdicts = [one.verdict for one in runs if one.verdict is not None]
    return {
        "transport": kind.transport,
        "contender": kind.contender,
        "database": kind.database,
        "pressed": "over 1 s" if kind.spread else "at once",
        "presses": sum(len(one.rush.acks) for one in runs),
        "lost": sum(one.lost for one in verdicts),
        "doubled": sum(one.doubled for one in verdicts) + sum(one.rush.twice for one in runs),
        "ack_ms": middle([share(one.rush.acks, 0.99) * THOUSAND for one in runs]),
        "slowest_ms": max(max(one.rush.acks) for one in runs) * THOUSAND,
        "p50_ms": middle([share(some, 0.5) * THOUSAND for some in waits]) if waits else None,
        "p99_ms": middle([share(some, 0.99) * THOUSAND for some in waits]) if waits else None,
        "wall_s": middle([one.rush.wall for one in runs]),
        "cpu_us": _cpu(runs),
        "ratio": _cpu(runs) / floor(EMPTY),
        "bare_ratio": _cpu(runs) / floor(BARE),
        "refused": max((one.refused for one in runs if one.refused is not None), default=None),
        "unknown": max((one.unknown for one in runs if one.unknown is not None), default=None),
        "memory_mb": middle([one.memory / MEGABYTE for one in runs]),
    }


def _cpu(runs: Sequence[Measured]) -> float:
    return middle([one.rush.cpu / len(one.rush.acks) * MILLION for one in runs])


def _targets(rows: Sequence[Row]) -> tuple[Target, ...]:
    ours = [row for row in rows if row["contender"] == OURS]

    def figures(name: str, among: Sequence[Row] = ours) -> list[float]:
        return [float(row[name] or 0) for row in among if row[name] is not None]

    return (
        at_most("none lost, none doubled", 0, [*figures("lost"), *figures("doubled")]),
        at_most("every press acknowledged within 3 s", 3_000, figures("slowest_ms"), " ms"),
        at_least("every press answered in private", CLASS, figures("presses")),
        *(
            at_most(
                f"CPU per press over {transport} at most {limit} times that of an empty handler that does the same",
                limit,
                figures("ratio", [row for row in ours if row["transport"] == transport]),
                " x",
            )
            for transport, limit in LIMITS.items()
        ),
        at_most("no 429", 0, figures("refused")),
        at_most("no call that is not answered here as Slack does", 0, figures("unknown")),
    )
