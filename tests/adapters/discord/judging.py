"""What Discord would refuse of a message or a modal, by its documents and, where it is at hand, by its OpenAPI file."""

import json
import os
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema

Component = dict[str, Any]

_FILE = "discord_openapi.json"
MESSAGE = ("MessageCreateRequest", "MessageEditRequestPartial", "IncomingWebhookInteractionRequest")
"""The schemas that a card has to pass: posted, edited, and as the answer to an interaction."""

PINGS = re.compile(r"<@[!&]?\d+>|@everyone|@here")


def walked(components: list[Component]) -> Iterator[Component]:
    """Yield every component, with those in it."""
    for each in components:
        yield each
        yield from walked(each.get("components", []))
        if "component" in each:
            yield from walked([each["component"]])


def units(text: str) -> int:
    """Return the length of a text in UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


def texts(body: dict[str, Any]) -> list[str]:
    """Return the texts of a message."""
    return [each["content"] for each in walked(body["components"]) if each["type"] == 10]


def troubles(payload: Any) -> list[str]:
    """Return what Discord would find wrong with a card's payload."""
    body = payload.body
    return [*_message(body), *_attachments(payload), *_schema(body, MESSAGE)]


def modal_troubles(modal: dict[str, Any]) -> list[str]:
    """Return what Discord would find wrong with a modal."""
    every = list(walked(modal["components"]))
    found = list(_ids(every))
    if len(modal["components"]) > 5:
        found.append("more than 5 inputs")
    for each in every:
        if each["type"] == 4 and units(each.get("value", "")) > each["max_length"]:
            found.append("a value is longer than what may be typed")
        if each["type"] == 3 and each.get("required", True) and each.get("min_values") == 0:
            found.append("nothing may be chosen of what is required")
        if each["type"] == 3:
            found += _options(each)
    return [*found, *_schema(modal, ("ModalInteractionCallbackRequestData",))]


def _message(body: dict[str, Any]) -> Iterator[str]:
    every = list(walked(body["components"]))
    if len(every) > 40:
        yield f"{len(every)} components"
    length = sum(map(units, texts(body)))
    if length > 4000:
        yield f"{length} units of text"
    if not all(text.strip() for text in texts(body)):
        yield "an empty text"
    if body["flags"] != 1 << 15 or body.keys() & {"content", "embeds", "poll", "sticker_ids"}:
        yield "not a message of components"
    yield from _ids(every)
    for each in every:
        yield from _row(each) if each["type"] == 1 else ()
        yield from _options(each) if each["type"] == 3 else ()
    if len([each["type"] for each in body["components"]]) != 1:
        yield "more than one outer component"


def _row(row: Component) -> Iterator[str]:
    kinds = [each["type"] for each in row["components"]]
    if kinds != [3] and (set(kinds) != {2} or len(kinds) > 5):
        yield f"a row of {kinds}"
    for each in row["components"]:
        if each["type"] == 2 and not 1 <= units(each["label"]) <= 80:
            yield f"a label of {units(each['label'])}"


def _options(select: Component) -> Iterator[str]:
    values = [each["value"] for each in select["options"]]
    if len(set(values)) != len(values):
        yield "two options of one value"
    if sum(bool(each.get("default")) for each in select["options"]) > select.get("max_values", 1):
        yield "too many chosen"
    if not select.get("min_values", 1) <= select.get("max_values", 1) <= len(values):
        yield "more to choose than there is"
    if any(units(each["label"]) > 100 for each in select["options"]):
        yield "a long option"


def _ids(every: list[Component]) -> Iterator[str]:
    named = Counter(each["custom_id"] for each in every if "custom_id" in each)
    yield from (f"the id {one} {n} times" for one, n in named.items() if n > 1)
    yield from (f"an id of {len(one)}" for one in named if not 1 <= len(one) <= 100)


def _attachments(payload: Any) -> Iterator[str]:
    body = payload.body
    told = [each["filename"] for each in body["attachments"]]
    if told != [file.name for file in payload.files] or len(set(told)) != len(told) or len(told) > 10:
        yield f"attachments {told}"
    every = list(walked(body["components"]))
    shown = [each["file"]["url"] for each in every if each["type"] == 13]
    shown += [item["media"]["url"] for each in every if each["type"] == 12 for item in each["items"]]
    if sorted(shown) != sorted(f"attachment://{name}" for name in told):
        yield f"shown {shown}, attached {told}"
    if not all(re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9.-]*", name) for name in told):
        yield f"names {told}"


def _schema(value: Any, names: tuple[str, ...]) -> Iterator[str]:
    json.dumps(value, ensure_ascii=False).encode()
    for name in names if os.environ.get("STUDYBELL_SPECS") else ():
        for error in _judge(name).iter_errors(value):
            yield f"{name}: {error.json_path} {error.message[:200]}"


@cache
def _judge(name: str) -> Any:
    document = json.loads((Path(os.environ["STUDYBELL_SPECS"]) / _FILE).read_text(encoding="utf-8"))
    return jsonschema.Draft202012Validator(
        {"$ref": f"#/components/schemas/{name}", "components": document["components"]}
    )
