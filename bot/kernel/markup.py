"""The Markdown that cards may contain, and how text of people is kept from being read as Markdown.

The subset: paragraphs, **bold**, *italic*, ~~struck~~, `code`, fenced code, quotes, lists, links, line breaks, and
moments (``<t:1700000000:R>``, an instant the platform shows in the reader's own time). No HTML, no pictures, no headings:
a title is a field of the card. Surfaces render the tokens of `tokens`; nobody renders by replacing text.
"""

import re
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from bot.kernel.clock import Instant, whole_second

_SPECIAL = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~:@&=^$])")
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""Controls, halves of characters, and marks that turn the writing of everything after them around."""

_MOMENT = re.compile(r"<t:(-?\d{1,13}):([tTdDfFRs])>")


def escape(text: str) -> str:
    """Return `text` so that it shows as it is, on one line, whatever is in it. What cannot be seen is left out."""
    return _SPECIAL.sub(r"\\\1", " ".join(_UNSEEN.sub(" ", text).split()))


def shown_length(text: str) -> int:
    """Return the characters `text` takes on the narrowest platform: UTF-16 units, with &, < and > spelled out (Slack)."""
    return (
        len(text.encode("utf-16-le", "surrogatepass")) // 2
        + 4 * text.count("&")
        + 3 * (text.count("<") + text.count(">"))
    )


def moment(at: Instant, style: str = "R") -> str:
    """Return the markup of an instant. `style` as Discord's: ``R`` ticking and relative, ``f`` date and time, ``t`` time."""
    return f"<t:{whole_second(at)}:{style}>"


def tokens(text: str) -> list[Token]:
    """Return the block tokens of `text` (markdown-it's); inline ones are the children of ``inline`` tokens.

    A moment is an inline token of type ``moment`` with ``meta = {"seconds": int, "style": str}``.
    """
    return _parser().parse(text)


def inline_tokens(text: str) -> list[Token]:
    """Return the inline tokens of a one-line text such as a title or an option."""
    parsed = _parser().parseInline(text)
    return parsed[0].children or [] if parsed else []


def plain(text: str) -> str:
    """Return `text` without markup, for places that show none: spreadsheets, pictures, notifications."""
    parts: list[str] = []
    for token in tokens(text):
        if token.type == "inline":
            parts.append("".join(_plain(child) for child in token.children or []))
        elif token.type in {"fence", "code_block"}:
            parts.append(token.content.rstrip("\n"))
    return "\n".join(parts)


def _plain(token: Token) -> str:
    if token.type == "moment":
        return f"at {token.meta['seconds']}"
    if token.type in {"softbreak", "hardbreak"}:
        return "\n"
    return token.content


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False}).enable("strikethrough")
    parser.disable(["image", "heading", "lheading", "hr", "reference", "html_block", "html_inline", "code"])
    parser.inline.ruler.before("autolink", "moment", _moment)
    return parser


def _moment(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - the signature is markdown-it's
    found = _MOMENT.match(state.src, state.pos)
    if not found:
        return False
    if not silent:
        token = state.push("moment", "", 0)
        token.meta = {"seconds": int(found[1]), "style": found[2]}
    state.pos = found.end()
    return True
