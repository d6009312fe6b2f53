"""Words: values are put in after translation and are never read as templates."""

from gettext import NullTranslations

import pytest

from bot.kernel.words import Words, marked, words


class German(NullTranslations):
    """A catalogue of two messages."""

    def gettext(self, message: str) -> str:
        """Return the German of one message."""
        return {"Locked in: {answer}": "Eingeloggt: {answer}"}.get(message, message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """Return the German of one message with a number."""
        return (
            ("{n} Antwort" if n == 1 else "{n} Antworten")
            if msgid1 == "{n} answer"
            else super().ngettext(msgid1, msgid2, n)
        )


def test_values_are_put_in_after_translation() -> None:
    """The English sentence finds the translation, and the value lands in it."""
    assert "Eingeloggt: B" == Words(German())("Locked in: {answer}", answer="B")


@pytest.mark.parametrize("value", ["{answer}", "{0}", "{", "}}", "{answer.__class__}", "%s"])
def test_values_are_never_read_as_templates(value: str) -> None:
    """What somebody typed cannot reach into the program."""
    assert f"Locked in: {value}" == words("en")("Locked in: {answer}", answer=value)


def test_numbers_take_the_form_of_the_language() -> None:
    """One answer, two answers."""
    say = Words(German())
    assert ["1 Antwort", "2 Antworten"] == [say.many("{n} answer", "{n} answers", n) for n in (1, 2)]
    assert "2 answers" == words("en").many("{n} answer", "{n} answers", 2)


@pytest.mark.parametrize("locale", ["en", "en-GB", "xx", "", "zh-Hant-TW", "../../etc/passwd", "a" * 1000, "\x00"])
def test_a_language_without_a_catalogue_is_english(locale: str) -> None:
    """Whatever a platform calls the language, there are words."""
    assert "Begin" == words(locale)("Begin")


def test_marking_changes_nothing() -> None:
    """A marked message is the message."""
    assert "Begin" == marked("Begin")
