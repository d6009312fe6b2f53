"""The composition root: reads the settings and calls the constructors. (Signatures first.)"""

from typing import Protocol

from bot.engine.router import FrontDoor
from bot.engine.surface import Surface
from bot.kernel.clock import Clock
from bot.store.contract import Store


class App(Protocol):
    """The assembled program, handed to every adapter's ``open_adapter(app)``."""

    store: Store
    clock: Clock
    door: FrontDoor


class Adapter(Protocol):
    """A platform plugged in: found by entry point ``studybell.surfaces``, made by ``open_adapter(app)``."""

    name: str
    surface: Surface

    async def run(self) -> None:
        """Serve until cancelled."""
        ...
