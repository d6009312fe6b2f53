"""Slack's rich text and mrkdwn as HTML, as far as our cards use them; for pictures alone.

Written from what the documents say Slack shows, apart from our own writer: what that one gets wrong is seen here.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from html import escape
from typing import Any

from adapters.playground.render import GLYPHS

Part = Mapping[str, Any]

Now = int
"""The second the picture is taken at."""

_GLYPH = re.compile(f"[{''.join(GLYPHS)}]\ufe0f?")
_TAGS = {"bold": "b", "italic": "i", "strike": "s", "code": "code"}
_MRKDWN = re.compile(
    r"<!date\^(?P<at>\d+)\^(?P<format>[^|>]*)\|[^>]*>|<@(?P<member>\w+)>|<(?P<href>[^|>!@]+)(?:\|(?P<label>[^>]*))?>"
    r"|(?<![\w\u200b])\*(?=\S)(?P<bold>[^*\n]+)\*(?!\w)|(?<![\w\u200b])_(?=\S)(?P<italic>[^_\n]+)_(?!\w)|`(?P<code>[^`\n]+)`"
)


def rich(parts: Sequence[Part], now: Now) -> str:
    """Return the parts of a rich text block as HTML."""
    return "".join(_part(each, now) for each in parts)


def _part(each: Part, now: Now) -> str:
    match each["type"]:
        case "rich_text_section":
            return f"<p>{_spans(each['elements'], now)}</p>"
        case "rich_text_quote":
            return f"<blockquote>{_spans(each['elements'], now)}</blockquote>"
        case "rich_text_preformatted":
            return f"<pre>{_spans(each['elements'], now)}</pre>"
        case _:
            tag = "ul" if each["style"] == "bullet" else "ol"
            items = "".join(f"<li>{_spans(item['elements'], now)}</li>" for item in each["elements"])
            return f'<{tag} style="margin-left:{each.get("indent", 0) * 28}px">{items}</{tag}>'


def _spans(elements: Sequence[Part], now: Now) -> str:
    return "".join(_span(each, now) for each in elements)


def _span(each: Part, now: Now) -> str:
    match each["type"]:
        case "link":
            html = f'<a href="{escape(each["url"])}">{escape(each.get("text", each["url"]))}</a>'
        case "date":
            html = f"<time>{escape(_moment(each['timestamp'], each['format'], now))}</time>"
        case _:
            html = plain(each["text"])
    for name, tag in _TAGS.items():
        if each.get("style", {}).get(name):
            html = f"<{tag}>{html}</{tag}>"
    return html


def plain(text: str) -> str:
    """Return plain text as HTML: Slack spells out the three signs it has names for."""
    return _GLYPH.sub(_glyph, escape(re.sub(r"&(amp|lt|gt);", lambda found: _ENTITIES[found[1]], text)))


_ENTITIES = {"amp": "&", "lt": "<", "gt": ">"}


def _glyph(found: re.Match[str]) -> str:
    """Return one of the bot's signs as a picture: not every machine has a font for them."""
    return f'<svg class="glyph"><use href="#g-{GLYPHS[found[0][0]]}"/></svg>'


def mrkdwn(text: str, now: Now) -> str:
    """Return mrkdwn as HTML."""
    written, done = "", 0
    for found in _MRKDWN.finditer(text):
        written += plain(text[done : found.start()]) + _marked(found, now)
        done = found.end()
    return (written + plain(text[done:])).replace("\n", "<br>")


def _marked(found: re.Match[str], now: Now) -> str:
    if found["at"]:
        return f"<time>{escape(_moment(int(found['at']), found['format'], now))}</time>"
    if found["member"]:
        return '<span class="mention">@Cleo</span>'
    if found["href"]:
        return f'<a href="{escape(found["href"])}">{plain(found["label"] or found["href"])}</a>'
    return next(f"<{_TAGS[name]}>{plain(found[name])}</{_TAGS[name]}>" for name in _TAGS if found[name])


def _moment(at: int, pattern: str, now: Now) -> str:
    when = datetime.fromtimestamp(at, UTC)
    days = (when.date() - datetime.fromtimestamp(now, UTC).date()).days
    near = {0: "today", 1: "tomorrow", -1: "yesterday"}.get(days)
    values = {
        "date_short_pretty": near or f"{when:%b %-d, %Y}",
        "date_long_pretty": near or f"{when:%A, %B %-d, %Y}",
        "date_long": f"{when:%A, %B %-d, %Y}",
        "date_num": f"{when:%Y-%m-%d}",
        "time": f"{when:%-I:%M %p}",
        "time_secs": f"{when:%-I:%M:%S %p}",
    }
    told = re.sub(r"\{(\w+)\}", lambda found: values[found[1]], pattern)
    return told[:1].upper() + told[1:]
