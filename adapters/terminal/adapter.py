"""The terminal plugged into the app: people who type lines, and a stream on which everything that happens is printed."""

import asyncio
import sys
from collections.abc import Callable, Mapping
from typing import Any

from adapters.terminal.doors import Shut
from adapters.terminal.inbound import Inbound
from adapters.terminal.surface import TerminalSurface
from adapters.terminal.text import Look
from bot.app import App
from bot.engine.surface import Surface
from bot.kernel.clock import Clock
from bot.kernel.people import Actor, Place

WORKSPACE = "terminal:main"
HOME = "class"
"""The channel whose name goes without saying."""


class Terminal:
    """A chat of text.

    `options` of the app: ``screen`` (a chat that stands already), or what a new one is made of: ``write`` (where blocks of
    lines go), ``look``, ``watched``, ``quiet``.
    """

    name = "terminal"

    def __init__(self, app: App) -> None:
        self.screen: TerminalSurface = app.options.get("screen") or open_screen(app.clock, app.options)
        self.surface: Surface = self.screen
        self._inbound = Inbound(app.door, app.clock, self.screen)
        self.serving = asyncio.Event()

    async def run(self) -> None:
        """Be there until cancelled: whoever drives it calls `act`."""
        self.serving.set()
        await asyncio.Event().wait()

    async def act(self, by: Actor, line: str, channel: str = HOME, thread: str | None = None) -> None:
        """Let somebody do what the line says in a channel, or in its newest thread whose name begins so; see ``inbound.py``."""
        self.screen.meet(by)
        place = Place(WORKSPACE, channel)
        await self._inbound.do(by, place if thread is None else self.screen.talk.find(place, thread), line)

    def unplug(self) -> None:
        """Go on as a chat without its bot."""
        self._inbound.door = Shut()


def open_screen(clock: Clock, options: Mapping[str, Any]) -> TerminalSurface:
    """Return a chat in which nothing stands yet."""
    write: Callable[[str], None] = options.get("write", _print)
    return TerminalSurface(
        write,
        clock,
        look=options.get("look", Look(colour=sys.stdout.isatty())),
        home=HOME,
        watched=options.get("watched"),
        quiet=options.get("quiet", ()),
    )


def open_adapter(app: App) -> Terminal:
    """Return the terminal of `app`."""
    return Terminal(app)


def _print(block: str) -> None:
    print(block, flush=True)
