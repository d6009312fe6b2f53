"""A font file's own tables, read far enough to know which characters it can draw and how wide they are.

A renderer draws an empty box, or nothing at all, for a character its font lacks; so we ask the font first. Formats:
OpenType 1.9, tables ``cmap`` (subtables 4 and 12), ``head``, ``hhea`` and ``hmtx``.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from struct import unpack_from

from msgspec import Struct


class Typeface(Struct, frozen=True):
    """What a font can draw: the advance width of each character, in em."""

    widths: Mapping[str, float]

    def draws(self, sign: str) -> bool:
        """Whether the font has a glyph for the character."""
        return sign in self.widths

    def width(self, text: str, size: float) -> float:
        """Return the width of a line of text, without kerning, in the unit of `size`."""
        return size * sum(self.widths.get(sign, 1.0) for sign in text)


@cache
def typeface(path: Path) -> Typeface:
    """Return the typeface of a TrueType or OpenType file; raises `OSError` when it cannot be read."""
    data = path.read_bytes()
    tables = _tables(data)
    (em,) = unpack_from(">H", data, tables["head"] + 18)
    (many,) = unpack_from(">H", data, tables["hhea"] + 34)
    advances = unpack_from(">" + "Hh" * many, data, tables["hmtx"])[::2]
    glyphs = _glyphs(data, tables["cmap"])
    return Typeface({chr(code): advances[min(glyph, many - 1)] / em for code, glyph in glyphs.items() if glyph})


def _tables(data: bytes) -> dict[str, int]:
    (count,) = unpack_from(">H", data, 4)
    rows = (unpack_from(">4sIII", data, 12 + 16 * row) for row in range(count))
    return {tag.decode("latin-1"): offset for tag, _, offset, _ in rows}


def _glyphs(data: bytes, cmap: int) -> dict[int, int]:
    """Return the glyph of each code point, from the richest Unicode subtable there is."""
    (count,) = unpack_from(">H", data, cmap + 2)
    formats: dict[int, int] = {}
    for row in range(count):
        (offset,) = unpack_from(">I", data, cmap + 8 + 8 * row)
        (kind,) = unpack_from(">H", data, cmap + offset)
        formats[kind] = cmap + offset
    full = formats.get(12)
    return _format_12(data, full) if full else _format_4(data, formats[4])


def _format_12(data: bytes, at: int) -> dict[int, int]:
    (groups,) = unpack_from(">I", data, at + 12)
    found: dict[int, int] = {}
    for row in range(groups):
        first, last, glyph = unpack_from(">III", data, at + 16 + 12 * row)
        found.update((code, glyph + code - first) for code in range(first, last + 1))
    return found


def _format_4(data: bytes, at: int) -> dict[int, int]:
    (double,) = unpack_from(">H", data, at + 6)
    ends, starts, deltas, ranges = (at + 14, at + 16 + double, at + 16 + 2 * double, at + 16 + 3 * double)
    found: dict[int, int] = {}
    for offset in range(0, double, 2):
        (last,), (first,) = unpack_from(">H", data, ends + offset), unpack_from(">H", data, starts + offset)
        (delta,), (jump,) = unpack_from(">H", data, deltas + offset), unpack_from(">H", data, ranges + offset)
        for code in range(first, min(last, 0xFFFE) + 1):
            glyph = code
            if jump:
                (glyph,) = unpack_from(">H", data, ranges + offset + jump + 2 * (code - first))
            found[code] = (glyph + delta) & 0xFFFF if glyph or not jump else 0
    return found
