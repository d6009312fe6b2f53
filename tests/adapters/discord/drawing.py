"""A payload as lines that a person can read: what stands where, in the order a screen reader would say it."""

import json
from collections.abc import Iterator
from typing import Any

Component = dict[str, Any]

STYLES = {1: "main", 2: "", 3: "good", 4: "danger"}


def drawn(payload: Any) -> str:
    """Return the message as text: a box of its texts and controls, each control with what it means."""
    body = payload.body
    (outer,) = body["components"]
    lines = list(_outer(outer))
    if body["allowed_mentions"]["users"]:
        lines.append(f"rings {', '.join(body['allowed_mentions']['users'])}")
    lines += [f"attached {file.name}, {file.media_type}" for file in payload.files]
    return "\n".join(line.rstrip() for line in lines)


def _outer(outer: Component) -> Iterator[str]:
    colour = outer.get("accent_color")
    yield f"┌ {'' if colour is None else f'#{colour:06x}'}"
    inner = outer.get("components") or [outer]
    for number, each in enumerate(inner):
        if number and each["type"] != 14:
            yield "│"
        yield from (f"│ {line}" for line in _lines(each))
    yield "└"


def _lines(each: Component) -> Iterator[str]:
    match each["type"]:
        case 10:
            yield from each["content"].split("\n")
        case 14:
            yield "─" * 40
        case 12:
            yield from (f"🖼 {item['media']['url']}: {item.get('description')}" for item in each["items"])
        case 13:
            yield f"📎 {each['file']['url']}"
        case 1:
            yield "  ".join(f"[ {one['label']} ]" for one in each["components"] if one["type"] == 2)
            for one in each["components"]:
                yield from _control(one)


def _control(one: Component) -> Iterator[str]:
    if one["type"] == 2:
        yield f"    {one['label'][:20]}: {one['custom_id']} {STYLES[one['style']]}"
        return
    yield f"[▾ {one['placeholder']} ({one['min_values']} to {one['max_values']})  {one['custom_id']}"
    yield from (f"    {json.dumps(option['value'])}: {option['label']}" for option in one["options"])
