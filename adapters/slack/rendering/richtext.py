"""Our Markdown subset as Slack's rich text.

Rich text is data: an element is text, a link or an instant, and nothing in a text can become anything else. In Slack's other
language, mrkdwn, there is no way to say a star that is a star, nor bold letters in a word; so people's words are all said
in rich text. What may never happen: a link whose words promise another address.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import groupby
from typing import Any

from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode as Node

from adapters.slack.rendering import links, moments
from adapters.slack.rendering.escaping import inert
from bot.kernel.markup import tokens

Part = dict[str, Any]
"""A part of a rich text block: a section, list, quote or preformatted text; or an element of one of these."""

Style = Mapping[str, bool]

_STYLES = {"strong": "bold", "em": "italic", "s": "strike"}
_PLAIN: Style = {}
_DEEPEST = 8
"""How far a list may be indented (Slack's types, 2026-08)."""

_LONG = 1_500
"""Characters of a list that may not fit one block."""


@lru_cache(maxsize=512)
def rendered(text: str) -> tuple[Part, ...]:
    """Return a text of cards as the elements of a rich text block, none where nothing would be seen. Nobody changes them."""
    return parts_of(tokens(text))


def parts_of(parsed: Sequence[Token]) -> tuple[Part, ...]:
    """Return block tokens as the elements of a rich text block."""
    return tuple(spaced(_blocks(Node(list(parsed)).children)))


def section(elements: Iterable[Part]) -> Part:
    """Return a paragraph of these elements."""
    return {"type": "rich_text_section", "elements": list(elements)}


def words(content: str, style: Style = _PLAIN) -> Part:
    """Return a piece of text; it may not be empty."""
    made: Part = {"type": "text", "text": inert(content)}
    return made | {"style": dict(style)} if style else made


def styled(parts: Iterable[Part], style: str) -> list[Part]:
    """Return the elements of paragraphs, every one of them in this style."""
    elements = [element for part in parts if part["type"] == "rich_text_section" for element in part["elements"]]
    return [{**each, "style": {**each.get("style", {}), style: True}} for each in elements]


def merged(elements: Iterable[Part]) -> list[Part]:
    """Return elements with texts of one style that stand side by side as one."""
    kept: list[Part] = []
    for each in elements:
        last = kept[-1] if kept else None
        if each["type"] == "text" and not each["text"]:
            continue
        if last and last["type"] == each["type"] == "text" and last.get("style") == each.get("style"):
            kept[-1] = last | {"text": last["text"] + each["text"]}
        else:
            kept.append(each)
    return kept


def unstyled(parts: Iterable[Part]) -> tuple[Part, ...]:
    """Return the same words without bold, italic and the like, which takes less room, written down."""
    return tuple(part | {"elements": _plainer(part["elements"])} for part in parts)


def _plainer(elements: Iterable[Part]) -> list[Part]:
    inside = [
        each | {"elements": _plainer(each["elements"])} if "elements" in each else _without_style(each)
        for each in elements
    ]
    return merged(inside)


def _without_style(element: Part) -> Part:
    return {name: value for name, value in element.items() if name != "style"}


def spaced(parts: Iterable[Part]) -> Iterator[Part]:
    """Yield the parts with empty lines between them as they are read: paragraphs that follow one another become one section."""
    before = ""
    for are_paragraphs, group in groupby(parts, key=_is_paragraph):
        if not are_paragraphs:
            for part in group:
                before = part["type"]
                yield part
            continue
        elements = [words("\n")] if before in _CLOSE else []
        for number, part in enumerate(group):
            elements += [words("\n\n"), *part["elements"]] if number else part["elements"]
        yield section(merged(elements))


_CLOSE = frozenset({"rich_text_list", "rich_text_quote"})
"""What Slack leaves no empty line below."""


def _is_paragraph(part: Part) -> bool:
    return bool(part["type"] == "rich_text_section")


# -- blocks
def _blocks(nodes: Iterable[Node]) -> Iterator[Part]:
    for node in nodes:
        match node.type:
            case "bullet_list" | "ordered_list":
                yield from _list(node)
            case "fence" | "code_block":
                inside = words(node.content.strip("\n"))
                yield {"type": "rich_text_preformatted", "elements": [inside if inside["text"] else words(" ")]}
            case kind:
                elements = _flat([node])
                if _visible(elements):
                    yield (
                        {"type": "rich_text_quote", "elements": elements} if kind == "blockquote" else section(elements)
                    )


def _visible(elements: Sequence[Part]) -> bool:
    return any(each["type"] != "text" or each["text"].strip() for each in elements)


def _list(node: Node, depth: int = 0) -> Iterator[Part]:
    """Yield a list; what is nested becomes a list of its own, further in. Numbers Slack would not count are written down."""
    if node.type == "ordered_list" and not _counts(node):
        yield section(_flat([node]))
        return
    style = "bullet" if node.type == "bullet_list" else "ordered"
    items: list[Part] = []
    for item in node.children:
        inner = [each for each in item.children if each.type not in _LISTS]
        items.append(section(_flat(inner) or [words(" ")]))
        for each in item.children:
            if each.type in _LISTS:
                yield _rows(style, items, depth)
                items = []
                yield from _list(each, min(depth + 1, _DEEPEST))
    if items:
        yield _rows(style, items, depth)


_LISTS = frozenset({"bullet_list", "ordered_list"})


def _rows(style: str, items: Sequence[Part], depth: int) -> Part:
    made: Part = {"type": "rich_text_list", "style": style, "elements": list(items)}
    return made | {"indent": depth} if depth else made


def _counts(node: Node) -> bool:
    """Whether Slack's own numbers are those of the list: they begin at 1, and again after a list within or in another block."""
    nested = any(each.type in _LISTS for item in node.children for each in item.children)
    length = sum(len(each.content) for each in node.walk() if each.type == "inline")
    return node.attrs.get("start", 1) == 1 and not nested and length <= _LONG


def _flat(nodes: Iterable[Node], depth: int = 0) -> list[Part]:
    """Return blocks as elements in one paragraph, one below the other."""
    elements: list[Part] = []
    for node in nodes:
        block = list(_flattened(node, depth))
        if _visible(block):
            close = not elements or _is_tight(node) or node.type in _LISTS
            elements += [*([words("\n" if close else "\n\n")] if elements else []), *block]
    return merged(elements)


def _flattened(node: Node, depth: int) -> Iterator[Part]:
    match node.type:
        case "paragraph":
            yield from _trimmed([part for each in node.children for part in _inline(each.children)])
        case "fence" | "code_block":
            yield words(node.content.strip("\n") or " ", {"code": True})
        case "bullet_list" | "ordered_list":
            first = int(node.attrs.get("start", 1))
            for number, item in enumerate(node.children, start=first):
                mark = f"{number}. " if node.type == "ordered_list" else "• "
                yield words(("\n" if number > first else "") + "    " * depth + mark)
                yield from _flat(item.children, depth + 1)
        case _:
            yield from _flat(node.children, depth)


def _is_tight(node: Node) -> bool:
    return node.type == "paragraph" and bool(node.hidden)


def _trimmed(elements: Iterable[Part]) -> list[Part]:
    """Return elements without blanks where they begin and end."""
    kept = merged(elements)
    if kept and kept[0]["type"] == "text":
        kept[0] = kept[0] | {"text": kept[0]["text"].lstrip()}
    if kept and kept[-1]["type"] == "text":
        kept[-1] = kept[-1] | {"text": kept[-1]["text"].rstrip()}
    return [each for each in kept if each["type"] != "text" or each["text"]]


# -- within a line
def _inline(nodes: Iterable[Node], style: Style = _PLAIN) -> Iterator[Part]:
    for node in nodes:
        match node.type:
            case "softbreak" | "hardbreak":
                yield words("\n", style)
            case "strong" | "em" | "s":
                yield from _inline(node.children, {**style, _STYLES[node.type]: True})
            case "code_inline":
                yield words(node.content.replace("\n", " "), {**style, "code": True})
            case "moment":
                yield moments.element(node.meta["seconds"], node.meta["style"]) | (
                    {"style": dict(style)} if style else {}
                )
            case "link":
                yield from _link(node, style)
            case _:
                yield from _text(node.content, style)


def _text(content: str, style: Style) -> Iterator[Part]:
    """Yield a text, web addresses in it as links: to where they say."""
    for piece, is_address in links.split(content):
        yield _linked(piece, "", style) if is_address else words(piece, style)


def _link(node: Node, style: Style) -> Iterator[Part]:
    """Yield a link; where its words look like an address, the one it leads to stands beside them."""
    href, said = str(node.attrs.get("href", "")), links.label(node)
    if not links.may_lead(href):
        yield from _inline(node.children, style)
    elif links.is_same(said, href):
        yield _linked(href, "", style)
    elif links.is_honest(said, href):
        yield _linked(href, said, style)
    else:
        yield words(f"{said} (", style)
        yield _linked(href, "", style)
        yield words(")", style)


def _linked(href: str, said: str, style: Style) -> Part:
    made: Part = {"type": "link", "url": links.address(href)}
    return made | ({"text": inert(said)} if said else {}) | ({"style": dict(style)} if style else {})
