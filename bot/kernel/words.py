"""The words a person reads, by language, through gettext catalogues.

Every text for a person is the English sentence itself, marked by the call that will translate it:
``say("Locked in: {answer}", answer=...)``. Values are put in after translation and are never read as templates.

What names commands, their parameters and choices stands in catalogues of its own (`LABELS`): a platform shows it in the language
of each person's client, whatever the language of the answers is, and translating it makes no answer half-translated.
"""

from collections.abc import Callable
from functools import cache
from gettext import GNUTranslations, NullTranslations, translation
from pathlib import Path

CATALOGUES = Path(__file__).parent.parent / "locale"

SENTENCES = "studybell"
LABELS = "commands"
"""The two domains: files ``<language>/LC_MESSAGES/<domain>.mo`` under `CATALOGUES`."""

Labels = Callable[[str, str], str]
"""Returns what a text of a command is called in a language: by what it names (``option``, "" for a sentence) and its English."""


class Words:
    """The words of one language."""

    def __init__(self, catalogue: NullTranslations) -> None:
        self._catalogue = catalogue

    def __call__(self, message: str, /, **values: object) -> str:
        """Return `message` in this language with its ``{names}`` filled in."""
        return self._catalogue.gettext(message).format(**values)

    def name(self, message: str, /) -> str:
        """Return `message` in this language as it is: it has no values, and may not be a text of ours at all."""
        return self._catalogue.gettext(message) if message else ""

    def many(self, one: str, other: str, n: int, /, **values: object) -> str:
        """Return the form of the message that this language uses for `n` things; ``{n}`` is the number."""
        return self._catalogue.ngettext(one, other, n).format(n=n, **values)


def sentence(text: str) -> str:
    """Return `text` as a sentence of its own: a capital first, and an end."""
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "!", "?")) else ".")


def marked(message: str) -> str:
    """Mark a message for translation where it is declared; it is translated where it is shown."""
    return message


@cache
def words(locale: str) -> Words:
    """Return the words of the closest catalogue there is for `locale` (BCP 47), English when there is none."""
    return Words(_catalogue(SENTENCES, locale) or NullTranslations())


@cache
def labels(locale: str) -> Labels | None:
    """Return how commands are named in the closest catalogue there is for `locale`, None when there is none."""
    catalogue = _catalogue(LABELS, locale)
    if catalogue is None:
        return None
    return lambda naming, text: catalogue.pgettext(naming, text) if naming else catalogue.gettext(text)


def _catalogue(domain: str, locale: str) -> GNUTranslations | None:
    wanted = locale.replace("-", "_")
    try:
        return translation(domain, CATALOGUES, languages=[wanted, wanted.partition("_")[0]])
    except FileNotFoundError:
        return None
