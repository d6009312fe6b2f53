"""What of a request becomes a message: files get addresses, components ids, mentions people."""

import mimetypes
import re
from collections.abc import Iterator
from typing import Any

from tests.loopback.discord.calls import Upload
from tests.loopback.discord.server import Discord
from tests.loopback.discord.world import EPHEMERAL, V2, Message, User

KEPT_FLAGS = (1 << 2) | (1 << 12) | V2
FILE = 13
SELECT = {"min_values": 1, "max_values": 1}
SHOWN = {"description": None, "spoiler": False}
DEFAULTS: dict[int, dict[str, Any]] = {
    3: SELECT, 5: SELECT, 6: SELECT, 7: SELECT, 8: SELECT, 11: SHOWN, FILE: {"spoiler": False},
    14: {"divider": True, "spacing": 1}, 17: {"accent_color": None, "spoiler": False},
}  # fmt: skip
"""What Discord adds to components (by type) in which it was left out."""
_MENTION = re.compile(r"<@!?(\d+)>")


def made(server: Discord, body: dict[str, Any], files: list[Upload], before: Message | None = None) -> dict[str, Any]:
    """Return the message's body after a request: `before` is edited, fields the request leaves out stay."""
    old = before.body if before is not None else {}
    result: dict[str, Any] = {key: old.get(key) for key in ("content", "embeds", "components", "attachments", "flags")}
    result["attachments"] = _attachments(server, body, files, old.get("attachments") or [])
    flags = body.get("flags")
    result["flags"] = (old.get("flags") or 0) & V2 | ((old.get("flags") or 0) if flags is None else flags & KEPT_FLAGS)
    for key in ("content", "embeds"):
        if key in body:
            result[key] = body[key]
    if "components" in body:
        result["components"] = _with_ids(server, body["components"] or [], result["attachments"])
    result["embeds"] = [_embed(embed) for embed in result["embeds"] or []]
    empty = {"content": "", "embeds": [], "components": []}
    return {key: value if value is not None else empty.get(key, value) for key, value in result.items()}


def _embed(embed: dict[str, Any]) -> dict[str, Any]:
    plain: dict[str, Any] = {"type": "rich"} | without_nulls(embed)
    return plain | ({"fields": [{"inline": False} | one for one in plain["fields"]]} if "fields" in plain else {})


def without_nulls(value: Any) -> Any:
    """Return a value without the fields that are null, which is as if they had been left out."""
    if isinstance(value, list):
        return [without_nulls(one) for one in value]
    if isinstance(value, dict):
        return {name: without_nulls(one) for name, one in value.items() if one is not None}
    return value


def _attachments(
    server: Discord, body: dict[str, Any], files: list[Upload], old: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    told = body.get("attachments")
    kept = old if told is None else [one for one in old if one["id"] in {str(ask["id"]) for ask in told}]
    said = {str(ask.get("id")): ask for ask in told or []}
    return kept + [_uploaded(server, file, said.get(str(file.number), {})) for file in files]


def attached(server: Discord, name: str, data: bytes) -> dict[str, Any]:
    """Return a file that somebody has attached to a modal, as `resolved` tells of it."""
    file = Upload(0, name, "application/octet-stream", data)
    return _uploaded(server, file, {}) | {"ephemeral": True}


def _uploaded(server: Discord, file: Upload, said: dict[str, Any]) -> dict[str, Any]:
    number = server.ids.next()
    name = said.get("filename") or file.name
    path = f"attachments/{number}/{name}"
    kind = mimetypes.guess_type(name)[0] or file.kind
    server.files[path] = (kind, file.data)
    address = f"{server.cdn_url}/{path}"
    body = {
        "id": str(number),
        "filename": name,
        "size": len(file.data),
        "url": address,
        "proxy_url": address,
        "content_type": kind,
    }
    return body | ({"description": said["description"]} if said.get("description") else {})


def _with_ids(
    server: Discord, components: list[dict[str, Any]], attachments: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    taken = {one["id"] for one in walk(components) if one.get("id")}
    free = (number for number in range(1, 10_000) if number not in taken)
    named = {one["filename"]: one for one in attachments}

    def copy(value: Any, key: str = "") -> Any:
        if isinstance(value, list):
            return [copy(one) for one in value]
        if not isinstance(value, dict):
            return value
        if key in ("media", "file"):
            return _media(server, value, named)
        inner = {name: copy(one, name) for name, one in value.items() if name != "id" or "type" not in value}
        if "type" not in value or key == "emoji":
            return SHOWN | inner if "media" in value else inner
        if value["type"] == FILE:
            found = named.get(value["file"]["url"].removeprefix("attachment://"), {})
            inner |= {"name": found.get("filename", ""), "size": found.get("size", 0)}
        return {"type": value["type"], "id": value.get("id") or next(free)} | DEFAULTS.get(value["type"], {}) | inner

    result: list[dict[str, Any]] = copy(components)
    return result


def _media(server: Discord, item: dict[str, Any], named: dict[str, dict[str, Any]]) -> dict[str, Any]:
    url = item["url"]
    found = named.get(url.removeprefix("attachment://")) if url.startswith("attachment://") else None
    if found is None:
        return {"id": str(server.ids.next()), "url": url, "proxy_url": url}
    return {
        "id": str(server.ids.next()), "url": found["url"], "proxy_url": found["url"], "attachment_id": found["id"],
        "content_type": found.get("content_type"),
    }  # fmt: skip


def walk(components: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield every component, those inside others too, in reading order."""
    for one in components:
        yield one
        yield from walk(one.get("components") or [])
        for name in ("accessory", "component"):
            if one.get(name):
                yield from walk([one[name]])


def texts(body: dict[str, Any]) -> str:
    """Return all text of a message that may mention somebody."""
    shown = [one.get("content", "") for one in walk(body.get("components") or []) if one["type"] == 10]
    return "\n".join([body.get("content") or "", *shown])


def mentioned(server: Discord, body: dict[str, Any], allowed: dict[str, Any] | None) -> list[User]:
    """Return whom a message pings: those its text names, and that `allowed_mentions` lets through."""
    found = [int(who) for who in dict.fromkeys(_MENTION.findall(texts(body)))]
    if allowed is not None and "users" not in (allowed.get("parse") or []):
        let = {int(who) for who in allowed.get("users") or []}
        found = [who for who in found if who in let]
    return [server.users[who] for who in found if who in server.users]


def pings_everyone(body: dict[str, Any], allowed: dict[str, Any] | None) -> bool:
    """Whether a message pings everybody, if its author may: its text does, and `allowed_mentions` lets it."""
    let = allowed is None or "everyone" in (allowed.get("parse") or [])
    return let and bool(re.search("@(everyone|here)", texts(body)))


def is_private(body: dict[str, Any]) -> bool:
    """Whether a callback asks for an ephemeral message."""
    return bool((body.get("flags") or 0) & EPHEMERAL)
