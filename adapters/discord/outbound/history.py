"""What members wrote in a thread, read backwards from the newest.

What may never happen: a message taken for removed because we were not allowed to see it (Discord answers with no messages at
all where "Read Message History" is missing: API docs, "Get Channel Messages", 2026-08), or an id taken for a time.
"""

from collections.abc import Callable
from typing import Any

from adapters.discord.outbound.posts import Raw
from adapters.discord.requests.rest import Rest
from adapters.discord.terms.application import Granted
from adapters.discord.terms.people import name_of
from adapters.discord.terms.permissions import NAMES, READ_HISTORY
from adapters.discord.terms.routes import MESSAGES
from adapters.discord.terms.stamps import read, sometime
from bot.engine.surface import History
from bot.kernel.clock import Clock, Instant
from bot.kernel.errors import Denied, Gone
from bot.kernel.message import Message

PAGE = 100

DEFAULT, REPLY = 0, 19
"""The types of message that people write; all others are Discord's own notes."""

FORWARD = 1
"""The type of reference of a message that was forwarded, not answered."""


class Histories:
    """Reads threads back."""

    def __init__(self, rest: Rest, clock: Clock, granted: Callable[[], Granted]) -> None:
        self._rest = rest
        self._clock = clock
        self._granted = granted

    async def of(self, thread: int, parent: int, since: Instant) -> History:
        """Return what members wrote since `since`, oldest first; archived threads are read like any other.

        `parent` is the channel the thread is in, whose permissions hold where the thread is not known.
        """
        found: list[Raw] = []
        page = await self._page(thread, None)
        while page:
            found += page
            oldest = read(page[-1].get("timestamp"))
            if len(page) < PAGE or (oldest is not None and oldest < since):
                break
            page = await self._page(thread, str(page[-1]["id"]))
        lacks = None if page else self._rest.lacks(READ_HISTORY, thread, parent)
        if lacks:
            raise Denied(NAMES[READ_HISTORY])
        sure = bool(page) or lacks == 0
        now, texts = self._clock.now(), self._granted().message_content
        written = (message_of(each, now, texts=texts) for each in reversed(found))
        messages = tuple(each for each in written if each is not None and each.at >= since)
        return History(messages, since if sure else None)

    async def _page(self, thread: int, before: str | None) -> list[Any]:
        query: dict[str, str | int] = {"limit": PAGE}
        if before is not None:
            query["before"] = before
        try:
            page: list[Any] = await self._rest.request("GET", MESSAGES, query=query, channel_id=thread)
        except Gone:
            if before is None:
                raise
            return []  # a page before the thread's beginning
        return page


def message_of(raw: Raw, now: Instant, *, texts: bool) -> Message | None:
    """Return a message as the core knows one, None where no member wrote it; `texts`: we may read what members write."""
    author = raw["author"]
    if raw.get("type", DEFAULT) not in {DEFAULT, REPLY} or raw.get("webhook_id") or author.get("bot"):
        return None
    content = raw.get("content") or ""
    reference = raw.get("message_reference") or {}
    answers = reference.get("message_id") if reference.get("type", 0) != FORWARD else None
    return Message(
        id=str(raw["id"]),
        author=str(author["id"]),
        name=name_of(author, raw.get("member")),
        at=sometime(raw.get("timestamp"), now),
        text=content if texts or content else None,
        reply_to=str(answers or ""),
        mentions=tuple(str(each["id"]) for each in raw.get("mentions") or ()),
        edited_at=sometime(raw["edited_timestamp"], now) if raw.get("edited_timestamp") else 0,
    )
