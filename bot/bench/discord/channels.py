"""Many channels play a quiz at the same moment over one process: what Discord's limits leave of it, and what comes late."""

import asyncio
import re
import time
from collections.abc import Mapping, Sequence

from msgspec import Struct

from bot.bench.contending import DECKS
from bot.bench.discord import payloads
from bot.bench.discord.bursts import GAP
from bot.bench.discord.contenders import studybell
from bot.bench.discord.payloads import Json
from bot.bench.discord.playing import answers, asked, begun, choice, question
from bot.bench.discord.wire import Told, Wire, opened
from bot.bench.grounds import Ground
from bot.bench.ledger import Verdict, reread
from bot.bench.meter import THOUSAND, most_within, share
from bot.bench.plan import Plan
from bot.bench.table import Column, Row, Table, at_most
from bot.kernel.clock import SECOND
from bot.kernel.event import read_press

LEARNERS = 10
"""In each channel."""

ASKED, ANSWERING, PACE = 6, 3.5, 5
"""Seconds a question is asked, those in which its learners answer, and those between a reveal and the next question."""

ALLOWED = 50
"""Requests of a bot in a second: Discord's documentation, "Global Rate Limit", 2026-08."""

LATE = 5.0
"""Seconds by which what was announced may come too late."""

CARD = 17
"""The type of the component around a card: Discord's component reference, 2026-08."""

_MOMENT = re.compile(r"<t:(\d+):")

COLUMNS = (
    Column("database", "database"),
    Column("channels", "channels"),
    Column("learners", "learners each"),
    Column("questions", "questions"),
    Column("presses", "presses"),
    Column("taken", "taken"),
    Column("lost", "lost"),
    Column("doubled", "doubled"),
    Column("p99_ms", "p99 ms", 1),
    Column("slowest_ms", "slowest ms", 1),
    Column("begun_s", "all begun s", 1),
    Column("late_s", "p50 late s", 1),
    Column("latest_s", "latest s", 1),
    Column("edits", "edits"),
    Column("most_edits", "in 1.2 s"),
    Column("most_requests", "requests in 1 s"),
    Column("refused", "429s"),
    Column("cpu", "CPU %"),
)


class Answered(Struct, frozen=True):
    """What a channel's learners did: the session, by question and learner what was locked in, and how long each press took."""

    session: str
    begun: float
    chosen: Mapping[tuple[int, int], int]
    waits: tuple[float, ...]


async def measure(plan: Plan) -> list[Table]:
    """Return the table of many channels."""
    questions = 1 if plan.quick else DECKS["lesson"]
    rows = [await _play(plan, ground, questions) for ground in plan.fewer]

    def figures(name: str) -> list[float]:
        return [float(row[name] or 0) for row in rows]

    targets = (
        at_most("none lost, none doubled", 0, [*figures("lost"), *figures("doubled")]),
        at_most("every press acknowledged within 3 s of its dispatch", 3_000, figures("slowest_ms"), " ms"),
        at_most(f"what was announced comes at most {LATE:.0f} s late", LATE, figures("latest_s"), " s"),
        at_most("at most one edit of a channel in 1.2 s while answers are counted", 1, figures("most_edits")),
        at_most(f"at most {ALLOWED} requests in a second", ALLOWED, figures("most_requests")),
        at_most("no 429", 0, figures("refused")),
    )
    lost, doubled = (int(sum(figures(word))) for word in ("lost", "doubled"))
    title = "many channels play at the same moment"
    return [Table("discord", title, COLUMNS, tuple(rows), targets, lost=lost, doubled=doubled)]


