"""What members write in threads, heard from Slack's events: written, edited, taken away.

What may never happen: a question to Slack or to the store for a message that stands in no thread of ours, of which a busy
workspace has thousands a minute; an event acknowledged before it is safe; a private word for an author where others can read it.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from adapters.slack.inbound.hosts import Hosts
from adapters.slack.inbound.murmurs import Murmurs
from adapters.slack.inbound.news import Removed as Deleted
from adapters.slack.inbound.news import Written
from adapters.slack.outbound.history import message_of, name_in
from adapters.slack.requests.api import Api, Identity
from adapters.slack.terms.calls import is_call
from adapters.slack.terms.stamps import lately, read
from bot.discussion.session import DiscussionKind
from bot.engine.hearing import UNHEARD
from bot.kernel.clock import MINUTE
from bot.kernel.errors import Denied, StudybellError
from bot.kernel.message import Message, Removed
from bot.kernel.newest import Newest
from bot.kernel.people import Actor, Place

if TYPE_CHECKING:
    from bot.app import App

YOUNG = MINUTE
"""How old a message of ours is at most whose post may not have been noted yet."""

SETTLED = 30 * MINUTE
"""How old a message is at least that will not turn out to be ours any more, also after a crash."""

MOST_THREADS = 50_000
"""Threads of others to remember."""


class Unheard(StudybellError):
    """It could not be noted; Slack is to deliver it again."""

    def __init__(self) -> None:
        super().__init__("what was written in a thread could not be noted")


class Listening:
    """Hears messages, and lets the session whose thread it is know."""

    def __init__(self, app: "App", api: Api, hosts: Hosts, murmurs: Murmurs, prefix: str = "") -> None:
        self._app = app
        self._api = api
        self._hosts = hosts
        self._murmurs = murmurs
        self._prefix = prefix
        self._others: Newest[Place, None] = Newest(MOST_THREADS)

    async def written(self, workspaces: Sequence[str], told: Written) -> None:
        """Hear a message as it stands now; raises `StudybellError` where it could not be noted."""
        if not told.thread:
            return
        listener = await self._listener(workspaces, told.channel, told.thread, told.parent)
        if listener is None:
            return
        thread, session = listener
        me = await self._me(thread.workspace)
        if me is not None and is_call(told.raw, me.user, self._prefix):
            return
        author = str(told.raw["user"])
        by = await self._hosts.author(thread.workspace, author, name_in(told.raw))
        message = message_of(told.raw, self._app.clock.now(), by.name)
        reply = await self._app.door.hear(thread, message, by)
        if reply.refused in UNHEARD:
            raise Unheard
        if reply.text or reply.card is not None:
            self._murmurs.begin(session, thread, message, reply)

    async def deleted(self, workspaces: Sequence[str], told: Deleted) -> None:
        """Hear that a message was taken away, of ours or of a member's; raises `StudybellError` where it could not be noted."""
        if not told.told:
            await self._somewhere(workspaces, told)
            return
        for workspace in workspaces:
            me = await self._me(workspace)
            if me is not None and (told.author == me.user or (told.bot and told.bot == me.bot)):
                await self._app.door.gone(Place(workspace, told.channel, told.thread), told.ts)
                return
        if told.thread and not told.bot:
            await self._taken_away(workspaces, told)

    async def _taken_away(self, workspaces: Sequence[str], told: Deleted) -> None:
        listener = await self._listener(workspaces, told.channel, told.thread, told.parent)
        if listener is None:
            return
        thread, _ = listener
        at = lately(told.at, self._app.clock.now())
        gone = Message(told.ts, author=told.author, name="", at=0, removed=Removed.BY_AUTHOR, removed_at=at)
        reply = await self._app.door.hear(thread, gone, Actor(member=told.author, name=""))
        if reply.refused in UNHEARD:
            raise Unheard

    async def _somewhere(self, workspaces: Sequence[str], told: Deleted) -> None:
        """Take note that something was deleted of which Slack tells only where: it may be ours, or in any thread of ours."""
        for workspace in workspaces:
            if told.thread:
                self._app.door.missed(Place(workspace, told.channel, told.thread), read(told.ts) or 0)
            place = Place(workspace, told.channel)
            await self._app.door.gone(place, told.ts)
            for session in await self._app.store.running_in(place, DiscussionKind.name):
                for posted in (await self._app.store.posted(session)).values():
                    self._app.door.missed(Place(workspace, told.channel, posted.ref), read(told.ts) or 0)

    # -- whose it is
    async def _listener(
        self, workspaces: Sequence[str], channel: str, thread: str, parent: str
    ) -> tuple[Place, str] | None:
        """Return the thread and the session that listens in it; raises `StoreBroken` where that cannot be looked up.

        `parent` is who wrote the message it begins at, where Slack tells: in threads of others nobody listens.
        """
        for workspace in workspaces:
            place = Place(workspace, channel, thread)
            if place in self._others:
                continue
            me = await self._me(workspace)
            if me is None or (parent and parent != me.user):
                continue
            session = await self._of(place, sure=bool(parent))
            if session is not None:
                return place, session
        return None

    async def _of(self, place: Place, *, sure: bool) -> str | None:
        """Return the session that listens in the thread, also where that may have begun right now.

        `sure`: a message of ours begins it.
        """
        hearing, begun = self._app.door.hearing, read(place.thread)
        age = self._app.clock.now() - begun if begun is not None else 0
        session = await hearing.listener(place)
        if session is None and sure and age <= YOUNG:
            session = await hearing.beginning(place)
        if session is None and age > SETTLED and await self._app.store.thread_of(place) is None:
            self._others[place] = None
        return session

    async def _me(self, workspace: str) -> Identity | None:
        try:
            return await self._api.tokens.me(workspace)
        except Denied:
            return None
