"""Card Markdown to HTML. The page puts the result into the document as it is.

What may never happen: a character of the text that reaches the HTML unescaped, or a link that leads anywhere but to
``http``, ``https`` or ``mailto``, or to a message of the page itself, which shows it and does nothing else.
Every tag below is a literal; only `escape`d text is put between them.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from html import escape

from markdown_it.token import Token

from bot.kernel.markup import inline_tokens, tokens

_SAFE_LINK = re.compile(r"(?:https?://|mailto:)[^\s\x00-\x1f]+\Z", re.IGNORECASE)
_WITHIN = re.compile(r"#/[a-z0-9-]{1,40}(?:/[0-9a-f]{12}){1,2}\Z")
"""A link to a message of the page: its channel, the message, or its thread and the message."""

_LANGUAGE = re.compile(r"[A-Za-z0-9+#_.-]{1,20}\Z")


def block(text: str) -> str:
    """Return the HTML of a Markdown text: paragraphs, lists, quotes, fenced code."""
    return _all(tokens(text))


def line(text: str) -> str:
    """Return the HTML of a one-line Markdown text such as a title."""
    return _all(inline_tokens(text))


def plain(text: str) -> str:
    """Return the HTML of what a person typed: text as it stands, web addresses not even linked."""
    return escape(text)


def _all(parts: Sequence[Token]) -> str:
    """Render tokens in order. Links nest only with themselves, so one stack tells which closing tags were opened."""
    html: list[str] = []
    opened: list[bool] = []
    for part in parts:
        if part.type == "link_open":
            href = str(part.attrs.get("href", ""))
            opened.append(bool(_SAFE_LINK.match(href) or _WITHIN.match(href)))
            html.append(_link(part) if opened[-1] else "")
        elif part.type == "link_close":
            html.append("</a>" if opened and opened.pop() else "")
        else:
            html.append(_one(part))
    return "".join(html)


def _one(part: Token) -> str:
    if part.type == "inline":
        return _all(part.children or [])
    if part.type in _TAGS:
        return "" if part.hidden else _TAGS[part.type]
    return _LEAVES.get(part.type, _text)(part)


def _text(part: Token) -> str:
    return _GLYPH.sub(_drawn, escape(part.content))


def _drawn(found: re.Match[str]) -> str:
    """Return one of the bot's own signs as a picture of the page's sprite: not every machine has a font for them."""
    sign = found[0]
    return f'<svg class="glyph" role="img" aria-label="{sign}"><use href="#g-{GLYPHS[sign[0]]}"/></svg>'


def _link(part: Token) -> str:
    href = escape(str(part.attrs["href"]))
    if href.startswith("#"):
        return f'<a href="{href}">'
    return f'<a href="{href}" target="_blank" rel="noopener noreferrer nofollow">'


def _code(part: Token) -> str:
    return f"<code>{escape(part.content)}</code>"


def _fence(part: Token) -> str:
    language = part.info.split(maxsplit=1)[0] if part.info.strip() else ""
    mark = f' data-language="{escape(language)}"' if _LANGUAGE.match(language) else ""
    return f"<pre{mark}><code>{escape(part.content)}</code></pre>"


def _ordered(part: Token) -> str:
    start = part.attrs.get("start", 1)
    return f'<ol start="{int(start)}">' if start != 1 else "<ol>"


def _moment(part: Token) -> str:
    """Return an instant that the page writes in the reader's own time; without a script it shows in UTC."""
    seconds, style = int(part.meta["seconds"]), str(part.meta["style"])
    try:
        when = datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, ValueError, OSError):
        return escape(f"<t:{seconds}:{style}>")
    shown = when.strftime("%Y-%m-%d %H:%M UTC")
    return f'<time datetime="{when.isoformat()}" data-at="{seconds}" data-style="{escape(style)}">{shown}</time>'


GLYPHS: Mapping[str, str] = {
    "🔔": "bell",
    "⏸": "pause",
    "⏭": "skip",
    "⏱": "timer",
    "👀": "eyes",
    "💬": "talk",
    "⭐": "star",
    "🔒": "lock",
    "🔓": "unlock",
    "✅": "yes",
    "◐": "half",
    "▫": "other",
    "🚫": "void",
    "🗳": "vote",
    "🔥": "fire",
    "🏁": "flag",
    "🥇": "first",
    "🥈": "second",
    "🥉": "third",
}
"""The signs the bot puts into its texts, and the names of their pictures in ``page/sprite.html``."""

_GLYPH = re.compile(f"[{''.join(GLYPHS)}]\ufe0f?")

_TAGS: Mapping[str, str] = {
    "paragraph_open": "<p>",
    "paragraph_close": "</p>",
    "strong_open": "<strong>",
    "strong_close": "</strong>",
    "em_open": "<em>",
    "em_close": "</em>",
    "s_open": "<s>",
    "s_close": "</s>",
    "blockquote_open": "<blockquote>",
    "blockquote_close": "</blockquote>",
    "bullet_list_open": "<ul>",
    "bullet_list_close": "</ul>",
    "ordered_list_close": "</ol>",
    "list_item_open": "<li>",
    "list_item_close": "</li>",
    "softbreak": "<br>",
    "hardbreak": "<br>",
}

_LEAVES: Mapping[str, Callable[[Token], str]] = {
    "code_inline": _code,
    "fence": _fence,
    "code_block": _fence,
    "ordered_list_open": _ordered,
    "moment": _moment,
}
