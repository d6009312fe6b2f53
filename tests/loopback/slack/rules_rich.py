"""What Slack asks of rich_text blocks: sections, lists, quotes and preformatted text, of runs of text with a style.

Source: the "Rich text block" page and the published types (2026).
"""

import re
from collections.abc import Iterator
from typing import Any

from tests.loopback.slack.rules_texts import DATE_PARTS, Problem, kind_of

Json = dict[str, Any]
SECTION, LIST = "rich_text_section", "rich_text_list"
HOLDERS = (SECTION, LIST, "rich_text_quote", "rich_text_preformatted")
STYLES = {"bold", "italic", "strike", "code", "underline", "highlight", "client_highlight", "unlink"}
NEEDED = {
    "text": "text", "link": "url", "emoji": "name", "user": "user_id", "channel": "channel_id", "usergroup": "usergroup_id",
    "broadcast": "range", "team": "team_id", "color": "value", "date": "format",
}  # fmt: skip


def rich_problems(block: Json, at: str) -> Iterator[Problem]:
    """Find what is wrong with a rich_text block."""
    holders = block.get("elements")
    if not isinstance(holders, list) or not holders:
        yield f"{at}/elements", "must have at least 1 item"
        return
    for number, one in enumerate(holders):
        yield from _holder(one, f"{at}/elements/{number}", HOLDERS)


def _holder(one: Any, at: str, kinds: tuple[str, ...]) -> Iterator[Problem]:
    if kind_of(one) not in kinds:
        yield f"{at}/type", f"unsupported type: {kind_of(one)!r}"
        return
    inner = one.get("elements")
    if not isinstance(inner, list):
        yield f"{at}/elements", "missing required field: elements"
        return
    if one["type"] == LIST and str(one.get("style")) not in ("bullet", "ordered"):
        yield f"{at}/style", "must be bullet or ordered"
    for number, each in enumerate(inner):
        where = f"{at}/elements/{number}"
        yield from _holder(each, where, (SECTION,)) if one["type"] == LIST else _run(each, where)


def _run(one: Any, at: str) -> Iterator[Problem]:
    if kind_of(one) not in NEEDED:
        yield f"{at}/type", f"unsupported type: {kind_of(one)!r}"
        return
    needed = NEEDED[one["type"]]
    if not isinstance(one.get(needed), str) or not one[needed]:
        yield f"{at}/{needed}", "must be more than 0 characters"
    style = one.get("style", {})
    if not isinstance(style, dict) or set(style) - STYLES or any(not isinstance(each, bool) for each in style.values()):
        yield f"{at}/style", f"must be some of {sorted(STYLES)}"
    if one["type"] == "date":
        if not isinstance(one.get("timestamp"), int):
            yield f"{at}/timestamp", "must be Unix seconds"
        unknown = set(re.findall(r"\{([^}]*)\}", str(one.get("format")))) - DATE_PARTS
        if unknown:
            yield f"{at}/format", f"has unknown parts: {sorted(unknown)}"
