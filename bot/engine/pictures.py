"""Charts as PNG: our own SVG, rasterised with one font that is handed over explicitly.

What may never happen here: text of people that gets into the SVG unescaped or unmeasured, a size that the
renderer could choke on (it aborts the whole process), or a character drawn as an empty box. Import it when a
chart is due, not at start.
"""

import re
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from font_source_sans_pro import font_directory
from resvg_py import svg_to_bytes

from bot.engine.typeface import Typeface, typeface
from bot.kernel.card import Bar, Chart

FAMILY = "Source Sans Pro"
REGULAR = Path(font_directory) / "SourceSansPro-Regular.ttf"
STRONG = Path(font_directory) / "SourceSansPro-Semibold.ttf"

MOST_BARS, MOST_COUNT = 26, 10**6
LONGEST = 200
"""Characters of a label or title that are looked at; what does not fit the line is cut with an ellipsis."""

ZOOM = 1.5
"""Pixels per unit: sharp enough for the width chats show, in a third of the time that 2 takes."""
WIDTH, MARGIN = 560, 24
MOST_PIXELS = 4000
"""Neither side of a picture may be longer: resvg asks for all its memory at once."""

_TITLE, _LABEL, _COUNT = 22, 17, 17
_TITLE_LINE, _ROW, _BAR = 28, 56, 18
_COUNTS = 78
_STRIPE_WIDTH, _STRIPE_GAP = 4, 14
_PAPER, _INK, _SOFT = "#fdfcfa", "#1d2330", "#5b6475"
_TRACK, _PLAIN, _RIGHT, _RIGHT_EDGE, _STRIPE = "#eceae4", "#8794ad", "#2f9e6e", "#0f5a3b", "#56b98d"

_LETTER = re.compile(r"\s*([^\W_]{1,3}[).:])(?=\s|$)")


def draw(chart: Chart) -> bytes:
    """Return the chart as PNG, 840 pixels wide: a row per bar, the right ones striped, outlined and ticked.

    At most 26 bars are drawn; what is left becomes one row. A label in a script the font lacks shrinks to its
    letter (``A)``), or to the number of its row.
    """
    svg = svg_of(chart)
    return bytes(
        svg_to_bytes(svg_string=svg, zoom=ZOOM, skip_system_fonts=True, font_files=[str(REGULAR), str(STRONG)])
    )


def svg_of(chart: Chart) -> str:
    """Return the chart as SVG, sizes in its own units (1.5 pixels of the PNG)."""
    bars = _fitting(chart.bars)
    title = _lines(_drawable(chart.title, typeface(STRONG)), WIDTH - 2 * MARGIN)
    top = MARGIN + len(title) * _TITLE_LINE + (10 if title else 0)
    height = top + max(len(bars), 1) * _ROW + MARGIN - 16
    if height * ZOOM > MOST_PIXELS:
        raise ValueError(f"a chart of {height * ZOOM} pixels is higher than {MOST_PIXELS}")
    most = max((bar.count for bar in bars), default=0)
    size = f'width="{WIDTH}" height="{height}"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="{FAMILY}">',
        f'<rect {size} fill="{_PAPER}"/>',
    ]
    for index, line in enumerate(title):
        parts.append(_text(line, MARGIN, MARGIN + 18 + index * _TITLE_LINE, _TITLE, _INK, strong=True))
    for index, bar in enumerate(bars):
        parts.extend(_row(bar, index, top + index * _ROW, most))
    return "".join((*parts, "</svg>"))


def _fitting(bars: Sequence[Bar]) -> list[Bar]:
    """Return at most as many bars as are drawn, the last of them standing for all that are left."""
    if len(bars) <= MOST_BARS:
        return list(bars)
    left = bars[MOST_BARS - 1 :]
    rest = Bar(f"+ {len(left)}", sum(bar.count for bar in left), any(bar.right for bar in left))
    return [*bars[: MOST_BARS - 1], rest]


