"""A class presses in Slack: the load, over the wire, with what came back and when."""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence

from msgspec import Struct

from bot.bench.contending import Contender
from bot.bench.load import Press
from bot.bench.slack import payloads
from bot.bench.slack.payloads import Json
from bot.bench.slack.wire import Wire

PATIENCE = 60.0
"""Seconds in which the last press must have been answered."""


class Rush(Struct, frozen=True):
    """What came of the presses, in seconds.

    `acks`: how long each waited to be acknowledged, `waits` for its private answer (empty where none is given); the wall from the
    first press to the last of both; the processor time the contender spent meanwhile. `answers` is what each learner was answered
    first, `twice` how many presses were answered twice.
    """

    acks: tuple[float, ...]
    waits: tuple[float, ...]
    wall: float
    cpu: float
    answers: Mapping[int, Json]
    twice: int


async def rush(  # noqa: PLR0913 - what is pressed, where, by whom
    wire: Wire,
    contender: Contender,
    presses: Sequence[Press],
    on: Json,
    control: Callable[[int], Json],
    *,
    answered: bool = True,
) -> Rush:
    """Let the learners press when they are due, and wait until each press is acknowledged and, mostly, answered.

    Raises `TimeoutError` where one is not.
    """
    sent: list[tuple[int, int, float]] = []
    cpu, began = contender.cpu(), time.perf_counter()
    for press in presses:
        if (left := press.due - (time.perf_counter() - began)) > 0:
            await asyncio.sleep(left)
        when = time.perf_counter()
        number = await wire.press(payloads.learner(press.learner), control(press.learner), on)
        sent.append((number, press.learner, when))
    ends = [wire.acked, wire.answered] if answered else [wire.acked]
    await wire.until(lambda: all(number in end for end in ends for number, _, _ in sent), PATIENCE)
    return Rush(
        acks=tuple(wire.acked[number] - when for number, _, when in sent),
        waits=tuple(wire.answered[number] - when for number, _, when in sent) if answered else (),
        wall=max(end[number] for end in ends for number, _, _ in sent) - began,
        cpu=contender.cpu() - cpu,
        answers={learner: wire.answers[number] for number, learner, _ in reversed(sent)} if answered else {},
        twice=sum(wire.again[number] > 1 for number, _, _ in sent),
    )
