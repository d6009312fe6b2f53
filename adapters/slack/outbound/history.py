"""What members wrote in a thread, read page by page from the instant asked for.

What may never happen: a message taken for removed because we could not read on, or our own cards taken for members' words.
"""

import asyncio
import contextlib
from collections.abc import Mapping
from typing import Any

from adapters.slack.outbound.people import Roster
from adapters.slack.requests.api import Api
from adapters.slack.requests.paging import pages, unfinished
from adapters.slack.terms.calls import is_call
from adapters.slack.terms.ids import Spot, is_ts
from adapters.slack.terms.stamps import sometime, spelled
from adapters.slack.terms.writing import is_written, mentions, plain
from bot.engine.surface import History
from bot.kernel.clock import Clock, Instant
from bot.kernel.errors import Gone, StudybellError
from bot.kernel.message import Message

PAGE = 200
"""Messages asked for at a time; Slack gives 15 where an app is distributed outside its marketplace (docs.slack.dev, 2025-05)."""

PATIENCE = 3.0
"""Seconds that names are waited for."""

MOST_PAGES = 200
"""Pages read of one thread."""


class Histories:
    """Reads threads back. `prefix` is that of our commands' names: who calls us by name with one has posted nothing."""

    def __init__(self, api: Api, roster: Roster, clock: Clock, prefix: str = "") -> None:
        self._api = api
        self._roster = roster
        self._clock = clock
        self._prefix = prefix

    async def of(self, spot: Spot, since: Instant) -> History:
        """Return what members wrote since `since`, oldest first; raises `Gone`, `Denied` or `Busy`."""
        if not spot.thread:
            raise Gone
        found, whole = await self._read(spot, since)
        now = self._clock.now()
        await self._meet(spot.workspace, {str(each["user"]) for each in found})
        messages = [message_of(each, now, self._name(spot.workspace, each)) for each in found]
        inside = sorted((each for each in messages if each.at >= since), key=lambda each: (each.at, each.id))
        return History(tuple(inside), since if whole else None)

    async def _read(self, spot: Spot, since: Instant) -> tuple[list[Mapping[str, Any]], bool]:
        """Return the messages members wrote, and whether these are all."""
        found: dict[str, Mapping[str, Any]] = {}
        me = (await self._api.tokens.me(spot.workspace)).user
        more: dict[str, Any] = {"channel": spot.channel, "ts": spot.thread, "limit": PAGE}
        if since > 0:
            more |= {"oldest": spelled(since), "inclusive": True}
        whole = False
        async for page in pages(self._api, spot.workspace, "conversations.replies", most=MOST_PAGES, **more):
            for each in page.get("messages") or ():
                if _belongs(each, spot.thread) and is_written(each) and not is_call(each, me, self._prefix):
                    found[str(each["ts"])] = each
            whole = not unfinished(page) and not page.get("has_more")
        return list(found.values()), whole

    async def _meet(self, workspace: str, users: set[str]) -> None:
        """Find out what authors are called; who cannot be told soon is fetched beside."""
        if any(self._roster.known(workspace, user) is None for user in users):
            with contextlib.suppress(StudybellError, TimeoutError):
                async with asyncio.timeout(PATIENCE):
                    await self._roster.every(workspace, sorted(users))
        self._roster.notice(workspace, users)

    def _name(self, workspace: str, raw: Mapping[str, Any]) -> str:
        known = self._roster.known(workspace, str(raw["user"]))
        return known.name if known else name_in(raw)


def _belongs(raw: Mapping[str, Any], thread: str) -> bool:
    """Whether it stands in the thread, and is not the message it begins at, which comes with every page."""
    ts = str(raw.get("ts") or "")
    return is_ts(ts) and ts != thread and str(raw.get("thread_ts") or thread) == thread


def message_of(raw: Mapping[str, Any], now: Instant, name: str) -> Message:
    """Return a message of a member's as the core knows one; `raw` is one of the Web API or of an event."""
    text = str(raw.get("text") or "")
    edited = (raw.get("edited") or {}).get("ts")
    return Message(
        id=str(raw["ts"]),
        author=str(raw["user"]),
        name=name,
        at=sometime(raw["ts"], now),
        text=plain(text),
        mentions=mentions(text),
        edited_at=sometime(edited, now) if edited else 0,
    )


def name_in(raw: Mapping[str, Any]) -> str:
    """Return what the message itself calls its author; the id where it says nothing."""
    profile = raw.get("user_profile") or {}
    names = (profile.get("display_name"), profile.get("real_name"), profile.get("name"), raw.get("username"))
    return next((str(name) for name in names if name), str(raw.get("user") or ""))
