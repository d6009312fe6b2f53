"""Posts: one message for each key, also where a crash hid that it was taken, or a lost connection did.

Discord remembers a nonce for some minutes only (API docs, "Create Message", 2026-08); so whoever just started, or lost an
answer, first looks among the newest messages for the one that carries the key's tag. What may never happen: two messages of
one key, or an old card taken for the new one because Discord knew its nonce.
"""

import hashlib
from base64 import b32encode
from collections.abc import Callable, Mapping
from typing import Any

from msgspec import Struct

from adapters.discord.rendering.cards import Payload, tag
from adapters.discord.requests.rest import Rest
from adapters.discord.terms.routes import MESSAGE, MESSAGES
from bot.kernel.clock import MINUTE, Clock
from bot.kernel.errors import Denied, Gone
from bot.kernel.newest import Newest

YOUNG = 2 * MINUTE
"""For how long after the first post what a crash may have hidden is looked for."""

NEWEST = 50
"""Messages looked at."""

MOST = 10_000
"""Keys to remember the messages of."""

MOST_READ = 500
"""Channels to remember the newest messages of."""

Raw = Mapping[str, Any]
"""An object of Discord's API."""


class Put(Struct, frozen=True):
    """A message as Discord confirmed it; `stamp` is when, in Discord's words. `thread`: one begins at it already."""

    id: int
    stamp: str | None
    thread: bool = False


class Posts:
    """Posts and edits messages in channels, threads and direct conversations. `me` returns the id of our own account."""

    def __init__(self, rest: Rest, clock: Clock, me: Callable[[], int]) -> None:
        self._rest = rest
        self._clock = clock
        self.me = me
        self._woke: int | None = None
        self._sent: Newest[tuple[int, str], int] = Newest(MOST)
        self._read: Newest[int, dict[object, int]] = Newest(MOST_READ)

    async def put(self, channel: int, key: str, payload: Payload) -> Put:
        """Post the message of `key`, or bring the one that stands there up to date."""
        known = await self._found(channel, key)
        if known:
            try:
                return await self.edit(channel, known, payload)
            except Gone:
                self._sent.pop((channel, key), None)
        again = (channel, key) in self._sent
        self._sent[channel, key] = 0
        body = {**payload.body, "nonce": nonce(channel, key), "enforce_nonce": True}
        message = await self._rest.request("POST", MESSAGES, body, payload.files, channel_id=channel)
        self._sent[channel, key] = int(message["id"])
        if again:  # Discord may have known the nonce, and given us what we sent before
            return await self.edit(channel, int(message["id"]), payload)
        return Put(int(message["id"]), message.get("timestamp"), bool(message.get("thread")))

    async def edit(self, channel: int, message: int, payload: Payload) -> Put:
        """Make the message show `payload` and nothing else. Raises `Gone` where it does not stand there."""
        body = {"attachments": [], **payload.body}
        edited = await self._rest.request("PATCH", MESSAGE, body, payload.files, channel_id=channel, message_id=message)
        return Put(int(edited["id"]), edited.get("edited_timestamp"), bool(edited.get("thread")))

    async def take_away(self, channel: int, message: int) -> None:
        """Delete a message of ours; one that is gone stays so."""
        try:
            await self._rest.request("DELETE", MESSAGE, channel_id=channel, message_id=message)
        except Gone:
            return

    def known(self, channel: int, key: str) -> int:
        """Return the message that was put there for `key`, 0 where none is remembered."""
        return self._sent.get((channel, key), 0)

    def doubts(self, post: tuple[int, str]) -> bool:
        """Whether a message that nobody remembers may stand in a channel for a key: we are young, or lost an answer."""
        now = self._clock.now()
        self._woke = now if self._woke is None else self._woke
        return now <= self._woke + YOUNG or post in self._sent

    async def _found(self, channel: int, key: str) -> int:
        """Return the message that stands there for `key`, 0 where none is known."""
        known = self.known(channel, key)
        return await self._look(channel, key) if not known and self.doubts((channel, key)) else known

    async def _look(self, channel: int, key: str) -> int:
        """Look among the newest messages for ours of that key; where we may not read them, Discord's nonce has to do.

        What a crash hid stood there before we came, so a channel is read once; after a lost answer again.
        """
        ours = None if (channel, key) in self._sent else self._read.get(channel)
        if ours is None:
            ours = self._read[channel] = await self._ours(channel)
        return ours.get(tag(key), 0) or ours.get(nonce(channel, key), 0)

    async def _ours(self, channel: int) -> dict[object, int]:
        """Return our own of the newest messages by their tags and nonces; none where we may not read them."""
        try:
            newest = await self._rest.request("GET", MESSAGES, query={"limit": NEWEST}, channel_id=channel)
        except Denied:
            return {}
        ours = [message for message in reversed(newest) if str(message["author"]["id"]) == str(self.me())]
        return {mark: int(message["id"]) for message in ours for mark in marks(message)}


def carries(message: Raw, channel: int, key: str, me: int) -> bool:
    """Whether it is the message of `key` in this channel, written by us: by its tag, or its nonce where Discord tells it."""
    if str(message["author"]["id"]) != str(me):
        return False
    return not {tag(key), nonce(channel, key)}.isdisjoint(marks(message))


def marks(message: Raw) -> list[object]:
    """Return what tells of which key a message of ours is: its tag, and its nonce where Discord tells it."""
    parts = message.get("components") or [{}]
    return [mark for mark in (parts[0].get("id"), message.get("nonce")) if mark]


def nonce(channel: int, key: str) -> str:
    """Return the nonce of a key: 24 characters of Discord's 25, another one in each channel, as our keys are."""
    digest = hashlib.blake2b(f"{channel}.{key}".encode("utf-8", "replace"), digest_size=15).digest()
    return b32encode(digest).decode()
