"""What a translator is asked for: every text of Discord's command tree, as pybabel takes it out (``make words``).

The catalogue of commands is made of what is shown, and not of what stands in the code: names are declared in many ways.
"""

from collections.abc import Iterator
from typing import Any

import bot.app  # noqa: F401 - declares every command
from adapters.discord.setup.commands import tree

Extracted = tuple[int, str | None, str | tuple[str, str], list[str]]
"""A line, the function that would take the text (gettext), the text with its context, and remarks for translators."""


def extract(*_file: Any, **_options: Any) -> Iterator[Extracted]:  # noqa: ANN401 - what Babel hands to every extractor
    """Yield every text, once and in the order shown: Babel's extraction method for the domain `bot.kernel.words.LABELS`."""
    for naming, text in labelled():
        yield 1, ("pgettext" if naming else None), ((naming, text) if naming else text), []


def labelled() -> list[tuple[str, str]]:
    """Return every text of the tree with what it names ("" for a sentence)."""
    asked: dict[tuple[str, str], None] = {}

    def note(naming: str, text: str) -> str:
        asked[naming, text] = None
        return text

    tree({"en-US": note})
    return list(asked)
