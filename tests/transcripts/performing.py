"""A transcript's lines, played before a chat platform on loopback: what they let happen, and what appears there.

The platform's own stage says how: `discord_stage.py`, `slack_stage.py`.
"""

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from bot.app import App
from bot.kernel.clock import SECOND
from bot.kernel.people import Actor, Place
from tests.transcripts.lines import AFTER, CROWD, DEED, INDENT, SEATED, length, people, script

HOME = "class"
"""The channel everything happens in that is not told to happen elsewhere."""


class Platform(Protocol):
    """What a stage has to do."""

    app: App

    @property
    def place(self) -> Place:
        """The home channel."""
        ...

    async def start(self) -> None:
        """Let the bot be there, and have done all that a start brings with it."""
        ...

    async def stop(self) -> None:
        """Let the bot be gone."""
        ...

    async def settle(self) -> None:
        """Wait until nothing more happens unless the clock moves on."""
        ...

    async def wait(self, length: float) -> None:
        """Let so many seconds pass."""
        ...

    async def act(self, by: Actor, line: str, channel: str = HOME, thread: str | None = None) -> list[str]:
        """Let somebody do what the line says; return what the platform says to it by itself."""
        ...

    async def come(self, who: Actor) -> None:
        """Let somebody be there."""
        ...

    async def leave(self, name: str) -> None:
        """Let somebody leave."""
        ...

    async def deafen(self, who: Actor) -> None:
        """Let no direct message reach somebody, where that can be."""
        ...

    def news(self) -> list[str]:
        """Return what has appeared since this was last asked."""
        ...


async def perform(stage: Platform, line: str) -> list[str]:
    """Let happen what a line says; return what the platform says to it by itself."""
    if passed := AFTER.fullmatch(line):
        await stage.wait(length(passed) / SECOND)
    elif line == "the bot goes down":
        await stage.stop()
    elif line == "the bot is back":
        await stage.start()
    elif crowd := CROWD.fullmatch(line):
        for each in people(crowd["names"]):
            await _come_and_go(stage, each, crowd["what"])
        await stage.settle()
    elif seated := SEATED.fullmatch(line):
        await stage.app.classroom.add(int(seated["count"]), None, stage.place)
        await stage.settle()
    elif deed := DEED.fullmatch(line):
        by = Actor(deed["name"], deed["name"], host=bool(deed["host"]))
        thread = (deed["title"] or "") if deed["thread"] else None
        return await stage.act(by, deed["line"], deed["channel"] or HOME, thread)
    else:
        raise AssertionError(f"nobody knows what to do about: {line}")
    return []


async def _come_and_go(stage: Platform, who: Actor, what: str) -> None:
    if what.startswith("leave"):
        await stage.leave(who.name)
    elif what.startswith("take"):
        await stage.deafen(who)
    else:
        await stage.come(who)


def acting(text: str) -> list[Actor]:
    """Return everybody who acts in a script in which nobody is said to come; where some are, the others come when they act."""
    lines = [line for line in script(text) if not line.startswith("#")]
    if any(CROWD.fullmatch(line) for line in lines):
        return []
    deeds = [found for line in lines if (found := DEED.fullmatch(line))]
    return list({each["name"]: Actor(each["name"], each["name"], host=bool(each["host"])) for each in deeds}.values())


async def played(text: str, opening: AbstractAsyncContextManager[Platform], beforehand: Sequence[Actor] = ()) -> str:
    """Return the transcript of a script as the platform shows it, where those are there `beforehand`."""
    out: list[str] = []
    async with opening as stage:
        for each in beforehand:
            await stage.come(each)
        await stage.settle()
        comment = False
        for line in script(text):
            if out and not (comment and line.startswith("#")):
                out.append("")
            comment = line.startswith("#")
            out.append(line)
            if not comment:
                appeared = [*await perform(stage, line), *stage.news()]
                out += [(INDENT + each).rstrip() for block in appeared for each in block.split("\n")]
    return "\n".join(out) + "\n"