def _row(bar: Bar, index: int, top: float, most: int) -> list[str]:
    face = typeface(STRONG if bar.right else REGULAR)
    left = MARGIN + (26 if bar.right else 0)
    label = _label(bar.label, index, face)
    room = WIDTH - MARGIN - left
    track = WIDTH - 2 * MARGIN - _COUNTS
    count = max(bar.count, 0)
    length = max(track * count / most, 6.0) if count else 0.0
    parts = [
        _text(_cut(label, face, _LABEL, room), left, top + 17, _LABEL, _INK, strong=bar.right),
        _bar(MARGIN, top + 25, track, _TRACK),
        _text(_number(count), MARGIN + track + 14, top + 40, _COUNT, _INK if count else _SOFT, strong=True),
    ]
    if count:
        parts.append(_bar(MARGIN, top + 25, length, _RIGHT if bar.right else _PLAIN))
    if bar.right:
        parts.append(_stripes(MARGIN, top + 25, length))
        parts.append(_outline(MARGIN, top + 25, length if count else track))
        parts.append(_tick(MARGIN, top + 1))
    return parts


def _bar(left: float, top: float, length: float, fill: str) -> str:
    return f'<rect x="{left}" y="{top}" width="{length:.1f}" height="{_BAR}" rx="5" fill="{fill}"/>'


def _stripes(left: float, top: float, length: float) -> str:
    """Return slanted stripes across a bar, as one path: filling with a pattern would take half as long again."""
    steps = range(4, int(length - _BAR - _STRIPE_WIDTH), _STRIPE_GAP)
    lines = "".join(f"M{left + step} {top + _BAR}l{_BAR} {-_BAR}h{_STRIPE_WIDTH}l{-_BAR} {_BAR}z" for step in steps)
    return f'<path d="{lines}" fill="{_STRIPE}"/>' if lines else ""


def _outline(left: float, top: float, length: float) -> str:
    return (
        f'<rect x="{left}" y="{top}" width="{length:.1f}" height="{_BAR}" rx="5" fill="none"'
        f' stroke="{_RIGHT_EDGE}" stroke-width="2.5"/>'
    )


def _tick(left: float, top: float) -> str:
    return (
        f'<circle cx="{left + 9.5}" cy="{top + 10.5}" r="9.5" fill="{_RIGHT_EDGE}"/>'
        f'<path d="M{left + 5} {top + 10.8} l3.3 3.4 l6 -7" fill="none" stroke="#fff" stroke-width="2.4"'
        ' stroke-linecap="round" stroke-linejoin="round"/>'
    )


def _text(  # noqa: PLR0913 - the attributes of one element
    text: str, left: float, base: float, size: int, fill: str, *, strong: bool = False
) -> str:
    weight = ' font-weight="600"' if strong else ""
    return f'<text x="{left}" y="{base}" font-size="{size}"{weight} fill="{fill}">{escape(text)}</text>'


def _number(count: int) -> str:
    return f"{count:,}".replace(",", "\u00a0") if count < MOST_COUNT else "1\u00a0M+"


def _label(text: str, index: int, face: Typeface) -> str:
    """Return the label as far as the font goes: whole, or its letter, or the number of its row."""
    label = _drawable(text, face)
    if label:
        return label
    letter = _LETTER.match(text[:LONGEST])
    return (letter and _drawable(letter[1], face)) or f"{index + 1}."


def _drawable(text: str, face: Typeface) -> str:
    """Return `text` on one line without the signs the font lacks; nothing when letters or digits are among them."""
    clean = " ".join(unicodedata.normalize("NFC", text[:LONGEST]).split())
    if any(not face.draws(sign) and unicodedata.category(sign)[0] in "LNM" for sign in clean):
        return ""
    return " ".join("".join(sign for sign in clean if face.draws(sign)).split())


def _cut(text: str, face: Typeface, size: int, room: float) -> str:
    if face.width(text, size) <= room:
        return text
    while text and face.width(text + "…", size) > room:
        text = text[:-1]
    return text.rstrip() + "…"


def _lines(title: str, room: float) -> list[str]:
    """Return the title on at most two lines."""
    face, words = typeface(STRONG), title.split()
    first = ""
    while words and face.width(f"{first} {words[0]}".strip(), _TITLE) <= room:
        first = f"{first} {words.pop(0)}".strip()
    if not first and words:
        return [_cut(" ".join(words), face, _TITLE, room)]
    rest = " ".join(words)
    return [line for line in (first, rest and _cut(rest, face, _TITLE, room)) if line]
