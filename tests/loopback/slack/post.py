"""The sorting office: what the app is told of, and how often it is told until it has acknowledged.

Source: Slack's "The Events API" page (2026): an event that is not acknowledged within 3 s is told again at once, after a minute
and after five; commands and interactions are told once.
"""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any, Protocol

from bot.kernel.clock import MINUTE, Clock
from tests.loopback.slack.parcels import EVENTS, NO_LINK, Ack, Failure, Parcel

RETRIES = (0, MINUTE, 5 * MINUTE)


class Carrier(Protocol):
    """A way to the app."""

    async def carry(self, parcel: Parcel) -> Ack | Failure:
        """Bring it, and wait for the acknowledgement."""
        ...


@dataclass
class PostOffice:
    """All that is told to the app, through whatever way `carrier` returns at that moment.

    `retries`: milliseconds on the clock before each further attempt. `delay`: milliseconds by which every event is late.
    `told`: all events so far. `failures`: what was not acknowledged; `given_up`: events that never were. `under_way`: how many
    are being
    brought right now. `busy` is called with +1 and -1 as that changes.
    """

    clock: Clock
    carrier: Callable[[], Carrier]
    busy: Callable[[int], None]
    retries: tuple[int, ...] = RETRIES
    delay: int = 0
    told: list[Parcel] = field(default_factory=list)
    given_up: list[Parcel] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    under_way: int = 0
    held: list[Parcel] | None = None
    closed: bool = False

    def __post_init__(self) -> None:
        self._tasks: set[asyncio.Task[Any]] = set()

    # -- events -------------------------------------------------------------------------------------------------------

    def tell(self, payload: dict[str, Any]) -> None:
        """Tell of an event, now or when what is held back is let go."""
        if self.closed:
            return
        parcel = Parcel(EVENTS, payload)
        self.told.append(parcel)
        if self.held is not None:
            self.held.append(parcel)
            return
        self.bring(parcel)

    def bring(self, parcel: Parcel) -> None:
        """Bring an event until it is acknowledged or has been brought often enough."""
        self.spawn(self._until_acknowledged(parcel))

    async def _until_acknowledged(self, first: Parcel) -> None:
        if self.delay:
            await self.clock.sleep_until(self.clock.now() + self.delay)
        parcel = first
        for attempt, wait in enumerate((*self.retries, None), start=1):
            answer = await self.hand(parcel)
            if isinstance(answer, Ack) or answer.final:
                return
            if wait is None:
                break
            if wait:
                await self.clock.sleep_until(self.clock.now() + wait)
            reason = "timeout" if answer.reason == NO_LINK else answer.reason
            parcel = Parcel(EVENTS, first.payload, attempt=first.attempt + attempt, reason=reason)
        self.given_up.append(first)

    # -- anything -----------------------------------------------------------------------------------------------------

    async def hand(self, parcel: Parcel) -> Ack | Failure:
        """Bring something once."""
        self._count(1)
        try:
            answer = await self.carrier().carry(parcel)
        finally:
            self._count(-1)
        if isinstance(answer, Failure):
            self.failures.append(answer)
        return answer

    def _count(self, by: int) -> None:
        self.under_way += by
        self.busy(by)

    def spawn(self, work: Coroutine[Any, Any, Any]) -> None:
        """Let something go on by itself."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def stop(self) -> None:
        """Bring nothing any more."""
        self.closed = True
        tasks = tuple(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    # -- what a test does to it ---------------------------------------------------------------------------------------

    def newest(self, name: str) -> Parcel | None:
        """Return the newest event of a type, ``message`` for instance, or of a subtype."""
        events = (one for one in reversed(self.told) if name in (one.name, one.payload["event"].get("subtype")))
        return next(events, None)

    def again(self, name: str = "message", times: int = 1) -> None:
        """Tell of the newest event of a type once more, as Slack does when an acknowledgement came too late."""
        found = self.newest(name)
        for number in range(times if found else 0):
            assert found is not None
            self.bring(Parcel(EVENTS, found.payload, attempt=number + 1, reason="timeout"))

    def hold(self) -> None:
        """Hold all events back."""
        self.held = self.held or []

    def release(self, order: str = "reversed") -> None:
        """Let go of what was held back: ``as it came`` or ``reversed``."""
        held, self.held = self.held or [], None
        for parcel in held if order == "as it came" else reversed(held):
            self.bring(parcel)
