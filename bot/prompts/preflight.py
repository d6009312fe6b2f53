"""What of a prompt cannot be shown on Discord or Slack, or makes no sense, is found when its file is read (C2).

Sources, as of 2026-08: Discord, resources/channel (a thread's name has 100 characters) and resources/message (embed
description 4096); Slack, block kit (section text 3000).
"""

import re

from markdown_it.tree import SyntaxTreeNode as Node

from bot.content.report import Report
from bot.content.texts import Faults, blocks, first_line, note_unshowable, source, tidy
from bot.kernel.markup import plain, shown_length
from bot.prompts.unwrap import unwrapped

MOST_BYTES = 1 << 16
"""Of a prompt's file: twenty times what its text may take."""

MOST_LINES = 1_000
LONGEST_TITLE = 90
"""It names the thread, and a repeated prompt adds a number to it."""

LONGEST_BODY = 3_000
"""Slack's section; the card has other fields for rules and dates."""

_LONGEST_LOOKED_AT = 20_000
"""A text that takes more has one mistake: its length."""

DEEPEST = 5
"""Lists and quotes inside of each other that chats still show apart."""

HEADINGS: Faults = {
    "heading": (
        "a heading inside a prompt cannot be shown",
        "make it **bold** (or begin the line with \\# if it is text); the title stands in the front matter",
    ),
    "lheading": (
        "a line of === or --- makes the text above it a heading",
        "leave an empty line between them, or take it out",
    ),
}
_FOOT = re.compile(r"\[([^\]\n]{1,100})\]:\s*<?(?:https?:|www\.|mailto:)", re.IGNORECASE)
_MOST_FAULTS = 50
"""Mistakes about the text of one file; more would not be read."""


def body_of(rest: str, report: Report) -> str:
    """Return the text of a prompt, which stands at the end of its file, and report whatever keeps it from being shown."""
    lines = tidy(rest)
    body = "\n".join(lines).strip("\n").rstrip()
    if not body:
        _empty(len(lines), report)
        return ""
    if _too_long(body, lines, report) > _LONGEST_LOOKED_AT:
        return body
    nodes = blocks("\n".join(lines))
    own = Report(report.file)
    note_unshowable(nodes, lines, own, HEADINGS)
    _note_depth(nodes, own)
    _note_feet(nodes, own)
    report.mistakes += own.in_order()[:_MOST_FAULTS]
    if own.mistakes:
        return body
    body = unwrapped(nodes, lines).strip("\n").rstrip()
    if not plain(body).strip():
        _empty(len(lines), report)
    return body


def _empty(line: int, report: Report) -> None:
    report.add(line, "the prompt is empty", "write below the front matter what is to be discussed")


def _too_long(body: str, lines: list[str], report: Report) -> int:
    """Return the characters `body` takes, and report the first line that does not fit any more."""
    total = shown_length(body)
    if total <= LONGEST_BODY:
        return total
    taken, at = 0, 0
    while taken <= LONGEST_BODY:
        taken += shown_length(lines[at]) + (1 if taken else 0)
        at += 1
    what = f"the prompt takes {total:,} characters, and one message holds {LONGEST_BODY:,}, which end in this line"
    report.add(at, what, "shorten it, or link to the long text")
    return total


def _note_depth(nodes: list[Node], report: Report) -> None:
    """Report what stands deeper than chats can show; what is below that is not looked at."""
    waiting = [(node, 0) for node in nodes]
    while waiting:
        node, depth = waiting.pop()
        depth += node.type in {"blockquote", "list_item"}
        if depth > DEEPEST:
            what = f"lists and quotes stand more than {DEEPEST} deep here"
            report.add(first_line(node), what, "write it flatter")
        else:
            waiting += [(child, depth) for child in node.children]


def _note_feet(nodes: list[Node], report: Report) -> None:
    """Report addresses of links that are kept apart from their text, which a chat shows as they are."""
    for node in nodes:
        for part in node.walk():
            for number, text in enumerate(source(part).split("\n") if part.type == "paragraph" else ()):
                found = _FOOT.match(text.lstrip())
                if found:
                    what = f"the address of [{found[1]}] stands apart from its link, which chats do not follow"
                    report.add(first_line(part) + number, what, "write the link as [text](address)")
