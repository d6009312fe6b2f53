"""The front door: what a surface's inbound half calls. (Signatures first; the engine fills them in.)"""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from bot.kernel.card import Option
from bot.kernel.clock import Instant
from bot.kernel.event import Event
from bot.kernel.people import Actor, Place
from bot.kernel.session import Reply


class FrontDoor(Protocol):
    """Where presses, forms and commands go in, and private replies come out."""

    async def run(self, path: str, event: Event, by: Actor, place: Place, at: Instant) -> Reply:
        """Do the command `path` (``quiz start``), already parsed into `event`, in `place`."""
        ...

    async def press(
        self, token: str, by: Actor, place: Place, at: Instant, values: Mapping[str, Any] | None = None
    ) -> Reply:
        """Do what a button, select or form token means, with the `values` chosen or filled in."""
        ...

    async def complete(self, place: Place, kind: str, typed: str) -> Sequence[Option]:
        """Return at most 25 values for a parameter of `kind` (``deck``, ``member``) that match what is typed so far."""
        ...
