"""What Discord asks of a message beside the OpenAPI file, which says 4,000 characters where 2,000 are let through.

Sources: "Message Resource" and "Uploading Files" (2026-08).
"""

import re
from collections.abc import Iterator
from typing import Any

from tests.loopback.discord.bodies import walk
from tests.loopback.discord.calls import Upload
from tests.loopback.discord.rules_components import Problem, component_problems, placed
from tests.loopback.discord.trouble import Refusal, invalid
from tests.loopback.discord.world import EPHEMERAL, HAS_THREAD, V2, Message

MOST_CONTENT, MOST_NONCE, MOST_EMBEDDED, MOST_FILES, MOST_BYTES = 2000, 25, 6000, 10, 10 * 1024 * 1024
SUPPRESS_EMBEDS, SUPPRESS_NOTIFICATIONS, VOICE = 1 << 2, 1 << 12, 1 << 13
NEW_FLAGS = SUPPRESS_EMBEDS | SUPPRESS_NOTIFICATIONS | VOICE | V2
EDIT_FLAGS = SUPPRESS_EMBEDS | V2
ANSWER_FLAGS = NEW_FLAGS | EPHEMERAL
LEGACY = ("content", "embeds", "poll", "sticker_ids", "shared_client_theme")
_NAME = re.compile(r"[\w.-]+", re.ASCII)


def check(body: dict[str, Any], files: list[Upload], before: Message | None, flags: int) -> None:
    """Refuse a message that Discord would not take. `before`: it is edited. `flags`: those that may be set here."""
    if any(len(one.data) > MOST_BYTES for one in files):
        raise Refusal(413, 40005, said="Request entity too large")
    problems = list(_problems(body, files, before, flags))
    if problems:
        raise invalid(*problems)
    if _empty(body, files, before):
        raise Refusal(400, 50006)


def _problems(body: dict[str, Any], files: list[Upload], before: Message | None, flags: int) -> Iterator[Problem]:
    v2 = bool(((before.flags if before else 0) | (body.get("flags") or 0)) & V2)
    if len(body.get("content") or "") > MOST_CONTENT:
        yield "content", f"Must be {MOST_CONTENT} or fewer in length."
    if isinstance(body.get("nonce"), str) and len(body["nonce"]) > MOST_NONCE:
        yield "nonce", f"Must be {MOST_NONCE} or fewer in length."
    embedded = sum(_embedded(one) for one in body.get("embeds") or [])
    if embedded > MOST_EMBEDDED:
        yield "embeds", f"Embed size exceeds maximum size of {MOST_EMBEDDED}"
    yield from _flagged(body, before, flags)
    if v2:
        yield from _only_components(body, before)
    components = body.get("components")
    if components is None and before is not None:
        components = []  # what stands there was judged when it came
    yield from component_problems(components or [], v2=v2)
    yield from _pings(body.get("allowed_mentions") or {})
    yield from _uploads(body, files, before)
    yield from _references(body, files, before)


def _embedded(embed: dict[str, Any]) -> int:
    parts = [
        embed.get("title"),
        embed.get("description"),
        (embed.get("footer") or {}).get("text"),
        (embed.get("author") or {}).get("name"),
    ]
    parts += [text for one in embed.get("fields") or [] for text in (one["name"], one["value"])]
    return sum(len(text or "") for text in parts)


def _flagged(body: dict[str, Any], before: Message | None, allowed: int) -> Iterator[Problem]:
    flags = body.get("flags")
    if flags is None:
        return
    old = 0 if before is None else before.flags | HAS_THREAD | (EPHEMERAL if before.only_for else 0)
    if flags & ~allowed & ~old:
        yield "flags", f"only the flags {allowed:#x} can be set here, not {flags:#x}"
    if before is not None and before.flags & V2 and not flags & V2:
        yield "flags", "The IS_COMPONENTS_V2 flag cannot be removed from a message"


def _only_components(body: dict[str, Any], before: Message | None) -> Iterator[Problem]:
    for name in LEGACY:
        left = body[name] if name in body else (before.body.get(name) if before is not None else None)
        if left:
            yield name, f"The '{name}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2"


