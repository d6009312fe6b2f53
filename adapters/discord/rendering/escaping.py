"""Text of people in Discord's Markdown: it shows as it is, whatever is in it.

Discord's Markdown takes a backslash before any sign that is neither letter, digit nor blank. Where that is not enough - programs
look for ``<@1>`` and ``@everyone`` without reading escapes - a sign of no width stands in between. What may never happen: a text
that pings, names a channel or command, becomes a picture, hides behind bars, or starts a heading, list or quote. Web addresses
stay addresses, so that one can follow them; they lead where they say.
"""

import re
from collections.abc import Iterator

from bot.kernel.signs import GAP, seen

_ADDRESS = re.compile(r"https?://[^\s<>]*[^\s<>.,:;!?'\"()\[\]*_~|`\\]", re.IGNORECASE)
"""A web address; signs that mostly end a sentence are none of its own at its end."""

_SPECIAL = re.compile(
    r"(?P<token><(?=@|\#|/[^<>]*:\d|a?:|t:|id:|sound:))"  # a mention, a command, an emoji, a moment, a way through the server
    r"|(?P<all>@(?=everyone|here))"
    r"|(?P<sign>[\\*_~`|<\[\]]|:(?=[^\s:]+:|//))",  # the last: :smile:, and addresses of other programs
    re.IGNORECASE,
)

_START = re.compile(r"(?P<blank>\s*)(?P<sign>[#>]|[-+](?=[\s#]|\Z)|(?P<number>\d+)(?P<dot>\.)(?=\s|\Z))")
"""What makes a heading, small text, a quote or a list of a line."""

_IN_ADDRESS = {ord(sign): f"%{ord(sign):02X}" for sign in "()[]*~|`\\\"'"}
"""Signs that could be read as markup within an address, as it may spell them too (RFC 3986, 2.1). Not the underscore: nothing
begins within an address."""


def escaped(text: str, *, begins: bool = False) -> str:
    """Return `text` so that Discord shows it as it is. `begins`: it stands where a line begins."""
    return "".join(_parts(seen(text), begins=begins))


def _parts(text: str, *, begins: bool) -> Iterator[str]:
    if begins and (found := _START.match(text)):
        yield f"{found['blank']}{found['number'] or ''}\\{found['dot'] or found['sign']}"
        text = text[found.end() :]
    done = 0
    for found in _ADDRESS.finditer(text):
        yield _SPECIAL.sub(_harmless, text[done : found.start()])
        yield address(found[0])
        done = found.end()
    yield _SPECIAL.sub(_harmless, text[done:])


def _harmless(found: re.Match[str]) -> str:
    if found["all"]:
        return found[0] + GAP
    return f"\\{found[0]}" + (GAP if found["token"] else "")


def address(url: str) -> str:
    """Return a web address spelled so that it is no markup, wherever it stands."""
    spelled = "".join(url.split()).replace("<", "%3C").replace(">", "%3E").translate(_IN_ADDRESS)
    return re.sub("@(?=everyone|here)", "%40", spelled, flags=re.IGNORECASE)
