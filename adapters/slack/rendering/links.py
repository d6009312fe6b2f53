"""Links: where they may lead, and which words may stand on them. Never words that promise another address."""

import re
from collections.abc import Iterator

from markdown_it.tree import SyntaxTreeNode as Node

from adapters.slack.rendering import moments
from bot.kernel.signs import seen

LONGEST = 3000
"""Characters of an address (Slack's types, of a button's, 2026-08)."""

_MAY = re.compile(r"https?://[^\s/]|mailto:[^\s]", re.IGNORECASE)

_ADDRESS = re.compile(r"https?://[^\s<>/][^\s<>]*[^\s<>.,:;!?'\"()\[\]*_~|`\\]", re.IGNORECASE)
"""A web address in a text; signs that mostly end a sentence are none of its own at its end."""

_SITE = re.compile(r"(?:[\w-]+\.)+[a-z]{2,}\b", re.IGNORECASE)
"""What reads like the name of a site."""

_INVISIBLE = re.compile(
    "[\\s\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0]"
)


def may_lead(href: str) -> bool:
    """Whether a link may lead there: to the web, or to writing a mail."""
    return len(href) <= LONGEST and _MAY.match(href) is not None


def address(href: str) -> str:
    """Return an address without blanks, and with no sign that could end what it stands in."""
    spelled = "".join(seen(href).split())
    return spelled.replace("<", "%3C").replace(">", "%3E").replace("|", "%7C")


def label(node: Node) -> str:
    """Return the words of a link."""
    return " ".join("".join(_said(each) for each in node.children).split())


def _said(node: Node) -> str:
    if node.type == "moment":
        return moments.fallback(node.meta["seconds"], node.meta["style"])
    if node.type in {"softbreak", "hardbreak"}:
        return " "
    return "".join(_said(each) for each in node.children) if node.children else node.content


def is_same(said: str, href: str) -> bool:
    """Whether the words are nothing to be seen, or the address itself."""
    bare = said.strip().rstrip("/")
    return not _INVISIBLE.sub("", said) or bare in {href.rstrip("/"), href.removeprefix("mailto:")}


def is_honest(said: str, href: str) -> bool:
    """Whether the words name no address, or only the site the link leads to."""
    if not href.lower().startswith("http"):
        return "@" not in said and _SITE.search(said) is None
    site = "." + href.split("/")[2].rpartition("@")[2].partition(":")[0].lower()
    return "://" not in said and all(site.endswith(f".{name.lower()}") for name in _SITE.findall(said))


def split(text: str) -> Iterator[tuple[str, bool]]:
    """Yield a text in pieces, each with whether it is a web address."""
    done = 0
    for found in _ADDRESS.finditer(text):
        if len(found[0]) <= LONGEST:
            if found.start() > done:
                yield text[done : found.start()], False
            yield found[0], True
            done = found.end()
    if text[done:]:
        yield text[done:], False
