"""Studybell on a loopback Slack with a teacher, two learners and a channel."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from tests.loopback.slack import Channel, Loopback, Person, Workspace
from tests.loopback.slack.acts import Answer
from tests.loopback.slack.seen import Shown
from tests.loopback.studybell import Indoors, by_http, indoors


class Class:
    """A workspace with people in it."""

    def __init__(self, slack: Loopback, name: str = "School", **options: Any) -> None:
        self.slack = slack
        self.team: Workspace = slack.team(name, **options)
        self.general: Channel = self.team.channel("general", bot=options.get("installed", True))
        self.bo: Person = self.team.member("Bo", admin=True)
        self.ada: Person = self.team.member("Ada")
        self.cy: Person = self.team.member("Cy")

    async def starts_a_quiz(self, text: str = "start capitals") -> Answer:
        """Let the teacher start a quiz; return the panel."""
        return await self.bo.command(self.general, "/quiz", text)

    async def shows(self, text: str, thread: str = "", within: float = 10) -> Shown:
        """Return the newest public message with the text, as soon as there is one."""
        return await self._newest(lambda: self.ada.sees(self.general, thread), lambda one: text in one.text, within)

    async def card(self, button: str, title: str = "", within: float = 10) -> Shown:
        """Return the newest public message with a button that begins so (and the title), as soon as there is one."""

        def wanted(one: Shown) -> bool:
            return title in one.text and any(each.startswith(button) for each in one.buttons)

        return await self._newest(lambda: self.ada.sees(self.general), wanted, within)

    async def hosts(self, label: str) -> Answer:
        """Let the teacher press a button of the panel, as soon as it has it: Slack edits nothing private by itself."""
        for _ in range(20):
            panel = await self.bo.command(self.general, "/quiz", "panel")
            if panel.message and label in panel.buttons:
                return await self.bo.presses(panel.message, label)
        raise AssertionError(f"the panel never had {label}")

    async def asking(self, text: str = "start capitals") -> Shown:
        """Let the teacher start a quiz and begin; return its first question, open for answers."""
        await self.starts_a_quiz(text)
        await self.hosts("Begin")
        return await self.card("A")

    async def _newest(self, there: Callable[[], list[Shown]], wanted: Callable[[Shown], bool], within: float) -> Shown:
        found = await self.slack.until(lambda: [one for one in there() if not one.private and wanted(one)], within)
        newest: Shown = found[-1]
        return newest


class Playing(Class):
    """A workspace with people in it, and Studybell."""

    def __init__(self, slack: Loopback, studybell: Indoors) -> None:
        super().__init__(slack)
        self.studybell = studybell


@asynccontextmanager
async def playing(slack: Loopback, folder: Path, *, http: bool = False, **other: Any) -> AsyncIterator[Playing]:
    """Yield the class with Studybell in it, served by Socket Mode or by HTTP."""
    async with indoors(slack, folder, **(by_http(slack, 0) if http else {}), **other) as studybell:
        room = Playing(slack, studybell)
        await studybell.ready()
        if http:
            slack.http(f"http://127.0.0.1:{studybell.adapter.ways.web.port}/slack/events")
        yield room
