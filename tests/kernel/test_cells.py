"""Cells of a CSV file stay text."""

import pytest

from bot.kernel.cells import csv_bytes, file_stem, harmless


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "−1", "@SUM(A1)", "|x", "%x", "＝1", "  =1", "\t1", "\r1", "\n1"])
def test_what_a_spreadsheet_could_calculate_gets_an_apostrophe(text: str) -> None:
    """Blanks before the sign and wide signs do not hide it."""
    assert f"'{text}" == harmless(text)


@pytest.mark.parametrize("text", ["", "Ana", "1 - 1", "a=b", "'=1"])
def test_other_text_stays_as_it_is(text: str) -> None:
    """A sign in the middle calculates nothing."""
    assert text == harmless(text)


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Österreich & Co.", "osterreich-co"),
        ("日本", "quiz"),
        ("../../etc/passwd", "etc-passwd"),
        ("", "quiz"),
        ("x" * 999, "x" * 60),
    ],
)
def test_a_title_becomes_a_stem(title: str, expected: str) -> None:
    """No path, no blank, no sign that a file system or a header would mind."""
    assert expected == file_stem(title, "quiz")


def test_a_file_opens_at_once_in_a_spreadsheet_program() -> None:
    """A byte order mark for Excel, commas, CRLF, quotes where needed, and no formula."""
    expected = b'\xef\xbb\xbfname,n\r\n"Li, Ana",2\r\n\'=1+1,\r\n'
    assert expected == csv_bytes([("name", "n"), ("Li, Ana", 2), ("=1+1", None)])
