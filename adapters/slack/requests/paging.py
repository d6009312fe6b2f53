"""Lists of Slack's, page by page: each page tells the cursor of the next one ("Pagination", docs.slack.dev, 2026-08).

Slack may give far fewer on a page than were asked for. What may never happen: pages asked for without end.
"""

from collections.abc import AsyncIterator, Mapping
from typing import Any

from adapters.slack.requests.api import Api

MOST = 1_000
"""Pages of the longest list there is, with 500 members on each or a few less."""


async def pages(
    api: Api,
    workspace: str,
    method: str,
    *,
    most: int = MOST,
    **arguments: Any,  # noqa: ANN401 - as Slack has them
) -> AsyncIterator[Mapping[str, Any]]:
    """Yield the pages of a method's list, `most` at most; raises as `Api.call`. The last one may be `unfinished`."""
    for _ in range(most):
        page = await api.call(workspace, method, **arguments)
        yield page
        if not unfinished(page):
            return
        arguments["cursor"] = cursor(page)


def unfinished(page: Mapping[str, Any]) -> bool:
    """Whether another page follows."""
    return bool(cursor(page))


def cursor(page: Mapping[str, Any]) -> str:
    """Return where the next page begins, "" after the last one."""
    return str((page.get("response_metadata") or {}).get("next_cursor") or "")
