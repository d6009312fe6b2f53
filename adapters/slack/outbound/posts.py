"""Posts: one message for each key, also where a crash hid that Slack took it, or a lost connection did.

Slack forgets a message's key with the request that carries it, unless the message does: ours carry theirs as metadata. Whoever
finds a mark without a `ts` looks for it among the messages of those minutes. What may never happen: two messages of one key,
or somebody else's message taken for ours.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from typing import Any

from msgspec import Struct
from msgspec.structs import replace
from slack_sdk.errors import SlackApiError

from adapters.slack.outbound.sending import Mark, Sending, mark_of
from adapters.slack.rendering.messages import key_of
from adapters.slack.requests.api import Api, Identity
from adapters.slack.requests.paging import pages
from adapters.slack.requests.trouble import Unsure
from adapters.slack.terms.ids import Spot, is_ts
from adapters.slack.terms.stamps import lately, spelled
from bot.kernel.clock import MINUTE, Clock, Instant
from bot.kernel.errors import Busy, Denied, Gone, StudybellError
from bot.store.contract import Store

BEFORE, AFTER = 1 * MINUTE, 3 * MINUTE
"""How far from its mark a message is looked for: Slack's clock is not ours, and a request may take ten seconds."""

PAGE = 100
MOST_PAGES = 40
"""What is looked through of these minutes; Slack may give far fewer messages on a page than were asked for."""

Payload = Mapping[str, Any]
"""What ``rendering.messages.message`` gives: arguments of ``chat.postMessage`` but for where it goes."""

_POSTING = frozenset({"unfurl_links", "unfurl_media"})
"""Arguments that only a post takes, not an edit (Slack's types, 2026-08)."""


class Put(Struct, frozen=True):
    """A message as Slack confirmed it at `at`; `channel` is where it stands."""

    channel: str
    ts: str
    at: Instant


class Posts:
    """Posts and edits messages in channels, threads and direct conversations."""

    def __init__(self, api: Api, store: Store, clock: Clock) -> None:
        self._api = api
        self._clock = clock
        self.sending = Sending(store, clock)
        self._turns: dict[str, tuple[asyncio.Lock, list[None]]] = {}

    async def put(self, spot: Spot, key: str, payload: Payload, name: str = "") -> Put:
        """Post the message of `key`, or bring the one that stands there up to date.

        `name` is that of its mark, where the channel is no part of it.
        """
        name = name or mark_of(spot.workspace, spot.channel, spot.thread, key)
        async with self.turn(name):
            looked, mark = self._clock.now(), await self.sending.find(name)
            if mark is not None:
                if put := await self._again(spot, key, mark, payload):
                    return await self._taken(name, mark, put)
                looked = self._clock.now()
                if await self.sending.find(name) != mark:
                    raise Busy(1)  # while we looked for it, another process has begun to post it
            return await self._post(spot, name, payload, looked)

    async def edit(self, spot: Spot, ts: str, payload: Payload) -> Put:
        """Make the message show `payload` and nothing else. Raises `Gone` where it does not stand there."""
        body = {name: value for name, value in payload.items() if name not in _POSTING}
        await self._api.call(spot.workspace, "chat.update", channel=spot.channel, ts=ts, **body)
        return Put(spot.channel, ts, self._clock.now())  # Slack tells when it was edited to the second

    async def _post(self, spot: Spot, name: str, payload: Payload, looked: Instant) -> Put:
        mark = await self.sending.begin(name, looked)
        where = {"channel": spot.channel} | ({"thread_ts": spot.thread} if spot.thread else {})
        try:
            answer = await self._api.call(spot.workspace, "chat.postMessage", **where, **payload)
        except Unsure:
            raise  # it may stand there: the mark says so
        except (Busy, Denied, Gone, SlackApiError):
            await self.sending.drop(name, mark)
            raise
        if spot.thread and await self._strayed(spot, answer):
            await self.sending.drop(name, mark)
            raise Gone
        ts, channel = str(answer["ts"]), str(answer.get("channel") or spot.channel)
        return await self._taken(name, mark, Put(channel, ts, lately(ts, self._clock.now())))

    async def _strayed(self, spot: Spot, answer: Mapping[str, Any]) -> bool:
        """Take a message away again that was meant for a thread whose beginning was deleted; whether it was.

        Slack posts it into the channel without a word: only the answer names no thread (slack-go issue 1571, 2026-07).
        """
        message = answer.get("message") or {}
        if not message or message.get("thread_ts"):
            return False
        try:
            await self._api.call(spot.workspace, "conversations.replies", channel=spot.channel, ts=spot.thread, limit=1)
        except Gone:
            with suppress(Gone):
                await self._api.call(spot.workspace, "chat.delete", channel=spot.channel, ts=answer["ts"])
            return True
        except StudybellError:
            return False
        return False

    async def _again(self, spot: Spot, key: str, mark: Mark, payload: Payload) -> Put | None:
        """Bring up to date what was on its way before, None where it never arrived, or was deleted meanwhile."""
        ts = mark.ts or await self._hidden(spot, key, mark.at)
        try:
            return await self.edit(spot, ts, payload) if ts else None
        except Gone:
            return None

    async def _taken(self, name: str, mark: Mark, put: Put) -> Put:
        if mark.ts != put.ts:
            await self.sending.note(name, replace(mark, ts=put.ts))
        return put

    # -- what a crash hid
    async def _hidden(self, spot: Spot, key: str, at: Instant) -> str:
        """Return the `ts` of the message that was on its way at `at`, "" where it never arrived."""
        me = await self._api.tokens.me(spot.workspace)
        try:
            async for message in self.around(spot, at):
                if carries(message, key, me):
                    return str(message["ts"])
        except Denied:  # we may post there, and not read: a second message is better than none
            return ""
        return ""

    async def around(self, spot: Spot, at: Instant) -> AsyncIterator[Mapping[str, Any]]:
        """Go through the messages of the minutes around `at`, with their metadata."""
        method, more = "conversations.history", {"channel": spot.channel, "limit": PAGE, "include_all_metadata": True}
        if spot.thread:
            method, more = "conversations.replies", more | {"ts": spot.thread}
        more |= {"oldest": spelled(at - BEFORE), "latest": spelled(at + AFTER), "inclusive": True}
        async for page in pages(self._api, spot.workspace, method, most=MOST_PAGES, **more):
            for message in page.get("messages") or ():
                yield message

    @asynccontextmanager
    async def turn(self, name: str) -> AsyncIterator[None]:
        """Let one at a time work on the message of a name."""
        lock, waiting = self._turns.setdefault(name, (asyncio.Lock(), []))
        waiting.append(None)
        try:
            async with lock:
                yield
        finally:
            waiting.pop()
            if not waiting:
                self._turns.pop(name, None)


def carries(message: Mapping[str, Any], key: str, me: Identity) -> bool:
    """Whether it is our message of this key: by what it carries, and by who wrote it."""
    ours = {me.bot, me.user} - {""}
    if ours.isdisjoint({str(message.get("bot_id") or ""), str(message.get("user") or "")}):
        return False
    return key_of(message) == key and is_ts(str(message.get("ts") or ""))
