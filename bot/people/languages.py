"""Which languages Studybell speaks: English, and those there is a catalogue for."""

from functools import cache

from bot.kernel.errors import Unreadable
from bot.kernel.words import CATALOGUES, Words, words


@cache
def languages() -> tuple[str, ...]:
    """Return the languages there are texts in, as BCP 47 writes them, English first."""
    found = {path.parent.parent.name.replace("_", "-") for path in CATALOGUES.glob("*/LC_MESSAGES/studybell.mo")}
    return ("en", *sorted(found - {"en"}))


def language_text(language: str) -> str:
    """Return a language by its own name and code: ``English (en)``."""
    # Every catalogue translates the word "English" by the name of its own language.
    return f"{words(language)('English')} ({language})"


def read_language(text: str, say: Words) -> str:
    """Return the code of the language a person typed, by code or own name. Raises `Unreadable` that tells which there are."""
    typed = text.strip().casefold().replace("_", "-")
    for language in languages():
        if typed in {language.casefold(), words(language)("English").casefold(), language_text(language).casefold()}:
            return language
    known = ", ".join(language_text(language) for language in languages())
    raise Unreadable("language", say("Studybell does not speak that one yet; choose from: {known}", known=known))
