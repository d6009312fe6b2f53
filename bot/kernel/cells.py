"""CSV files for people. What may never happen: a cell that a spreadsheet program takes for a formula."""

import csv
import re
import unicodedata
from collections.abc import Iterable, Sequence
from io import StringIO

_CALCULATES = frozenset("=+-@|%\uff1d\uff0b\uff0d\uff20\u2212")
"""First signs that make a spreadsheet program calculate. Source: OWASP, "CSV Injection" (2025); with their wide twins."""

_HIDES = frozenset("\t\r\n")
"""First signs behind which a program may look for a formula (OWASP, as above)."""


def harmless(text: str) -> str:
    """Return `text` as a cell that stays text: an apostrophe before it where it could be read as a formula."""
    return f"'{text}" if text.lstrip()[:1] in _CALCULATES or text[:1] in _HIDES else text


CSV_TYPE = "text/csv; charset=utf-8"

Cell = str | int | float | None


def csv_bytes(rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return rows as CSV that spreadsheet programs open at once: UTF-8 with byte order mark, commas, CRLF, no formula."""
    text = StringIO()
    csv.writer(text).writerows([harmless(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    return b"\xef\xbb\xbf" + text.getvalue().encode("utf-8", "replace")


def file_stem(title: str, otherwise: str) -> str:
    """Return `title` (plain) in lower-case ASCII letters, digits and hyphens, at most 60; `otherwise` when none are left."""
    bare = unicodedata.normalize("NFKD", title[:300]).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", bare.lower()).strip("-")[:60].strip("-") or otherwise