def _pings(allowed: dict[str, Any]) -> Iterator[Problem]:
    for name in ("users", "roles"):
        if name in (allowed.get("parse") or []) and allowed.get(name):
            yield f"allowed_mentions.{name}", f'parse:["{name}"] and {name}: [ids...] are mutually exclusive.'


def _uploads(body: dict[str, Any], files: list[Upload], before: Message | None) -> Iterator[Problem]:
    numbers = [one.number for one in files]
    if -1 in numbers or len(set(numbers)) < len(numbers):
        yield "files", "files are sent as files[0], files[1] and so on"
    old = {one["id"] for one in (before.body.get("attachments") or [])} if before else set()
    told = body.get("attachments")
    for number, one in enumerate(told or []):
        if str(one.get("id")) not in old and str(one.get("id")) not in {str(file) for file in numbers}:
            yield f"attachments.{number}.id", "neither uploaded with this request nor on the message"
    if told is not None and before is not None:
        missing = {str(one) for one in numbers} - {str(one.get("id")) for one in told}
        if missing:
            yield (
                "attachments",
                f"must list all attachments that should be there after the edit; not listed: files {sorted(missing)}",
            )
    if len(old if told is None else [one for one in told if str(one.get("id")) in old]) + len(files) > MOST_FILES:
        yield "attachments", f"Must be {MOST_FILES} or fewer in length."
    for file in files:
        if not file.name:
            yield f"files.{file.number}", "a file needs a name"


def _references(body: dict[str, Any], files: list[Upload], before: Message | None) -> Iterator[Problem]:
    said = {str(one.get("id")): one for one in body.get("attachments") or []}
    names = {said.get(str(one.number), {}).get("filename") or one.name for one in files}
    if before is not None:
        names |= {
            one["filename"]
            for one in before.body.get("attachments") or []
            if body.get("attachments") is None or one["id"] in said
        }
    for path, url in _urls(body):
        if not url.startswith("attachment://"):
            if path.endswith(".file"):
                yield path, "A file component only takes attachment://"
            elif not url.startswith(("http://", "https://")):
                yield path, f"Not a well formed URL: {url!r}"
        elif url.removeprefix("attachment://") not in names:
            yield (
                path,
                f"The referenced attachment {url.removeprefix('attachment://')!r} was not found; uploaded: {sorted(names)}",
            )
        elif not _NAME.fullmatch(url.removeprefix("attachment://")):
            yield path, "only ASCII letters, digits, dashes, underscores and dots can be referenced"


def _urls(body: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for path, one in placed(body.get("components") or []):
        for name in ("media", "file"):
            if isinstance(one.get(name), dict):
                yield f"{path}.{name}", one[name]["url"]
        for number, item in enumerate(one.get("items") or []):
            yield f"{path}.items.{number}.media", item["media"]["url"]
    for number, embed in enumerate(body.get("embeds") or []):
        for name in ("image", "thumbnail"):
            if (embed.get(name) or {}).get("url"):
                yield f"embeds.{number}.{name}.url", embed[name]["url"]


def _empty(body: dict[str, Any], files: list[Upload], before: Message | None) -> bool:
    names = ("content", "embeds", "components", "sticker_ids", "poll", "attachments")
    if before is None:
        return not files and not any(body.get(name) for name in names)
    after = before.body | {name: body[name] for name in names if name in body}
    return not files and not any(after.get(name) for name in names)


def unexposed(body: dict[str, Any], files: list[Upload]) -> list[str]:
    """Return the names of files that a V2 message brings and never shows: "they must be exposed through components"."""
    if not (body.get("flags") or 0) & V2 and not any(one["type"] == 17 for one in walk(body.get("components") or [])):
        return []
    shown = {url.removeprefix("attachment://") for _, url in _urls(body)}
    said = {str(one.get("id")): one for one in body.get("attachments") or []}
    return [
        name
        for name in (said.get(str(one.number), {}).get("filename") or one.name for one in files)
        if name not in shown
    ]
