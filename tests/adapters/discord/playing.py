"""Studybell on a loopback Discord with a teacher, two learners and a channel; and acts its people cannot do there."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from bot.kernel.people import Place
from bot.kernel.session import Reply
from tests.loopback.discord import Answer, Channel, Classroom, Loopback, Person, Shown
from tests.loopback.discord.acts import act, answered, begin, payload
from tests.loopback.discord.interactions import COMMAND, COMPONENT, Interaction
from tests.loopback.studybell import Indoors, indoors


class Class:
    """A server with people in it, and Studybell."""

    def __init__(self, discord: Loopback, studybell: Indoors) -> None:
        self.discord = discord
        self.studybell = studybell
        self.guild: Classroom = discord.guild("Biology 101")
        self.general: Channel = self.guild.channel("general")
        self.teacher: Person = self.guild.member("Bo", host=True)
        self.ada: Person = self.guild.member("Ada")
        self.ben: Person = self.guild.member("Ben")

    async def card(self, where: Channel | None = None, *, to: Person | None = None, has: str = "") -> Shown:
        """Return the newest public card in a channel that has a text in it, as soon as there is one."""
        channel, person = where or self.general, to or self.ada

        def found() -> list[Shown]:
            return [each for each in person.sees(channel) if has in each.text and not each.private]

        await self.discord.until(lambda: bool(found()))
        return found()[-1]

    async def asking(self, **options: Any) -> Shown:
        """Start a quiz and return its first question, open for answers."""
        await self.teacher.command(
            self.general, "quiz start", **{"deck": "capitals", "start": "now", "reading": 0, **options}
        )
        await self.discord.until(lambda: any(each.controls for each in self.ada.sees(self.general)))
        return await self.card(has="Question 1")

    def patience(self) -> asyncio.Timeout:
        """Return how long to wait for what has no event to wait for."""
        return asyncio.timeout(5)

    async def session_of(self, card: Shown) -> str:
        """Return the session whose thread begins at the card, as soon as it is noted that it stands there."""
        thread = Place(f"discord:{self.guild.id}", str(card.message.channel.id), str(card.id))
        async with self.patience():
            while (session := await self.studybell.app.store.thread_of(thread)) is None:
                continue
        return session

    async def typed(
        self, by: Person, name: str, options: list[dict[str, Any]], where: Channel | None = None, **more: Any
    ) -> Answer:
        """Send a command as somebody does whose Discord still shows the commands of last year."""
        data = {"id": "1", "name": name, "type": 1, "options": options, **more}
        return await act(self.discord, COMMAND, by.user, where or self.general, data)

    def type(self, by: Person, name: str, options: list[dict[str, Any]]) -> Interaction:
        """Type a command and wait for nothing."""
        data = {"id": "1", "name": name, "type": 1, "options": options}
        return begin(self.discord, COMMAND, by.user, self.general, data)

    async def pressed(self, by: Person, on: Shown, custom_id: str) -> Answer:
        """Press a control that stood on the message formerly."""
        data = {"custom_id": custom_id, "component_type": 2, "id": 5}
        return await act(self.discord, COMPONENT, by.user, on.message.channel, data, on.message)

    def act(self, by: Person, on: Shown | None, label: str) -> Interaction:
        """Press a button and wait for nothing."""
        assert on is not None
        button = next(each for each in on.controls if each.label.startswith(label))
        data = {"custom_id": button.custom_id, "component_type": 2, "id": button.id}
        return begin(self.discord, COMPONENT, by.user, on.message.channel, data, on.message)

    async def answered(self, it: Interaction) -> Answer:
        """Wait for the answer to what was pressed."""
        return await answered(self.discord, it)

    async def twice(self, by: Person, on: Shown, label: str) -> Answer:
        """Press a button once, of which the gateway tells twice."""
        it = self.act(by, on, label)
        self.discord.gateway.dispatch("INTERACTION_CREATE", payload(self.discord, it), self.guild.id)
        return await answered(self.discord, it)


@asynccontextmanager
async def playing(discord: Loopback, folder: Path, **other: Any) -> AsyncIterator[Class]:
    """Yield the class with Studybell in it, once its commands can be typed."""
    async with indoors(discord, folder, **other) as studybell:
        room = Class(discord, studybell)
        await studybell.ready()
        await discord.until(lambda: bool(discord.commands))
        yield room


class Held:
    """A way into the front door that stays shut until it is opened; then everything goes in as it came."""

    def __init__(self, way: Callable[..., Awaitable[Reply]]) -> None:
        self._way = way
        self._open = asyncio.Event()

    async def __call__(self, *args: Any) -> Reply:
        """Go in as soon as that is possible."""
        await self._open.wait()
        return await self._way(*args)

    def open(self) -> None:
        """Let everything in."""
        self._open.set()
