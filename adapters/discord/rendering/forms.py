"""Forms as Discord's modals, and what was filled in.

Limits: Discord's API docs, component reference, 2026-08. What may never happen: a form that Discord refuses because a
text of ours or of a member's is too long.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from adapters.discord.rendering import custom_ids
from adapters.discord.rendering.components import FILE_UPLOAD, LABEL, STRING_SELECT, TEXT_DISPLAY, TEXT_INPUT, options
from bot.kernel.card import Form, Input
from bot.kernel.event import spell_press
from bot.kernel.lengths import clipped, cut

MOST_INPUTS = 5
TITLE, NAME, HINT, TYPED = 45, 45, 100, 4000
"""Characters of a modal's title, of a label, of a placeholder or description, and of a text input."""

_SHORT, _PARAGRAPH = 1, 2


def modal(form: Form, guild: str = "") -> dict[str, Any]:
    """Return the data of an interaction's answer of type 9. `guild` is told where it opens in a direct message.

    Raises ValueError when the event it sends is too long for a custom id.
    """
    inputs = {each.name: each for each in reversed(form.inputs)}
    labels = [_label(each) for each in form.inputs if inputs[each.name] is each][:MOST_INPUTS]
    title = cut(form.title, TITLE) or "…"
    return {
        "custom_id": custom_ids.spell(spell_press(form.session, form.press), guild),
        "title": title,
        "components": labels or [{"type": TEXT_DISPLAY, "content": title}],
    }


def values(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was filled in, by the names of the inputs, from the data of a sent modal.

    A choice that was left open is not among them, nor are files.
    """
    found = _filled(data.get("components") or ())
    return {name: value for name, kind, value in found if kind != FILE_UPLOAD}


def attached(data: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """Return the files that were attached as Discord tells of them, by the names of the inputs."""
    told = (data.get("resolved") or {}).get("attachments") or {}
    found = _filled(data.get("components") or ())
    return {name: told.get(str(value)) or {} for name, kind, value in found if kind == FILE_UPLOAD}


def _filled(components: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, int, Any]]:
    """Yield name, type and value of each input: within labels, as they are sent today, or within rows, as they were."""
    for each in components:
        if "component" in each:
            yield from _filled([each["component"]])
        elif "components" in each:
            yield from _filled(each["components"])
        elif "values" in each:
            chosen = each["values"] or ()
            yield from ((str(each["custom_id"]), each.get("type") or 0, one) for one in chosen[:1])
        elif "value" in each:
            yield str(each["custom_id"]), each.get("type") or 0, each["value"] or ""


def _label(field: Input) -> dict[str, Any]:
    """Return an input under its label. A hint stands in the empty input or, where that is not empty, beside it."""
    found = options(field.options, field.value) if field.kind == "choice" else []
    component = _file(field) if field.kind == "file" else _select(field, found) if found else _text(field)
    label: dict[str, Any] = {"type": LABEL, "label": cut(field.label, NAME) or "…", "component": component}
    hint = cut(field.hint, HINT)
    if hint and "placeholder" not in component:
        label["description"] = hint
    return label


def _select(field: Input, found: list[dict[str, Any]]) -> dict[str, Any]:
    return {"type": STRING_SELECT, "custom_id": field.name, "options": found, "required": field.required} | (
        {} if field.required else {"min_values": 0}
    )


def _file(field: Input) -> dict[str, Any]:
    return {"type": FILE_UPLOAD, "custom_id": field.name, "required": False, "min_values": 0, "max_values": 1}


def _text(field: Input) -> dict[str, Any]:
    most = min(max(field.most, 1), TYPED)
    text: dict[str, Any] = {
        "type": TEXT_INPUT,
        "custom_id": field.name,
        "style": _PARAGRAPH if field.kind == "text" else _SHORT,
        "required": field.required,
        "max_length": most,
    }
    hint, value = cut(field.hint, HINT), clipped(field.value, most)
    if value:
        text["value"] = value
    elif hint:
        text["placeholder"] = hint
    return text
