"""What Slack asks of text objects and of markup in texts.

Sources: the "Text object" page and "Formatting text for app surfaces" (2026); figures also in the published types.
"""

import re
from collections.abc import Iterator
from typing import Any

Problem = tuple[str, str]
"""A JSON pointer, and a sentence."""
PLAIN, MARKUP = "plain_text", "mrkdwn"
BOTH = (PLAIN, MARKUP)

_ANGLED = re.compile(r"<([^<>]*)>")
_MENTION = re.compile(r"(@[UW][A-Z0-9]+|#[CG][A-Z0-9]+|!subteam\^S[A-Z0-9]+|!(here|channel|everyone))(\|[^|]*)?")
_LINK = re.compile(r"(https?://|mailto:|tel:)[^|\s]+(\|[^|]+)?")
_DATE = re.compile(r"!date\^-?\d+\^([^^|]*)(\^https?://[^|]+)?\|(.+)", re.DOTALL)
DATE_PARTS = {
    "date_num", "date_slash", "date", "date_short", "date_long", "date_pretty", "date_short_pretty", "date_long_pretty", "time",
    "time_secs", "ago", "date_long_full", "day_divider_pretty",
}  # fmt: skip


def kind_of(one: Any) -> str:
    """Return the type of something in blocks, empty if it has none."""
    kind = one.get("type") if isinstance(one, dict) else None
    return kind if isinstance(kind, str) else ""


def items(value: Any) -> list[Any]:
    """Return a list, empty if it is none."""
    return value if isinstance(value, list) else []


def text_problems(
    text: Any, at: str, most: int, kinds: tuple[str, ...] = (PLAIN,), least: int = 1
) -> Iterator[Problem]:
    """Find what is wrong with a text object."""
    if not isinstance(text, dict) or not isinstance(text.get("text"), str):
        yield at, "must be a text object"
        return
    if text.get("type") not in kinds:
        yield f"{at}/type", f"must be {' or '.join(kinds)}, not {text.get('type')!r}"
    yield from length_problems(text["text"], f"{at}/text", most, least)
    if text.get("type") == MARKUP:
        if "emoji" in text:
            yield f"{at}/emoji", "is only for plain_text"
        if text.get("verbatim") is not None and not isinstance(text["verbatim"], bool):
            yield f"{at}/verbatim", "must be a boolean"
    elif "verbatim" in text:
        yield f"{at}/verbatim", "is only for mrkdwn"


def length_problems(text: Any, at: str, most: int, least: int = 1) -> Iterator[Problem]:
    """Find what is wrong with the length of a text."""
    if not isinstance(text, str):
        yield at, "must be a string"
    elif len(text.strip()) < least:
        yield at, f"must be more than {least - 1} characters"
    elif len(text) > most:
        yield at, f"must be less than {most + 1} characters (it has {len(text)})"


def markup_problems(text: str) -> Iterator[str]:
    """Find what an app wrote that is no markup and was not escaped either: Slack shows it otherwise than it was meant."""
    rest = _ANGLED.sub("", text)
    if "<" in rest or ">" in rest.replace("\n>", "\n").removeprefix(">"):
        yield "a < or > that is neither escaped nor part of markup"
    if re.search(r"&(?!amp;|lt;|gt;)", text):
        yield "an & that is not escaped"
    for inner in _ANGLED.findall(text):
        dated = _DATE.fullmatch(inner)
        if dated:
            unknown = set(re.findall(r"\{([^}]*)\}", dated[1])) - DATE_PARTS
            if unknown or not dated[1]:
                yield f"a date with unknown parts: <{inner}>"
        elif not _MENTION.fullmatch(inner) and not _LINK.fullmatch(inner):
            yield f"<{inner}> is no markup that Slack knows"


def texts(value: Any) -> Iterator[dict[str, Any]]:
    """Yield all text objects in a structure of blocks."""
    if isinstance(value, dict):
        if value.get("type") in BOTH and isinstance(value.get("text"), str):
            yield value
        else:
            for one in value.values():
                yield from texts(one)
    elif isinstance(value, list):
        for one in value:
            yield from texts(one)
