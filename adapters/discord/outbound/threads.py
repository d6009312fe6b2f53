"""Threads that begin at our messages: beginning, closing, opening them again.

A thread has the id of the message it begins at (API docs, "Start Thread from Message", 2026-08). What may never happen: a
thread left open because it had been archived before it was closed.
"""

from adapters.discord.outbound.posts import Posts, Put, Raw
from adapters.discord.requests.rest import Rest
from adapters.discord.requests.trouble import Archived, HasThread
from adapters.discord.terms.routes import CHANNEL, THREAD_AT_MESSAGE
from bot.kernel.errors import Denied, Gone

LASTS = 10_080
"""Minutes without a message after which Discord puts a thread away, its longest: a week."""

LONGEST_NAME = 100


class Threads:
    """Begins, closes and opens threads."""

    def __init__(self, rest: Rest, posts: Posts) -> None:
        self._rest = rest
        self._posts = posts

    async def begin(self, channel: int, message: Put, name: str) -> None:
        """Have a thread begin at the message of ours; one that is there stays as it is.

        Discord lets no other begin where one was deleted alone: then the message is taken away as well, and `Gone`.
        """
        if message.thread:
            return
        body = {"name": thread_name(name), "auto_archive_duration": LASTS}
        try:
            await self._rest.request("POST", THREAD_AT_MESSAGE, body, channel_id=channel, message_id=message.id)
        except HasThread:
            if not await self._stands(message.id):
                await self._posts.take_away(channel, message.id)
                raise Gone from None

    async def close(self, thread: int) -> None:
        """Archive and lock it in one step; raises `Denied` where we may not manage threads."""
        try:
            await self._change(thread, archived=True, locked=True)
        except Archived:
            about = (await self._about(thread)).get("thread_metadata", {})
            if about.get("archived") and about.get("locked"):
                return
            await self._change(thread, archived=False)
            await self._change(thread, archived=True, locked=True)

    async def reopen(self, thread: int) -> None:
        """Unlock it and take it out of the archive."""
        try:
            await self._change(thread, archived=False, locked=False)
        except Denied:  # what is not locked may be opened by whoever may write there
            about = (await self._about(thread)).get("thread_metadata", {})
            if about.get("locked"):
                raise
            if about.get("archived"):
                await self.wake(thread)

    async def wake(self, thread: int) -> None:
        """Take it out of the archive, so that messages in it can be edited."""
        await self._change(thread, archived=False)

    async def _change(self, thread: int, **to: bool) -> None:
        await self._rest.request("PATCH", CHANNEL, to, channel_id=thread)

    async def _about(self, thread: int) -> Raw:
        about: Raw = await self._rest.request("GET", CHANNEL, channel_id=thread)
        return about

    async def _stands(self, thread: int) -> bool:
        try:
            await self._about(thread)
        except Gone:
            return False
        return True


def thread_name(name: str) -> str:
    """Return `name` as Discord takes one: one line of 1 to 100 characters."""
    return " ".join(name.split())[:LONGEST_NAME].strip() or "…"
