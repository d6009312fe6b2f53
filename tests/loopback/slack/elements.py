"""Controls of messages and views: which there are, what stands in them, and what a person can put there.

Source of the shapes: Slack's "View interaction payloads", "block_actions payload" and "Block elements" pages (2026).
"""

import re
from collections.abc import Iterator
from typing import Any

from tests.loopback.slack.trouble import NotPossible

Json = dict[str, Any]

TEXTS = ("plain_text_input", "email_text_input", "url_text_input", "number_input")
OPTIONS = ("static_select", "external_select", "radio_buttons", "overflow")
MANY_OPTIONS = ("multi_static_select", "multi_external_select", "checkboxes")
ONE_OF = {
    "users_select": "selected_user",
    "channels_select": "selected_channel",
    "conversations_select": "selected_conversation",
}
SOME_OF = {
    "multi_users_select": "selected_users", "multi_channels_select": "selected_channels",
    "multi_conversations_select": "selected_conversations",
}  # fmt: skip
INITIAL_MANY = {
    "multi_users_select": "initial_users", "multi_channels_select": "initial_channels",
    "multi_conversations_select": "initial_conversations",
}  # fmt: skip
TIMES = {"datepicker": "date", "timepicker": "time", "datetimepicker": "date_time"}
STATELESS = ("button", "overflow", "workflow_button", "image", "feedback_buttons", "icon_button")


def walk(blocks: list[Json]) -> Iterator[tuple[Json, Json]]:
    """Yield every control with the block it stands in, from top to bottom."""
    for block in blocks:
        inside = [*block.get("elements", [])] if block["type"] in ("actions", "context_actions") else []
        for one in [*inside, block.get("accessory"), block.get("element")]:
            if one and one["type"] != "image":
                yield block, one


def initial(one: Json) -> Json:
    """Return what a control says before anybody has touched it, as it stands in `state.values`."""
    kind = one["type"]
    if kind in TEXTS:
        return {"type": kind, "value": one.get("initial_value")}
    if kind in OPTIONS:
        return {"type": kind, "selected_option": one.get("initial_option")}
    if kind in MANY_OPTIONS:
        return {"type": kind, "selected_options": one.get("initial_options") or []}
    if kind in ONE_OF:
        return {"type": kind, ONE_OF[kind]: one.get(ONE_OF[kind].replace("selected", "initial"))}
    if kind in SOME_OF:
        return {"type": kind, SOME_OF[kind]: one.get(INITIAL_MANY[kind]) or []}
    if kind in TIMES:
        return {"type": kind, f"selected_{TIMES[kind]}": one.get(f"initial_{TIMES[kind]}")}
    return (
        {"type": kind, "files": []}
        if kind == "file_input"
        else {"type": kind, "rich_text_value": one.get("initial_value")}
    )


def state(blocks: list[Json], typed: Json) -> Json:
    """Return `state.values`: what was typed, and what stands in all else. What was typed stays where block and control stay."""
    values: Json = {}
    for block, one in walk(blocks):
        if one["type"] in STATELESS:
            continue
        before = typed.get(block["block_id"], {}).get(one.get("action_id", ""), {})
        kept = before if before.get("type") == one["type"] else initial(one)
        values.setdefault(block["block_id"], {})[one.get("action_id", "")] = kept
    return values


def put(one: Json, wanted: Any) -> Json:
    """Return what a control says after somebody put `wanted` there; `NotPossible` where it does not take it."""
    kind = one["type"]
    if kind in TEXTS:
        return {"type": kind, "value": _text(one, wanted)}
    if kind in OPTIONS:
        return {"type": kind, "selected_option": None if wanted is None else option(one, wanted)}
    if kind in MANY_OPTIONS:
        return {"type": kind, "selected_options": _few(one, [option(one, each) for each in _list(wanted)])}
    if kind in ONE_OF:
        return {"type": kind, ONE_OF[kind]: _id(wanted)}
    if kind in SOME_OF:
        return {"type": kind, SOME_OF[kind]: _few(one, [_id(each) for each in _list(wanted)])}
    if kind in TIMES:
        return {"type": kind, f"selected_{TIMES[kind]}": _time(kind, wanted)}
    if kind == "file_input":
        return {"type": kind, "files": _files(one, wanted)}
    raise NotPossible(f"nothing can be put into a {kind}")


