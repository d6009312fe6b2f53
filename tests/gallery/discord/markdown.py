"""Discord's Markdown as HTML, as far as our cards use it; for pictures alone.

Written from what the documents say Discord shows, apart from our own writer: what that one gets wrong is seen here.
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from html import escape

from adapters.playground.render import GLYPHS

Now = int
"""The second the picture is taken at."""

_SPAN = re.compile(
    r"\\(?P<escape>[^0-9A-Za-z\s])"
    r"|(?P<ticks>`+)(?P<code>.+?)(?P=ticks)"
    r"|<t:(?P<at>-?\d+):(?P<style>\w)>"
    r"|<@!?(?P<member>\d+)>"
    r"|\[(?P<label>[^\]]+)\]\((?P<href>https?://[^)\s]+)\)"
    r"|<?(?P<address>https?://[^\s<>]+)>?"
    r"|\*\*(?P<strong>(?:\\.|[^\\])+?)\*\*(?!\*)"
    r"|\*(?P<em>(?:\\.|\*\*|[^\\*])+?)\*(?!\*)"
    r"|~~(?P<struck>(?:\\.|[^\\])+?)~~",
    re.DOTALL,
)
_GLYPH = re.compile(f"[{''.join(GLYPHS)}]\ufe0f?")
_FENCE = re.compile(r"```(?:[\w+#.-]*\n)?(.*?)\n?```", re.DOTALL)


def html_of(text: str, now: Now) -> str:
    """Return a text display as HTML."""
    parts = _FENCE.split(text)
    return "".join(
        f"<pre>{escape(part)}</pre>" if number % 2 else _lines(part.strip("\n"), now)
        for number, part in enumerate(parts)
    )


def _lines(text: str, now: Now) -> str:
    if not text:
        return ""
    written = [_line(line, now) for line in text.split("\n")]
    return "".join(written)


def _line(line: str, now: Now) -> str:
    for sign, tag in (("### ", "h4"), ("## ", "h3"), ("# ", "h2"), ("-# ", "small"), ("> ", "blockquote")):
        if line.startswith(sign):
            return f"<{tag}>{_spans(line.removeprefix(sign), now) or '&nbsp;'}</{tag}>"
    if found := re.match(r"( *)(-|\d+\.) (.*)", line):
        mark = "•" if found[2] == "-" else found[2]
        return f'<p class="item" style="--deep:{len(found[1])}"><span>{mark}</span>{_spans(found[3], now)}</p>'
    return f"<p>{_spans(line, now)}</p>" if line else '<p class="gap"></p>'


def _spans(text: str, now: Now) -> str:
    written, done = "", 0
    for found in _SPAN.finditer(text):
        written += _plain(text[done : found.start()]) + _span(found, now)
        done = found.end()
    return written + _plain(text[done:])


def _plain(text: str) -> str:
    return _GLYPH.sub(glyph, escape(text))


def glyph(found: re.Match[str]) -> str:
    """Return one of the bot's signs as a picture: not every machine has a font for them."""
    return f'<svg class="glyph"><use href="#g-{GLYPHS[found[0][0]]}"/></svg>'


def _span(found: re.Match[str], now: Now) -> str:
    if found["escape"]:
        return escape(found["escape"])
    if found["at"]:
        return f'<span class="moment">{_moment(int(found["at"]), found["style"], now)}</span>'
    if found["member"]:
        return '<span class="mention">@Cleo</span>'
    if found["code"]:
        return f"<code>{escape(found['code'])}</code>"
    if found["label"]:
        return f'<a href="{escape(found["href"])}">{_spans(found["label"], now)}</a>'
    if found["address"]:
        return f'<a href="{escape(found["address"])}">{escape(found["address"])}</a>'
    return next(_WRAPS[name](_spans(found[name], now)) for name in _WRAPS if found[name])


_WRAPS: dict[str, Callable[[str], str]] = {
    "strong": "<strong>{}</strong>".format,
    "em": "<em>{}</em>".format,
    "struck": "<s>{}</s>".format,
}

_UNITS = ((86_400, "day"), (3_600, "hour"), (60, "minute"), (1, "second"))


def _moment(at: int, style: str, now: Now) -> str:
    if style != "R":
        when = datetime.fromtimestamp(at, UTC)
        return f"{when:%A, %-d %B %Y %H:%M}" if style == "F" else f"{when:%-d %B %Y %H:%M}"
    length, name = next(each for each in _UNITS if abs(at - now) >= each[0] or each[0] == 1)
    number = round(abs(at - now) / length)
    words = f"{number} {name}{'' if number == 1 else 's'}"
    return f"in {words}" if at >= now else f"{words} ago"
