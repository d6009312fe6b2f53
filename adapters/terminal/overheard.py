"""A front door at which somebody listens: it lets everything through, and tells what some members do and get."""

from collections.abc import Callable, Collection, Mapping
from typing import Any

from adapters.terminal.surface import TerminalSurface
from bot.engine.door import Door
from bot.kernel.clock import Instant
from bot.kernel.people import Actor, Place
from bot.kernel.session import Reply
from bot.quiz.answers import LETTERS


class Overheard:
    """Tells (`tell`) what the members in `watched` press, and shows them on `surface` what they get alone."""

    def __init__(
        self, door: Door, surface: TerminalSurface, watched: Collection[str], tell: Callable[[str], None]
    ) -> None:
        self._door = door
        self._surface = surface
        self._watched = watched
        self._tell = tell

    async def press(
        self, token: str, by: Actor, place: Place, at: Instant, values: Mapping[str, Any] | None = None
    ) -> Reply:
        """Do what the token means."""
        self._surface.meet(by)
        if by.member not in self._watched:
            return await self._door.press(token, by, place, at, values)
        self._tell(f"{by.name} {self._deed(place, by.member, token, values or {})}")
        with self._surface.holding():
            reply = await self._door.press(token, by, place, at, values)
            self._surface.show(place, by.member, reply)
        return reply

    def _deed(self, place: Place, member: str, token: str, values: Mapping[str, Any]) -> str:
        """Say what is done, in the words of whoever looks on."""
        if "text" in values:
            return f"answers “{values['text']}”"
        if "choices" in values:
            return f"chooses {', '.join(sorted(LETTERS[int(value)] for value in values['choices']))}"
        return f"presses [ {self._surface.label(place, member, token)} ]"
