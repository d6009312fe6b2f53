"""Gates: private threads whose first message is a card, into which members are let one by one.

What may never happen: a card that is not for everybody put into a thread that is not ours for it. So a thread is only taken
for a gate by the card's own message in it, or because it was made for it right here.
"""

from typing import Any

import structlog

from adapters.discord.outbound.posts import Posts, Put, carries
from adapters.discord.outbound.threads import LASTS, Threads, thread_name
from adapters.discord.rendering.cards import Payload
from adapters.discord.requests.rest import Rest
from adapters.discord.requests.trouble import Archived, NoMember
from adapters.discord.terms.channels import PRIVATE_THREAD
from adapters.discord.terms.permissions import NAMES, READ_HISTORY, SEND_IN_THREADS, VIEW
from adapters.discord.terms.routes import ACTIVE_THREADS, MESSAGES, ONE_INSIDE, THREAD_ALONE
from bot.kernel.errors import Denied, Gone
from bot.kernel.newest import Newest

PAGE = 100

MOST = 2_000
"""Gates to remember the threads of."""

log = structlog.get_logger()


class Gates:
    """Makes private threads and lets members in."""

    def __init__(self, rest: Rest, posts: Posts, threads: Threads) -> None:
        self._rest = rest
        self._posts = posts
        self._threads = threads
        self._made: Newest[tuple[int, str], int] = Newest(MOST)

    async def begin(self, guild: int, channel: int, key: str, name: str, payload: Payload) -> tuple[int, Put]:
        """Make the thread of `key` with the card in it, or find the one that a crash hid; return it and the message."""
        thread = self._made.get((channel, key))
        if thread is None and self._posts.doubts((channel, key)):
            thread = await self._hidden(guild, channel, key)
        if thread is None:
            thread = await self._make(channel, name)
        self._made[channel, key] = thread
        try:
            return thread, await self._posts.put(thread, key, payload)
        except Gone:
            self._made.pop((channel, key), None)
            raise

    async def change(self, thread: int, parent: int, key: str, payload: Payload) -> Put:
        """Make the gate's message show `payload`; where only the message was deleted it is posted anew."""
        known = await self._first(thread, parent, key)
        if known is None:
            return await self._posts.put(thread, key, payload)
        return await self._posts.edit(thread, known, payload)

    async def admit(self, thread: int, parent: int, member: int) -> None:
        """Let a member in; whom Discord cannot let in is passed over. Raises `Gone` where there is no such thread."""
        try:
            await self._add(thread, member)
        except NoMember:
            log.info("a member who has left was not let in", thread=thread)
        except Denied as error:
            if self._rest.lacks(VIEW | SEND_IN_THREADS, thread, parent) != 0:
                raise
            log.info("a member was not let in", thread=thread, reason=str(error))

    async def _add(self, thread: int, member: int) -> None:
        try:
            await self._rest.request("PUT", ONE_INSIDE, channel_id=thread, user_id=member)
        except Archived:
            await self._threads.wake(thread)
            await self._rest.request("PUT", ONE_INSIDE, channel_id=thread, user_id=member)

    async def _make(self, channel: int, name: str) -> int:
        body = {"name": thread_name(name), "type": PRIVATE_THREAD, "invitable": False, "auto_archive_duration": LASTS}
        return int((await self._rest.request("POST", THREAD_ALONE, body, channel_id=channel))["id"])

    async def _hidden(self, guild: int, channel: int, key: str) -> int | None:
        """Return the private thread of ours in which the key's message stands; an empty one is another's."""
        active = await self._rest.request("GET", ACTIVE_THREADS, guild_id=guild)
        for thread in active["threads"]:
            ours = thread.get("type") == PRIVATE_THREAD and str(thread.get("owner_id")) == str(self._posts.me())
            if ours and str(thread.get("parent_id")) == str(channel):
                found = await self._first(int(thread["id"]), channel, key)
                if found is not None:
                    return int(thread["id"])
        return None

    async def _first(self, thread: int, parent: int, key: str) -> int | None:
        """Return the key's message in the thread: nearly always the oldest, or else read on; None where it does not stand."""
        known = self._posts.known(thread, key)
        if known:
            return known
        after = "0"
        while True:
            query: dict[str, str | int] = {"limit": PAGE, "after": after}
            page: list[dict[str, Any]] = await self._rest.request("GET", MESSAGES, query=query, channel_id=thread)
            for message in page:
                if carries(message, thread, key, self._posts.me()):
                    return int(message["id"])
            if len(page) < PAGE:
                break
            after = max((message["id"] for message in page), key=int)
        if not page and after == "0" and self._rest.lacks(READ_HISTORY, thread, parent) != 0:
            raise Denied(NAMES[READ_HISTORY])
        return None
