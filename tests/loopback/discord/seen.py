"""What a person sees of a message or a modal, as values with a readable text form."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.loopback.discord import bodies
from tests.loopback.discord.server import Discord
from tests.loopback.discord.world import LOADING, Message

ACTION_ROW, BUTTON, STRING_SELECT, TEXT_INPUT = 1, 2, 3, 4
SELECTS = (3, 5, 6, 7, 8)
SECTION, TEXT, THUMBNAIL, GALLERY, FILE, SEPARATOR, CONTAINER, LABEL = 9, 10, 11, 12, 13, 14, 17, 18
UPLOAD, RADIO, CHECKBOXES, CHECKBOX = 19, 21, 22, 23
LINK = 5


@dataclass(frozen=True)
class Control:
    """A button or a select. `label`: with its emoji; of a select its placeholder. `options`: label to value."""

    kind: int
    label: str
    custom_id: str
    disabled: bool = False
    url: str = ""
    options: dict[str, str] = field(default_factory=dict)
    least: int = 1
    most: int = 1
    id: int = 0


@dataclass(frozen=True)
class Picture:
    """A picture with the text that is read aloud instead; `url` fetches it."""

    url: str
    alt: str


@dataclass(frozen=True)
class Shown:
    """A message as one person sees it. `text`: all of it, readable. `private`: only they see it."""

    id: int
    author: str
    text: str
    private: bool
    controls: tuple[Control, ...]
    pictures: tuple[Picture, ...]
    files: tuple[str, ...]
    thinking: bool
    edited: bool
    pings: tuple[str, ...]
    message: Message = field(repr=False, compare=False)

    def __str__(self) -> str:
        return f"{self.author}{' (only you)' if self.private else ''}: {self.text}"

    @property
    def buttons(self) -> list[str]:
        """The labels of buttons that can be pressed."""
        return [one.label for one in self.controls if one.kind == BUTTON and not one.disabled]


def label_of(component: dict[str, Any]) -> str:
    """Return what is written on a button."""
    emoji = (component.get("emoji") or {}).get("name") or ""
    return f"{emoji} {component.get('label') or ''}".strip()


def control(one: dict[str, Any]) -> Control:
    """Return a button or select of a message or a form."""
    options = {option["label"]: option["value"] for option in one.get("options") or []}
    label = label_of(one) if one["type"] == BUTTON else one.get("placeholder") or ""
    least = one.get("min_values")
    return Control(
        one["type"], label, one.get("custom_id") or "", bool(one.get("disabled")), one.get("url") or "", options,
        1 if least is None else least, one.get("max_values") or 1, one.get("id") or 0,
    )  # fmt: skip


def shown(server: Discord, message: Message) -> Shown:
    """Return a message as somebody sees it who may."""
    every = list(bodies.walk(message.body.get("components") or []))
    controls = tuple(control(one) for one in every if one["type"] == BUTTON or one["type"] in SELECTS)
    body = message.body
    thinking = bool(message.flags & LOADING)
    text = "(thinking)" if thinking else "\n".join(_lines(body)).strip()
    return Shown(
        message.id, message.author.name, readable(server, text), message.only_for is not None, controls,
        tuple(_pictures(body, every)), tuple(one["filename"] for one in body.get("attachments") or []), thinking,
        message.edited_at is not None, (*(one.name for one in message.mentions), *["@everyone"][: message.everyone]), message,
    )  # fmt: skip


def readable(server: Discord, text: str) -> str:
    """Put names in the place of mentions."""

    def name(found: re.Match[str]) -> str:
        user = server.users.get(int(found[1]))
        return f"@{user.name}" if user else found[0]

    return re.sub(r"<@!?(\d+)>", name, text)


def _pictures(body: dict[str, Any], every: list[dict[str, Any]]) -> Iterator[Picture]:
    for one in every:
        items = one["items"] if one["type"] == GALLERY else [one] if one["type"] == THUMBNAIL else []
        for item in items:
            yield Picture(item["media"]["url"], item.get("description") or "")
    for embed in body.get("embeds") or []:
        for name in ("image", "thumbnail"):
            if embed.get(name):
                yield Picture(embed[name]["url"], embed[name].get("description") or "")
    if not every:
        for one in body.get("attachments") or []:
            if (one.get("content_type") or "").startswith("image/"):
                yield Picture(one["url"], one.get("description") or "")


def _lines(body: dict[str, Any]) -> Iterator[str]:
    if body.get("content"):
        yield body["content"]
    for embed in body.get("embeds") or []:
        yield from _embed(embed)
    for one in body.get("components") or []:
        yield from _component(one)


def _embed(embed: dict[str, Any]) -> Iterator[str]:
    yield from filter(None, [(embed.get("author") or {}).get("name"), embed.get("title"), embed.get("description")])
    for one in embed.get("fields") or []:
        yield f"{one['name']}: {one['value']}"
    if (embed.get("image") or {}).get("url"):
        yield f"(picture: {embed['image'].get('description') or ''})"
    yield from filter(None, [(embed.get("footer") or {}).get("text")])


def _component(one: dict[str, Any]) -> Iterator[str]:
    kind = one["type"]
    if kind == TEXT:
        yield one["content"]
    elif kind == ACTION_ROW:
        yield " ".join(_written(part) for part in one["components"])
    elif kind in (CONTAINER, SECTION):
        for part in [*one["components"], *filter(None, [one.get("accessory")])]:
            yield from _component(part)
    elif kind in (GALLERY, THUMBNAIL):
        for item in one.get("items") or [one]:
            yield f"(picture: {item.get('description') or ''})"
    elif kind == FILE:
        yield f"(file: {one['file']['url'].rpartition('/')[2]})"
    elif kind == SEPARATOR:
        yield "---" if one.get("divider", True) else ""
    else:
        yield _written(one)


def _written(one: dict[str, Any]) -> str:
    if one["type"] != BUTTON:
        return f"[{one.get('placeholder') or 'Make a selection'} v]"
    if one.get("style") == LINK:
        return f"[{label_of(one)}]({one['url']})"
    return f"({label_of(one)})" if one.get("disabled") else f"[{label_of(one)}]"
