"""Signs that need care: halves of characters, and what nobody sees."""

from bot.kernel.signs import all_mended, mended, seen


def test_half_of_a_character_becomes_the_sign_for_what_cannot_be_read() -> None:
    """Whole ones stay, also those of two halves in UTF-16."""
    assert "a\ufffdb" == mended("a\ud83cb")
    assert "Ärger 🎉" == mended("Ärger 🎉")


def test_every_text_that_json_says_is_mended() -> None:
    """Names and values, however deep; what is no text stays as it is."""
    said = {"a\udc00": ["\ud800", {"b": "\ud83c"}, 1, None, True]}
    assert {"a\ufffd": ["\ufffd", {"b": "\ufffd"}, 1, None, True]} == all_mended(said)


def test_what_cannot_be_seen_is_left_out() -> None:
    """Controls, and marks that turn the writing around; lines and tabs stay."""
    assert "ab\n\tc" == seen("a\x00\u202eb\n\t\u2066c\x7f")