def _files(one: Json, given: list[Json]) -> list[Json]:
    most, endings = one.get("max_files", 10), one.get("filetypes")
    if len(given) > most:
        raise NotPossible(f"at most {most} files can be attached there")
    if endings and (wrong := [each["name"] for each in given if each["filetype"] not in endings]):
        raise NotPossible(f"{wrong} do not end in one of {endings}")
    return given


def option(one: Json, wanted: Any) -> Json:
    """Return the option whose text or value is `wanted`, or whose text begins so, without its description."""
    if one["type"].endswith("external_select"):
        return wanted if isinstance(wanted, dict) else {"text": _plain(str(wanted)), "value": str(wanted)}
    every = [*one.get("options", []), *(each for group in one.get("option_groups", []) for each in group["options"])]
    exact = [each for each in every if wanted in (each["text"]["text"], each["value"])]
    found = exact or [each for each in every if each["text"]["text"].startswith(str(wanted))]
    if len(found) != 1:
        raise NotPossible(f"{wanted!r} is {len(found)} of {[each['text']['text'] for each in every]}")
    return {"text": {"emoji": True} | found[0]["text"], "value": found[0]["value"]}


def _plain(text: str) -> Json:
    return {"type": "plain_text", "text": text, "emoji": True}


def _list(wanted: Any) -> list[Any]:
    return list(wanted) if isinstance(wanted, (list, tuple, set, frozenset)) else [] if wanted is None else [wanted]


def _few(one: Json, chosen: list[Any]) -> list[Any]:
    most = one.get("max_selected_items")
    if most is not None and len(chosen) > most:
        raise NotPossible(f"at most {most} can be chosen there")
    return chosen


def _id(wanted: Any) -> str | None:
    return None if wanted is None else str(getattr(wanted, "id", wanted))


def _text(one: Json, wanted: Any) -> str | None:
    text = None if wanted is None else str(wanted)
    if text and one["type"] == "plain_text_input" and not one.get("multiline") and "\n" in text:
        raise NotPossible("there is one line only")
    return text or None


def _time(kind: str, wanted: Any) -> Any:
    if wanted is None:
        return None
    if kind == "datetimepicker":
        if not isinstance(wanted, int) or len(str(wanted)) != 10:
            raise NotPossible(f"a moment is whole UNIX seconds, and not {wanted!r}")
        return wanted
    pattern = r"\d{4}-\d\d-\d\d" if kind == "datepicker" else r"\d\d:\d\d"
    if not re.fullmatch(pattern, str(wanted)):
        raise NotPossible(f"{wanted!r} is no {TIMES[kind]}")
    return str(wanted)


def said(value: Json) -> Any:
    """Return what a person has put into a control; None for nothing."""
    return next((each for key, each in value.items() if key != "type"), None) or None


def complaint(block: Json, one: Json, value: Json) -> str:
    """Return what Slack's app says about a field before it sends a form; nothing if it is fine."""
    what = said(value)
    if what is None:
        return "" if block.get("optional") else "Please complete this required field."
    if one["type"] == "number_input":
        return _number(one, str(what))
    if one["type"] == "email_text_input" and "@" not in str(what):
        return "Please enter a valid email address."
    if one["type"] == "url_text_input" and "://" not in str(what):
        return "Please enter a valid URL."
    if one["type"] == "plain_text_input":
        if len(what) < one.get("min_length", 0):
            return f"Please use at least {one['min_length']} characters."
        if len(what) > one.get("max_length", 3000):
            return f"Please use at most {one.get('max_length', 3000)} characters."
    return ""


def _number(one: Json, text: str) -> str:
    if not re.fullmatch(r"-?\d+" if not one.get("is_decimal_allowed") else r"-?\d+(\.\d+)?", text):
        return "Please enter a number."
    least, most = one.get("min_value"), one.get("max_value")
    if least is not None and float(text) < float(least):
        return f"Please enter a number of at least {least}."
    if most is not None and float(text) > float(most):
        return f"Please enter a number of at most {most}."
    return ""


def acted(block: Json, one: Json, value: Json, stamp: str) -> Json:
    """Return an action as a block_actions payload tells it."""
    action: Json = {
        "action_id": one["action_id"],
        "block_id": block["block_id"],
        **value,
        "type": one["type"],
        "action_ts": stamp,
    }
    for key in ("text", "value", "style", "placeholder", "confirm", "url"):
        if key in one and key not in action:
            action[key] = one[key]
    if one["type"] == "button":
        action["text"] = {"emoji": True} | one["text"]
    for key in one:
        if key.startswith("initial_") and one["type"] not in TEXTS:
            action[key] = one[key]
    return action
