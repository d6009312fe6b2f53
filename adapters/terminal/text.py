"""Markup as lines of a terminal: wrapped to a width, lightly decorated, and never more than text.

What may never happen: a control character of somebody's text that reaches the terminal, where it would be a command.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from markdown_it.token import Token
from msgspec import Struct

from bot.kernel.clock import DAY, HOUR, MINUTE, SECOND, Instant
from bot.kernel.markup import inline_tokens, tokens

_LATEST = 253_402_300_799
"""The last second of the year 9999: what `datetime` can show."""

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
"""Spelled out, since what the machine calls them is not the same everywhere."""

_BOLD, _ITALIC, _STRUCK, _PLAIN = "1", "3", "9", ""
_OPENS = {"strong_open": _BOLD, "em_open": _ITALIC, "s_open": _STRUCK}
_CLOSES = frozenset({"strong_close", "em_close", "s_close"})
_BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")

Letter = tuple[str, str]
"""A character and the number of its ANSI style, "" for none."""


class Look(Struct, frozen=True):
    """How wide a line may be, and whether the terminal shows bold and dim (ANSI X3.64 SGR)."""

    width: int = 96
    colour: bool = False


PLAIN = Look()
"""What suits a file: no colour, lines that are read easily."""


def clean(text: str) -> str:
    """Return `text` without characters that a terminal obeys, or that turn the line around."""
    return "".join("\ufffd" if unicodedata.category(sign) == "Cc" else sign for sign in _BIDI.sub("", text))


def columns(text: str) -> int:
    """Return how many columns a line takes: two for wide signs and emoji, none for what combines."""
    return sum(_columns(sign) for sign in text)


def _columns(sign: str) -> int:
    if unicodedata.combining(sign) or sign in "\ufe0f\u200d":
        return 0
    return 2 if unicodedata.east_asian_width(sign) in "WF" else 1


def when(seconds: int, style: str, now: Instant) -> str:
    """Return a moment as words: ``in 12 s`` or ``5 min ago``, or ``Fri 23 Oct 17:00 UTC`` where the style asks for it.

    Markup rounds an instant up to a whole second, so what is left is rounded down.
    """
    if style != "R":
        return _dated(seconds, style, now)
    left = (seconds * SECOND - now) // SECOND
    if left > 0:
        return f"in {_length(left)}"
    return "now" if left > -2 else f"{_length(-left)} ago"  # noqa: PLR2004 - rounding alone is one second


def _dated(seconds: int, style: str, now: Instant) -> str:
    """Return day, time or both; the year stands there when it is another one than now."""
    shown, today = (datetime.fromtimestamp(min(max(each, 0), _LATEST), UTC) for each in (seconds, now // SECOND))
    if style in "tT":
        return f"{shown:%H:%M} UTC"
    day = f"{DAYS[shown.weekday()]} {shown.day} {MONTHS[shown.month - 1]}"
    if shown.year != today.year:
        day += f" {shown.year}"
    return day if style in "dD" else f"{day} {shown:%H:%M} UTC"


def _length(seconds: int) -> str:
    for unit, name in ((DAY, "days"), (HOUR, "h"), (MINUTE, "min")):
        if seconds * SECOND >= 2 * unit:
            return f"{round(seconds * SECOND / unit)} {name}"
    return f"{seconds} s"


def one_line(markup: str, now: Instant) -> str:
    """Return one-line markup such as a title as plain text."""
    return clean("".join(sign for sign, _ in _letters(inline_tokens(markup), now)).replace("\n", " "))


def prose(text: str, look: Look) -> list[str]:
    """Return text that is no markup as lines, all but the first indented."""
    letters: list[Letter] = [(sign, _PLAIN) for sign in text]
    first, *rest = _wrapped(letters, "  ", "", look)
    return [first[2:], *(line.rstrip() for line in rest)]


def lines_of(markup: str, now: Instant, look: Look) -> list[str]:
    """Return markup as lines, an empty one between paragraphs."""
    lines: list[str] = []
    indents: list[str] = []
    bullet, tight, fresh = "", False, False
    for token in tokens(markup):
        match token.type:
            case "bullet_list_open" | "ordered_list_open":
                fresh = not indents
            case "blockquote_open":
                indents.append("> ")
            case "list_item_open":
                bullet = f"{token.info}. " if token.info else "• "
                indents.append(" " * len(bullet))
            case "blockquote_close" | "list_item_close":
                indents.pop()
            case "paragraph_open":
                tight, fresh = token.hidden and not fresh, False
            case "inline" | "fence" | "code_block":
                letters = _code(token) if token.type != "inline" else _letters(token.children or [], now)
                if lines and not tight:
                    lines.append("")
                lines += _wrapped(letters, "".join(indents), bullet, look)
                bullet = ""
            case _:
                pass
    return lines


def _code(token: Token) -> list[Letter]:
    return [(sign, _PLAIN) for sign in token.content.rstrip("\n")]


def _letters(children: Sequence[Token], now: Instant) -> list[Letter]:
    """Return the characters of inline tokens with their styles; a line break is a newline."""
    found: list[Letter] = []
    styles: list[str] = []
    for token in children:
        style = styles[-1] if styles else _PLAIN
        if token.type in _OPENS:
            styles.append(_OPENS[token.type])
        elif token.type in _CLOSES:
            styles.pop()
        else:
            found += [(sign, style) for sign in _text(token, now)]
    return found


def _text(token: Token, now: Instant) -> str:
    match token.type:
        case "softbreak":
            return " "
        case "hardbreak":
            return "\n"
        case "moment":
            return when(token.meta["seconds"], token.meta["style"], now)
        case "code_inline":
            return f"`{token.content}`"
        case "link_open":
            return ""
        case _:
            return token.content


def _wrapped(letters: Sequence[Letter], indent: str, bullet: str, look: Look) -> Iterator[str]:
    """Yield the letters as lines that fit; the first begins with `bullet` in place of the end of `indent`."""
    first = indent[: len(indent) - len(bullet)] + bullet
    for line in _hard_lines(letters):
        for part in _fitting(line, max(look.width - columns(indent), 20)):
            yield first + _painted(part, colour=look.colour)
            first = indent


def _hard_lines(letters: Sequence[Letter]) -> Iterator[list[Letter]]:
    line: list[Letter] = []
    for letter in letters:
        if letter[0] == "\n":
            yield line
            line = []
        else:
            line.append((clean(letter[0]), letter[1]) if letter[0] else letter)
    yield line


def _fitting(line: list[Letter], width: int) -> Iterator[list[Letter]]:
    """Yield the line in parts of at most `width` columns, broken at blanks where there are any."""
    while columns("".join(sign for sign, _ in line)) > width:
        cut, used = 0, 0
        for index, (sign, _) in enumerate(line):
            used += _columns(sign) if sign else 0
            if used > width:
                break
            cut = index + 1
        blank = next((i for i in range(cut, 0, -1) if i < len(line) and line[i][0] == " "), None)
        yield line[: blank or cut]
        line = line[(blank + 1) if blank else cut :]
    yield line


def _painted(line: Sequence[Letter], *, colour: bool) -> str:
    if not colour:
        return "".join(sign for sign, _ in line).rstrip()
    parts: list[str] = []
    now = _PLAIN
    for sign, style in line:
        if style != now:
            parts.append(f"\x1b[0m\x1b[{style}m" if style else "\x1b[0m")
            now = style
        parts.append(sign)
    return "".join(parts).rstrip() + ("\x1b[0m" if now else "")
