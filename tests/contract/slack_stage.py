"""Slack as a stage of the contract: our surface before a strict Slack on loopback."""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from adapters.slack.installs.tokens import OneToken
from adapters.slack.outbound.people import Roster
from adapters.slack.outbound.surface import SlackSurface
from adapters.slack.rendering import messages
from adapters.slack.requests.api import Api
from adapters.slack.requests.client import open_session, web_client
from bot.engine.clock import ManualClock
from bot.kernel.card import Card
from bot.kernel.message import Removed
from bot.kernel.people import Place
from bot.store.connect import open_store
from bot.store.contract import Store
from bot.testing.stages import PEOPLE, Stage
from tests.contract.named import Named
from tests.loopback.slack import Loopback, Message, loopback
from tests.loopback.slack.people import Person as Somebody

BOT = "studybell"


class SlackStage:
    """A workspace with Ada, Ben and another bot, where the app was granted all it may ask for."""

    bots = frozenset({"helper", BOT})

    def __init__(self, server: Loopback, clock: ManualClock, api: Api, store: Store) -> None:
        self.clock = clock
        self.server = server
        self.api = api
        self.team = server.team()
        self.channel = self.team.channel()
        self.people: dict[str, Somebody] = {name: self.team.member(name) for name in PEOPLE}
        helper = self.team.member("helper", bot=True, bot_id="B0HELPER")
        self.ids = {name: person.id for name, person in self.people.items()}
        self.ids |= {"helper": helper.id, BOT: self.team.bot.id}
        self.place = Place(f"slack:{self.team.id}", self.channel.id)
        self.roster = Roster(api, clock)
        self.inner = SlackSurface(api, api.tokens, store, clock, self.roster)
        self.surface: Any = Named(self.inner, self.ids, _titled)

    def seen(self, member: str) -> Sequence[str]:
        """Return the titles of our messages that Slack shows them: in the channel, in threads, among direct ones."""
        person = self.people[member]
        every = [*self.channel.messages.values(), *person.dm.messages.values()]
        whispered = [each for each in self.channel.whispers.values() if each.only_for is person.user]
        return [self._title(each) for each in (*every, *whispered) if each.user is self.team.bot and each.blocks]

    def _title(self, message: Message) -> str:
        heading = _heading(message.blocks)
        return str(self.surface.titles.get(heading, heading))

    async def delete(self, ref: str) -> None:
        """Delete the message, as an admin."""
        self.team.deletes(self._message(ref))

    async def reply(self, member: str, card: Card) -> None:
        """Answer an act of theirs with it."""
        shown = messages.ephemeral(self.surface.card(card))
        body = {name: shown[name] for name in ("text", "blocks")}
        await self.api.call(
            self.place.workspace, "chat.postEphemeral", channel=self.channel.id, user=self.ids[member], **body
        )

    async def write(self, member: str, thread: Place, text: str, reply_to: str = "") -> str:
        """Write it; in a thread of Slack's nobody can answer a single message."""
        if reply_to:
            return ""
        return (await self.people[member].writes(self.channel, text, thread=thread.thread)).ts

    async def edit(self, thread: Place, message: str, text: str) -> None:  # noqa: ARG002 - a ts says which
        """Let its author change it."""
        found = self._message(message)
        await self.people[found.user.name].edits(found, text)

    async def remove(self, thread: Place, message: str, by: Removed) -> None:  # noqa: ARG002 - as above
        """Let its author or an admin take it away."""
        found = self._message(message)
        if by is Removed.BY_AUTHOR:
            await self.people[found.user.name].removes(found)
        else:
            self.team.deletes(found)

    def pinged(self, ref: str) -> Collection[str]:
        """Return whom Slack notifies."""
        return self.people["ada"].looks_at(self._message(ref)).pings

    def refuse(self, member: str) -> bool:
        """Close their account: nobody else can refuse an app's messages one by one."""
        self.people[member].user.deleted = True
        return True

    def group(self, *members: str) -> str:
        """Make a user group."""
        return self.team.group("group", *(self.people[member] for member in members)).handle

    def _message(self, ref: str) -> Message:
        return self.channel.messages[ref]


def _titled(card: Card) -> str:
    return _heading(messages.message(card)["blocks"])


def _heading(blocks: Sequence[Mapping[str, Any]]) -> str:
    """Return the first text of a message; what its blocks were called by Slack is no part of it."""
    return repr({name: value for name, value in blocks[0].items() if name != "block_id"}) if blocks else ""


@asynccontextmanager
async def on_slack(folder: Path) -> AsyncIterator[Stage]:
    """Give the stage, and see at the end that nothing was sent which Slack would not have taken."""
    clock, store = ManualClock(), open_store(f"sqlite+aiosqlite:///{folder}/studybell.db")
    await store.open()
    try:
        async with loopback(clock) as server:
            async with open_session() as session:
                client = web_client(session, server.api_url)
                stage = SlackStage(server, clock, Api(client, OneToken(client, server.bot_token, clock), clock), store)
                yield stage
                await stage.inner.stop()
                await stage.roster.stop()
            server.assert_clean()
    finally:
        await store.close()
