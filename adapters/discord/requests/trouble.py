"""What Discord answers when something does not go, as the three kinds of trouble the engine knows.

Codes are those of Discord's "JSON error codes" (API docs, topics/opcodes-and-status-codes, 2026-08). What may never happen: a
request that was refused for good (403, 404) told as one to try again; 10,000 of those in ten minutes and Discord blocks the
machine (API docs, "Invalid request limit").
"""

from typing import Any

import aiohttp
import msgspec
from discord.errors import HTTPException, RateLimited

from bot.kernel.errors import Busy, Denied, Gone, StudybellError

TROUBLE = (HTTPException, RateLimited, OSError, aiohttp.ClientError, KeyError)
"""What a request may raise that is no bug of ours.

`OSError` covers a time that ran out, too; and discord.py looks a `KeyError` up in a 429 that does not say for how long.
"""

UNAUTHORISED = 401
FORBIDDEN = 403
NOT_FOUND = 404
TOO_MANY = 429
BROKEN = 500

PATIENCE = 5.0
"""Seconds to wait where Discord is in trouble and does not say for how long."""

UNKNOWN_INTERACTION, UNKNOWN_WEBHOOK, INVALID_TOKEN, ANSWERED = 10062, 10015, 50027, 40060
ARCHIVED, HAS_THREAD, LOCKED = 50083, 160004, 160005
NO_MUTUAL_SERVER, TAKES_NO_MESSAGES = 50278, 50007
LACKS_PERMISSION = 50013

_GONE = frozenset({50005, 50033, 50085})
"""A message that is not ours, nobody to write to, a page before a thread's beginning: refused, and nothing is there."""

_NAMED = {
    TAKES_NO_MESSAGES: "Direct Messages of that member",
    NO_MUTUAL_SERVER: "A server in common with that member",
    20009: "Consent of that member to such content",
    20026: "Discord's anti-spam review of the bot",
    30033: "Room for another member of the thread",
    40004: "Leave of Discord, which has stopped messages for now",
    40058: "A text channel",
    50008: "A text channel",
    50009: "The server's verification level",
    50024: "A text channel, where threads can begin",
    60003: "Two-factor authentication of the bot's owner",
    160002: "Read Message History",
    160006: "Room for another active thread",
    160007: "Room for another active thread",
    200000: "An exception from AutoMod",
    200001: "An exception from AutoMod",
    240000: "An exception from the filter of harmful links",
    400001: "Leave to upload files in this server",
}
"""What is missing, by the code of the refusal, where it is no permission that a role gives."""

_LATER = {
    20016: 60.0,  # slowmode of the channel
    20022: 60.0,
    20028: 10.0,  # the channel's write rate limit
    20029: 10.0,
    30046: 300.0,  # edits of messages older than an hour
    40003: 60.0,  # direct messages opened too fast
    40062: 30.0,
    130000: 30.0,  # "API resource is currently overloaded"
}
"""Seconds to wait where the code says that it goes later, and not when."""


class Expired(Gone):
    """The token of an interaction is good no more: three seconds without an answer, or fifteen minutes after it."""


class NoMember(Gone):
    """That person is not there: they have left, or never were."""


class Answered(StudybellError):
    """The interaction has been answered already."""


class Archived(Denied):
    """The thread is archived, and takes nothing until somebody opens it again."""

    def __init__(self) -> None:
        super().__init__("Manage Threads")


class Locked(Denied):
    """The thread is locked, and we may not manage threads."""

    def __init__(self) -> None:
        super().__init__("Manage Threads")


class HasThread(StudybellError):
    """A thread begins at that message already."""


_OWN: dict[int, type[StudybellError]] = {
    UNKNOWN_INTERACTION: Expired,
    UNKNOWN_WEBHOOK: Expired,
    INVALID_TOKEN: Expired,
    10007: NoMember,
    10013: NoMember,
    ANSWERED: Answered,
    ARCHIVED: Archived,
    LOCKED: Locked,
    HAS_THREAD: HasThread,
}


def told(error: Exception, permission: str) -> Exception:
    """Return what the engine is to be told of a request that failed; `permission` is what is missing where one is.

    An error that is a bug of ours (400, 405 ...) is returned as it is.
    """
    if isinstance(error, RateLimited):
        return Busy(error.retry_after)
    if not isinstance(error, HTTPException):
        return Busy(PATIENCE)
    if own := _OWN.get(error.code):
        return own()
    if named := _NAMED.get(error.code):
        return Denied(named)
    if error.status == TOO_MANY or error.code in _LATER:
        return Busy(wait_of(error))
    if error.status == NOT_FOUND or error.code in _GONE:
        return Gone()
    if error.status == FORBIDDEN:
        return Denied(permission)
    if error.status >= BROKEN or error.status == UNAUTHORISED:
        return Busy(PATIENCE)
    return error


def wait_of(error: HTTPException) -> float:
    """Return for how many seconds Discord wants to be left alone: it says so in a header and, more exactly, in the body."""
    try:
        told = error.response.headers.get("Retry-After") or _body(error)["retry_after"]
        return max(float(told), 0.1)
    except (KeyError, TypeError, ValueError):
        return _LATER.get(error.code, PATIENCE)


def _body(error: HTTPException) -> Any:  # noqa: ANN401 - whatever it is
    """Return the body of an answer that was read; discord.py keeps of it no more than its text and code."""
    return msgspec.json.decode(getattr(error.response, "_body", None) or b"{}")
