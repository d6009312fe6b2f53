"""What Slack asks of blocks, in messages and in views.

Sources: the "Blocks" pages and the published types' comments (2026). How long all of a message's blocks may be together is
nowhere written. slackapi/bolt-js issue 2509 found 13,297 characters with one markdown block and less with each further one, issue
2867 a refusal at 11,341 characters of text in rich_text and sections: so their JSON is measured here, without lists of options.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from tests.loopback.slack.rules_controls import (
    IN_ACTIONS,
    IN_INPUT,
    IN_SECTION,
    MOST_ID,
    control_problems,
    image_problems,
)
from tests.loopback.slack.rules_rich import rich_problems
from tests.loopback.slack.rules_texts import BOTH, Problem, items, kind_of, length_problems, text_problems

Json = dict[str, Any]

MOST_IN_MESSAGE, MOST_IN_VIEW = 50, 100
MOST_TOGETHER = 13_300
MOST_SECTION, MOST_FIELD, MOST_FIELDS, MOST_HEADER, MOST_CONTEXT, MOST_ACTIONS, MOST_MARKDOWN = (
    3000,
    2000,
    10,
    150,
    10,
    25,
    12_000,
)
ONLY_IN_MODALS = ("file_input",)


def block_problems(blocks: Any, at: str = "/blocks", *, modal: bool = False) -> Iterator[Problem]:
    """Find what is wrong with blocks, each for itself and beside the others."""
    if not isinstance(blocks, list):
        yield at, "must be an array"
        return
    for number, block in enumerate(blocks):
        yield from _one(block, f"{at}/{number}")
    found = [one for one in blocks if isinstance(one, dict)]
    twice = [
        name for name, often in Counter(str(one["block_id"]) for one in found if "block_id" in one).items() if often > 1
    ]
    for name in twice:
        yield at, f"block_id {name!r} already exists"
    focused = [control for block in found for control in controls(block) if control.get("focus_on_load")]
    if len(focused) > 1:
        yield at, "only one element can have focus_on_load"
    if not modal and any(control.get("type") in ONLY_IN_MODALS for block in found for control in controls(block)):
        yield at, "file_input is only for modals"
    if sum(len(str(one.get("text", ""))) for one in found if one.get("type") == "markdown") > MOST_MARKDOWN:
        yield at, f"markdown blocks must have less than {MOST_MARKDOWN + 1} characters together"


def controls(block: Json) -> list[Json]:
    """Return the elements of a block that can have an action_id."""
    each = [*items(block.get("elements")), block.get("accessory"), block.get("element")]
    return [one for one in each if kind_of(one) not in ("", *BOTH, "image")]


def length(blocks: list[Json]) -> int:
    """Return how long blocks are together, as far as one can tell how Slack measures them."""
    return len(json.dumps(_without_options(blocks), ensure_ascii=False, separators=(",", ":")))


def _without_options(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_options(one) for name, one in value.items() if name not in ("options", "option_groups")}
    return [_without_options(one) for one in value] if isinstance(value, list) else value


def _one(block: Any, at: str) -> Iterator[Problem]:
    if kind_of(block) not in _OF:
        yield f"{at}/type", f"unsupported type: {kind_of(block)!r}"
        return
    if "block_id" in block:
        yield from length_problems(block["block_id"], f"{at}/block_id", MOST_ID)
    yield from _OF[block["type"]](block, at)
    ids = Counter(str(one["action_id"]) for one in controls(block) if one.get("action_id"))
    for name, often in ids.items():
        if often > 1:
            yield f"{at}/elements", f"action_id {name!r} already exists"


def _several(block: Json, at: str, most: int) -> Iterator[Problem]:
    elements = block.get("elements")
    if not isinstance(elements, list) or not 1 <= len(elements) <= most:
        yield f"{at}/elements", f"must have 1 to {most} items"


def _section(block: Json, at: str) -> Iterator[Problem]:
    fields = block.get("fields")
    if "text" not in block and not fields:
        yield at, "must have text or fields"
    if "text" in block:
        yield from text_problems(block["text"], f"{at}/text", MOST_SECTION, BOTH)
    if fields is not None:
        if not isinstance(fields, list) or not 1 <= len(fields) <= MOST_FIELDS:
            yield f"{at}/fields", f"must have 1 to {MOST_FIELDS} items"
        else:
            for number, one in enumerate(fields):
                yield from text_problems(one, f"{at}/fields/{number}", MOST_FIELD, BOTH)
    if "accessory" in block:
        yield from control_problems(block["accessory"], f"{at}/accessory", IN_SECTION)


def _header(block: Json, at: str) -> Iterator[Problem]:
    yield from text_problems(block.get("text"), f"{at}/text", MOST_HEADER)


def _context(block: Json, at: str) -> Iterator[Problem]:
    yield from _several(block, at, MOST_CONTEXT)
    for number, one in enumerate(items(block.get("elements"))):
        if kind_of(one) == "image":
            yield from image_problems(one, f"{at}/elements/{number}")
        else:
            yield from text_problems(one, f"{at}/elements/{number}", MOST_SECTION, BOTH)


def _actions(block: Json, at: str) -> Iterator[Problem]:
    yield from _several(block, at, MOST_ACTIONS)
    for number, one in enumerate(items(block.get("elements"))):
        yield from control_problems(one, f"{at}/elements/{number}", IN_ACTIONS)


def _image(block: Json, at: str) -> Iterator[Problem]:
    yield from image_problems(block, at)
    if "title" in block:
        yield from text_problems(block["title"], f"{at}/title", 2000)


def _input(block: Json, at: str) -> Iterator[Problem]:
    yield from text_problems(block.get("label"), f"{at}/label", 2000)
    if "hint" in block:
        yield from text_problems(block["hint"], f"{at}/hint", 2000)
    for name in ("optional", "dispatch_action"):
        if name in block and not isinstance(block[name], bool):
            yield f"{at}/{name}", "must be a boolean"
    yield from control_problems(block.get("element"), f"{at}/element", IN_INPUT)


def _markdown(block: Json, at: str) -> Iterator[Problem]:
    yield from length_problems(block.get("text"), f"{at}/text", MOST_MARKDOWN)


def _as_the_types_say(block: Json, at: str) -> Iterator[Problem]:  # noqa: ARG001 - what all others are called with
    yield from ()


_OF: dict[str, Callable[[Json, str], Iterator[Problem]]] = {
    "section": _section, "header": _header, "context": _context, "actions": _actions, "image": _image, "input": _input,
    "markdown": _markdown, "divider": _as_the_types_say, "rich_text": rich_problems, "table": _as_the_types_say,
    "video": _as_the_types_say, "alert": _as_the_types_say, "card": _as_the_types_say, "carousel": _as_the_types_say,
    "context_actions": _as_the_types_say,
}  # fmt: skip
