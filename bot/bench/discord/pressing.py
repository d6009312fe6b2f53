"""A class presses: the load, over the wire, with what came back and when."""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence

from msgspec import Struct

from bot.bench.contending import Contender
from bot.bench.discord import payloads
from bot.bench.discord.payloads import Json
from bot.bench.discord.wire import Wire
from bot.bench.load import Press

PATIENCE = 60.0
"""Seconds in which the last press must have been answered."""

Pressed = Callable[[int], tuple[str, Json]]
"""Returns the custom id that the learner of this number presses, and the message it stands on."""


class Rush(Struct, frozen=True):
    """What came of the presses, in seconds.

    How long each waited from its dispatch to its callback; the wall from the first dispatch to the last callback; the processor
    time the contender spent meanwhile. `answers` is what each learner was answered first, `twice` how many were answered twice.
    """

    waits: tuple[float, ...]
    wall: float
    cpu: float
    answers: Mapping[int, Json]
    twice: int


async def rush(wire: Wire, contender: Contender, presses: Sequence[Press], pressed: Pressed, name: str) -> Rush:
    """Dispatch `presses` when they are due and wait until each has been answered; raises `TimeoutError`."""
    sent: list[tuple[str, int, float]] = []
    cpu, began = contender.cpu(), time.perf_counter()
    for number, press in enumerate(presses):
        if (left := press.due - (time.perf_counter() - began)) > 0:
            await asyncio.sleep(left)
        token = f"{name}-{number}"
        custom_id, on = pressed(press.learner)
        event = payloads.press(wire.new_id(), token, payloads.member(press.learner), custom_id, on)
        sent.append((token, press.learner, time.perf_counter()))
        await wire.dispatch("INTERACTION_CREATE", event)
    await wire.until(lambda: all(token in wire.answered for token, _, _ in sent), PATIENCE)
    spent = contender.cpu() - cpu
    return Rush(
        waits=tuple(wire.answered[token] - when for token, _, when in sent),
        wall=max(wire.answered[token] for token, _, _ in sent) - began,
        cpu=spent,
        answers={learner: wire.answers[token] for token, learner, _ in reversed(sent)},
        twice=sum(wire.again[token] > 1 for token, _, _ in sent),
    )
