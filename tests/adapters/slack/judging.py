"""What Slack would refuse of a message or a view: by its documents, by its library's models, and by its published types.

The types are no part of the project: `STUDYBELL_SPECS` names the folder they lie in (slackapi/node-slack-sdk, MIT).
"""

import json
import os
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from bot.kernel.lengths import units

Part = dict[str, Any]

_TOKEN = re.compile(r"<[^>]*>")
_KNOWN = re.compile(
    r"<!date\^\d+\^[^|>^]*\{[a-z_]+\}[^|>^]*\|[^>|<]+>|<@[A-Za-z0-9]+>|<(?:https?://|mailto:)[^|>\s]+(?:\|[^>|]+)?>"
)
"""What may stand between angle brackets in mrkdwn of ours: an instant, a member, a link."""

_ENTITY = re.compile(r"&(?!amp;|lt;|gt;)")


def walked(part: Any) -> Iterator[Part]:
    """Yield every object in a payload."""
    if isinstance(part, dict):
        yield part
        for each in part.values():
            yield from walked(each)
    elif isinstance(part, list):
        for each in part:
            yield from walked(each)


def words(blocks: list[Part]) -> str:
    """Return the texts of blocks one after the other, instants by their fallback."""
    return "".join(each.get("fallback", "") or _text(each) for each in walked(blocks))


def _text(each: Part) -> str:
    return each["text"] if isinstance(each.get("text"), str) else each.get("alt_text", "")


def troubles(body: Part) -> list[str]:
    """Return what Slack would find wrong with a message."""
    found = [*_blocks(body["blocks"], 50), *_mrkdwn(body["text"])]
    if not 0 < units(body["text"]) <= 3900:
        found.append(f"a text of {units(body['text'])}")
    size = units(json.dumps(body["blocks"], ensure_ascii=False, separators=(",", ":")))
    if size > 13_000 and not any(len(each.get("options", [])) > 40 for each in walked(body["blocks"])):
        found.append(f"{size} characters of blocks")
    if "metadata" in body:
        found += _schema("MessageMetadata", body["metadata"])
    return found


def view_troubles(view: Part) -> list[str]:
    """Return what Slack would find wrong with a view."""
    found = [*_blocks(view["blocks"], 100), *_schema("HomeView" if view["type"] == "home" else "ModalView", view)]
    View(**view).validate_json()
    if view["type"] == "modal" and "submit" not in view and any(each["type"] == "input" for each in view["blocks"]):
        found.append("inputs, and nothing to send them")
    if len(json.dumps(view)) > 250_000:
        found.append("a view of more than 250 kB")
    return found


def _blocks(blocks: list[Part], most: int) -> Iterator[str]:
    if not 1 <= len(blocks) <= most:
        yield f"{len(blocks)} blocks"
    json.dumps(blocks, ensure_ascii=False).encode()
    for each in Block.parse_all(blocks):
        each.validate_json()
    every = list(walked(blocks))
    for name in ("block_id", "action_id"):
        counted = Counter(each[name] for each in every if name in each)
        repeated = (each for each in counted.items() if each[1] > 1 and not each[0].startswith("complete="))
        yield from (f"the {name} {one} {n} times" for one, n in repeated)
    for each in every:
        yield from _part(each)
    for each in blocks:
        yield from _schema(_definitions().get(each["type"], "AnyBlock"), each) if _specs() else ()


def _part(each: Part) -> Iterator[str]:
    kind = each.get("type")
    if kind in {"text", "plain_text", "mrkdwn"} and not (isinstance(each["text"], str) and each["text"]):
        yield f"an empty {kind}"
    if kind == "mrkdwn":
        yield from _mrkdwn(each["text"])
        if not each.get("verbatim"):
            yield "mrkdwn in which Slack looks for more"
    if kind == "plain_text" and each.get("emoji") is not False:
        yield "a plain text with emoji"
    if kind and kind.startswith("rich_text") and not each["elements"]:
        yield f"an empty {kind}"
    if kind == "rich_text" and units(json.dumps(each, ensure_ascii=False, separators=(",", ":"))) > 3000:
        yield "a long block of rich text"
    if kind == "link" and not re.match(r"(?i)https?://|mailto:", each["url"]):
        yield f"a link to {each['url']}"
    if "options" in each:
        yield from _options(each)
    yield from _limits(each)


def _options(select: Part) -> Iterator[str]:
    values = [each["value"] for each in select["options"]]
    if not values or len(set(values)) != len(values) or len(values) > 100:
        yield f"the options {values}"
    chosen = select.get("initial_options") or ([select["initial_option"]] if "initial_option" in select else [])
    if any(each not in select["options"] for each in chosen):
        yield "something is chosen that cannot be chosen"


def _mrkdwn(text: str) -> Iterator[str]:
    yield from (f"between angle brackets: {each}" for each in _TOKEN.findall(text) if not _KNOWN.fullmatch(each))
    bare = _TOKEN.sub("", text)
    if "<" in bare or ">" in bare or _ENTITY.search(bare):
        yield f"not escaped: {bare[:80]!r}"
    if re.search(r"@(?:channel|here|everyone)", bare, re.IGNORECASE):
        yield "a bare @channel"


# -- the published types
def _specs() -> Path | None:
    folder = os.environ.get("STUDYBELL_SPECS")
    return Path(folder) if folder else None


@cache
def _document() -> Any:
    specs = _specs()
    assert specs is not None
    return json.loads((specs / "slack_blocks.schema.json").read_text(encoding="utf-8"))


@cache
def _definitions() -> dict[str, str]:
    """Return the definitions by the type of what they define."""
    found = {}
    for name, each in _document()["definitions"].items():
        kind = each.get("properties", {}).get("type", {}).get("const")
        if kind:
            found[kind] = name
    return found


@cache
def _judge(name: str) -> Any:
    return jsonschema.Draft7Validator({"$ref": f"#/definitions/{name}", "definitions": _document()["definitions"]})


def _schema(name: str, value: Any) -> Iterator[str]:
    for error in _judge(name).iter_errors(value) if _specs() else ():
        yield f"{name}: {error.json_path} {error.message[:200]}"


@cache
def _known_limits() -> dict[tuple[str, str], tuple[str, int]]:
    specs = _specs()
    lines = (specs / "slack_limits_from_types.txt").read_text(encoding="utf-8").splitlines() if specs else []
    found = {}
    for line in lines:
        where, what, number = re.fullmatch(r"([\w.]+): (.*) (\d+)", line.strip()).groups()  # type: ignore[union-attr]
        definition, name = where.split(".")
        found[definition, name] = (what, int(number))
    return found


def _limits(each: Part) -> Iterator[str]:
    definition = _definitions().get(str(each.get("type"))) if _specs() else None
    for name, value in each.items() if definition else ():
        what, most = _known_limits().get((str(definition), name), ("", 0))
        if not most:
            continue
        held = value["text"] if what.startswith("text ") else value
        if len(held) > most and not what.startswith("items"):
            yield f"{definition}.{name} of {len(held)}"
