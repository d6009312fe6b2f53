"""A form shown again as it was filled in, with what is wrong on top: made of the payload itself, so that any process can.

What may never happen: something typed that is lost because what it was sent to refused it.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from adapters.slack.rendering.escaping import plain
from bot.kernel.lengths import clipped

PROBLEM = "problem"
"""The block that says what is wrong."""

LONGEST_PROBLEM = 2_900

_KEPT = ("type", "title", "submit", "close", "callback_id", "private_metadata", "clear_on_close", "notify_on_close")
"""What of a view in a payload is an argument of a view, too (views.update, docs.slack.dev, 2026-08)."""

_AS_SAID = {
    "plain_text_input": ("value", "initial_value"),
    "email_text_input": ("value", "initial_value"),
    "number_input": ("value", "initial_value"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "static_select": ("selected_option", "initial_option"),
    "external_select": ("selected_option", "initial_option"),
    "radio_buttons": ("selected_option", "initial_option"),
    "multi_static_select": ("selected_options", "initial_options"),
    "multi_external_select": ("selected_options", "initial_options"),
    "checkboxes": ("selected_options", "initial_options"),
    "users_select": ("selected_user", "initial_user"),
    "multi_users_select": ("selected_users", "initial_users"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "channels_select": ("selected_channel", "initial_channel"),
}
"""Where the state has what was put into an element, and where an element is told it (Block Kit reference, 2026-08)."""

State = Mapping[str, Mapping[str, Mapping[str, Any]]]


def state_of(view: Mapping[str, Any]) -> State:
    """Return what was filled in, by block and action."""
    state: State = (view.get("state") or {}).get("values") or {}
    return state


def refilled(view: Mapping[str, Any], problem: str) -> dict[str, Any]:
    """Return the view that was sent as it was filled in, with the problem, a plain text, on top."""
    state = state_of(view)
    blocks = [_filled(block, state) for block in view.get("blocks") or () if block.get("block_id") != PROBLEM]
    text = clipped(plain(f"\N{WARNING SIGN} {problem}"), LONGEST_PROBLEM)
    said = {"type": "plain_text", "text": text, "emoji": False}
    kept = {name: view[name] for name in _KEPT if view.get(name)}
    return {**kept, "type": "modal", "blocks": [{"type": "section", "block_id": PROBLEM, "text": said}, *blocks]}


def block_of(view: Mapping[str, Any], field: str, text: str = "") -> str:
    """Return the block of the input that fills `field`; without one, of the input whose label begins `text`; "" for none.

    Where there is one input only, it is that. A text of several lines tells several problems, and belongs to no one input.
    """
    found = [(block, actions) for block, actions in state_of(view).items() if _is_input(view, block)]
    if len(found) == 1 and field in {"", *found[0][1]}:
        return found[0][0]
    if field:
        return next((block for block, actions in found if field == block or field in actions), "")
    if "\n" in text.strip():
        return ""
    labels = {block: label for block, label in _labels(view) if label}
    return next((block for block, _ in found if block in labels and text.startswith(f"{labels[block]}:")), "")


def _labels(view: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for block in view.get("blocks") or ():
        yield str(block.get("block_id") or ""), str((block.get("label") or {}).get("text") or "")


def _is_input(view: Mapping[str, Any], block_id: str) -> bool:
    """Whether it is an input: an error can stand at these alone."""
    kinds = {block.get("block_id"): block.get("type") for block in view.get("blocks") or ()}
    return bool(kinds.get(block_id, "input") == "input")


def _filled(block: Mapping[str, Any], state: State) -> dict[str, Any]:
    element, actions = block.get("element"), state.get(str(block.get("block_id")))
    if block.get("type") != "input" or not element or actions is None:
        return dict(block)
    said = actions.get(str(element.get("action_id"))) or {}
    names = _AS_SAID.get(str(element.get("type")))
    if names is None:
        return dict(block)
    bare = {name: value for name, value in element.items() if name != names[1]}
    value = said.get(names[0])
    return {**block, "element": {**bare, names[1]: value} if value not in (None, "", []) else bare}
