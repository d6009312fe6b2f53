"""Text of people where Slack reads mrkdwn: it shows as it is, whatever is in it.

Slack's mrkdwn has no sign to escape its own signs with, but for ``& < >`` (Slack's docs, formatting message text, 2026-08). One
with a blank on both sides is none; so they get blanks of no width. That is why people's texts stand in rich text wherever they
can (`richtext.py`), and here only in the small print and in what is read aloud.

What may never happen: a text that pings, links, becomes an emoji, or begins a quote or list.
"""

import re

from bot.kernel.signs import GAP, seen

_SIGN = re.compile(r"(?<=\w)([*_~])(?=\w)|([*_~`])")
_ENTITY = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


def inert(text: str) -> str:
    """Return a text for where nothing is read as markup, so that it is none for programs that look at the text alone either."""
    return re.sub(
        r"<(?=[@#!])|@(?=channel|here|everyone)", lambda found: found[0] + GAP, seen(text), flags=re.IGNORECASE
    )


def plain(text: str) -> str:
    """Return a text for a plain text object: Slack takes ``&lt;`` in it for ``<``, so that nobody's may look like it."""
    return re.sub(r"&(?=(?:amp|lt|gt);)", "&" + GAP, inert(text))


def escaped(text: str) -> str:
    """Return `text` so that mrkdwn shows it as it is."""
    text = re.sub("[&<>]", lambda found: _ENTITY[found[0]], seen(text))
    text = _SIGN.sub(lambda found: found[1] or f"{GAP}{found[2]}{GAP}", text)
    return re.sub(r":(?=[^\s:]+:)|@(?=channel|here|everyone)", lambda found: found[0] + GAP, text, flags=re.IGNORECASE)
