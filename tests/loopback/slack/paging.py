"""Pages of long lists, by cursor. Slack may give fewer than were asked for though there are more, and so does this.

Source: Slack's "Pagination" page (2026).
"""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from tests.loopback.slack.calls import Call
from tests.loopback.slack.trouble import Refusal, wrong

One = TypeVar("One")


@dataclass(frozen=True)
class Page(Generic[One]):
    """Some of a list, and the cursor of the next page, empty on the last."""

    items: list[One]
    next: str

    @property
    def metadata(self) -> dict[str, str]:
        """What `response_metadata` says of it."""
        return {"next_cursor": self.next}


def page(call: Call, items: Sequence[One], *, usual: int = 100, most: int = 1000) -> Page[One]:
    """Return the page of `items` a call asks for; never more than `server.page` of them, whatever was asked for."""
    limit = call.get("limit", usual)
    if limit < 1 or limit > most:
        raise Refusal("invalid_limit", f"a limit of {limit}, of 1 to {most}")
    begin = _position(call)
    end = begin + min(limit, call.server.page)
    return Page(list(items[begin:end]), _cursor(end) if end < len(items) else "")


def _cursor(position: int) -> str:
    return base64.b64encode(f"next:{position}".encode()).decode()


def _position(call: Call) -> int:
    cursor = call.get("cursor", "")
    if not cursor:
        return 0
    try:
        return int(base64.b64decode(cursor, validate=True).decode().removeprefix("next:"))
    except ValueError:
        raise wrong("invalid_cursor", f"the cursor {cursor!r} was never given out") from None
