"""The catalogues of what commands are called: whole, up to date, and without an influence on what is answered."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from bot.kernel.words import CATALOGUES, LABELS, labels, words
from bot.people.languages import languages
from bot.testing.labels import extract, labelled
from tests.adapters.discord.declared import ours_alone

FILES = sorted(CATALOGUES.glob(f"*/LC_MESSAGES/{LABELS}.po"))
UPDATE = "make words, then translate what is empty"


@pytest.fixture(autouse=True)
def _ours(monkeypatch: pytest.MonkeyPatch) -> None:
    ours_alone(monkeypatch)


@pytest.fixture(params=FILES, ids=lambda file: file.parent.parent.name)
def file(request: pytest.FixtureRequest) -> Path:
    """Return each catalogue."""
    found: Path = request.param
    return found


def read(file: Path) -> Catalog:
    """Return what stands in a catalogue."""
    with file.open("rb") as opened:
        return read_po(opened)


def messages(file: Path) -> Iterator[Message]:
    """Yield its messages, but its header."""
    return (message for message in read(file) if message.id)


def test_there_is_german() -> None:
    """The first one."""
    assert ["de"] == [file.parent.parent.name for file in FILES]


def test_the_catalogue_has_what_is_shown_and_nothing_else(file: Path) -> None:
    """A new option, or another description, is to be translated at once."""
    assert set(labelled()) == {(message.context or "", str(message.id)) for message in messages(file)}, UPDATE


def test_everything_is_translated(file: Path) -> None:
    """Nothing is empty or doubtful."""
    assert [] == [message.id for message in messages(file) if not message.string or message.fuzzy], UPDATE


def test_places_to_fill_in_stay(file: Path) -> None:
    """What Babel finds wrong with a translation."""
    assert [] == [str(error) for message in messages(file) for error in message.check(read(file))]


def test_the_compiled_catalogue_fits(file: Path) -> None:
    """The program reads the .mo, people the .po."""
    compiled = BytesIO()
    write_mo(compiled, read(file))
    assert compiled.getvalue() == file.with_suffix(".mo").read_bytes(), UPDATE


def test_babel_is_handed_every_text_with_what_it_names() -> None:
    """As gettext calls them."""
    taken = list(extract(None, (), (), options={}))
    assert (1, "pgettext", ("command", "deck"), []) == taken[0]
    assert (1, None, "Decks", []) == taken[1]


@pytest.mark.parametrize(("naming", "called"), [("option", "beginn"), ("command of quiz", "starten")])
def test_a_word_is_called_by_what_it_names(naming: str, called: str) -> None:
    """/quiz start has an option start."""
    german = labels("de-AT")
    assert german is not None
    assert called == german(naming, "start")


def test_there_are_no_labels_in_a_language_nobody_translated() -> None:
    """English then, as Discord shows it by itself."""
    assert labels("tlh") is None


def test_answers_stay_in_one_language() -> None:
    """A catalogue of names makes no answer half German: not even a text that stands in both."""
    assert "Name of the team" == words("de")("Name of the team")
    assert ("en",) == languages()
