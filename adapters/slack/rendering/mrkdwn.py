"""Our Markdown subset as mrkdwn, plainly: for the small print, and for the text that is read aloud and told in notifications.

What is bold or italic is said without it there. What may never happen: text of people that is read as markup.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from markdown_it.tree import SyntaxTreeNode as Node

from adapters.slack.rendering import links, moments
from adapters.slack.rendering.escaping import escaped
from bot.kernel.lengths import units
from bot.kernel.markup import tokens
from bot.kernel.signs import GAP

ELLIPSIS = " …"

_PIECE = re.compile(r"<[^>]*>|&\w+;|[^<&\s]{1,40}|\s+|.", re.DOTALL)
_START = re.compile(r"^([ \t]*)(?=&gt;|[-*•](?:\s|\Z)|\d+\.(?:\s|\Z))", re.MULTILINE)


@lru_cache(maxsize=512)
def said(text: str) -> str:
    """Return a text of cards as mrkdwn, one paragraph below the other."""
    return _blocks(Node(tokens(text)).children).strip()


def clipped(text: str, most: int) -> str:
    """Return mrkdwn in at most `most` units, cut between two words; one that is longer ends in an ellipsis."""
    if units(text) <= most:
        return text
    kept, room = [], most - len(ELLIPSIS)
    for piece in _PIECE.findall(text):
        room -= units(piece)
        if room < 0:
            break
        kept.append(piece)
    return "".join(kept).rstrip() + ELLIPSIS


def _blocks(nodes: Iterable[Node]) -> str:
    return "\n".join(filter(None, map(_block, nodes)))


def _block(node: Node) -> str:
    match node.type:
        case "paragraph":
            return _begun("".join(part for each in node.children for part in _inline(each.children)))
        case "fence" | "code_block":
            return _begun(escaped(node.content.strip("\n")))
        case "bullet_list":
            return "\n".join(f"• {_blocks(item.children)}" for item in node.children)
        case "ordered_list":
            first = int(node.attrs.get("start", 1))
            return "\n".join(f"{n}. {_blocks(item.children)}" for n, item in enumerate(node.children, start=first))
        case _:
            return _blocks(node.children)


def _begun(text: str) -> str:
    """Return a text whose lines begin no quote and no list."""
    return _START.sub(rf"\1{GAP}", text)


def _inline(nodes: Iterable[Node]) -> Iterator[str]:
    for node in nodes:
        match node.type:
            case "softbreak" | "hardbreak":
                yield "\n"
            case "strong" | "em" | "s":
                yield from _inline(node.children)
            case "code_inline":
                yield _code(node.content)
            case "moment":
                yield moments.mrkdwn(node.meta["seconds"], node.meta["style"])
            case "link":
                yield _link(node)
            case _:
                yield from (
                    _web(piece) if is_address else escaped(piece) for piece, is_address in links.split(node.content)
                )


def _code(content: str) -> str:
    code = escaped(content.replace("\n", " "))
    return f"`{code}`" if "`" not in code and code.strip(f" {GAP}") and GAP not in code else code


def _link(node: Node) -> str:
    href, label = str(node.attrs.get("href", "")), links.label(node)
    if not links.may_lead(href):
        return escaped(label)
    if links.is_same(label, href):
        return _web(href)
    if not links.is_honest(label, href):
        return f"{escaped(label)} ({_web(href)})"
    words = escaped(label.replace("|", "¦"))  # it would end the address
    return f"<{links.address(href).replace('&', '&amp;')}|{words}>"


def _web(href: str) -> str:
    return f"<{links.address(href).replace('&', '&amp;')}>"
