"""The terminal plugged into the app: people who type lines, and a stream on which everything that happens is printed."""

import asyncio
import sys
from collections.abc import Callable

from adapters.terminal.inbound import Inbound
from adapters.terminal.surface import TerminalSurface
from adapters.terminal.text import Look
from bot.app import App
from bot.engine.surface import Person, Surface
from bot.kernel.people import Actor, Place

WORKSPACE = "terminal:main"
HOME = "class"
"""The channel whose name goes without saying."""


class Terminal:
    """A chat of text. `options` of the app: ``write`` (where blocks of lines go), ``look``, ``watched``, ``quiet``."""

    name = "terminal"

    def __init__(self, app: App) -> None:
        write: Callable[[str], None] = app.options.get("write", _print)
        self.screen = TerminalSurface(
            write,
            app.clock,
            look=app.options.get("look", Look(colour=sys.stdout.isatty())),
            home=HOME,
            watched=app.options.get("watched"),
            quiet=app.options.get("quiet", ()),
        )
        self.surface: Surface = self.screen
        self._inbound = Inbound(app, self.screen)
        self.serving = asyncio.Event()

    async def run(self) -> None:
        """Be there until cancelled: whoever drives it calls `act`."""
        self.serving.set()
        await asyncio.Event().wait()

    async def act(self, by: Actor, line: str, channel: str = HOME) -> None:
        """Let somebody do what the line says; see ``inbound.py``."""
        self.screen.people[by.member] = Person(by.member, by.name)
        await self._inbound.do(by, Place(WORKSPACE, channel), line)


def open_adapter(app: App) -> Terminal:
    """Return the terminal of `app`."""
    return Terminal(app)


def _print(block: str) -> None:
    print(block, flush=True)
