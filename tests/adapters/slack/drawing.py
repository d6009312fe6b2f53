"""A payload as lines that a person can read: what stands where, in the order it is seen, and what is read aloud."""

from collections.abc import Iterator
from typing import Any

Part = dict[str, Any]

_STYLES = {"bold": "**", "italic": "_", "strike": "~~", "code": "`"}


def drawn(body: Part) -> str:
    """Return a message as text: its blocks, each control with what it means; below, its text as it is read aloud."""
    lines = ["┌", *_framed(body["blocks"]), "└", *body.get("text", "").split("\n")]
    return "\n".join(line.rstrip() for line in lines)


def drawn_view(view: Part) -> str:
    """Return a view as text."""
    title = view.get("title", {}).get("text", view["type"])
    buttons = [f"[ {view[name]['text']} ]" for name in ("close", "submit") if name in view]
    lines = [f"┌ {title}", *_framed(view["blocks"]), f"└ {'  '.join(buttons)}", view.get("private_metadata", "")]
    return "\n".join(line.rstrip() for line in lines)


def _framed(blocks: list[Part]) -> Iterator[str]:
    for number, each in enumerate(blocks):
        if number:
            yield "│"
        yield from (f"│ {line}" for line in "\n".join(_lines(each)).split("\n"))


def _lines(each: Part) -> Iterator[str]:
    match each["type"]:
        case "header":
            yield f"# {each['text']['text']}"
        case "section":
            yield f"mrkdwn {each['text']['text']}"
        case "context":
            yield from (f"small {one['text']}" for one in each["elements"])
        case "divider":
            yield "─" * 40
        case "image":
            yield f"🖼 {each['slack_file']['id']}: {each['alt_text']}"
        case "rich_text":
            yield "".join(_rich(part) for part in each["elements"]).strip("\n")
        case "actions":
            yield "  ".join(f"[ {one['text']['text']} ]" for one in each["elements"] if one["type"] == "button")
            yield from (line for one in each["elements"] for line in _control(one))
            yield from [f"    in {each['block_id']}"] if "block_id" in each else []
        case "input":
            yield f"{each['label']['text']}{' (optional)' if each['optional'] else ''}: {each['element']['type']}"
            yield from _input(each)


def _control(one: Part) -> Iterator[str]:
    if one["type"] == "button":
        yield f"    {one['text']['text'][:20]}: {one['action_id']} {one.get('style', '')}"
        return
    yield f"[▾ {one['placeholder']['text']} ({one['type']}, {one.get('max_selected_items', 1)})  {one['action_id']}"
    yield from (f"    {option['value']}: {option['text']['text']}" for option in one["options"])


def _input(each: Part) -> Iterator[str]:
    element = {name: value for name, value in each["element"].items() if name not in {"type", "options"}}
    yield f"    {each['block_id']} {element}"
    yield from (f"    {option['value']}: {option['text']['text']}" for option in each["element"].get("options", ()))
    yield from [f"    {each['hint']['text']}"] if "hint" in each else []


def _rich(part: Part) -> str:
    match part["type"]:
        case "rich_text_section":
            return _spans(part["elements"]) + "\n"
        case "rich_text_quote":
            return "".join(f"> {line}\n" for line in _spans(part["elements"]).split("\n"))
        case "rich_text_preformatted":
            return f"```\n{_spans(part['elements'])}\n```\n"
        case _:
            mark = "• " if part["style"] == "bullet" else "{}. "
            rows = [mark.format(n) + _spans(item["elements"]) for n, item in enumerate(part["elements"], start=1)]
            return "".join(f"{'    ' * part.get('indent', 0)}{row}\n" for row in rows)


def _spans(elements: list[Part]) -> str:
    return "".join(_span(each) for each in elements)


def _span(each: Part) -> str:
    match each["type"]:
        case "link":
            text = f"[{each['text']}]({each['url']})" if "text" in each else each["url"]
        case "date":
            text = f"{{{each['timestamp']}: {each['format']}}}"
        case _:
            text = each["text"]
    for name, mark in _STYLES.items():
        if each.get("style", {}).get(name):
            text = f"{mark}{text}{mark}"
    return text
