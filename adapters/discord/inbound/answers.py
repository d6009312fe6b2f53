"""The answer to one interaction: exactly one first response within three seconds, and what comes after it.

What may never happen: a reply that others can see, an interaction without an answer, or an error in the log because Discord
had stopped to wait for one.
"""

import asyncio
from collections.abc import Mapping
from typing import Any

import structlog

from adapters.discord.inbound.arrivals import EPHEMERAL, Arrival, Way
from adapters.discord.rendering.cards import Payload, said
from adapters.discord.requests.rest import Rest
from bot.kernel.words import words

PATIENCE = 1.5
"""Seconds after which "thinking" is answered, since Discord waits three (API docs, "Responding to an Interaction", 2026-08)."""

LAST_MOMENT = 2.2
"""The same for what may show a form: a form has to be the first answer."""

log = structlog.get_logger()


class Answer:
    """How an interaction is answered. It is answered by itself, to be filled in later, when nothing came in time."""

    __slots__ = ("_arrival", "_later", "_rest", "_timer")

    def __init__(self, rest: Rest, arrival: Arrival) -> None:
        self._rest = rest
        self._arrival = arrival
        self._timer: asyncio.TimerHandle | None = None
        self._later: asyncio.Task[None] | None = None

    def wait_at_most(self, patience: float) -> None:
        """Answer by itself in `patience` seconds."""
        self._timer = asyncio.get_running_loop().call_later(patience, self._begin_later)

    @property
    def late(self) -> bool:
        """Whether it has been answered by itself: no form can be shown any more."""
        return self._later is not None

    async def say(self, payload: Payload) -> bool:
        """Show a message to the person alone; True when it can be edited by the interaction's token from now on."""
        if await self._first(Way.MESSAGE, {**payload.body, "flags": payload.body["flags"] | EPHEMERAL}, payload):
            return True
        if self._in_place:
            private = {**payload.body, "flags": payload.body["flags"] | EPHEMERAL}
            await self._rest.follow_up(self._arrival.token, private, payload.files)
            return False
        await self._rest.edit_own(self._arrival.token, payload.body, payload.files)
        return True

    async def update(self, payload: Payload) -> None:
        """Put the message in place of the private one whose control was pressed."""
        if not await self._first(Way.UPDATE, payload.body, payload):
            await self._rest.edit_own(self._arrival.token, payload.body, payload.files)

    async def form(self, data: Mapping[str, Any]) -> None:
        """Show a form, as the first answer."""
        await self._first(Way.FORM, data)

    async def nothing(self) -> None:
        """Answer that all is well, where that can be seen."""
        if self._in_place or (self._arrival.seen is not None and not self.late):
            await self._first(Way.NOTHING, None)
            return
        await self.say(said(words(self._arrival.locale)("Done.")))

    def give_up(self) -> None:
        """Stop waiting; nothing is answered."""
        if self._timer is not None:
            self._timer.cancel()

    @property
    def _in_place(self) -> bool:
        """Whether what was promised to come later is a change of the private message whose control was pressed."""
        return self._arrival.seen is not None and self._arrival.seen.private

    async def _first(self, way: Way, data: Mapping[str, Any] | None, payload: Payload | None = None) -> bool:
        """Answer for the first time; False when that has happened by itself, and it is for an edit now."""
        self.give_up()
        if self._later is not None:
            await self._later
            return False
        arrival = self._arrival
        await self._rest.respond(arrival.id, arrival.token, way, data, payload.files if payload is not None else ())
        return True

    def _begin_later(self) -> None:
        if self._later is None:
            self._later = asyncio.get_running_loop().create_task(self._answer_later())
            self._later.add_done_callback(_seen)

    async def _answer_later(self) -> None:
        arrival = self._arrival
        if self._in_place:
            await self._rest.respond(arrival.id, arrival.token, Way.NOTHING)
        else:
            await self._rest.respond(arrival.id, arrival.token, Way.LATER, {"flags": EPHEMERAL})


def _seen(task: asyncio.Task[None]) -> None:
    """Take note of how it ended: whoever waits for it is told, and if nobody does, nobody minds."""
    if not task.cancelled():
        task.exception()