async def _play(plan: Plan, ground: Ground, questions: int) -> Row:
    url = await ground.fresh()
    async with opened(plan.channels) as wire:
        async with studybell(wire, plan.folder, url) as contender:
            await begun(wire, contender)
            cpu, since = contender.cpu(), time.perf_counter()
            places = range(payloads.CHANNEL, payloads.CHANNEL + plan.channels)
            played = await asyncio.gather(*(_lesson(wire, place, questions) for place in places))
            busy = (contender.cpu() - cpu) / (time.perf_counter() - since)
        verdicts = [await _verdict(url, played, position) for position in range(questions)]
    waits, late = [wait for one in played for wait in one.waits], _late(wire)
    return {
        "database": ground.name,
        "channels": plan.channels,
        "learners": LEARNERS,
        "questions": questions,
        "presses": len(waits),
        "taken": sum(len(one.chosen) for one in played),
        "lost": sum(verdict.lost for verdict in verdicts),
        "doubled": sum(verdict.doubled for verdict in verdicts) + sum(many > 1 for many in wire.again.values()),
        "p99_ms": share(waits, 0.99) * THOUSAND,
        "slowest_ms": max(waits) * THOUSAND,
        "begun_s": max(one.begun for one in played) - since,
        "late_s": share(late, 0.5),
        "latest_s": max(late),
        "edits": len(wire.edits),
        "most_edits": max(_counting(wire, str(place)) for place in places),
        "most_requests": most_within(wire.requests, 1.0),
        "refused": wire.refused,
        "cpu": busy * 100,
    }


async def _lesson(wire: Wire, place: int, questions: int) -> Answered:
    """Play a quiz of so many questions in one channel, until the last of them is revealed."""
    chosen: dict[tuple[int, int], int] = {}
    waits: list[float] = []
    options = {"deck": "lesson", "seconds": ASKED, "pace": PACE, "early": "off"}
    on = await question(wire, options, place)
    session, began = read_press(answers(on)[0])[0], time.perf_counter()
    told = 0
    for position in range(questions):
        if position:
            on = await asked(wire, place, after=told)
        found = answers(on)
        for number, learner in enumerate(_learners(place)):
            pressed = found[number % len(found)]
            token = f"{place}-{position}-{learner}"
            waits.append(await _press(wire, token, learner, pressed, on))
            if _taken(wire.answers[token]):
                chosen[position, learner] = choice(pressed)
            await asyncio.sleep(ANSWERING / LEARNERS)
        await _closed(wire, on["id"])
        told = len(wire.told[str(place)])
    return Answered(session, began, chosen, tuple(waits))


async def _press(wire: Wire, token: str, learner: int, pressed: str, on: Json) -> float:
    """Let a learner press; return the seconds until they were answered."""
    sent = time.perf_counter()
    event = payloads.press(wire.new_id(), token, payloads.member(learner), pressed, on)
    await wire.dispatch("INTERACTION_CREATE", event)
    await wire.until(lambda: token in wire.answered)
    return wire.answered[token] - sent


def _taken(callback: Json) -> bool:
    """Whether an answer was locked in: that is told by a card, and that it came too late by a sentence."""
    components: Sequence[Json] = callback.get("data", {}).get("components") or ({},)
    return components[0].get("type") == CARD


async def _closed(wire: Wire, ref: str) -> None:
    """Wait until a question takes no more answers."""
    await wire.until(lambda: not answers(wire.messages[ref]))


def _learners(place: int) -> range:
    first = (place - payloads.CHANNEL) * LEARNERS
    return range(first, first + LEARNERS)


async def _verdict(url: str, played: Sequence[Answered], position: int) -> Verdict:
    held = {
        (one.session, str(payloads.FIRST_LEARNER + learner)): chosen
        for one in played
        for (at, learner), chosen in one.chosen.items()
        if at == position
    }
    return await reread(url, held, [one.session for one in played], position=position)


def _late(wire: Wire) -> list[float]:
    """Return by how many seconds each thing came too late that a message had announced with a moment, whole seconds."""
    late = []
    for told in wire.told.values():
        announced: dict[str, int] = {}
        for one in told:
            ref, moment = one.message["id"], _moment(one)
            if announced.get(ref, moment) != moment:
                late.append(max(0.0, one.at / SECOND - announced[ref]))
            announced[ref] = moment
    return late


def _moment(told: Told) -> int:
    """Return the last moment a message names, 0 where it names none; then nothing is announced."""
    found = _MOMENT.findall(payloads.said(told.message["components"]))
    return int(found[-1]) if found else 0


def _counting(wire: Wire, place: str) -> int:
    """Return how many edits of a channel lie within `GAP` of one another that changed no more than a count."""
    times: dict[str, list[float]] = {}
    for one in wire.told[place]:
        if answers(one.message):
            times.setdefault(one.message["id"], []).append(one.at / SECOND)
    return max((most_within(found[1:], GAP) for found in times.values()), default=0)
