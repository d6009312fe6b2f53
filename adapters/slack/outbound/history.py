"""What members wrote in a thread, read page by page from the instant asked for.

What may never happen: a message taken for removed because we could not read on, our own cards taken for members' words, or a long
thread begun over and over because Slack wants to be left alone between its pages.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Mapping
from typing import Any

from msgspec import Struct
from slack_sdk.errors import SlackApiError

from adapters.slack.outbound.people import Roster
from adapters.slack.requests.api import Api
from adapters.slack.requests.paging import cursor, pages, unfinished
from adapters.slack.requests.trouble import code_of
from adapters.slack.terms.calls import is_call
from adapters.slack.terms.ids import Spot, is_ts
from adapters.slack.terms.stamps import sometime, spelled
from adapters.slack.terms.writing import is_written, mentions, plain
from bot.engine.surface import History
from bot.kernel.clock import MINUTE, Clock, Instant
from bot.kernel.errors import Busy, Gone, StudybellError
from bot.kernel.message import Message
from bot.kernel.newest import Newest

PAGE = 200
"""Messages asked for at a time; Slack gives 15 where an app is distributed outside its marketplace (docs.slack.dev, 2025-05)."""

PATIENCE = 3.0
"""Seconds that names are waited for."""

MOST_PAGES = 200
"""Pages read of one thread."""

HOLDS = 10 * MINUTE
"""For how long what was read of a thread is good enough to read on from: Slack asks for a minute between two pages at most."""

MOST_BEGUN = 500


class _Begun(Struct, frozen=True):
    """What was read of a thread until Slack wanted to be left alone; `cursor` is where it goes on."""

    found: Mapping[str, Mapping[str, Any]]
    cursor: str
    at: Instant


class Histories:
    """Reads threads back. `prefix` is that of our commands' names: who calls us by name with one has posted nothing."""

    def __init__(self, api: Api, roster: Roster, clock: Clock, prefix: str = "") -> None:
        self._api = api
        self._roster = roster
        self._clock = clock
        self._prefix = prefix
        self._begun: Newest[tuple[Spot, Instant], _Begun] = Newest(MOST_BEGUN)

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
        """Return the messages members wrote, and whether these are all; goes on where Slack stopped whoever read it last."""
        after, found, whole = *self._going_on(spot, since), False
        me = (await self._api.tokens.me(spot.workspace)).user
        try:
            async for page in self._pages(spot, since, after):
                for each in page.get("messages") or ():
                    if _belongs(each, spot.thread) and is_written(each) and not is_call(each, me, self._prefix):
                        found[str(each["ts"])] = each
                after, whole = cursor(page), not unfinished(page) and not page.get("has_more")
        except Busy:
            self._keep(spot, since, _Begun(found, after, self._clock.now()))
            raise
        except SlackApiError as error:
            self._begun.pop((spot, since), None)
            if code_of(error) == "invalid_cursor":
                raise Busy(1) from error
            raise
        self._begun.pop((spot, since), None)
        return list(found.values()), whole

    def _going_on(self, spot: Spot, since: Instant) -> tuple[str, dict[str, Mapping[str, Any]]]:
        begun = self._begun.get((spot, since))
        if begun is None or self._clock.now() - begun.at >= HOLDS:
            return "", {}
        return begun.cursor, dict(begun.found)

    def _keep(self, spot: Spot, since: Instant, begun: _Begun) -> None:
        """Keep what was read, unless another reader of the thread has come further."""
        after, found = self._going_on(spot, since)
        if begun.cursor and (not after or len(begun.found) > len(found)):
            self._begun[spot, since] = begun

    def _pages(self, spot: Spot, since: Instant, after: str) -> AsyncIterator[Mapping[str, Any]]:
        more: dict[str, Any] = {"channel": spot.channel, "ts": spot.thread, "limit": PAGE}
        if since > 0:
            more |= {"oldest": spelled(since), "inclusive": True}
        if after:
            more["cursor"] = after
        return pages(self._api, spot.workspace, "conversations.replies", most=MOST_PAGES, **more)

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
