"""Our Markdown subset as Discord's.

Discord's own differs: line breaks are seen, quotes do not nest, a list ends at an empty line only, links carry words only where
these do not look like an address themselves. Sources: Discord's help page "Markdown Text 101" and the documents on message
formatting (2026-08). What may never happen: text of people that is read as markup, or a link whose words promise another address.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache

from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode as Node

from adapters.discord.rendering.escaping import address, escaped
from bot.kernel.markup import tokens
from bot.kernel.signs import GAP, seen

_WEB = re.compile(r"https?://[^\s/]", re.IGNORECASE)
_SITE = re.compile(r"(?:[\w-]+\.)+[a-z]{2,}\b", re.IGNORECASE)
"""What reads like the name of a site."""

_INVISIBLE = re.compile(
    "[\\s\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0]"
)
_LANGUAGE = re.compile(r"[A-Za-z0-9+#_.-]{1,20}")
_TICKS = re.compile("`(?=`)")
_MARKS = {"strong": "**", "em": "*", "s": "~~"}


@lru_cache(maxsize=512)
def rendered(text: str) -> str:
    """Return a text of cards as Discord's Markdown, "" where nothing would be seen."""
    return markdown_of(tokens(text))


def markdown_of(parsed: Sequence[Token]) -> str:
    """Return block tokens as Discord's Markdown."""
    return _blocks(Node(parsed).children).strip()


# -- blocks
def _blocks(nodes: Iterable[Node]) -> str:
    """Return blocks one under the other: paragraphs with an empty line between, what belongs to one close below it."""
    written = ""
    before = ""
    for node in nodes:
        block = _BLOCKS.get(node.type, _nothing)(node)
        if block.strip():
            close = _is_tight(node) or (before == "paragraph" and node.type != "paragraph")
            written += ("" if not written else "\n" if close else "\n\n") + block
            before = node.type
    return written


def _is_tight(node: Node) -> bool:
    return node.type == "paragraph" and bool(node.hidden)


def _paragraph(node: Node) -> str:
    return "".join(_inline(each.children) for each in node.children).strip(" \n")


def _quote(node: Node) -> str:
    """Return a quote. One within a quote is no deeper: Discord has no such thing."""
    inner = _blocks(_flat(node.children))
    return inner and "\n".join(f"> {line}" for line in inner.split("\n"))


def _flat(nodes: Iterable[Node]) -> Iterable[Node]:
    for node in nodes:
        if node.type == "blockquote":
            yield from _flat(node.children)
        else:
            yield node


def _bullets(node: Node) -> str:
    return "\n".join(_item(each, "- ") for each in node.children)


def _numbers(node: Node) -> str:
    first = int(node.attrs.get("start", 1))
    return "\n".join(_item(each, f"{number}. ") for number, each in enumerate(node.children, start=first))


def _item(node: Node, mark: str) -> str:
    first, *rest = (_blocks(node.children) or GAP).split("\n")
    return "\n".join([mark + first, *(f"{' ' * len(mark)}{line}" for line in rest if line.strip())])


def _fence(node: Node) -> str:
    told = (node.info or "").split(maxsplit=1)
    language = told[0] if told and _LANGUAGE.fullmatch(told[0]) else ""
    content = _TICKS.sub(f"`{GAP}", seen(node.content.strip("\n"))) or " "
    return f"```{language}\n{content}\n```"


def _nothing(node: Node) -> str:
    del node
    return ""


_BLOCKS: Mapping[str, Callable[[Node], str]] = {
    "paragraph": _paragraph,
    "blockquote": _quote,
    "bullet_list": _bullets,
    "ordered_list": _numbers,
    "fence": _fence,
    "code_block": _fence,
}


# -- within a line
def _inline(nodes: Iterable[Node], *, begins: bool = True) -> str:
    """Return what stands in a line. `begins`: a line begins with it."""
    written = ""
    for node in _joined(nodes):
        here = begins and (not written or written.endswith("\n"))
        part = escaped(node, begins=here) if isinstance(node, str) else _span(node)
        if part.startswith("*") and written.endswith("*") and not written.endswith("\\*"):
            written += GAP
        written += part
    return written


def _joined(nodes: Iterable[Node]) -> Iterable[Node | str]:
    """Yield texts that stand side by side as one, since what is to be escaped may go across."""
    text = ""
    for node in nodes:
        if node.type in {"text", "text_special"}:
            text += node.content
            continue
        if text:
            yield text
            text = ""
        yield node
    if text:
        yield text


def _span(node: Node) -> str:
    match node.type:
        case "softbreak" | "hardbreak":
            return "\n"
        case "moment":
            return f"<t:{node.meta['seconds']}:{node.meta['style']}>"
        case "strong" | "em" | "s":
            mark = _MARKS[node.type]
            return f"{mark}{_inline(node.children, begins=False)}{mark}"
        case "code_inline":
            return _code(node.content)
        case "link":
            return _link(node)
        case _:
            return escaped(node.content)


def _code(content: str) -> str:
    """Return code in a line. More than one backtick in a row would begin a block of code on Discord."""
    code = _TICKS.sub(f"`{GAP}", seen(content).replace("\n", " "))
    if not code.strip(f"` {GAP}"):
        return escaped(content)
    if "`" not in code:
        return f"`{code}`"
    return f"``{' ' if code.startswith('`') else ''}{code}{' ' if code.endswith('`') else ''}``"


def _link(node: Node) -> str:
    """Return a link; where its words look like an address, the one it leads to stands beside them."""
    href = str(node.attrs.get("href", ""))
    label = _inline(node.children, begins=False).replace("\n", " ").strip()
    if not _WEB.match(href):
        return label
    where, words = address(href), "".join(each.content for each in node.walk() if each.type in _WORDS)
    if not _INVISIBLE.sub("", words) or _same(words, href):
        return where
    return f"[{label}]({where})" if _honest(words, href) else f"{label} (<{where}>)"


def _same(words: str, href: str) -> bool:
    return words.strip().rstrip("/") == href.rstrip("/")


def _honest(words: str, href: str) -> bool:
    """Whether the words name no address, or only the site the link leads to; with a whole address in them it would be no link."""
    site = "." + href.split("/")[2].rpartition("@")[2].partition(":")[0].lower()
    return "://" not in words and all(site.endswith(f".{name.lower()}") for name in _SITE.findall(words))


_WORDS = frozenset({"text", "text_special", "code_inline"})
