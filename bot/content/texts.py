"""Texts inside a content file: how it is taken apart, what the subset leaves out, and names.

Two parsers with one reading: blocks first, with their lines, and inline text only of blocks short enough to be shown. A text of
200 kB therefore never meets an inline rule.
"""

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode as Node

from bot.content.report import Report

Faults = Mapping[str, tuple[str, str]]
"""What is wrong with a type of block, and how to mend it."""

LONGEST_INLINE = 6_000
"""Characters of one paragraph whose inline text is looked at; preflight refuses it far below."""

_INVISIBLE = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff\ufdd0-\ufdef]"
)
"""Controls, marks that turn the writing of everything after them around, and what is no character at all."""

_LONGEST_SLUG = 60
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")


def blocks(text: str) -> list[Node]:
    """Return the blocks of `text` with their lines; inline text is left as source in ``content``."""
    return Node(_block_parser().parse(text)).children


def inline(text: str) -> list[Token]:
    """Return the inline tokens of `text`; none of a text too long to be shown."""
    if len(text) > LONGEST_INLINE:
        return []
    parsed = _inline_parser().parseInline(text)
    return (parsed[0].children or []) if parsed else []


def source(node: Node) -> str:
    """Return the Markdown source of a paragraph or heading."""
    return node.children[0].content if node.children else ""


def first_line(node: Node) -> int:
    """Return the line (1-based) a block begins in."""
    return node.map[0] + 1 if node.map else 1


def one_line(text: str) -> str:
    """Return `text` with every run of white space as one blank."""
    return " ".join(text.split())


def without_invisible(text: str) -> str:
    """Return `text` with line feeds as its only line ends and without control characters."""
    return _INVISIBLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def tidy(text: str) -> list[str]:
    """Return the lines of `text` without tabs, which mean another thing at every depth; one that shows nothing is empty."""
    return [line.expandtabs(4) if line.strip() else "" for line in text.split("\n")]


def first_invisible(text: str) -> re.Match[str] | None:
    """Return the first character that no text may contain."""
    return _INVISIBLE.search(text)


def slug(text: str, otherwise: str = "") -> str:
    """Return a name of ``a-z0-9-`` made of `text`; `otherwise`, or a name by its digest, where nothing is left."""
    if _NAME.fullmatch(text):
        return text
    flat = unicodedata.normalize("NFKD", text[:400]).encode("ascii", "ignore").decode().lower()
    name = re.sub(r"[^a-z0-9]+", "-", flat).strip("-")
    if len(name) > _LONGEST_SLUG:
        name = name[: _LONGEST_SLUG + 1].rpartition("-")[0] or name[:_LONGEST_SLUG]
    if not name:
        return otherwise or "q-" + hashlib.blake2s(text.encode("utf-8", "replace"), digest_size=4).hexdigest()
    return name


def unquoted(lines: list[str]) -> str:
    """Return the text of a quote's source lines: one ``>`` less on each line that has one."""
    return "\n".join(re.sub(r"^[ \t]*>[ \t]?", "", line, count=1) for line in lines).strip("\n").rstrip()


def unclosed_fence(node: Node, lines: list[str]) -> bool:
    """Tell whether a fence runs to the end of the file, or of what it stands in, for want of its closing line."""
    if node.type != "fence" or not node.map or node.map[1] - node.map[0] < 2:  # noqa: PLR2004 - opening and closing line
        return node.type == "fence"
    last = lines[min(node.map[1], len(lines)) - 1].lstrip(" \t>").rstrip()
    return not (last.startswith(node.markup) and not last.strip(node.markup[0]))


def note_unshowable(nodes: list[Node], lines: list[str], report: Report, headings: Faults) -> None:
    """Report everything in `nodes` that the chat's Markdown subset cannot show.

    `headings` says what is wrong with a ``heading``, and with one made by the line under it (``lheading``).
    """
    faults = {**_BLOCKS, **headings}
    for node in nodes:
        for part in node.walk():
            kind = "lheading" if lheading(part) else part.type
            if kind in faults:
                report.add(first_line(part if part.map else node), *faults[kind])
            elif unclosed_fence(part, lines):
                report.add(
                    first_line(part), "this code fence is never closed", f"close it with a line of {part.markup}"
                )
            elif part.type == "inline":
                note_unshowable_inline(part.content, part.map[0] + 1 if part.map else 1, report)


def note_unshowable_inline(text: str, line: int, report: Report) -> None:
    """Report pictures and HTML in an inline text that begins in `line`."""
    for token in inline(text):
        if token.type == "image":
            report.add(
                line, "a picture cannot be shown here", "say in words what it shows, or link to it: [text](address)"
            )
        elif token.type == "html_inline":
            report.add(
                line,
                f"{token.content[:40]} is HTML, which chats do not show",
                "use Markdown, or put it in backticks if it is text to be read",
            )
        elif token.type in {"softbreak", "hardbreak"}:
            line += 1


_BLOCKS: Faults = {
    "html_block": ("HTML is not shown in chats", "use Markdown, or a code fence if it is text to be read"),
    "table": ("a table cannot be shown in a chat", "use a list, or put the table in a code fence"),
    "hr": ("a line across cannot be shown in a chat", "take it out (or write \\--- if it is text)"),
    "code_block": ("code that is only indented is not shown as code", "put it between lines of ```"),
}


def lheading(node: Node) -> bool:
    """Tell whether a heading is one because of the line under it."""
    return node.type == "heading" and node.markup in {"=", "-"}


@cache
def _block_parser() -> MarkdownIt:
    return _parser().disable("inline")


@cache
def _inline_parser() -> MarkdownIt:
    return _parser()


def _parser() -> MarkdownIt:
    """Return a parser that sees more than the subset, so that what is left out can be named."""
    return MarkdownIt("commonmark", {"html": True}).enable(["strikethrough", "table"]).disable("reference")
