"""What the person at the page may do to the playground itself: people, channels, time, simulated learners."""

import re
import unicodedata
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from adapters.playground import wire
from adapters.playground.chat import Chat
from adapters.playground.requests import AddChannel, AddPersona, Jump, Learners, SetSpeed
from adapters.playground.timepiece import Timepiece
from adapters.playground.values import WORKSPACE, Channel, News, NewsKind, Persona
from adapters.playground.wire import Answer
from bot.engine.clock import ScaledClock
from bot.kernel.people import Place

if TYPE_CHECKING:
    from bot.app import App

MOST_PERSONAS = 40
MOST_CHANNELS = 40
MOST_LEARNERS = 2_000
SHOWN_NAMES = 6


class Control:
    """The page's own switches."""

    def __init__(self, app: "App", chat: Chat, timepiece: Timepiece, announce: Callable[[News], None]) -> None:
        self._app = app
        self._chat = chat
        self._timepiece = timepiece
        self._announce = announce

    def seats(self) -> dict[str, Any]:
        """Return how many simulated learners sit in each channel, and the names of the first."""
        seats = {one.id: self._app.classroom.names(Place(WORKSPACE, one.id)) for one in self._chat.channels}
        return {
            channel: {"count": len(names), "names": names[:SHOWN_NAMES]} for channel, names in seats.items() if names
        }

    async def add_persona(self, request: AddPersona) -> Answer:
        """Let somebody in."""
        name = _tidy(request.name)
        if not name:
            return {"toast": "Give the new member a name."}
        if len(self._chat.personas) >= MOST_PERSONAS:
            return {"toast": f"There are {MOST_PERSONAS} members already; simulated learners can fill the room."}
        if any(one.name.casefold() == name.casefold() for one in self._chat.personas):
            return {"toast": f"There is a {name} already."}
        taken = {one.id for one in self._chat.personas}
        persona = Persona(id=_free(_slug(name) or "member", taken), name=name, host=request.host)
        await self._chat.add_persona(persona)
        return {"id": persona.id}

    async def add_channel(self, request: AddChannel) -> Answer:
        """Make a channel."""
        name = _tidy(request.name).lower().lstrip("#").replace(" ", "-")
        if not name:
            return {"toast": "Give the channel a name."}
        if len(self._chat.channels) >= MOST_CHANNELS:
            return {"toast": f"There are {MOST_CHANNELS} channels already."}
        if any(one.name == name for one in self._chat.channels):
            return {"toast": f"There is a #{name} already."}
        taken = {one.id for one in self._chat.channels}
        channel = Channel(id=_free(_slug(name) or "channel", taken), name=name)
        await self._chat.add_channel(channel)
        return {"id": channel.id}

    async def set_speed(self, request: SetSpeed) -> Answer:
        """Let time run at another speed."""
        if not isinstance(self._app.clock, ScaledClock):
            return {"toast": "This clock runs at its own pace only."}
        self._app.clock.set_speed(request.speed)
        await self._clock_changed()
        return {}

    async def jump(self, request: Jump) -> Answer:
        """Put the clock forward to when the next session wants to be woken."""
        del request
        if not isinstance(self._app.clock, ScaledClock):
            return {"toast": "This clock runs at its own pace only."}
        upcoming = await self._app.store.next_wake()
        if upcoming is None:
            return {"toast": "Nothing is waiting for its time: start a quiz or a discussion first."}
        self._app.clock.jump_to(upcoming)
        await self._clock_changed()
        return {}

    async def learners(self, request: Learners) -> Answer:
        """Add simulated learners to a channel, or let all of them leave."""
        if request.channel not in self._chat.channels:
            return {"toast": "Simulated learners need a channel; open one first."}
        place = Place(WORKSPACE, request.channel)
        if request.add == 0:
            await self._app.classroom.remove_all(place)
        elif len(self._app.classroom.names(place)) + request.add > MOST_LEARNERS:
            return {"toast": f"A channel seats {MOST_LEARNERS} simulated learners at most."}
        else:
            await self._app.classroom.add(request.add, request.skill, place)
        self._announce(News(NewsKind.CLASSROOM, self.seats()))
        return {}

    async def _clock_changed(self) -> None:
        await self._timepiece.note()
        self._announce(News(NewsKind.CLOCK, wire.clock(self._app.clock)))


def _tidy(name: str) -> str:
    printable = "".join(letter if letter.isprintable() else " " for letter in name)
    return " ".join(printable.split())


def _slug(name: str) -> str:
    """Return `name` as an id of ``a-z0-9-``; "" when nothing of it can be written so."""
    bare = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", bare).strip("-")[:24]


def _free(wanted: str, taken: set[str]) -> str:
    number, name = 2, wanted
    while name in taken:
        name = f"{wanted}-{number}"
        number += 1
    return name
