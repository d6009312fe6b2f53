"""What a person sees of a message or a view, as values with a readable text form."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.loopback.slack import elements
from tests.loopback.slack.reading import Reader
from tests.loopback.slack.world import Message, View

if TYPE_CHECKING:
    from tests.loopback.slack.people import Person

Json = dict[str, Any]


@dataclass(frozen=True)
class Control:
    """A button, select, picker or field. `label`: what is written on it; of a select its placeholder or the section beside it."""

    kind: str
    label: str
    action_id: str
    block_id: str
    value: str = ""
    url: str = ""
    style: str = ""
    options: dict[str, str] = field(default_factory=dict)
    block: Json = field(default_factory=dict, repr=False, compare=False)
    element: Json = field(default_factory=dict, repr=False, compare=False)


@dataclass(frozen=True)
class Picture:
    """A picture with the text that is read aloud instead. `url` or the id of a `file` of Slack's."""

    alt: str
    url: str = ""
    file: str = ""


@dataclass(frozen=True)
class Shown:
    """A message (or the Home tab) as one person sees it.

    `text`: all of it, readable; `fallback`: what notifications and screen readers say. `private`: only they see it. `pings`: who
    is notified: names, ``here``, ``channel``, ``everyone``, handles of groups. `links`: addresses. `moments`: UNIX seconds shown.
    """

    ts: str
    author: str
    text: str
    fallback: str
    private: bool
    thread: str
    controls: tuple[Control, ...]
    pictures: tuple[Picture, ...]
    files: tuple[str, ...]
    edited: bool
    replies: int
    pings: tuple[str, ...]
    links: tuple[str, ...]
    moments: tuple[int, ...]
    message: Message | None = field(repr=False, compare=False, default=None)
    view: View | None = field(repr=False, compare=False, default=None)

    def __str__(self) -> str:
        return f"{self.author}{' (only you)' if self.private else ''}: {self.text}"

    @property
    def buttons(self) -> list[str]:
        """The labels of buttons that can be pressed."""
        return [one.label for one in self.controls if one.kind == "button"]

    @property
    def selects(self) -> list[str]:
        """The labels of everything to choose from or to put something into."""
        return [one.label for one in self.controls if one.kind != "button"]


def shown(person: "Person", message: Message) -> Shown:
    """Return a message as somebody sees it who may."""
    reader = Reader(person)
    fallback = reader.mrkdwn(message.text, pings=not message.body.get("subtype", "").startswith("channel_"))
    text = "\n".join(lines(reader, message.blocks)).strip() if message.blocks else fallback
    every = message.channel.messages.values() if message.thread_ts == message.ts else ()
    replies = [one for one in every if one.is_reply and one.thread_ts == message.ts]
    files = message.body.get("files") or []
    named = message.body.get("username") or message.user.name
    return Shown(
        message.ts, named, text, fallback, message.only_for is not None, message.thread_ts, controls(message.blocks),
        tuple(pictures(message.blocks)), tuple(str(one.get("name") or one["id"]) for one in files),
        "edited" in message.body, len(replies), tuple(dict.fromkeys(reader.pings)), tuple(reader.links),
        tuple(reader.moments), message,
    )  # fmt: skip


def shown_view(person: "Person", view: View) -> Shown:
    """Return a view as somebody sees it."""
    reader, blocks = Reader(person), view.body["blocks"]
    text = "\n".join(lines(reader, blocks)).strip()
    return Shown(
        "", person.server.app.name, text, "", private=True, thread="", controls=controls(blocks),
        pictures=tuple(pictures(blocks)), files=(), edited=False, replies=0, pings=(), links=tuple(reader.links),
        moments=tuple(reader.moments), view=view,
    )  # fmt: skip


def controls(blocks: list[Json]) -> tuple[Control, ...]:
    """Return all controls of blocks."""
    return tuple(control(block, one) for block, one in elements.walk(blocks))


def control(block: Json, one: Json) -> Control:
    """Return a control as it is seen."""
    every = [*one.get("options", []), *(each for group in one.get("option_groups", []) for each in group["options"])]
    label = (one.get("text") or block.get("label") or one.get("placeholder") or block.get("text") or {}).get("text", "")
    return Control(
        one["type"], label, one.get("action_id", ""), block["block_id"], one.get("value", ""), one.get("url", ""),
        one.get("style", ""), {each["text"]["text"]: each["value"] for each in every}, block, one,
    )  # fmt: skip


def pictures(blocks: list[Json]) -> Iterator[Picture]:
    """Yield the pictures of blocks."""
    for block in blocks:
        for one in (block, block.get("accessory") or {}, *(block.get("elements") or [])):
            if one.get("type") == "image":
                held = one.get("slack_file") or {}
                yield Picture(one.get("alt_text", ""), one.get("image_url") or held.get("url", ""), held.get("id", ""))


def lines(reader: Reader, blocks: list[Json]) -> Iterator[str]:
    """Yield blocks as lines of text."""
    for block in blocks:
        yield from _block(reader, block)


def _block(reader: Reader, block: Json) -> Iterator[str]:
    kind = block["type"]
    if kind in ("context", "actions"):
        yield " ".join(_element(reader, one) for one in block["elements"])
    elif kind == "section":
        yield from (reader.text(one) for one in filter(None, [block.get("text"), *block.get("fields", [])]))
        if block.get("accessory"):
            yield _element(reader, block["accessory"])
    elif kind == "input":
        yield f"{reader.text(block['label'])}: {_element(reader, block['element'])}"
        if block.get("hint"):
            yield reader.text(block["hint"])
    elif kind == "table":
        for row in block["rows"]:
            yield " | ".join(reader.rich(cell) if "elements" in cell else cell.get("text", "") for cell in row)
    else:
        yield from _plain(reader, block)


def _plain(reader: Reader, block: Json) -> Iterator[str]:
    match block["type"]:
        case "header":
            yield reader.text(block["text"])
        case "divider":
            yield "---"
        case "image":
            yield f"(picture: {block.get('alt_text', '')})"
        case "markdown":
            yield block["text"]
        case "rich_text":
            yield from (reader.rich(one) for one in block["elements"])


def _element(reader: Reader, one: Json) -> str:
    kind = one["type"]
    if kind in ("plain_text", "mrkdwn"):
        return reader.text(one)
    if kind == "image":
        return f"(picture: {one.get('alt_text', '')})"
    if kind == "button":
        if one.get("url"):
            reader.links.append(one["url"])
        return f"[{reader.text(one['text'])}]"
    if kind in ("radio_buttons", "checkboxes"):
        return " ".join(f"({reader.text(each['text'])})" for each in one.get("options", []))
    return f"[{reader.text(one['placeholder'])} v]" if one.get("placeholder") else f"[{kind}]"
