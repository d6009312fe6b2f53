"""Paragraphs without the line breaks of the editor they were written in.

On a Git host a line break inside of a paragraph is a blank; in a chat it would be seen. So that a prompt looks the same in both,
such breaks become blanks when it is read. A break that is meant (a backslash or two blanks at the end of the line) stays.
"""

import re
from collections.abc import Iterator

from markdown_it.tree import SyntaxTreeNode as Node

from bot.content.texts import source

_KEPT = re.compile(r"(?:[ ]{2,}|(?<!\\)(?:\\\\)*\\|^[ \t>]*(?:[-+*]|[0-9]{1,9}[.)])[ ]*)$")
"""Ends of lines that keep their break: those that mean one, and a sign alone that would begin a list with text behind it."""


def unwrapped(nodes: list[Node], lines: list[str]) -> str:
    """Return `lines`, whose blocks are `nodes`, with each paragraph on one line but for the breaks that are meant."""
    further = dict(line for node in nodes for line in _further(node))
    joined: list[str] = []
    for number, line in enumerate(lines):
        if number in further and not _KEPT.search(joined[-1]):
            joined[-1] = f"{joined[-1].rstrip()} {further[number]}"
        else:
            joined.append(line)
    return "\n".join(joined)


def _further(node: Node) -> Iterator[tuple[int, str]]:
    """Yield the number (from 0) of each line in which a paragraph goes on, and its text without the marks of lists and quotes."""
    for part in node.walk():
        if part.type == "paragraph" and part.map:
            texts = source(part).split("\n")
            yield from ((part.map[0] + ahead, text.lstrip()) for ahead, text in enumerate(texts) if ahead)
