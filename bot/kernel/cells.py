"""Text in the cells of a CSV file. What may never happen: a cell that a spreadsheet program takes for a formula."""

_CALCULATES = frozenset("=+-@|%\uff1d\uff0b\uff0d\uff20\u2212")
"""First signs that make a spreadsheet program calculate. Source: OWASP, "CSV Injection" (2025); with their wide twins."""

_HIDES = frozenset("\t\r\n")
"""First signs behind which a program may look for a formula (OWASP, as above)."""


def harmless(text: str) -> str:
    """Return `text` as a cell that stays text: an apostrophe before it where it could be read as a formula."""
    return f"'{text}" if text.lstrip()[:1] in _CALCULATES or text[:1] in _HIDES else text
