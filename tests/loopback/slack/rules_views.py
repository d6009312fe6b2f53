"""What Slack asks of modals and Home tabs.

Sources: the "Views" pages, views.open and views.publish (2026); figures also in the published types.
"""

import json
from collections.abc import Iterator
from typing import Any

from tests.loopback.slack.rules_blocks import MOST_IN_VIEW, block_problems
from tests.loopback.slack.rules_messages import check_pictures
from tests.loopback.slack.rules_texts import MARKUP, Problem, length_problems, markup_problems, text_problems, texts
from tests.loopback.slack.server import Slack
from tests.loopback.slack.trouble import Refusal, wrong
from tests.loopback.slack.world import Team

Json = dict[str, Any]

MOST_TITLE, MOST_METADATA, MOST_ID, MOST_BYTES = 24, 3000, 255, 250_000
MODAL, HOME = "modal", "home"
_FIELDS = {
    MODAL: {"title", "submit", "close", "clear_on_close", "notify_on_close", "submit_disabled"},
    HOME: set(),
}  # fmt: skip
_COMMON = {"type", "blocks", "private_metadata", "callback_id", "external_id"}


def check(server: Slack, team: Team, view: Any, kind: str, method: str = "views.open") -> None:
    """Refuse a view Slack would not take; `kind` is what may stand there. What is shown badly stands in `slack.problems`."""
    if not isinstance(view, dict) or view.get("type") != kind:
        raise wrong("invalid_arguments", f"must be a {kind} view [json-pointer:/view/type]")
    if len(json.dumps(view, ensure_ascii=False).encode()) > MOST_BYTES:
        raise Refusal("view_too_large", "the view has more than 250 kB")
    found = list(_problems(view, kind))
    if server.specs is not None and not found:
        found = server.specs.view(view, "/view")
    if found:
        raise wrong("invalid_arguments", *(f"{said} [json-pointer:{at}]" for at, said in found))
    check_pictures(team, view["blocks"], "/view/blocks")
    for one in texts(view):
        for said in markup_problems(one["text"]) if one["type"] == MARKUP else ():
            server.problem(method, f"{said}, in {one['text'][:200]!r}", view)


def _problems(view: Json, kind: str) -> Iterator[Problem]:
    for name in sorted(set(view) - _COMMON - _FIELDS[kind]):
        yield f"/view/{name}", f"invalid additional property: {name}"
    if kind == MODAL:
        yield from text_problems(view.get("title"), "/view/title", MOST_TITLE)
    for name in ("submit", "close"):
        if name in view:
            yield from text_problems(view[name], f"/view/{name}", MOST_TITLE)
    for name, most in (("private_metadata", MOST_METADATA), ("callback_id", MOST_ID), ("external_id", MOST_ID)):
        if name in view:
            yield from length_problems(view[name], f"/view/{name}", most, 0)
    blocks = view.get("blocks")
    if not isinstance(blocks, list):
        yield "/view/blocks", "missing required field: blocks"
        return
    if len(blocks) > MOST_IN_VIEW:
        yield "/view/blocks", f"no more than {MOST_IN_VIEW} items allowed"
    yield from block_problems(blocks, "/view/blocks", modal=kind == MODAL)
    if (
        kind == MODAL
        and "submit" not in view
        and any(isinstance(one, dict) and one.get("type") == "input" for one in blocks)
    ):
        yield "/view", "missing required field: submit, which a modal with inputs needs"
