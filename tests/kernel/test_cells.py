"""Cells of a CSV file stay text."""

import pytest

from bot.kernel.cells import harmless


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "−1", "@SUM(A1)", "|x", "%x", "＝1", "  =1", "\t1", "\r1", "\n1"])
def test_what_a_spreadsheet_could_calculate_gets_an_apostrophe(text: str) -> None:
    """Blanks before the sign and wide signs do not hide it."""
    assert f"'{text}" == harmless(text)


@pytest.mark.parametrize("text", ["", "Ana", "1 - 1", "a=b", "'=1"])
def test_other_text_stays_as_it_is(text: str) -> None:
    """A sign in the middle calculates nothing."""
    assert text == harmless(text)
