"""What events may leave out by Discord's documentation, and discord.py cannot do without (2.7.1): filled in before it reads them.

What may never happen: a whole server unknown to us because one of its channels does not say how loud it is.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from adapters.discord.terms.channels import THREADS

Json = dict[str, Any]

CHANNEL: Mapping[str, Any] = {"name": "", "position": 0, "bitrate": 64_000, "user_limit": 0}
THREAD: Mapping[str, Any] = {"name": "", "owner_id": "0", "message_count": 0, "member_count": 0}
"""Fields that are optional (API docs, "Channel Object", 2026-08), and what to take them for."""


def filled(name: str, payload: Any) -> Any:  # noqa: ANN401 - whatever came
    """Return the payload of the event `name` with what it left out in its channels and threads."""
    for channel in _channels(name, payload):
        for field, usual in (THREAD if channel.get("type") in THREADS else CHANNEL).items():
            if channel.get(field) is None:
                channel[field] = usual
    return payload


def _channels(name: str, payload: Any) -> Iterator[Json]:  # noqa: ANN401 - see above
    match name:
        case "GUILD_CREATE":
            yield from payload.get("channels") or ()
            yield from payload.get("threads") or ()
        case "THREAD_LIST_SYNC":
            yield from payload.get("threads") or ()
        case "CHANNEL_CREATE" | "CHANNEL_UPDATE" | "THREAD_CREATE" | "THREAD_UPDATE":
            yield payload
