"""Texts that come in: JSON can spell half of a character (a lone surrogate), which nothing that stores or sends texts takes."""

from typing import Any

_HALF = "\N{REPLACEMENT CHARACTER}"


def mended(text: str) -> str:
    """Return the text with halves of characters replaced."""
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        return "".join(_HALF if "\ud800" <= sign <= "\udfff" else sign for sign in text)
    return text


def all_mended(value: Any) -> Any:  # noqa: ANN401 - anything JSON can say
    """Return the value with every text in it mended."""
    match value:
        case str():
            return mended(value)
        case dict():
            return {name: all_mended(each) for name, each in value.items()}
        case list():
            return [all_mended(each) for each in value]
    return value
