"""What members write in threads, heard from the gateway: written, edited, taken away.

What may never happen: a question to Discord or to the store for a message that stands in no thread, of which a busy server has
thousands a minute; a private word for an author where others can read it; or something that could not be brought to the front
door and was not told of (`Door.missed` where the thread is known, else `Unheard`), since threads are not read otherwise.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

import discord
import structlog
from msgspec.structs import replace

from adapters.discord.gateway.attention import Unheard
from adapters.discord.inbound.hosts import Hosts
from adapters.discord.inbound.places import Places
from adapters.discord.outbound.history import message_of
from adapters.discord.requests.rest import Rest
from adapters.discord.terms.application import Granted
from adapters.discord.terms.ids import guild_of, workspace_of
from adapters.discord.terms.routes import MESSAGE
from adapters.discord.terms.stamps import read
from bot.engine.murmuring import murmur
from bot.engine.pointing import about
from bot.engine.surface import Surface
from bot.kernel.errors import Busy, Denied, Gone, StudybellError
from bot.kernel.message import Message, Removed
from bot.kernel.people import Actor, Place
from bot.kernel.session import Reply
from bot.store.contract import StoreBroken

if TYPE_CHECKING:
    from bot.app import App

Raw = Mapping[str, Any]

WHOLE = frozenset({"author", "content", "timestamp", "mentions", "type"})
"""What an edited message has to tell; one that was only touched (a picture of a link arrived) may come without."""

log = structlog.get_logger()


class Listening:
    """Hears messages, and lets the session whose thread it is know. `granted` says which intents we have."""

    def __init__(  # noqa: PLR0913 - what it works with
        self,
        app: "App",
        rest: Rest,
        surface: Surface,
        places: Places,
        hosts: Hosts,
        *,
        granted: Callable[[], Granted],
    ) -> None:
        self._app = app
        self._rest = rest
        self._surface = surface
        self._places = places
        self._hosts = hosts
        self._granted = granted

    # -- what the gateway tells, by its own names of events
    async def message(self, payload: Raw) -> None:
        """Hear that a message was written (MESSAGE_CREATE)."""
        _expect(payload, "id", "channel_id", "author")
        if not _by_a_member(payload):
            return
        thread = await self._thread(payload)
        session = await self._listener(thread, payload) or await self._begun(thread, payload)
        if thread is not None and session is not None:
            await self._hear(session, thread, payload)

    async def edited(self, payload: Raw) -> None:
        """Hear that a message was edited (MESSAGE_UPDATE), if it was by its author: Discord also adds previews of links."""
        _expect(payload, "id", "channel_id")
        if not payload.get("edited_timestamp") or (payload.get("author") and not _by_a_member(payload)):
            return
        thread = await self._thread(payload)
        session = await self._listener(thread, payload)
        if thread is None or session is None:
            return
        whole = payload if payload.keys() >= WHOLE else await self._fetched(thread, payload)
        if whole is not None and _by_a_member(whole):
            await self._hear(session, thread, whole)

    async def deleted(self, payload: Raw) -> None:
        """Hear that a message was taken away (MESSAGE_DELETE); Discord tells neither whose it was nor by whom."""
        _expect(payload, "id", "channel_id")
        await self._deleted(payload, (payload["id"],))

    async def deleted_many(self, payload: Raw) -> None:
        """Hear that several messages of one channel were taken away (MESSAGE_DELETE_BULK)."""
        _expect(payload, "ids", "channel_id")
        await self._deleted(payload, payload["ids"])

    async def thread_gone(self, event: discord.RawThreadDeleteEvent) -> None:
        """Hear that a thread was deleted, and not the card it began at (`on_raw_thread_delete`).

        Discord lets no other begin there, so where people still need one the card goes, too, and is posted again with a thread.
        """
        place = Place(workspace_of(event.guild_id), str(event.parent_id), str(event.thread_id))
        if not await self._needed(place):
            return
        try:
            await self._rest.request("DELETE", MESSAGE, channel_id=event.parent_id, message_id=event.thread_id)
        except Gone:
            pass  # a thread that began at no message
        except (Denied, Busy) as error:
            log.info("a thread that was deleted has no successor", thread=place, reason=str(error))
            return
        await self._app.door.gone(replace(place, thread=""), place.thread)

    # -- whose it is
    async def _needed(self, thread: Place) -> bool:
        """Whether a session that goes on has that thread."""
        try:
            session = await self._app.store.thread_of(thread)
            standing = await self._app.desk.look(session) if session is not None else None
        except StoreBroken as error:
            log.error("not heard", thread=thread, reason=str(error))
            return False
        return standing is not None and not standing.value.over

    async def _thread(self, payload: Raw) -> Place | None:
        """Return the thread the message stands in, None where it stands in none."""
        guild, channel = _where(payload)
        if not (guild and channel) or self._places.parent(guild, channel) == "":
            return None
        place = await self._places.of(guild, channel)
        self._check(place)
        return place if place.thread else None

    def _check(self, place: Place) -> None:
        """Raise `Unheard` where it could not be found out whether it is a thread."""
        if not place.thread and self._places.parent(guild_of(place.workspace), place.channel) is None:
            log.warning(
                "whether this is a thread could not be found out; all threads of the server are read", place=place
            )
            raise Unheard

    async def _listener(self, thread: Place | None, payload: Raw) -> str | None:
        """Return the session that listens in the thread."""
        return await self._asked(self._app.door.hearing.listener, thread, payload) if thread is not None else None

    async def _begun(self, thread: Place | None, payload: Raw) -> str | None:
        """Return the session that listens in a thread of ours which may have begun right now."""
        if thread is None or not self._places.ours(guild_of(thread.workspace), thread.thread):
            return None
        return await self._asked(self._app.door.hearing.beginning, thread, payload)

    async def _asked(self, whose: Callable[[Place], Awaitable[str | None]], thread: Place, payload: Raw) -> str | None:
        try:
            return await whose(thread)
        except StoreBroken as error:
            log.error("not heard", thread=thread, reason=str(error))
            self._miss(thread, payload)
            return None

    def _miss(self, thread: Place, payload: Raw) -> None:
        """Let the thread be read, as far back as the message whose news did not get through, if that is told."""
        self._app.door.missed(thread, read(payload.get("timestamp")) or 0)

    async def _fetched(self, thread: Place, payload: Raw) -> Raw | None:
        """Return the message as it stands now, with what the event told besides."""
        ids = {"channel_id": payload["channel_id"], "message_id": payload["id"]}
        try:
            whole = await self._rest.request("GET", MESSAGE, **ids)
        except Gone:
            return None
        except StudybellError as error:
            log.info("an edited message could not be read", message=payload["id"], reason=str(error))
            self._miss(thread, payload)
            return None
        return {**payload, **whole}

    # -- handing on
    async def _hear(self, session: str, thread: Place, payload: Raw) -> None:
        message = message_of(dict(payload), self._app.clock.now(), texts=self._granted().message_content)
        if message is None:
            return
        by = await self._author(guild_of(thread.workspace), message, payload)
        reply = await self._app.door.hear(thread, message, by)
        if reply.text or reply.card is not None:
            await self._tell(session, thread, message, reply)

    async def _author(self, guild: str, message: Message, payload: Raw) -> Actor:
        roles = tuple((payload.get("member") or {}).get("roles") or ())
        language = (await self._hosts.settings(guild)).language
        host = await self._hosts.by_roles(guild, message.author, roles)
        return Actor(member=message.author, name=message.name, host=host, locale=language)

    async def _deleted(self, payload: Raw, ids: Iterable[Any]) -> None:
        guild, channel = _where(payload)
        if not (guild and channel):
            return
        now = self._app.clock.now()
        place = await self._places.of(guild, channel)
        session = await self._listener(place if place.thread else None, payload)
        for each in (str(one) for one in ids if one):
            if session is not None and not await self._is_ours(session, place, each):
                gone = Message(each, author="", name="", at=0, removed=Removed.BY_AUTHOR, removed_at=now)
                await self._app.door.hear(place, gone, Actor(member="", name=""))
            else:
                await self._app.door.gone(place, each)
        self._check(place)

    async def _is_ours(self, session: str, thread: Place, message: str) -> bool:
        try:
            return bool(await self._app.store.slot_of(session, message))
        except StoreBroken as error:
            log.error("not heard", session=session, reason=str(error))
            self._app.door.missed(thread)
            return True

    async def _tell(self, session: str, thread: Place, message: Message, reply: Reply) -> None:
        """Bring a private word to the author."""
        card = reply.card or about(reply.text, session, thread, message.id, self._surface)
        await murmur(self._surface, session, thread, message, card, self._pause)

    async def _pause(self, milliseconds: int) -> None:
        await self._app.clock.sleep_until(self._app.clock.now() + milliseconds)


def _expect(payload: Raw, *names: str) -> None:
    """Raise `Unheard` where the event does not tell what it has to."""
    if not all(payload.get(name) for name in names):
        raise Unheard


def _where(payload: Raw) -> tuple[str, str]:
    """Return the ids of server and channel, "" for what is not told: a direct message has no server."""
    return str(payload.get("guild_id") or ""), str(payload.get("channel_id") or "")


def _by_a_member(payload: Raw) -> bool:
    """Whether a person wrote it, as far as that shows before anything is asked."""
    author = payload.get("author") or {"bot": True}
    return not payload.get("webhook_id") and not author.get("bot") and bool(payload.get("guild_id"))
