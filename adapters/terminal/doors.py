"""The doors that acts are taken to: the bot's own (`bot.engine.door.Door`), or one that is shut while it is down."""

from collections.abc import Mapping
from typing import Any, Protocol

from bot.kernel.clock import Instant
from bot.kernel.event import Event
from bot.kernel.message import Message
from bot.kernel.people import Actor, Place
from bot.kernel.session import NOTHING, Reply


class FrontDoor(Protocol):
    """Where acts go."""

    async def run(self, path: str, event: Event, by: Actor, place: Place, at: Instant) -> Reply:
        """Do a command."""
        ...

    async def press(
        self, token: str, by: Actor, place: Place, at: Instant, values: Mapping[str, Any] | None = None
    ) -> Reply:
        """Do what a control means."""
        ...

    async def hear(self, thread: Place, message: Message, by: Actor) -> Reply:
        """Take note of what stands in a thread."""
        ...


class Shut:
    """The door of a bot that is down. What is written then is heard by nobody, and stays in the chat."""

    async def run(self, *_: object, **__: object) -> Reply:
        """Let the chat say that nobody is there."""
        return Reply(text="Studybell does not answer.", refused="down")

    press = run

    async def hear(self, *_: object, **__: object) -> Reply:
        """Hear nothing."""
        return NOTHING
